import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spine", "0004_funnel_days")]

    operations = [
        migrations.CreateModel(
            name="Noted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sort",
                    models.CharField(choices=[("firm", "Firm"), ("place", "Place"), ("owner", "Owner")], max_length=5),
                ),
                ("key", models.TextField()),
                ("touched", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("noted_at", models.DateTimeField()),
            ],
        ),
    ]
