"""No ground, no mail: whatever is handed in for somebody who may not be written to, nothing leaves (LAW 1.6).

Letters, grounds, templates, reactions and jobs are those that are registered: a new one is tried here by itself.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from tests.factories import day, does, lea, learns, says
from tests.spine.outreach import victims
from tests.spine.outreach.posts import WORDS, sent
from tests.spine.outreach.sinks import Sink, listening
from tests.spine.outreach.test_grounds import BOUGHT
from tests.spine.outreach.victims import LAWFUL, TODAY, address
from trichter.facts.consent import services as consent
from trichter.facts.contacts.models import Contact
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import clock, reactions
from trichter.kernel.errors import DomainError
from trichter.kernel.reactions import Cause
from trichter.kernel.words import Words
from trichter.spine import forgetting, outreach, rights, timetable
from trichter.spine.models import RightsRequest
from trichter.spine.outreach import grounds, returns, sending, templates
from trichter.spine.outreach.grounds import (
    Consented,
    Customer,
    Ground,
    LegalRequest,
    OptInRequest,
    RequestedService,
    ToColleague,
)
from trichter.spine.outreach.models import Message
from trichter.spine.outreach.transports import Smtp
from trichter.spine.reactions import drain
from trichter.spine.touch import SYSTEM

CONTEXT = WORDS | {"touchpoint": 1, "request": 1, "delivery": 1, "version": 1}
"""Whatever a template may ask for."""
MAILS = Path(__file__).parent / "mails"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_vacuum(monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits for the transaction of the test."""
    monkeypatch.setattr("trichter.spine.forgetting.wipe", lambda: None)


@pytest.fixture
def people() -> Iterator[dict[str, int]]:
    """Nobody of them may be written to today."""
    victims.house()
    told = victims.people()
    with clock.at(day(TODAY)):
        yield told


def every_ground(contact: int | None) -> list[Ground]:
    """Each kind of ground, resting on all that this person said or, for None, on what others said who may have mail."""
    there = victims.everything(contact)
    made: list[Ground] = []
    for kind in grounds._GROUNDS.values():
        names = [field.name for field in fields(kind)]
        assert len(names) <= 1, f"{kind.__name__} rests on several things: say here how to try it"
        made += [kind(**{names[0]: value}) for value in there[names[0]]] if names else [kind()]
    return made


def hand_in(ground: Ground, template: str, cause: str, **whom: Any) -> outreach.Posted:
    return outreach.send(
        outreach.Letter(template=template, ground=ground, cause=cause, language="de", context=CONTEXT, **whom)
    )


def to_victims(letters: list[Message]) -> list[tuple[str, str, str]]:
    return [(o.address, o.ground["ground"], o.template) for o in letters if victims.is_theirs(o.envelope_to)]


def test_no_ground_carries_a_mail_to_somebody_who_may_not_be_written_to(people: dict[str, int]) -> None:
    # LAW 1.6, 1.7, 1.12, 2.3, 2.4, 2.8
    tried = 0
    bare, others = ([one.name for one in templates.registered() if one.is_bare == is_bare] for is_bare in (True, False))
    fitting = {True: cycle(bare), False: cycle(others)}
    for name, contact in people.items():
        spellings = cycle(victims.spellings(contact, name))
        theirs = [(ground, known) for ground in every_ground(contact) for known in (None, next(spellings))]
        for ground, spelling in [*theirs, *((ground, next(spellings)) for ground in every_ground(None))]:
            tried += 1
            template = next(fitting[isinstance(ground, OptInRequest)])
            hand_in(ground, template, f"{name} {tried}", contact=contact, address=spelling)
    assert tried > 400
    assert to_victims(sent()) == []
    # Nor does anything wait for better words, or for another day, but the end of a pause.
    kept = Message.objects.exclude(state__in=("withheld", "cancelled")).exclude(reason="paused")
    assert [(row.cause, row.ground, row.state) for row in kept if row.address_key != address("curious")] == []


def test_what_one_asked_for_or_agreed_to_is_no_ground_for_the_address_of_another(people: dict[str, int]) -> None:
    other = address("withdrawn.in.capitals")
    for name in ("subscriber", "asker"):
        contact = Contact.objects.get(email=address(name)).pk
        for ground in every_ground(contact):
            hand_in(ground, "letter", f"{ground}", contact=contact, address=other)
            hand_in(ground, "optin", f"bare {ground}", contact=contact, address=other)
            hand_in(ground, "letter", f"{ground} {name}", address=other)
    assert to_victims(sent()) == []


def test_a_mail_to_a_colleague_goes_to_the_colleague_whatever_address_is_named(people: dict[str, int]) -> None:
    colleague = lea()
    for contact in people.values():
        about = {"contact": contact, "colleague": colleague.pk, "address": address("withdrawn")}
        hand_in(ToColleague(), "letter", f"about {contact}", **about)
        hand_in(ToColleague(), "letter", f"as if {contact}", colleague=contact + 10_000, address=address("withdrawn"))
    assert {letter.envelope_to for letter in sent()} - {address("curious")} == {colleague.email}


def test_whoever_may_be_written_to_gets_their_mail_by_a_real_server_and_nobody_else(people: dict[str, int]) -> None:
    sink = Sink()
    everybody = people | {name: Contact.objects.get(email=address(name)).pk for name in ("subscriber", "asker")}
    for contact in everybody.values():
        for ground in every_ground(contact):
            hand_in(ground, "letter", f"{ground}", contact=contact)
    with listening(sink) as port:
        transport = Smtp.at(f"smtp://127.0.0.1:{port}?tls=none", helo="localhost")
        while sending.send_next(transport):
            pass
        transport.close()
    # Beside them the one who asked what we know of them.
    assert {to for mail in sink.mails for to in mail.rcpt_tos} == {address(name) for name in LAWFUL}


# What happens between the day on which a letter was handed in and the moment in which it would leave


def letters_of_every_ground() -> dict[str, outreach.Posted]:
    """To somebody who asked for something, ticked the newsletter, agreed to it, and asked what we know of them."""
    contact = Contact.objects.get(email=address("asker")).pk
    says(contact, "granted", address=address("asker"), purpose="events")
    says(contact, "granted", address=address("asker"), purpose="goods", basis="customer", evidence=BOUGHT)
    rights.ask(address("asker"), kind="access", language="de")
    form, ticked = (of(contact, kind) for kind in ("form.submitted", "consent.requested"))
    question = RightsRequest.objects.get(address_key=address("asker"))
    said: list[tuple[Ground, str]] = [
        (Consented("events"), "letter"),
        (Customer("goods"), "letter"),
        (RequestedService(form), "letter"),
        (OptInRequest(ticked), "optin"),
        (LegalRequest(question.pk), "rights_link"),
    ]
    posted = {
        ground.name: outreach.send(
            outreach.Letter(
                template=template,
                ground=ground,
                cause=f"rights:{question.pk}" if template == "rights_link" else f"between {ground.name}",
                language="de",
                contact=contact,
                context=WORDS | {"touchpoint": ticked, "request": question.pk},
            )
        )
        for ground, template in said
    }
    assert set(posted) == set(grounds._GROUNDS) - {ToColleague.name}, "a new ground is tried here, too"
    assert {one.state for one in posted.values()} == {"queued"}
    return posted


def of(contact: int, kind: str) -> int:
    return Touchpoint.objects.filter(contact_id=contact, kind=kind).latest("id").id


def _noes(contact: int, answer: str) -> None:
    for purpose in ("newsletter", "events", "goods"):
        says(contact, answer, address=address("asker").upper(), purpose=purpose)


def _merged(contact: int) -> None:
    double = victims.imported("double")
    for purpose in ("newsletter", "events", "goods"):
        says(double, "refused", address=address("double"), purpose=purpose)
    does(contact, "contact.merged", {"loser": double}, actor=SYSTEM)


def _bounced(contact: int) -> None:
    does(contact, "mail.bounced", {"address": address("Asker"), "is_permanent": True}, actor=SYSTEM)


def _complained(contact: int) -> None:
    does(contact, "mail.complained", {"address": address("ASKER")}, actor=SYSTEM)


def _erased(contact: int) -> None:
    does(contact, "contact.erased")
    again = victims.imported("", email=address("asker").upper())
    says(again, "granted", address=address("asker").upper(), purpose="events", actor=SYSTEM)


ALL = set(grounds._GROUNDS) - {ToColleague.name}
ASKED = {"requested_service", "legal_request"}
"""What somebody asked for comes, though they want no advertising."""
BETWEEN: dict[str, tuple[Callable[[int], Any], set[str]]] = {
    "withdrawn": (lambda contact: _noes(contact, "withdrawn"), ASKED),
    "refused": (lambda contact: _noes(contact, "refused"), ASKED),
    "expired": (lambda contact: _noes(contact, "expired"), ASKED),
    "merged": (_merged, ASKED | {"opt_in_request"}),
    "bounced": (_bounced, set()),
    "complained": (_complained, set()),
    "erased": (_erased, set()),
    "paused": (lambda contact: learns(contact, mail_paused_until="2030-01-01"), ASKED | {"opt_in_request"}),
    "taken back": (
        lambda contact: does(contact, "touchpoint.retracted", target=of(contact, "form.submitted"), actor=SYSTEM),
        ALL - {"requested_service", "opt_in_request"},
    ),
    "nothing": (lambda _contact: None, ALL),
}


@pytest.mark.parametrize("what", BETWEEN)
def test_what_happens_before_it_leaves_decides(what: str) -> None:  # LAW 1.6, 1.11, 1.12, 2.3, 2.4
    happens, leaving = BETWEEN[what]
    with clock.at(day(TODAY)):
        victims.house()
        for purpose in ("events", "goods"):
            consent.found_purpose(purpose, label=Words(purpose, purpose))
        posted = letters_of_every_ground()
        happens(Contact.objects.get(email=address("asker")).pk)
        left = {letter.ground["ground"] for letter in sent() if "asker" in letter.envelope_to.lower()}
    assert left == leaving
    states = {name: Message.objects.get(id=one.id).state for name, one in posted.items()}
    if what in ("withdrawn", "refused"):
        # In its own transaction: nobody has looked at them since.
        assert {states["consented"], states["customer"]} == {"cancelled"}
    if what == "erased":
        assert set(states.values()) == {"cancelled"}


# What works by itself


def test_no_reaction_writes_to_somebody_who_may_not_be_written_to(people: dict[str, int]) -> None:
    # Each that is registered, to everything that any of them ever did, and to what others did under their number.
    tell = [(one.contact_id, one.id, one.kind) for one in Touchpoint.objects.filter(contact_id__in=people.values())]
    lawful = victims.everything(None)["touchpoint"]
    for one in reactions.known():
        for kind in sorted(one.kinds):
            own = [(contact, touchpoint) for contact, touchpoint, told in tell if told == kind]
            others = zip(people.values(), cycle(lawful))
            for contact, touchpoint in [*own, *others]:
                with suppress(DomainError, ObjectDoesNotExist), transaction.atomic():
                    one.handle(Cause(contact, touchpoint, kind, 0))
    while drain():
        pass
    assert to_victims(sent()) == []
    assert Message.objects.filter(state="sent").exists()


def test_no_job_writes_to_somebody_who_may_not_be_written_to(
    people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # It waits for every open transaction, that of this test too.
    monkeypatch.setattr(forgetting, "wipe_words", lambda gone_since: [])
    assert timetable._entries
    for job in timetable._entries.values():
        job.work()
    while drain():
        pass
    assert to_victims(sent()) == []


def test_nothing_that_comes_back_is_ever_answered() -> None:  # LAW 2.5, RFC 3834
    with clock.at(day(TODAY)):
        victims.house()
        contact = Contact.objects.get(email=address("subscriber")).pk
        posted = hand_in(Consented("newsletter"), "letter", "news", contact=contact)
        while drain() or sent():
            pass
        ours = Message.objects.get(id=posted.id).message_id.encode()
        assert ours
        for mail in sorted(MAILS.glob("*.eml")):
            returns.file(mail.read_bytes())
            theirs = mail.read_bytes().replace(b"a.reimers@wellner.example", address("subscriber").encode())
            returns.file(b"In-Reply-To: " + ours + b"\r\n" + theirs)
        while drain():
            pass
        assert Touchpoint.objects.filter(contact_id=contact, kind="mail.received").exists()
        assert sent() == []
