"""When each consent was last used."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0001_ledger"),
    ]

    operations = [
        migrations.CreateModel(
            name="Use",
            fields=[
                (
                    "consent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="use",
                        serialize=False,
                        to="consent.consent",
                    ),
                ),
                ("last_at", models.DateTimeField()),
                ("times", models.IntegerField()),
            ],
        ),
    ]
