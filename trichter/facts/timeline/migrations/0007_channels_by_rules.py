"""Rules of channels by version; AI assistants are a channel; a campaign has a budget, a target and an owner."""

from django.db import migrations, models

from trichter.kernel.append_only import append_only

CHANNELS = [
    ("search", "Organic search"),
    ("paid_search", "Paid search"),
    ("social", "Social media"),
    ("paid_social", "Paid social"),
    ("email", "E-mail"),
    ("assistant", "AI assistant"),
    ("referral", "Referral"),
    ("affiliate", "Affiliate"),
    ("display", "Display"),
    ("pr", "PR"),
    ("print", "Print"),
    ("event", "Event or fair"),
    ("phone", "Phone"),
    ("walk_in", "Walk-in"),
    ("address_list", "Address list"),
    ("chat", "Chat"),
    ("import", "Import"),
    ("direct", "Direct"),
    ("other", "Other"),
]


class Migration(migrations.Migration):
    dependencies = [("timeline", "0006_words_corrected")]
    operations = [
        migrations.CreateModel(
            name="OriginRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField(unique=True)),
                ("content", models.JSONField()),
                ("created_at", models.DateTimeField()),
                ("published_by", models.BigIntegerField(null=True)),
            ],
        ),
        append_only("timeline_originrules"),
        migrations.AlterField(
            "campaign", "channel", models.CharField(choices=CHANNELS, default="other", max_length=20)
        ),
        migrations.AddField("campaign", "budget", models.BigIntegerField(null=True)),
        migrations.AddField("campaign", "currency", models.CharField(db_default="EUR", default="EUR", max_length=3)),
        migrations.AddField("campaign", "target", models.IntegerField(null=True)),
        migrations.AddField("campaign", "owner_id", models.BigIntegerField(null=True)),
    ]
