"""What pages are about tells the buying phase too: new signs, where the house has written none of its own."""

from datetime import UTC, datetime

from django.db import migrations

PHASES = ("evaluation", "purchase")


def sign(phase):
    return {
        "phase": phase,
        "did": {"kinds": ["page.viewed"], "where": [{"operand": "phase", "operator": "is", "values": [phase]}]},
    }


def make(apps, schema_editor):
    rules = apps.get_model("lifecycle", "BuyingRules")
    latest = rules.objects.order_by("-version").first()
    if latest is None or latest.version > 1:
        return
    signs = [*latest.content["signs"], *map(sign, PHASES)]
    has_people = apps.get_model("contacts", "Contact").objects.exists()
    rules.objects.create(
        version=2, content=latest.content | {"signs": signs}, created_at=datetime(2026, 11, 23, tzinfo=UTC),
        is_done=not has_people,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0013_buying_by_time"), ("contacts", "0001_contacts")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
