from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("house", "0002_journal")]

    operations = [
        migrations.AddField("houserow", "data_protection_officer", models.CharField(default="", max_length=400)),
    ]
