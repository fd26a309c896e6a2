"""Whoever said that a sign-up was not theirs is found without reading the ledger through."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0002_uses"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                "contact",
                condition=models.Q(("salt__isnull", False), ("state", "refused")),
                name="consent_refusals",
            ),
        ),
    ]
