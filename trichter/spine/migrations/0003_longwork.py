"""Long work that colleagues ask for, and whom it is about."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("spine", "0002_rights_and_timetable"),
    ]

    operations = [
        migrations.CreateModel(
            name="Work",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("facts", models.JSONField(default=dict)),
                ("by", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "running"),
                            ("done", "done"),
                            ("cancelled", "cancelled"),
                            ("failed", "failed"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("position", models.JSONField(null=True)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(null=True)),
                ("report", models.JSONField(default=dict)),
                ("undoes", models.BigIntegerField(null=True)),
                ("cancel_asked_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField()),
                ("attempts", models.SmallIntegerField(default=0)),
                ("error", models.TextField(default="")),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["due_at"], name="work_open"),
                    models.Index(fields=["by", "-created_at"], name="work_of_colleague"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undoes", None), _negated=True), fields=("undoes",), name="work_undone_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contact_id", models.BigIntegerField()),
                ("outcome", models.TextField(default="")),
                ("touchpoint_id", models.BigIntegerField(null=True)),
                (
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="people", to="spine.work"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["work", "outcome", "id"], name="work_people"),
                    models.Index(fields=["contact_id"], name="work_of_person"),
                ],
            },
        ),
    ]
