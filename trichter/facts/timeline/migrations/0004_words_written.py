"""What people wrote is found by its words."""

from django.db import migrations

MAKE = """
    CREATE INDEX touchpoint_words ON timeline_touchpoint
    USING gin (to_tsvector('simple', contacts_folded(left(payload->>'text', 10000)))) WHERE payload->>'text' <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("timeline", "0003_touchpoints_by_colleague"), ("contacts", "0003_finding_people")]
    operations = [migrations.RunSQL(MAKE, "DROP INDEX touchpoint_words")]
