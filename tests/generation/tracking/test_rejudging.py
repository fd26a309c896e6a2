"""Who is a robot can become clearer: what is kept is judged anew, on the record too."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from tests.generation.tracking.visitors import FIREFOX, Browser, site, work
from trichter.facts.timeline.hits import counting
from trichter.facts.timeline.hits.models import Ground, Hit, PageDay, Visit
from trichter.facts.timeline.models import EffectiveTouchpoint, Touchpoint
from trichter.generation.tracking import bots, rejudgement, rejudging
from trichter.generation.tracking.rejudging import Judged
from trichter.kernel import clock
from trichter.spine import longwork
from trichter.spine.intake import record
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db

HIDDEN = "Mozilla/5.0 (X11; Linux x86_64) Totally/1.0"
OPEN = "Totally-Bot/1.0 (+https://robots.example)"


@pytest.fixture(autouse=True)
def _bots_are_judged_as_they_are() -> Iterator[None]:
    yield
    bots._by_agent.cache_clear()


def learn(monkeypatch: pytest.MonkeyPatch, *, robots: str = "$^") -> None:
    """From now on those agents, and no others, are robots."""
    monkeypatch.setattr(bots, "reason", lambda agent, _purpose="": "crawler" if agent == robots else None)


def rejudge() -> Judged:
    now = clock.now()
    return rejudging.rejudge(now - timedelta(hours=5), now + timedelta(seconds=1))


def browser(agent: str, ground: Ground = Ground.ASSURED) -> Browser:
    made = Browser(site(ground), id="a" * 32)
    made.client = made.client._replace(agent=agent)
    return made


def known(of: Browser) -> int:
    [recorded] = record([Touch("form.submitted", {"title": "Anfrage"}, email="anna@firma.example", visitor=of.id)])
    return recorded.contact_id


def test_what_turns_out_to_be_a_robot_leaves_its_visit_and_counts_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    robot = browser(HIDDEN)
    contact = known(robot)
    robot.see("/preise")
    robot.see("/kontakt")
    work()
    learn(monkeypatch, robots=HIDDEN)
    assert rejudge() == Judged(robots=2)
    assert not Visit.objects.exists()
    assert {row.is_bot for row in EffectiveTouchpoint.objects.filter(contact_id=contact, kind="page.viewed")} == {True}
    assert rejudge() == Judged()


def test_what_waited_still_is_not_digested(monkeypatch: pytest.MonkeyPatch) -> None:
    robot = browser(HIDDEN)
    robot.see("/preise")
    learn(monkeypatch, robots=HIDDEN)
    rejudge()
    work()
    assert not Visit.objects.exists()


def test_another_agent_of_the_same_visitor_keeps_its_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    both = browser(FIREFOX)
    both.see("/preise")
    both.client = both.client._replace(agent=HIDDEN)
    both.see("/geheim")
    work()
    learn(monkeypatch, robots=HIDDEN)
    rejudge()
    assert Visit.objects.get().pages == 1


def test_what_turns_out_to_be_human_is_digested_if_the_visitor_agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    human = browser(OPEN)
    contact = known(human)
    human.see("/preise")
    work()
    assert not Touchpoint.objects.filter(kind="page.viewed").exists()
    learn(monkeypatch)
    assert rejudge() == Judged(humans=1)
    work()
    assert EffectiveTouchpoint.objects.get(contact_id=contact, kind="page.viewed").is_bot is not True
    assert Visit.objects.get().pages == 1


def test_a_judgement_can_be_taken_back_without_counting_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = browser(HIDDEN)
    contact = known(somebody)
    somebody.see("/preise")
    work()
    learn(monkeypatch, robots=HIDDEN)
    rejudge()
    learn(monkeypatch)
    rejudge()
    work()
    [page] = EffectiveTouchpoint.objects.filter(contact_id=contact, kind="page.viewed")
    assert page.is_bot is False
    assert Visit.objects.get().pages == 1


def test_of_a_human_who_never_agreed_only_the_count_stays(monkeypatch: pytest.MonkeyPatch) -> None:  # LAW 5.2
    human = browser(OPEN, Ground.ASKED)
    human.see("/preise?email=anna@firma.example")
    assert Hit.objects.get().visitor is None
    learn(monkeypatch)
    rejudge()
    assert not Hit.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hits_waiting")
        assert cursor.fetchone() == (0,)
    counting.fold()
    assert PageDay.objects.get(path="/preise").views == 1


def test_what_a_browser_fetched_unasked_stays_so() -> None:
    ahead = browser(FIREFOX)
    ahead.client = ahead.client._replace(purpose="prefetch")
    ahead.see("/preise")
    assert rejudge() == Judged()
    assert Hit.objects.get().bot == "prefetch"


def test_what_judging_would_change_is_told_before_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    robot = browser(HIDDEN)
    robot.see("/preise")
    robot.see("/kontakt")
    work()
    learn(monkeypatch, robots=HIDDEN)
    now = clock.now()
    would = rejudging.preview(now - timedelta(hours=5), now + timedelta(seconds=1))
    assert (would.robots, would.robot_visitors, would.humans, would.is_nothing) == (2, 1, 0, False)
    assert Visit.objects.get().pages == 2
    assert rejudge() == Judged(robots=2)


def test_who_has_withdrawn_is_no_robot_for_lack_of_a_name() -> None:
    gone = Browser(site()).agree()
    gone.see("/preise")
    work()
    gone.withdraw()
    assert rejudge() == Judged()


def test_judging_anew_as_long_work_reaches_all_of_the_days(monkeypatch: pytest.MonkeyPatch) -> None:
    robot = browser(HIDDEN)
    with clock.at(clock.now() - timedelta(days=1)):
        robot.see("/preise")
    robot.see("/kontakt")
    work()
    learn(monkeypatch, robots=HIDDEN)
    task = rejudgement.start(by=None, days=2)
    while longwork.advance():
        pass
    task.refresh_from_db()
    assert (task.state, task.report) == ("done", {"robots": 2, "humans": 0})
