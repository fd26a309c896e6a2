"""What people wrote is found by the words that stand there since it was corrected."""

from django.db import migrations

MAKE = """
    CREATE INDEX touchpoint_reworded ON timeline_touchpoint
    USING gin (to_tsvector('simple', contacts_folded(left(payload->'payload'->>'text', 10000))))
    WHERE kind = 'touchpoint.edited' AND payload->'payload'->>'text' <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("timeline", "0005_touchpoints_by_kind"), ("contacts", "0003_finding_people")]
    operations = [migrations.RunSQL(MAKE, "DROP INDEX touchpoint_reworded")]
