"""Which source is our own pages is known by a mark, and no longer by its name, which the house may change."""

from django.db import migrations, models

MARK = "UPDATE hits_source SET is_own = true WHERE id = (SELECT min(id) FROM hits_source WHERE name = 'own pages')"


class Migration(migrations.Migration):
    """One at most has it."""

    dependencies = [("hits", "0001_hits")]

    operations = [
        migrations.AddField("source", "is_own", models.BooleanField(default=False, db_default=False)),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "source",
            models.UniqueConstraint(fields=["is_own"], condition=models.Q(("is_own", True)), name="source_of_our_own_pages"),
        ),
    ]
