"""People who may not be written to, each for another reason, and all that was ever asked or told in the house."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from tests.factories import PROOF, day, does, happen, learns, newsletter, says
from tests.generation.offers import makings
from trichter.facts.consent.models import Purpose
from trichter.facts.contacts.models import Contact
from trichter.facts.contacts.queries import survivor
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.offers.models import Offer
from trichter.generation.offers.queries import published
from trichter.kernel import clock
from trichter.kernel.text import fold
from trichter.spine import rights
from trichter.spine.models import RightsRequest
from trichter.spine.touch import PERSON, SYSTEM, Actor, Touch

TODAY = 60.0
"""The day of March on which we would like to write to all of them."""
LONG_AGO = 20.0
"""A day on which they said what they said: more than thirty days before."""
ASCII, UNICODE = "anna@xn--bcher-kva.example", "Anna@BÜCHER.example"
LAWFUL = ("subscriber", "asker", "curious")


def address(name: str) -> str:
    """Theirs, and nobody else's."""
    return f"{name}@victims.example"


def imported(name: str, **given: Any) -> int:
    """Somebody of a file: has asked for nothing and agreed to nothing."""
    by_file: dict[str, Any] = {"email": address(name), "actor": SYSTEM} | given
    return happen(Touch("contact.imported", {"source": "an old list"}, **by_file))[0].contact_id


def _subscriber(name: str) -> int:
    contact = imported(name)
    says(contact, "granted", address=address(name))
    return contact


def _who_said(answer: str, spelling: Callable[[str], str] = str) -> Callable[[str], int]:
    def story(name: str) -> int:
        contact = _subscriber(name)
        says(contact, answer, address=spelling(address(name)))
        return contact

    return story


def _with_many_yeses(name: str) -> int:
    """A yes on every ground and channel, and one no at last, said with another record that has the same mailbox."""
    contact = _subscriber(name)
    double = imported(f"{name}.2", external=("crm", name))
    says(double, "withdrawn", address=address(name).upper())
    return contact


def _in_the_ascii_of_the_dns(_name: str) -> int:
    contact = imported("", email=UNICODE)
    says(contact, "granted", address=UNICODE)
    says(contact, "withdrawn", address=ASCII)
    return contact


def _unconfirmed(name: str) -> int:
    contact = imported(name)
    says(contact, "requested", address=address(name))
    return contact


def _erased(name: str, again: Callable[[str], str] = str) -> int:
    """And imported again, in another spelling, with a yes that nobody has confirmed."""
    does(_subscriber(name), "contact.erased")
    contact = imported(name, email=again(address(name)))
    says(contact, "granted", address=again(address(name)), actor=SYSTEM)
    return contact


def _erased_in_unicode(_name: str) -> int:
    erased = "bernd@bücher.example"
    does(imported("", email=erased), "contact.erased")
    contact = imported("", email="BERND@XN--BCHER-KVA.example")
    says(contact, "granted", address="Bernd@Bücher.EXAMPLE", actor=SYSTEM)
    return contact


def _suppressed(kind: str) -> Callable[[str], int]:
    def story(name: str) -> int:
        contact = _subscriber(name)
        said = {"is_permanent": True} if kind == "mail.bounced" else {}
        does(contact, kind, {"address": address(name).title()} | said, actor=SYSTEM)
        return contact

    return story


def _merged(name: str) -> int:
    contact, double = _subscriber(name), imported(f"{name}.2")
    says(double, "refused", address=address(f"{name}.2"))
    does(contact, "contact.merged", {"loser": double}, actor=SYSTEM)
    return contact


def _merged_away(name: str) -> int:
    """Addressed by the number that the merge took away."""
    contact, double = _subscriber(name), imported(f"{name}.2")
    says(double, "withdrawn", address=address(f"{name}.2"))
    does(double, "contact.merged", {"loser": contact}, actor=SYSTEM)
    return contact


def _paused(name: str) -> int:
    contact = _subscriber(name)
    learns(contact, mail_paused_until="2030-01-01")
    return contact


def _agreed_elsewhere(name: str) -> int:
    """At another address, and with a tag, which is another address."""
    contact = imported(name)
    says(contact, "granted", address=address(f"{name}+news"))
    learns(contact, email=address(name), occurred_at=clock.now() + timedelta(seconds=1))
    return contact


def _asked(actor: Actor = PERSON, *, then: str = "", on: float = LONG_AGO) -> Callable[[str], int]:
    """Somebody sent the form of an offer, with the newsletter ticked."""

    def story(name: str) -> int:
        with clock.at(day(on)):
            contact = happen(submission(address(name), actor=actor))[0].contact_id
            if then:
                verdict = {"is_bot": True} if then == "judged" else {}
                form = Touchpoint.objects.get(contact_id=contact, kind="form.submitted").id
                does(contact, f"touchpoint.{then}", verdict, target=form, actor=SYSTEM)
        return contact

    return story


def submission(email: str, **given: Any) -> Touch:
    """The form of the offer, as a visitor sends it; `given` are fields of the touch."""
    offer = Offer.objects.get()
    found = published(offer.slug)
    assert found is not None
    said = {"title": "12 Hebel", "wants": "answer", "offer": offer.pk, "version": found.version_id, "language": "de"}
    asks = {"channel": "email", "purpose": "newsletter", "evidence": PROOF}
    ticked = Touch("consent.requested", asks, **{name: given[name] for name in ("actor",) if name in given})
    return Touch("form.submitted", said, email=email, subject=("offer", offer.pk), follows=(ticked,), **given)


STORIES: dict[str, Callable[[str], int]] = {
    "stranger": imported,
    "withdrawn": _who_said("withdrawn"),
    "withdrawn.in.capitals": _who_said("withdrawn", str.upper),
    "refused": _who_said("refused"),
    "expired": _who_said("expired"),
    "withdrawn.by.another.record": _with_many_yeses,
    "withdrawn.in.ascii": _in_the_ascii_of_the_dns,
    "unconfirmed": _unconfirmed,
    "erased": _erased,
    "erased.in.capitals": lambda name: _erased(name, str.upper),
    "erased.in.unicode": _erased_in_unicode,
    "bounced": _suppressed("mail.bounced"),
    "complained": _suppressed("mail.complained"),
    "merged": _merged,
    "merged.away": _merged_away,
    "paused": _paused,
    "agreed.elsewhere": _agreed_elsewhere,
    "asked.long.ago": _asked(),
    "asked.by.a.robot": _asked(then="judged", on=TODAY - 1),
    "asked.and.taken.back": _asked(then="retracted", on=TODAY - 1),
    "asked.by.a.file": _asked(SYSTEM, on=TODAY - 1),
    "asked.by.a.colleague": _asked(Actor(SYSTEM.type, 1), on=TODAY - 1),
}


def house() -> None:
    """A firm that may write, with an offer, and two to whom it may: one subscriber and one who asked for something."""
    with clock.at(day(1)):
        newsletter()
        makings.our_house()
        makings.published(gives="answer")
    with clock.at(day(TODAY - 1)):
        _subscriber("subscriber")
        happen(submission(address("asker")))
        rights.ask(address("curious"), kind="access", language="de")


def people() -> dict[str, int]:
    """All of them by the name of their story."""
    told = {}
    for name, story in STORIES.items():
        with clock.at(day(LONG_AGO)):
            told[name] = story(name)
    return told


def everything(contact: int | None) -> dict[str, list[Any]]:
    """What a ground may name: all that this person has said or, for None, that those have who may be written to.
    A ground of something else has to say here what."""
    touchpoints = Touchpoint.objects.filter(contact_id=survivor(contact) or 0) if contact else _lawful()
    return {
        "touchpoint": list(touchpoints.values_list("id", flat=True)),
        "purpose": list(Purpose.objects.values_list("key", flat=True)),
        "request": list(RightsRequest.objects.values_list("id", flat=True)),
    }


def _lawful() -> QuerySet[Touchpoint]:
    emails = [address(name) for name in LAWFUL]
    theirs = Touchpoint.objects.filter(contact_id__in=Contact.objects.filter(email__in=emails).values("id"))
    return theirs.exclude(kind__in=("stage.reached", "contact.imported"))


def spellings(contact: int, name: str) -> list[str]:
    """Their address as it stands there, and as others might write it."""
    # What a robot typed is not known of anybody, but it is where its mail would go.
    known = Contact.objects.values_list("email", flat=True).get(id=contact) or address(name)
    local, _at, domain = known.rpartition("@")
    ascii_domain = domain.encode("idna").decode()
    return [known, known.swapcase(), f" {local}@{ascii_domain} ", f"{local.upper()}@{ascii_domain.upper()}"]


def is_theirs(envelope_to: str) -> bool:
    """Whether a mail went to one of them, in any spelling; those who may be written to live elsewhere in the house."""
    local, _at, domain = fold(envelope_to).rpartition("@")
    return domain == "xn--bcher-kva.example" or (domain == "victims.example" and local not in LAWFUL)
