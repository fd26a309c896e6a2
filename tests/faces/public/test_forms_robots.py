"""A hundred scripted posts of five kinds make no lead; a hundred honest ones lose nothing (issue 3, must show 5)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.faces.public.visiting import PAGE, Visitor, read
from tests.generation.offers import makings
from trichter.facts.contacts.models import Contact
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.forms import doubtful
from trichter.generation.forms.models import Doubtful

pytestmark = pytest.mark.django_db

NAME = {"key": "name", "label": makings.both("Name"), "fills": "last_name"}
NEED = {"key": "need", "label": makings.both("Anliegen"), "is_long": True, "means": "need"}
NOON = datetime(2026, 11, 16, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        makings.our_house()
        makings.published(questions=[NAME, makings.EMAIL, NEED])
        yield traveller


def people(number: int, kind: int) -> Iterator[tuple[Visitor, dict[str, str]]]:
    """That many visitors of one kind, each from a network of their own, and what they type."""
    for i in range(number):
        answers = {"name": f"Familie {kind}", "email": f"gast{kind}-{i}@kunde.example", "need": f"Frage {i}"}
        yield Visitor(address=f"81.{kind}.{i}.9"), answers


def leads() -> int:
    return Touchpoint.objects.filter(kind="form.submitted").count()


# What robots do


def posts_blindly(visitor: Visitor, answers: dict[str, str], _clock: Any) -> Any:
    """Knows the names of the fields, and nothing else."""
    return visitor.post(answers)


def fills_everything(visitor: Visitor, answers: dict[str, str], _clock: Any) -> Any:
    """Drives a browser, and fills in every field that there is."""
    return visitor.sends({**answers, "homepage": "https://buy.example"})


def advertises(visitor: Visitor, answers: dict[str, str], _clock: Any) -> Any:
    """Drives a browser, to leave links."""
    links = " ".join(f"https://casino{n}.example/win" for n in range(6))
    return visitor.sends({**answers, "need": f"Great offer {links} <a href='https://x.example'>click</a>"})


def rushes_through(visitor: Visitor, answers: dict[str, str], _clock: Any) -> Any:
    """Reads our pages and presses each button in the same instant."""
    return visitor.presses(visitor.post(answers))


class Replays:
    """Solved one challenge, to send it with ever new answers."""

    def __init__(self) -> None:
        self.proof: dict[str, str] = {}

    def __call__(self, visitor: Visitor, answers: dict[str, str], _clock: Any) -> Any:
        if not self.proof:
            self.proof = Visitor().proof()
            Visitor().post({"name": "Zuerst", "email": "wegwerf@trashmail.com", **self.proof})
        return visitor.post({**answers, **self.proof})


ROBOTS: tuple[Callable[[Visitor, dict[str, str], Any], Any], ...] = (
    posts_blindly,
    fills_everything,
    advertises,
    rushes_through,
    Replays(),
)


def test_a_hundred_scripted_posts_of_five_kinds_make_no_lead(clock: time_machine.Traveller) -> None:  # LAW 4.1
    for number, robot in enumerate(ROBOTS):
        for visitor, answers in people(20, number):
            answer = robot(visitor, answers, clock)
            # Each sees what a human being who did the same would see: never an error, never a refusal.
            assert answer.status_code in (200, 303)
    assert leads() == 0
    assert Contact.objects.count() == 0
    assert Doubtful.objects.count() == 20 + 20 + 1


def test_a_robot_sees_the_same_thank_you_as_a_human_being() -> None:
    human = Visitor().sends({"email": "anna@wellner.example"})
    robot = Visitor().sends({"email": "anna@trashmail.com", "homepage": "x"})
    assert (human.status_code, human.content, human["Location"]) == (
        robot.status_code,
        robot.content,
        robot["Location"],
    )
    assert set(human.headers) == set(robot.headers)
    assert leads() == 1


# What people do


def is_slow(visitor: Visitor, answers: dict[str, str], clock: time_machine.Traveller) -> Any:
    """Opens the page, types a little, has lunch for three hours, and sends: the script proves anew what is stale."""
    visitor.get()
    clock.shift(timedelta(hours=3))
    return visitor.sends(answers)


def is_slow_on_a_stale_page(visitor: Visitor, answers: dict[str, str], clock: time_machine.Traveller) -> Any:
    """The same in a browser that was suspended with its proof."""
    proof = visitor.proof()
    clock.shift(timedelta(hours=9))
    review = visitor.post({**answers, **proof})
    clock.shift(timedelta(seconds=4))
    return visitor.presses(review)


def fills_automatically(visitor: Visitor, answers: dict[str, str], _clock: Any) -> Any:
    """The browser knows all the answers: page and submission in the same second."""
    visitor.get()
    return visitor.sends(answers)


def types_fast_and_wrong(visitor: Visitor, answers: dict[str, str], _clock: Any) -> Any:
    """Forgets the address, sees the sentence beside the field, and sends with the proof that the page still holds."""
    errors = visitor.sends({**answers, "email": "anna"})
    assert errors.status_code == 422
    kept = {name: values[0] for name, values in read(errors).values.items() if values}
    assert kept["name"] == answers["name"]
    return visitor.post({**kept, "email": answers["email"]})


def listens(visitor: Visitor, answers: dict[str, str], clock: time_machine.Traveller) -> Any:
    """A screen reader, minutes for each page, every field in its order."""
    page = read(visitor.get())
    trap = page.by_id.get("homepage", {})
    assert trap == {}, "a screen reader must not be led to the trap"
    clock.shift(timedelta(minutes=20))
    return visitor.sends(answers)


def has_no_scripts(visitor: Visitor, answers: dict[str, str], clock: time_machine.Traveller) -> Any:
    """Sends, looks it over, presses the button."""
    visitor.get()
    clock.shift(timedelta(seconds=30))
    review = visitor.post(answers)
    assert answers["need"] in read(review).text
    clock.shift(timedelta(seconds=2))
    return visitor.presses(review)


def has_no_scripts_and_double_clicks(visitor: Visitor, answers: dict[str, str], clock: time_machine.Traveller) -> Any:
    review = visitor.post(answers)
    clock.shift(timedelta(seconds=2))
    visitor.presses(review)
    return visitor.presses(review)


def double_clicks(visitor: Visitor, answers: dict[str, str], _clock: Any) -> Any:
    proof = visitor.proof()
    visitor.post({**answers, **proof})
    return visitor.post({**answers, **proof})


def hides(visitor: Visitor, answers: dict[str, str], _clock: Any) -> Any:
    """A browser that tells neither the page before nor the origin."""
    visitor.headers = {"origin": "null"}
    proof = visitor.proof()
    return visitor.post({**answers, **proof})


def comes_from_an_office(visitor: Visitor, answers: dict[str, str], _clock: Any) -> Any:
    """All behind one address."""
    visitor.address = "91.5.4.3"
    return visitor.sends(answers)


HONEST: tuple[Callable[[Visitor, dict[str, str], Any], Any], ...] = (
    is_slow,
    is_slow_on_a_stale_page,
    fills_automatically,
    types_fast_and_wrong,
    listens,
    has_no_scripts,
    has_no_scripts_and_double_clicks,
    double_clicks,
    hides,
    comes_from_an_office,
)


def test_a_hundred_honest_visitors_lose_nothing(clock: time_machine.Traveller) -> None:
    sent: dict[str, str] = {}
    for number, person in enumerate(HONEST):
        for visitor, answers in people(10, number):
            answer = person(visitor, answers, clock)
            assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}danke/?lang=de"), person.__name__
            sent[answers["email"]] = answers["need"]
    told = {row.learned["email"]: row.payload["need"] for row in Touchpoint.objects.filter(kind="form.submitted")}
    assert told == sent
    assert leads() == len(sent) == 100
    assert doubtful.count() == 0


def test_what_is_too_much_from_one_network_is_kept_and_can_be_rescued() -> None:
    visitor = Visitor(address="91.12.33.4")
    for number in range(35):
        visitor.sends({"name": "Messe", "email": f"gast{number}@kunde.example"})
    assert (leads(), doubtful.count()) == (30, 5)
    doubtful.rescue([line.id for line in doubtful.listing()])
    assert (leads(), doubtful.count()) == (35, 0)
    assert Contact.objects.count() == 35
