"""Short links of campaigns, and how often they were followed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("timeline", "0007_channels_by_rules")]
    operations = [
        migrations.CreateModel(
            name="ShortLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.TextField(unique=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="timeline.campaign"
                    ),
                ),
                ("target", models.TextField()),
                ("source", models.TextField()),
                ("medium", models.TextField()),
                ("content", models.TextField(default="")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.BigIntegerField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ShortLinkDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "link_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("link_id", models.BigIntegerField()),
                ("day", models.DateField()),
                ("clicks", models.BigIntegerField()),
            ],
        ),
    ]
