from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_heartbeat")]

    operations = [
        migrations.CreateModel(
            name="KeyMark",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("mark", models.BinaryField()),
            ],
        ),
    ]
