"""The models that come with the installation, for firms that sell to firms and to consumers, with a first version each.

`docs/scoring.md` explains them. Where there are people already, a job scores them.
"""

from datetime import UTC, datetime

from django.db import migrations

AUTHORITY = ["geschäftsführ", "inhaber", "gesellschafter", "vorstand", "owner", "founder", "gründer", "ceo", "managing director", "prokurist"]
HEADS = ["leiter", "leitung", "head of", "director", "einkauf", "purchas", "manager", "teamlead", "vp "]
STUDENTS = ["student", "studier", "praktik", "schüler", "intern ", "azubi", "auszubildend"]
COMPETITORS = ["Wettbewerber", "Competitor"]
PRICES = ["/preise", "/preise/", "/pricing", "/pricing/", "/prices", "/prices/"]


def compare(operand, operator, *values):
    return {"operand": operand, "operator": operator, "values": list(values)}


def one_of(operand, operator, values):
    return {"any": [compare(operand, operator, value) for value in values]}


def fit(key, en, de, points, where, group=None):
    return {
        "key": key,
        "label": {"en": en, "de": de},
        "points": points,
        "group": group,
        "rule": {"version": 1, "where": where},
    }


def did(key, en, de, points, kind, *where, most=10):
    return {
        "key": key,
        "label": {"en": en, "de": de},
        "points": points,
        "most": most,
        "did": {"kinds": [kind] if isinstance(kind, str) else kind, "where": list(where)},
    }


def group(key, en, de, most):
    return {"key": key, "label": {"en": en, "de": de}, "most": most}


AGAINST = [
    fit("student", "Student or trainee", "In Ausbildung oder Studium", -30, one_of("position", "contains", STUDENTS)),
    fit("competitor", "Competitor (tag)", "Wettbewerber (Schlagwort)", -100, compare("tags", "has any of", *COMPETITORS)),
    fit("applicant", "Applies for a job", "Bewirbt sich um eine Stelle", -30, {"did": {"kinds": ["application.received"]}}),
]
LEAVING = [
    did("unsubscribed", "Unsubscribed", "Abgemeldet", -20, "consent.withdrawn", compare("channel", "is", "email"), most=1),
    did("complained", "Reported us as spam", "Als Spam gemeldet", -40, "mail.complained", most=1),
]

BUSINESS = {
    "half_life_days": 30,
    "fit_cuts": [45, 30, 15],
    "engagement_cuts": [60, 30, 10],
    "groups": [
        group("role", "Role", "Rolle", 20),
        group("firm", "Company", "Firma", 30),
        group("reach", "How to reach them", "Erreichbarkeit", 10),
    ],
    "fit": [
        fit("business_email", "Business e-mail address", "Geschäftliche E-Mail-Adresse", 10, compare("email.is_business", "is", True)),
        fit("private_email", "Private e-mail address", "Private E-Mail-Adresse", -5, compare("email.is_business", "is", False)),
        fit("authority", "Decides: owner, management", "Entscheidet: Inhaber, Geschäftsführung", 20, one_of("position", "contains", AUTHORITY), "role"),
        fit("head", "Heads a department, or buys", "Leitet eine Abteilung oder kauft ein", 12, one_of("position", "contains", HEADS), "role"),
        fit("position", "Position known", "Position bekannt", 3, compare("position", "is known"), "role"),
        fit("industry", "Industry known", "Branche bekannt", 5, compare("company.industry", "is known"), "firm"),
        fit("small", "10 to 49 employees", "10 bis 49 Beschäftigte", 5, compare("company.employees", "between", 10, 49), "firm"),
        fit("medium", "50 to 999 employees", "50 bis 999 Beschäftigte", 20, compare("company.employees", "between", 50, 999), "firm"),
        fit("large", "1,000 employees or more", "Ab 1.000 Beschäftigte", 12, compare("company.employees", "at least", 1000), "firm"),
        fit("near", "Company in Germany, Austria or Switzerland", "Firma in Deutschland, Österreich oder der Schweiz", 5, compare("company.place", "is in", "DE", "AT", "CH"), "firm"),
        fit("phone", "Phone number known", "Telefonnummer bekannt", 5, {"any": [compare("phone", "is known"), compare("mobile", "is known")]}, "reach"),
        fit("name", "Full name known", "Voller Name bekannt", 5, {"all": [compare("first_name", "is known"), compare("last_name", "is known")]}, "reach"),
        *AGAINST,
    ],
    "engagement": [
        did("page", "Page viewed", "Seite besucht", 1, "page.viewed"),
        did("pricing", "Prices looked at", "Preise angesehen", 10, "page.viewed", compare("path", "is any of", *PRICES), most=3),
        did("click", "Link in a mail followed", "Link in E-Mail geklickt", 3, "mail.clicked"),
        did("download", "White paper or other file taken", "Whitepaper oder andere Datei geladen", 10, "asset.downloaded", most=5),
        did("form", "Form sent", "Formular gesendet", 5, "form.submitted", most=5),
        did("asks", "Asked for a call or an answer", "Um Rückruf oder Antwort gebeten", 25, "form.submitted", compare("wants", "is any of", "callback", "answer"), most=2),
        did("newsletter", "Newsletter subscribed", "Newsletter abonniert", 5, "consent.granted", compare("channel", "is", "email"), most=1),
        did("webinar", "Registered for an event", "Zu Veranstaltung angemeldet", 8, "event.registered", most=3),
        did("attended", "Attended an event", "An Veranstaltung teilgenommen", 15, "event.attended", most=3),
        did("missed", "Did not come", "Nicht erschienen", -5, ["event.missed", "meeting.missed"], most=3),
        did("wrote", "Wrote to us", "Hat uns geschrieben", 10, "mail.received", most=3),
        did("called", "Called us", "Hat uns angerufen", 15, "call.made", compare("direction", "is", "in"), most=3),
        did("talked", "Talked with us", "Gespräch geführt", 15, "conversation.held", most=3),
        did("demo", "Booked a meeting or a demo", "Termin oder Vorführung gebucht", 30, "meeting.booked", most=2),
        did("met", "Meeting held", "Termin gehalten", 20, "meeting.held", most=3),
        *LEAVING,
    ],
}

CONSUMER = {
    "half_life_days": 14,
    "fit_cuts": [40, 25, 10],
    "engagement_cuts": [50, 25, 8],
    "groups": [group("reach", "How to reach them", "Erreichbarkeit", 20)],
    "fit": [
        fit("email", "E-mail address known", "E-Mail-Adresse bekannt", 10, compare("email", "is known"), "reach"),
        fit("phone", "Phone number known", "Telefonnummer bekannt", 10, {"any": [compare("phone", "is known"), compare("mobile", "is known")]}, "reach"),
        fit("name", "Full name known", "Voller Name bekannt", 5, {"all": [compare("first_name", "is known"), compare("last_name", "is known")]}, "reach"),
        fit("near", "Lives in Germany, Austria or Switzerland", "Wohnt in Deutschland, Österreich oder der Schweiz", 10, compare("place", "is in", "DE", "AT", "CH")),
        fit("buyer", "Has bought before", "Hat schon gekauft", 20, {"did": {"kinds": ["purchase.made"]}}),
        fit("referred", "Has recommended us", "Hat uns empfohlen", 10, {"did": {"kinds": ["referral.made"]}}),
        *AGAINST[1:],
    ],
    "engagement": [
        did("page", "Page viewed", "Seite besucht", 1, "page.viewed"),
        did("pricing", "Prices looked at", "Preise angesehen", 8, "page.viewed", compare("path", "is any of", *PRICES), most=3),
        did("click", "Link in a mail followed", "Link in E-Mail geklickt", 4, "mail.clicked"),
        did("download", "Guide or other file taken", "Ratgeber oder andere Datei geladen", 8, "asset.downloaded", most=5),
        did("form", "Form sent", "Formular gesendet", 8, "form.submitted", most=5),
        did("asks", "Asked for a call or an answer", "Um Rückruf oder Antwort gebeten", 20, "form.submitted", compare("wants", "is any of", "callback", "answer"), most=2),
        did("newsletter", "Newsletter subscribed", "Newsletter abonniert", 10, "consent.granted", compare("channel", "is", "email"), most=1),
        did("event", "Registered for an event", "Zu Veranstaltung angemeldet", 10, "event.registered", most=3),
        did("attended", "Attended an event", "An Veranstaltung teilgenommen", 15, "event.attended", most=3),
        did("wrote", "Wrote to us", "Hat uns geschrieben", 10, "mail.received", most=3),
        did("called", "Called us", "Hat uns angerufen", 15, "call.made", compare("direction", "is", "in"), most=3),
        did("talked", "Talked with us", "Gespräch geführt", 15, "conversation.held", most=3),
        did("booked", "Booked an appointment", "Termin gebucht", 25, "meeting.booked", most=2),
        did("bought", "Bought something", "Hat gekauft", 20, "purchase.made", most=5),
        *LEAVING,
    ],
}
MODELS = {
    "business": ("Selling to firms (B2B)", "Verkauf an Firmen (B2B)", BUSINESS),
    "consumer": ("Selling to consumers (B2C)", "Verkauf an Privatpersonen (B2C)", CONSUMER),
}


def make(apps, schema_editor):
    model, version, reign = (apps.get_model("scoring", name) for name in ("Model", "Version", "Reign"))
    then = datetime(2026, 1, 1, tzinfo=UTC)
    for position, (key, (en, de, content)) in enumerate(MODELS.items(), start=1):
        made = model.objects.create(key=key, label={"en": en, "de": de}, position=position)
        version.objects.create(model=made, number=1, content=content, saved_at=then, published_at=then)
    first = version.objects.get(model_id="business").pk
    has_people = apps.get_model("contacts", "Contact").objects.exists()
    reign.objects.create(id=1, version_id=first, next_id=first if has_people else None, since=then)


def remove(apps, schema_editor):
    apps.get_model("scoring", "Reign").objects.all().delete()
    if schema_editor is not None:
        schema_editor.execute("ALTER TABLE scoring_version DISABLE TRIGGER scoring_published_stays")
        schema_editor.execute("DELETE FROM scoring_version; DELETE FROM scoring_model")
        schema_editor.execute("ALTER TABLE scoring_version ENABLE TRIGGER scoring_published_stays")


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_scoring"), ("contacts", "0001_contacts")]
    operations = [migrations.RunPython(make, remove)]
