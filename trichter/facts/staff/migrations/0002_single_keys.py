from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_colleagues")]

    operations = [
        migrations.AddField(model_name="user", name="has_keys", field=models.BooleanField(default=True)),
    ]
