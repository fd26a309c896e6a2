"""AI assistants are a channel."""

from django.db import migrations, models

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
    dependencies = [("costs", "0001_costs")]
    operations = [migrations.AlterField("cost", "channel", models.CharField(choices=CHANNELS, max_length=20))]
