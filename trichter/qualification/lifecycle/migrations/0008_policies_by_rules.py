"""The policies that come with the installation are rules of the rule language, and an MQL is who has the grade.

Where nobody is known yet they replace the first ones. Where people were decided about by those, they are a further
version: it decides from now on. Whoever has published rules of their own keeps them.
"""

from datetime import UTC, datetime

from django.db import migrations


def did(kind, **where):
    told = [{"operand": name, "operator": "is", "values": [value]} for name, value in where.items()]
    return {"version": 1, "where": {"did": {"kinds": [kind], **({"where": told} if told else {})}}}


def compare(operand, operator, *values):
    return {"operand": operand, "operator": operator, "values": list(values)}


GRADE = {
    "version": 1,
    "where": {"all": [compare("grade.fit", "at least", "B"), compare("grade.engagement", "at least", "2")]},
}
POLICIES = {
    "customer": [
        {"key": "newsletter", "when": did("consent.granted", channel="email", purpose="newsletter"), "stage": "subscriber"},
        {"key": "form", "when": did("form.submitted"), "stage": "lead"},
        {"key": "download", "when": did("asset.downloaded"), "stage": "lead"},
        {"key": "captured", "when": did("contact.captured"), "stage": "lead"},
        {"key": "mail-in", "when": did("mail.received"), "stage": "lead"},
        {"key": "call-in", "when": did("call.made", direction="in"), "stage": "lead"},
        {"key": "conversation", "when": did("conversation.held"), "stage": "lead"},
        {"key": "event", "when": did("event.registered"), "stage": "lead"},
        {"key": "booked", "when": did("meeting.booked"), "stage": "lead"},
        {"key": "grade", "when": GRADE, "stage": "mql", "after": "lead"},
        {"key": "follow-up", "when": did("meeting.held", purpose="follow_up"), "stage": "opportunity"},
        {"key": "deal", "when": did("deal.opened"), "stage": "opportunity", "reopens": True},
        {"key": "quote", "when": did("quote.sent"), "stage": "opportunity", "reopens": True},
        {"key": "won", "when": did("deal.won"), "stage": "customer", "reopens": True},
        {"key": "purchase", "when": did("purchase.made"), "stage": "customer", "reopens": True},
        {"key": "referral", "when": did("referral.made"), "after": "customer", "stage": "promoter"},
    ],
    "hr": [
        {"key": "application", "when": did("application.received"), "stage": "applied", "reopens": True},
        {"key": "interview", "when": did("interview.held"), "stage": "interview"},
        {"key": "offer", "when": did("job.offered"), "stage": "offer"},
        {"key": "hired", "when": did("person.hired"), "stage": "hired"},
    ],
}


def make(apps, schema_editor):
    policy = apps.get_model("lifecycle", "Policy")
    has_people = apps.get_model("contacts", "Contact").objects.exists()
    for track, rules in POLICIES.items():
        versions = policy.objects.filter(track_id=track)
        if versions.filter(version__gt=1).exists() or not versions.exists():
            continue
        if has_people:
            policy.objects.create(track_id=track, version=2, rules=rules, created_at=datetime(2026, 11, 23, tzinfo=UTC))
        else:
            versions.update(rules=rules)


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0007_fallen_back"), ("contacts", "0001_contacts")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
