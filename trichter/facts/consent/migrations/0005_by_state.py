"""Whoever has consented, in the order of their ids: a list narrowed by it walks along both, side by side."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0004_of_contact"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="consent",
            index=models.Index("channel", "state", "contact", name="consent_by_state"),
        ),
    ]
