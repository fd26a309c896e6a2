"""Lines that cannot be digested are set aside with the reason, and hold up nobody else's."""

from django.db import migrations

MADE = """
    ALTER TABLE hits_waiting ADD failure text, ADD failed_at timestamptz;
    DROP INDEX waiting_by_id;
    CREATE INDEX waiting_by_id ON hits_waiting (id) WHERE failure IS NULL;
    CREATE INDEX waiting_aside ON hits_waiting (failed_at) WHERE failure IS NOT NULL;
"""
GONE = """
    DROP INDEX waiting_aside; DROP INDEX waiting_by_id;
    ALTER TABLE hits_waiting DROP failure, DROP failed_at;
    CREATE INDEX waiting_by_id ON hits_waiting (id);
"""


class Migration(migrations.Migration):
    """Of the queue before the digest."""

    dependencies = [("hits", "0002_own_pages")]

    operations = [migrations.RunSQL(MADE, GONE)]
