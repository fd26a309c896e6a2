"""Whether somebody can have a sign at all is told by the index by which their ledger is found, without reading it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0003_refusals"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="consent",
            index=models.Index("contact", "channel", "state", name="consent_of_contact"),
        ),
        migrations.AlterField(
            model_name="consent",
            name="contact",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="contacts.contact",
            ),
        ),
    ]
