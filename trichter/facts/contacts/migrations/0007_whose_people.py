"""Whose people are whose, by an index alone; it takes the place of the one of owners."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_erased")]

    operations = [
        migrations.RemoveIndex(model_name="contact", name="contact_of_owner"),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                fields=["owner", "id"],
                name="contact_by_owner",
                condition=models.Q(owner__isnull=False, merged_into=None, erased_at=None),
            ),
        ),
    ]
