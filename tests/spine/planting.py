"""A person of whom a word, a number, a day and an address stand wherever something about a person can stand."""

from typing import Any

from tests.factories import PROOF, anna, charlie, day, does, form, happen, newsletter, says
from tests.spine.payloads import happens
from tests.spine.reacting import Declare
from trichter.facts.consent import services as consent
from trichter.facts.contacts.fields import ADDRESS_PARTS, COMPANY_PARTS, STANDARD
from trichter.facts.contacts.models import FieldDefinition, FieldType
from trichter.facts.timeline.registry import kinds
from trichter.generation.imports.rejects import place_of
from trichter.kernel.words import Words
from trichter.spine.reactions import drain
from trichter.spine.touch import Touch

WORD = "quittenbaum"
NUMBER = "5550197"
DAY = "1931-07-17"
IP = "192.0.2.77"
PLANTED = (WORD, NUMBER, DAY, IP)
EMAIL = f"Anna.{WORD}@quitte.example"
PHONE = f"+49 40 {NUMBER}"


def planted(declare: Declare) -> tuple[int, int]:
    """The person, and Charlie who shares a browser and a firm with them."""
    newsletter()
    consent.found_purpose("advice", label=Words("Advice", "Beratung"))
    _declare_custom_fields()
    stranger = charlie(visitor=f"browser {WORD}", learned={"company": {"name": "Gemeinsam GmbH"}}, key="charlie")
    person = _with_fields(EMAIL, keys={"phone": PHONE, "external": ("crm", f"{WORD}-17")})
    _with_every_kind(person)
    _with_consents(person)
    _with_a_failing_reaction(declare, person)
    _with_merged_contacts(person)
    happen(form(EMAIL, visitor=f"browser {WORD}"))  # shared with Charlie
    happen(form("charlie@elsewhere.example", external=("crm", f"{WORD}-17")))  # suggested as a duplicate
    does(person, "contact.edited", learned={"company": {"name": "Gemeinsam GmbH"}}, occurred_at=day(30))
    _with_a_rejected_row()
    return person, stranger


def _declare_custom_fields() -> None:
    for kind in FieldType.values:
        options = ["Eiche"] if kind in ("choice", "many") else []
        label = {"en": kind, "de": kind}
        FieldDefinition.objects.create(key=f"own_{kind}", type=kind, label=label, options=options, created_at=day(1))


def _with_fields(email: str, *, keys: dict[str, Any]) -> int:
    special: dict[str, Any] = {
        "email": email,
        "phone": PHONE,
        "mobile": f"+49 171 {NUMBER}",
        "birthday": DAY,
        "language": "de",
        "address": {part: f"{WORD} {part}" for part in ADDRESS_PARTS} | {"country": "LI"},
        "company": {part: f"{WORD} {part}" for part in COMPANY_PARTS}
        | {"employees": int(NUMBER), "phone": PHONE, "country": "LI", "domain": f"{WORD}.example"},
        "owner": None,
        "mail_frequency": "weekly",
        "mail_paused_until": DAY,
    }
    own: dict[str, Any] = {
        "text": WORD,
        "number": int(NUMBER),
        "money": int(NUMBER),
        "date": DAY,
        "boolean": True,
        "choice": "Eiche",
    }
    learned = {name: special.get(name, f"{WORD} {name}") for name in STANDARD}
    learned |= {f"custom:own_{kind}": value for kind, value in own.items()}
    learned |= {f"tag:{WORD}": True}
    touch = form(email, learned=learned, key=f"request of {email}", occurred_at=day(1), **keys)
    return happen(touch)[0].contact_id


def _with_every_kind(person: int) -> None:
    for kind in kinds():
        if kind.name not in ("contact.erased", "contact.merged", "contact.unmerged"):
            happens(person, kind.name, WORD)


def _with_consents(person: int) -> None:
    proof = {"evidence": PROOF | {"field": WORD, "more": [{"deep": WORD}]}, "ip": IP}
    for channel, address in (("email", EMAIL), ("phone", PHONE), ("post", f"{WORD}, Ring 1"), ("tracking", WORD)):
        says(person, "granted", channel=channel, address=address, user_agent=WORD, confirmation_mail=WORD, **proof)


def _with_a_failing_reaction(declare: Declare, person: int) -> None:
    def complain(_cause: object) -> None:
        raise ValueError(f"cannot write to {EMAIL}")

    declare("test.complains", "note.written", handle=complain)
    does(person, "note.written", {"text": WORD})
    drain()


def _with_merged_contacts(person: int) -> None:
    """One merged into another that is merged into the person, and one that was merged and is again on their own."""
    inner = _with_fields(f"inner@{WORD}.example", keys={"visitor": f"inner {WORD}"})
    outer = _with_fields(f"outer@{WORD}.example", keys={"external": ("erp", WORD)})
    does(outer, "contact.merged", {"loser": inner, "reason": WORD})
    does(person, "contact.merged", {"loser": outer, "reason": WORD})
    happen(form(f"inner@{WORD}.example", learned={"first_name": WORD}))
    passing = anna()
    does(person, "contact.merged", {"loser": passing, "reason": WORD})
    does(person, "contact.unmerged", {"loser": passing, "reason": WORD})


def _with_a_rejected_row() -> None:
    path = place_of(77)
    path.parent.mkdir(parents=True, exist_ok=True)
    hers = [f"{EMAIL},Anna,", f",{WORD} {WORD} last_name,", f",,040/{NUMBER}"]
    path.write_text("\n".join(["mail,name,phone", *hers, "x@y,Charlie,", ""]), "utf-8-sig")


def spelled_otherwise() -> list[Touch]:
    """The same addresses from a purchased list, with a proof of consent that nobody gave."""
    spellings: list[dict[str, str]] = [
        {"email": EMAIL.upper()},
        {"email": f" anna.{WORD}@QUITTE.example"},
        {"email": f"OUTER@{WORD}.Example"},
        {"phone": f"0049 (0)40 {NUMBER[:3]}-{NUMBER[3:]}"},
    ]
    return [_imported(**keys) for keys in spellings]


def _imported(**keys: Any) -> Touch:
    channel, purpose = ("phone", "advice") if "phone" in keys else ("email", "newsletter")
    granted = Touch("consent.granted", {"channel": channel, "purpose": purpose, "evidence": PROOF})
    return Touch("contact.imported", {"source": "list"}, follows=(granted,), **keys)
