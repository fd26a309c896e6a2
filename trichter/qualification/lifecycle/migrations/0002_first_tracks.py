"""The tracks that come with the installation, customers and applicants, with a first policy each."""

from datetime import UTC, datetime

from django.db import migrations

TRACKS = {
    "customer": ("Customers", "Kunden"),
    "hr": ("Applicants", "Bewerber"),
}
STAGES = {
    "customer": [
        ("visitor", "Visitor", "Besucher", 1, 1),
        ("subscriber", "Subscriber", "Abonnent", 2, 2),
        ("lead", "Lead", "Lead", 3, 3),
        ("mql", "MQL", "MQL", 4, 4),
        ("sql", "SQL", "SQL", 5, 5),
        ("opportunity", "Opportunity", "Chance", 6, 6),
        ("customer", "Customer", "Kunde", 7, 7),
        ("promoter", "Promoter", "Promoter", 8, 8),
        ("other", "Other", "Sonstiges", 0, 1),
    ],
    "hr": [
        ("interested", "Interested", "Interessiert", 1, 2),
        ("applied", "Applied", "Beworben", 2, 3),
        ("interview", "Interview", "Gespräch", 3, 4),
        ("offer", "Offer", "Zusage", 4, 6),
        ("hired", "Hired", "Eingestellt", 5, 7),
        ("other", "Other", "Sonstiges", 0, 1),
    ],
}
POLICIES = {
    "customer": [
        {
            "key": "newsletter",
            "kind": "consent.granted",
            "where": {"channel": "email", "purpose": "newsletter"},
            "stage": "subscriber",
        },
        {"key": "form", "kind": "form.submitted", "stage": "lead"},
        {"key": "download", "kind": "asset.downloaded", "stage": "lead"},
        {"key": "captured", "kind": "contact.captured", "stage": "lead"},
        {"key": "mail-in", "kind": "mail.received", "stage": "lead"},
        {"key": "call-in", "kind": "call.made", "where": {"direction": "in"}, "stage": "lead"},
        {"key": "conversation", "kind": "conversation.held", "stage": "lead"},
        {"key": "event", "kind": "event.registered", "stage": "lead"},
        {"key": "booked", "kind": "meeting.booked", "stage": "lead"},
        {"key": "follow-up", "kind": "meeting.held", "where": {"purpose": "follow_up"}, "stage": "opportunity"},
        {"key": "deal", "kind": "deal.opened", "stage": "opportunity", "reopens": True},
        {"key": "quote", "kind": "quote.sent", "stage": "opportunity", "reopens": True},
        {"key": "won", "kind": "deal.won", "stage": "customer", "reopens": True},
        {"key": "purchase", "kind": "purchase.made", "stage": "customer", "reopens": True},
        {"key": "referral", "kind": "referral.made", "after": "customer", "stage": "promoter"},
    ],
    "hr": [
        {"key": "application", "kind": "application.received", "stage": "applied", "reopens": True},
        {"key": "interview", "kind": "interview.held", "stage": "interview"},
        {"key": "offer", "kind": "job.offered", "stage": "offer"},
        {"key": "hired", "kind": "person.hired", "stage": "hired"},
    ],
}


def make(apps, schema_editor):
    track, stage, policy = (apps.get_model("lifecycle", name) for name in ("Track", "Stage", "Policy"))
    for position, (key, (en, de)) in enumerate(TRACKS.items(), start=1):
        made = track.objects.create(key=key, label={"en": en, "de": de}, position=position)
        for name, stage_en, stage_de, place, glyph in STAGES[key]:
            stage.objects.create(
                track=made,
                key=name,
                label={"en": stage_en, "de": stage_de},
                position=place,
                glyph=glyph,
                is_anonymous=name == "visitor",
            )
        policy.objects.create(track=made, version=1, rules=POLICIES[key], created_at=datetime(2026, 1, 1, tzinfo=UTC))


def remove(apps, schema_editor):
    apps.get_model("lifecycle", "Track").objects.filter(key__in=TRACKS).delete()


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0001_lifecycle")]
    operations = [migrations.RunPython(make, remove)]
