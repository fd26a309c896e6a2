"""Questions of people about their data, and what runs by the clock."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("spine", "0001_outbox"),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("ran_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "Access"),
                            ("correction", "Correction"),
                            ("erasure", "Erasure"),
                            ("settings", "Settings"),
                        ],
                        max_length=10,
                    ),
                ),
                ("address", models.TextField()),
                ("address_key", models.TextField()),
                ("contact_id", models.BigIntegerField(null=True)),
                ("language", models.CharField(max_length=5)),
                ("words", models.TextField(default="")),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("proven_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None), models.Q(("proven_at", None), _negated=True)),
                        fields=["due_at"],
                        name="rights_open",
                    ),
                    models.Index(fields=["address_key", "asked_at"], name="rights_of_address"),
                ],
            },
        ),
    ]
