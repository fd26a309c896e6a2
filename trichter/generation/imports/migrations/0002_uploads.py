import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("imports", "0001_runs"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="undone_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.TextField()),
                ("by", models.BigIntegerField(null=True)),
                ("choices", models.JSONField(default=dict)),
                ("checked", models.JSONField(default=dict)),
                ("profile", models.JSONField(default=dict)),
                ("work", models.BigIntegerField(null=True)),
                ("problem", models.TextField(default="")),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uploads",
                        to="imports.importrun",
                    ),
                ),
            ],
        ),
    ]
