import django.db.models.deletion
from django.db import migrations, models

CHANNELS = [
    ("search", "Organic search"),
    ("paid_search", "Paid search"),
    ("social", "Social media"),
    ("paid_social", "Paid social"),
    ("email", "E-mail"),
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
    initial = True

    dependencies = [("timeline", "0001_timeline")]

    operations = [
        migrations.CreateModel(
            name="Cost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(choices=CHANNELS, max_length=20)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("cents", models.BigIntegerField()),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("note", models.CharField(default="", max_length=200)),
                ("noted_at", models.DateTimeField()),
                ("noted_by", models.BigIntegerField(null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timeline.campaign",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["ends_on", "starts_on"], name="cost_by_days")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="cost_ends_after_it_starts"
                    ),
                    models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="cost_is_something"),
                ],
            },
        ),
    ]
