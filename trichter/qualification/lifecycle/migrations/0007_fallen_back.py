"""Those who have been further than they stand: hardly anybody, so hardly any recording pays for the index.

`reached` has no gaps: whoever was further was at the next stage.
"""

from django.db import migrations

INDEX = """
CREATE INDEX standing_fallen_back ON lifecycle_standing (track_id, contact_id) WHERE reached[position + 1] IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0006_who_published")]

    operations = [migrations.RunSQL(INDEX, "DROP INDEX standing_fallen_back")]
