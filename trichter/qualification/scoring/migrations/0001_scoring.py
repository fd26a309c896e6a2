"""Tables of scoring models and scores; a published version is kept from any change by the database itself."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

GUARD = """
    CREATE FUNCTION scoring_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a published version of a scoring model never changes';
    END $$;
    CREATE TRIGGER scoring_published_stays BEFORE UPDATE OR DELETE ON scoring_version
        FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION scoring_published_stays();
"""
UNGUARD = """
    DROP TRIGGER scoring_published_stays ON scoring_version;
    DROP FUNCTION scoring_published_stays();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Model",
            fields=[
                ("key", models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ("label", models.JSONField()),
                ("position", models.SmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("content", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.BigIntegerField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("published_by", models.BigIntegerField(null=True)),
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="scoring.model"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("model", "number"), name="scoring_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at", None)), fields=("model",), name="scoring_one_draft_each"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reign",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("version_id", models.BigIntegerField()),
                ("next_id", models.BigIntegerField(null=True)),
                ("since", models.DateTimeField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="scoring_one_reign")],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("contact_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version_id", models.BigIntegerField()),
                ("since", models.DateField()),
                ("fit", models.IntegerField()),
                ("falls_at", models.DateTimeField(null=True)),
                ("held", django.contrib.postgres.fields.ArrayField(base_field=models.BooleanField(), size=None)),
                ("rules", django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                (
                    "touchpoints",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("times", django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), size=None)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["falls_at", "contact_id"], name="score_by_engagement"),
                    models.Index(fields=["fit", "contact_id"], name="score_by_fit"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Past",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "contact_id", "since", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("contact_id", models.BigIntegerField()),
                ("since", models.DateField()),
                ("version_id", models.BigIntegerField()),
                ("fit", models.IntegerField()),
                ("falls_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Touched",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("contact_id", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
