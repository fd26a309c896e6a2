"""The buying phase: its rules, with a first version, and the latest signs that each person showed.

Where people are known already, a job looks at what they did.
"""

from datetime import UTC, datetime

from django.db import migrations, models

PRICES = ["/preise", "/preise/", "/pricing", "/pricing/", "/prices", "/prices/"]


def sign(of, /, *kinds, **where):
    told = [
        {"operand": name, "operator": "is any of" if isinstance(value, list) else "is",
         "values": value if isinstance(value, list) else [value]}
        for name, value in where.items()
    ]  # fmt: skip
    return {"phase": of, "did": {"kinds": list(kinds), **({"where": told} if told else {})}}


SIGNS = [
    sign("need", "form.submitted", phase="need"),
    sign("need", "asset.downloaded"),
    sign("need", "event.registered"),
    sign("need", "page.viewed"),
    sign("need", "mail.clicked"),
    sign("evaluation", "form.submitted", phase="evaluation"),
    sign("evaluation", "form.submitted", wants=["callback", "answer"]),
    sign("evaluation", "page.viewed", path=PRICES),
    sign("evaluation", "event.attended"),
    sign("evaluation", "call.made", direction="in"),
    sign("evaluation", "conversation.held"),
    sign("evaluation", "meeting.booked"),
    sign("evaluation", "meeting.held"),
    sign("purchase", "form.submitted", phase="purchase"),
    sign("purchase", "meeting.held", purpose="follow_up"),
    sign("purchase", "deal.opened"),
    sign("purchase", "quote.sent"),
    sign("purchase", "deal.won"),
    sign("purchase", "purchase.made"),
]


def make(apps, schema_editor):
    has_people = apps.get_model("contacts", "Contact").objects.exists()
    apps.get_model("lifecycle", "BuyingRules").objects.create(
        version=1, content={"signs": SIGNS, "days": 180}, created_at=datetime(2026, 1, 1, tzinfo=UTC),
        is_done=not has_people,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0008_policies_by_rules"), ("contacts", "0001_contacts")]
    operations = [
        migrations.CreateModel(
            name="BuyingRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField(unique=True)),
                ("content", models.JSONField()),
                ("created_at", models.DateTimeField()),
                ("published_by", models.BigIntegerField(null=True)),
                ("is_done", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Buying",
            fields=[
                ("contact_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("need_at", models.DateTimeField(null=True)),
                ("need_id", models.BigIntegerField(null=True)),
                ("evaluation_at", models.DateTimeField(null=True)),
                ("evaluation_id", models.BigIntegerField(null=True)),
                ("purchase_at", models.DateTimeField(null=True)),
                ("purchase_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
