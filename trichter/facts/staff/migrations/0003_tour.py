from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0002_single_keys")]

    operations = [
        migrations.AddField(model_name="user", name="is_tour_closed", field=models.BooleanField(default=False)),
    ]
