"""Every command and every page, tried on people who may not be written to: nothing leaves for them (LAW 1.6).

Commands and addresses are those that there are: who adds one says here what it may be tried with.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command, get_commands
from django.http import HttpRequest
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.safestring import SafeString
from pydantic import SecretStr

from tests.faces.public.visiting import proof
from tests.factories import day, does, says
from tests.spine.outreach import victims
from tests.spine.outreach.posts import WORDS, sent
from tests.spine.outreach.victims import TODAY, address
from trichter.faces.sides import STAFF, VISITORS
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.offers.models import Offer
from trichter.kernel import clock
from trichter.kernel.environment import environment
from trichter.sales.firstcontact import services as firstcontact
from trichter.sales.firstcontact.models import Proposal, State, Way
from trichter.sales.tasks import services as tasks
from trichter.sales.tasks.models import Task
from trichter.spine.intake import record
from trichter.spine.models import RightsRequest
from trichter.spine.outreach import Letter, links, send
from trichter.spine.outreach.grounds import Consented, RequestedService
from trichter.spine.outreach.models import Message
from trichter.spine.reactions import drain
from trichter.spine.touch import SYSTEM, Touch

pytestmark = pytest.mark.django_db

STRANGER = "stranger@elsewhere.example"
PROFILE = """
name = "people"
source = "an old list"
basis = "consent"
[fields]
email = "mail"
[[consent]]
purpose = "newsletter"
state = { constant = "granted" }
given_at = "when"
evidence = { constant = "a list of signatures" }
"""
SETUP = '[purposes.news]\nlabel = "News"\n'
RETURNED = (
    b"From: <curious@victims.example>\r\nTo: post@ahornwerk.example\r\nSubject: Re: x\r\n\r\nPlease write to me.\r\n"
)

COMMANDS: dict[str, Callable[[Path, int], Sequence[Sequence[Any]]]] = {
    "doctor": lambda _folder, _contact: [[]],
    "explain": lambda _folder, contact: [[contact]],
    "export": lambda folder, _contact: [[folder / "all.csv"]],
    "funnel": lambda _folder, _contact: [[]],
    "import": lambda folder, _contact: [[folder / "people.csv", "--profile", folder / "people.toml"]],
    "invite": lambda _folder, _contact: [["new@ahornwerk.example", "--name", "Neu"]],
    "person": lambda folder, contact: [
        ["export", contact],
        ["proof", contact, "--pdf", folder / f"{contact}.pdf"],
    ],
    "reactions": lambda _folder, _contact: [["list"], ["retry"]],
    "rebuild": lambda _folder, _contact: [[]],
    "receive": lambda _folder, _contact: [[]],
    "rejudge": lambda _folder, _contact: [["--dry-run"], []],
    "retention": lambda _folder, _contact: [[]],
    "segment": lambda _folder, _contact: [["list"], ["count", "lead"], ["people", "lead"]],
    "setup": lambda folder, _contact: [[folder / "setup.toml"]],
}
WORK_BY_THEMSELVES = {"collector", "serve", "web", "worker"}
"""They run until they are stopped; what they do is what the other tests do: answer pages, drain, send."""
FOUNDS_A_HOUSE = {"demo"}
"""In a database of its own, whose mails go into the mailbox of the product."""


@pytest.fixture(autouse=True)
def _no_vacuum(monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits for the transaction of the test."""
    monkeypatch.setattr("trichter.spine.forgetting.wipe", lambda: None)


@pytest.fixture(autouse=True)
def _cheap_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trichter.generation.forms.work.COST", 1)


@pytest.fixture
def people() -> Iterator[dict[str, int]]:
    """Nobody of them may be written to today, though everything is prepared: drafts, letters in doubt, tasks."""
    victims.house()
    told = victims.people()
    with clock.at(day(TODAY)):
        for name in ("drafted", "answered"):
            told[name] = _prepared(name)
        by = staff.invite("lea@ahornwerk.example", name="Lea", password="zwölf Ahornblätter").pk
        for name, contact in told.items():
            tasks.open(contact, "Anrufen", to=by)
            _in_doubt(contact, name)
        yield told


def _prepared(name: str) -> int:
    """A first contact was proposed to them before they said no."""
    contact = victims.imported(name)
    says(contact, "granted", address=address(name))
    said = {"title": "Hebel", "wants": "answer" if name == "answered" else "file"}
    form = record([Touch("form.submitted", said, email=address(name), subject=("offer", Offer.objects.get().pk))])[0]
    proposal = firstcontact.propose(contact, form.touchpoint_id)
    assert Proposal.objects.get(pk=proposal or 0).way == Way.MAIL
    says(contact, "withdrawn", address=address(name).upper())
    does(contact, "touchpoint.retracted", target=form.touchpoint_id, actor=SYSTEM)
    return contact


def _in_doubt(contact: int, name: str) -> None:
    """Two letters of which nobody knows whether they left; a colleague may say: again."""
    some = Touchpoint.objects.filter(contact_id=contact).order_by("id").values_list("id", flat=True).first() or 0
    for ground in (Consented("newsletter"), RequestedService(some)):
        letter = Letter(
            template="letter", ground=ground, cause=f"{ground}", language="de", contact=contact, context=WORDS
        )
        Message.objects.filter(id=send(letter).id).update(state="in_doubt" if ground.is_advertising else "failed")


def everything_that_leaves() -> list[tuple[str, str]]:
    """What is sent when all reactions have run, and on which ground."""
    while drain():
        pass
    return [(letter.envelope_to, letter.ground["ground"]) for letter in sent()]


def to_victims(left: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(to, ground) for to, ground in left if victims.is_theirs(to)]


# Commands


def test_every_command_is_tried_here() -> None:
    ours = {name for name, app in get_commands().items() if str(app).startswith("trichter.")}
    assert ours == COMMANDS.keys() | WORK_BY_THEMSELVES | FOUNDS_A_HOUSE


def test_no_command_writes_to_somebody_who_may_not_be_written_to(
    people: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"{address(name).upper()};2026-03-02" for name in people]
    (tmp_path / "people.csv").write_text("\n".join(["mail;when", *rows]))
    (tmp_path / "people.toml").write_text(PROFILE)
    (tmp_path / "setup.toml").write_text(SETUP)
    here = environment().model_copy(update={"mail_url": SecretStr("mailbox:")})
    monkeypatch.setattr("trichter.faces.cli.management.commands.invite.environment", lambda: here)
    for name, tries in COMMANDS.items():
        contacts = list(people.values()) if name in ("explain", "person") else [0]
        for contact in contacts[:3]:
            for arguments in tries(tmp_path, contact):
                monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(RETURNED)))
                with suppress(SystemExit):  # by which the doctor says that this house is not well
                    call_command(name, *map(str, arguments), stdout=io.StringIO(), stderr=io.StringIO())
    left = everything_that_leaves()
    assert ("new@ahornwerk.example", "to_colleague") in left
    assert to_victims(left) == []


# Pages

DATA = {
    "email": STRANGER, "login": STRANGER, "subject": "Hallo", "body": "Guten Tag", "decision": "send_again",
    "outcome": "reached", "notes": "x", "title": "x", "topic": ["newsletter"], "frequency": "", "pause": "0",
    "language": "de", "answer": "yes", "kind": "access", "do": "leave", "to": "team", "until": "tomorrow",
    "name": "x", "address": STRANGER, "id": ["1", "2"], "restore": "1", "request": "1", "next": "/",
    "List-Unsubscribe": "One-Click", "words": "x", "consent_email_newsletter": "1",
}  # fmt: skip


def _proof() -> dict[str, str]:
    """Of a robot that does the work as well."""
    with clock.at(day(TODAY)):
        return proof()


def routes(patterns: Sequence[URLPattern | URLResolver], above: str = "/") -> Iterator[tuple[str, str]]:
    """Name and route of each view."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, above + str(pattern.pattern))
        else:
            yield pattern.name or "", above + str(pattern.pattern)


def _of_people(people: dict[str, int], tokens: dict[str, list[str]]) -> Callable[[str, str], list[str]]:
    """What may stand in the place of a parameter. A parameter that is not known here fails the test: name it."""
    known: dict[str, list[Any]] = {
        "contact_id": list(people.values()),
        "letter_id": list(Message.objects.filter(contact_id__in=people.values()).values_list("id", flat=True)),
        "proposal_id": list(Proposal.objects.values_list("id", flat=True)),
        "task_id": list(Task.objects.values_list("id", flat=True))[:5],
        "offer_id": list(Offer.objects.values_list("id", flat=True)),
        "slug": list(Offer.objects.values_list("slug", flat=True)),
        "stray_id": [1], "sender_id": [1], "mail_id": [1], "asset": [1], "width": [320], "domain": ["a.example"],
        "uidb36": ["1"], "key": ["key", "newsletter"],
        "touchpoint": list(Touchpoint.objects.filter(contact_id__in=people.values()).values_list("id", flat=True))[:20],
        "criterion": ["need"], "action": ["owner", "tag", "stage", "task"], "user_id": [1], "view_id": [1],
        "work_id": [1], "campaign_id": [1], "link_id": [1], "cost_id": [1], "upload_id": [1], "paper_id": [1],
        "company_id": [1], "source_id": [1], "number": [1], "part": ["name", "city"],
        "track": ["customer"], "name": ["email", "company"], "model": ["business"], "team_id": [1], "segment": [1],
        "route_id": [1], "handover_id": [1], "slot_id": [1],
    }  # fmt: skip

    def values(route_name: str, parameter: str) -> list[str]:
        named = {"token": tokens.get(route_name, ["nonsense"]), "kind": ["mail" if route_name == "compose" else "json"]}
        given = named.get(parameter) or known[parameter]
        return [str(value) for value in given]

    return values


def paths(urlconf: str, values: Callable[[str, str], list[str]]) -> Iterator[list[str]]:
    """Those of each address, with all that may stand in it."""
    for name, route in routes(get_resolver(urlconf).url_patterns):
        plain = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", route.replace("^", "").replace("$", ""))
        parameters = re.findall(r"<(?:\w+:)?(\w+)>", plain)
        choices = [values(name, parameter) for parameter in parameters]
        longest = max(map(len, choices), default=1)
        rows = islice(zip(*map(cycle, choices), strict=True), longest) if choices else [()]
        yield [re.sub(r"<[^>]*>", "{}", plain).format(*row) for row in rows]


def walk(client: Client, urlconf: str, values: Callable[[str, str], list[str]], data: dict[str, Any]) -> int:
    """Look at a page of each address, then press the button of all; answers how many did something."""
    done = 0
    for same in paths(urlconf, values):
        if "/abmelden/" in same:
            continue
        client.get(same[0])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Template, "render", _without_pages(Template.render))
            done += sum(client.post(path, data).status_code in (200, 302, 303, 422) for path in same)
    return done


def _without_pages(render: Callable[..., str]) -> Callable[..., str]:
    """What a button leads to has happened before its page is written; mails are no pages, and are written."""

    def rendered(template: Template, context: Any = None, request: HttpRequest | None = None) -> str:
        return SafeString() if request is not None else render(template, context, request)

    return rendered


def test_no_page_of_colleagues_writes_to_somebody_who_may_not_be_written_to(
    client: Client, people: dict[str, int]
) -> None:
    client.force_login(User.objects.get())
    assert Proposal.objects.filter(state=State.PROPOSED, way=Way.MAIL).count() == 2
    assert walk(client, STAFF, _of_people(people, {}), DATA) > 50
    assert Message.objects.filter(decision="send_again").count() > 20
    assert to_victims(everything_that_leaves()) == []


def test_nobody_who_is_not_signed_in_makes_us_write_to_somebody(client: Client, people: dict[str, int]) -> None:
    before = set(Message.objects.values_list("id", flat=True))
    one_of_each = _of_people({"withdrawn": people["withdrawn"]}, {})
    for name in ("withdrawn", "erased", "bounced"):
        data = DATA | {"email": address(name).upper(), "login": address(name)}
        walk(client, STAFF, one_of_each, data)
    assert set(Message.objects.values_list("id", flat=True)) == before
    assert to_victims(everything_that_leaves()) == []


def test_a_visitor_with_an_address_of_another_makes_us_ask_that_person_and_nothing_else(
    client: Client, people: dict[str, int]
) -> None:
    # LAW 1.3, 4.1
    for name in ("withdrawn", "erased", "bounced", "complained"):
        data = DATA | {"email": address(name).upper()} | _proof()
        walk(client, VISITORS, _of_people(people, {}), data)
    left = to_victims(everything_that_leaves())
    assert {to.lower() for to, _ground in left} == {address("withdrawn"), address("erased")}
    assert {ground for _to, ground in left} == {"legal_request"}


def test_whoever_has_the_links_of_a_mail_gets_no_advertising_by_them(client: Client, people: dict[str, int]) -> None:
    contacts = list(people.values())
    asked = {one.contact_id: one.id for one in Touchpoint.objects.filter(kind="consent.requested")}
    with clock.at(day(TODAY)):
        tokens = {
            "unsubscribe": [links.sign("unsubscribe", message=1, contact=c, purpose="newsletter") for c in contacts],
            "mail_preferences": [links.sign("preferences", contact=c) for c in contacts],
            "confirm": [links.sign("optin", contact=c, touchpoint=t) for c, t in asked.items() if c in contacts],
            "download": [links.sign("download", delivery=1)],
            "rights_proven": [links.sign("rights", request=r.pk) for r in RightsRequest.objects.all()],
        }
    tokens["rights_download"] = tokens["rights_proven"]
    walk(client, VISITORS, _of_people(people, tokens), DATA | _proof())
    left = to_victims(everything_that_leaves())
    # To join again on the page of settings is to be asked whether one means it.
    assert {ground for _to, ground in left} <= {"opt_in_request"}
    assert not {to for to, _ground in left if "bounced" in to or "complained" in to}
