"""How often somebody wants our mails, and until when they want none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0001_contacts"),
    ]

    operations = [
        migrations.AddField("contact", "mail_frequency", models.CharField(default="", max_length=8)),
        migrations.AddField("contact", "mail_paused_until", models.DateField(null=True)),
    ]
