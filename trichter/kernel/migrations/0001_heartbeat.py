from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("part", models.CharField(max_length=40)),
                ("host", models.CharField(max_length=150)),
                ("pid", models.IntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
