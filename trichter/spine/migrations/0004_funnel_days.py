from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spine", "0003_longwork")]

    operations = [
        migrations.CreateModel(
            name="FunnelDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("track_id", models.TextField()),
                ("position", models.SmallIntegerField()),
                ("channel", models.TextField()),
                ("campaign_id", models.BigIntegerField(null=True)),
                ("reached", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["track_id", "day"], name="funnel_day")]},
        ),
    ]
