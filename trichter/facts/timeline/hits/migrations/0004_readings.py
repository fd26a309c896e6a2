"""Pages that were read with consent as sums by day, counted from what the log holds."""

import django.db.models.fields.composite
from django.conf import settings
from django.db import migrations, models

COUNTED = r"""
    INSERT INTO hits_readday (day, source_id, path, views, readers)
    SELECT day, source_id, path, sum(views), count(*) FROM (
        SELECT (h.at AT TIME ZONE %s)::date AS day, h.source_id, coalesce(nullif(left(
                regexp_replace(h.url, '^[A-Za-z][A-Za-z0-9+.-]*://[^/]*', ''), 300), ''), '/') AS path,
            h.visitor, count(*) AS views
        FROM hits_hit h WHERE h.visitor IS NOT NULL AND h.bot IS NULL AND h.kind IN ('page', 'screen') AND NOT EXISTS (
            SELECT FROM hits_waiting w WHERE w.visitor = h.visitor AND w.id = h.id AND NOT w.is_recalled)
        GROUP BY 1, 2, 3, 4
    ) AS each GROUP BY day, source_id, path
"""


def count(apps, schema_editor):
    schema_editor.execute(COUNTED, [settings.TIME_ZONE])


class Migration(migrations.Migration):
    dependencies = [("hits", "0003_set_aside")]
    operations = [
        migrations.CreateModel(
            name="ReadDay",
            fields=[
                ("pk", django.db.models.fields.composite.CompositePrimaryKey("day", "source_id", "path", blank=True, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("source_id", models.IntegerField()),
                ("path", models.TextField()),
                ("views", models.IntegerField()),
                ("readers", models.IntegerField()),
            ],
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
