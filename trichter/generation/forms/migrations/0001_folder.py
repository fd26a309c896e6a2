from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Doubtful",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.TextField(unique=True)),
                ("offer_id", models.BigIntegerField()),
                ("version_id", models.BigIntegerField()),
                ("title", models.TextField()),
                ("answers", models.JSONField()),
                ("reasons", models.JSONField()),
                ("touch", models.JSONField()),
                ("ip", models.TextField(default="")),
                ("at", models.DateTimeField(db_index=True)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Spent",
            fields=[
                ("nonce", models.TextField(primary_key=True, serialize=False)),
                ("digest", models.TextField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Count",
            fields=[
                ("pk", models.CompositePrimaryKey("place", "slot", blank=True, editable=False, primary_key=True, serialize=False)),
                ("place", models.TextField()),
                ("slot", models.DateTimeField(db_index=True)),
                ("number", models.IntegerField()),
            ],
        ),
        # What is counted for minutes needs no journal: a commit then does not wait for the disk, and after a crash
        # the counts begin anew.
        migrations.RunSQL(
            ["ALTER TABLE forms_spent SET UNLOGGED", "ALTER TABLE forms_count SET UNLOGGED"],
            ["ALTER TABLE forms_count SET LOGGED", "ALTER TABLE forms_spent SET LOGGED"],
        ),
    ]
