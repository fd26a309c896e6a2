"""Editing scoring models: what cannot be used is refused with a sentence, what was published never changes."""

from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from tests.factories import anna, day, does, form, happen, learns
from tests.qualification.scoring.models import PAGE, compare, did, fit, in_force, model, renew
from tests.threads import at_once
from trichter.qualification.scoring import checking, queries, rehearsing, renewing, services, versions
from trichter.qualification.scoring.checking import BadModel
from trichter.qualification.scoring.models import Past, Reign, Score, Touched, Version

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"half_life_days": 0}, "from 1 to 730 days"),
        ({"half_life_days": 731}, "from 1 to 730 days"),
        ({"fit_cuts": [10, 10, 5]}, "a better grade begins with more points"),
        ({"engagement_cuts": [10, 5, 0]}, "one point or more"),
        (model(did("page", 0, "page.viewed")), "points are a whole number"),
        (model(did("page", 1, "page.viewed"), did("page", 2, "mail.clicked")), "two rules “page”"),
        (model(fit("boss", 1, compare("position", "is known"), "role")), "no group “role”"),
        (model(fit("boss", 1, compare("nothing", "is known"))), "nothing called “nothing”"),
        (model(fit("late", 1, compare("created", "in the last", {"length": 3, "unit": "day"}))), "Time alone"),
        (model(fit("others", 1, {"colleague": compare("position", "is known")})), "colleagues"),
        (model(fit("others", 1, compare("company.people", "at least", 2))), "colleagues"),
        (model(did("stage", 1, "stage.reached")), "decision of ours"),
        (model(did("none", 1, "no.such")), "no touchpoint kind"),
        (
            model({**did("page", 1), "did": PAGE | {"when": compare("at", "after", {"day": "2026-01-01"})}}),
            "no span of time",
        ),
    ],
)
def test_a_model_that_cannot_be_used_is_refused_with_a_sentence(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadModel, match=said):
        versions.save_draft("business", given)
    with pytest.raises(BadModel) as refused, translation.override("de"):
        versions.save_draft("business", given)
    with translation.override("de"):
        assert said not in str(refused.value)


@pytest.mark.parametrize("days", [1, 730])
def test_the_ends_of_what_a_half_life_may_be(days: int) -> None:
    assert versions.save_draft("business", model(half_life_days=days)).half_life == days * 86_400


def test_the_models_that_come_with_the_installation_can_be_used() -> None:
    assert [(one.key, one.published.number) for one in versions.described()] == [("business", 1), ("consumer", 1)]
    for one in versions.described():
        content = versions.content(one.key)
        assert checking.check(content).fit
        assert versions.save_draft(one.key, content.json_form()) == content


def test_a_published_version_never_changes_and_stays_readable() -> None:
    first = versions.content("business")
    in_force(did("page", 1, "page.viewed"))
    assert versions.content("business", 1) == first
    for change in (
        lambda: Version.objects.filter(number=1).update(saved_by=1),
        lambda: Version.objects.filter(number=1).delete(),
    ):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change()


def test_a_draft_of_somebody_else_is_not_overwritten() -> None:
    versions.save_draft("business", model(), by=1)
    [seen] = [one.draft.saved_at for one in versions.described() if one.key == "business" and one.draft]
    versions.save_draft("business", model(half_life_days=7), seen=seen, by=2)
    with pytest.raises(versions.DraftChanged):
        versions.save_draft("business", model(half_life_days=9), seen=seen, by=1)
    versions.drop_draft("business")
    with pytest.raises(versions.NoDraft):
        versions.publish("business")


def test_the_old_version_answers_until_everybody_is_scored_by_the_new_one() -> None:
    in_force(did("page", 10, "page.viewed"))
    who = anna(occurred_at=day(0))
    does(who, "page.viewed", {"url": "/"}, occurred_at=day(1))
    services.score([who])
    versions.save_draft("business", model(did("page", 20, "page.viewed")))
    assert versions.publish("business")
    renewal = renewing.begin()
    assert renewal
    for part in renewing.ranges(3):
        renewing.fill(renewal, part)
    late = does(who, "page.viewed", {"url": "/"}, occurred_at=day(1))
    services.score([who])
    assert round(queries.worth([who], day(1))[who].engagement) == 20, "by the old version, what came meanwhile too"
    renewing.index()
    assert renewing.take_over(renewal.edition)
    renewing.keep_past()
    found = queries.explain(who, day(1))
    assert found is not None
    assert round(found.engagement) == 40
    assert late in {one.touchpoint for one in found.engagement_parts[0].touchpoints}
    assert not Touched.objects.exists()
    assert Reign.objects.get().next_id is None
    live = list(Score.objects.values())
    services.recompute([who])
    assert list(Score.objects.values()) == live


def test_another_model_can_be_chosen_and_what_people_were_worth_stays_known() -> None:
    who = anna(learned={"phone": "0761 123456"})
    services.score([who])
    Score.objects.update(since=day(1))
    assert versions.choose("consumer")
    renew()
    found = queries.explain(who)
    assert found is not None
    assert found.model == "consumer"
    assert Past.objects.get().since == day(1).date()
    assert not versions.choose("consumer")


def test_what_two_versions_ask_alike_is_read_from_the_scores_before_and_is_the_same_as_anew() -> None:
    prices = (compare("path", "starts with", "/preise"),)
    boss, town = fit("boss", 50, compare("position", "is known")), fit("town", 5, compare("city", "is", "Ulm"))
    in_force(boss, town, did("page", 5, "page.viewed", most=3), did("price", 10, "page.viewed", where=prices))
    people = [happen(form(f"person{n}@example.org", occurred_at=day(0)))[0].contact_id for n in range(3)]
    learns(people[0], position="Chefin", address={"city": "Ulm"})
    for n in range(8):
        does(people[n % 2], "page.viewed", {"url": ("/", "/preise")[n // 2 % 2]}, occurred_at=day(n + 1))
    services.score(people)
    Score.objects.filter(contact_id=people[2]).delete()
    in_force(
        did("form", 4, "form.submitted"),
        did("more", 7, "page.viewed", most=9),
        did("page", 6, "page.viewed", most=2),
        did("price", 10, "page.viewed", where=prices),
        fit("email", 3, compare("email", "is known")),
        town,
        boss,
        half_life_days=7,
    )
    services.score([people[2]])
    _are_the_same_anew(people)
    assert list(Score.objects.order_by("contact_id").values_list("fit", flat=True)) == [58, 3, 3]
    edited = versions.content("business")
    weighed = tuple(one.model_copy(update={"points": 2 - one.points}) for one in edited.engagement)
    versions.save_draft("business", edited.model_copy(update={"engagement": weighed, "half_life_days": 3}).json_form())
    versions.publish("business")
    renew()
    _are_the_same_anew(people)


def _are_the_same_anew(people: list[int]) -> None:
    read = list(Score.objects.order_by("contact_id").values())
    Score.objects.all().delete()
    services.recompute(people)
    assert list(Score.objects.order_by("contact_id").values()) == read


def test_a_draft_tells_whom_it_would_move_between_grades() -> None:
    in_force(fit("boss", 50, compare("position", "is known")))
    people = [happen(form(f"person{n}@example.org"))[0].contact_id for n in range(5)]
    for who in people[:3]:
        learns(who, position="Chefin")
    services.score(people)
    draft = versions.save_draft("business", model(fit("boss", 20, compare("position", "is known"))))
    found = rehearsing.rehearse(draft)
    assert (found.people, found.of, found.moved) == (5, 5, 3)
    assert found.moves == {("A4", "C4"): 3, ("D4", "D4"): 2}
    assert {one.contact for one in found.examples} == set(people[:3])
    few = rehearsing.rehearse(draft, most=2)
    assert (few.people, few.of) == (2, 5)
    assert set(Score.objects.values_list("fit", flat=True)) == {0, 50}


@pytest.mark.django_db(transaction=True)
def test_nobody_touched_while_a_version_takes_over_is_forgotten() -> None:
    people = [happen(form(f"person{n}@example.org"))[0].contact_id for n in range(7)]
    versions.save_draft("business", model(did("page", 5, "page.viewed")))
    versions.publish("business")

    def views(who: int) -> None:
        does(who, "page.viewed", {"url": "/"})
        services.score([who])

    at_once(renew, *(partial(views, who) for who in people))
    assert {one.contact_id for one in Score.objects.exclude(falls_at=None)} == set(people)
    assert Reign.objects.get().next_id is None
