"""What people are worth: sums with caps, points that fade, parts that add up."""

from datetime import datetime, timedelta
from math import isclose, log2

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import anna, bernd, day, does, learns
from tests.qualification.scoring.models import compare, did, fit, in_force
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel import clock
from trichter.qualification.scoring import queries, services
from trichter.qualification.scoring.content import Content
from trichter.qualification.scoring.models import Past, Score

pytestmark = pytest.mark.django_db
AT = day(400)
H = timedelta(days=30)


def explained(contact: int, at: datetime = AT) -> queries.Explained:
    services.score([contact])
    found = queries.explain(contact, at)
    assert found is not None
    return found


def view(contact: int, at: datetime, url: str = "/produkte") -> int:
    return does(contact, "page.viewed", {"url": url}, occurred_at=at)


def test_points_for_who_somebody_is_are_added_up_and_capped_by_group() -> None:
    in_force(
        fit("boss", 20, compare("position", "contains", "chef"), "role"),
        fit("known", 15, compare("position", "is known"), "role"),
        fit("town", 7, compare("city", "is", "Ulm")),
        fit("private", -5, compare("email.is_business", "is not", True)),
        groups=[{"key": "role", "label": {"en": "Role"}, "most": 25}],
    )
    one = learns(who := anna(), position="Chefin", address={"city": "Ulm"})
    found = explained(who)
    parts = {part.key: part.points for part in found.fit_parts}
    assert one
    assert parts["boss"] == 20
    assert parts["known"] == 5, "what is above the cap is taken from the last"
    assert found.fit == sum(parts.values())
    assert found.fit == 25 + 7 + parts.get("private", 0)


def test_what_stands_below_nought_counts_within_a_group_before_its_cap() -> None:
    content = in_force(
        fit("boss", 20, compare("position", "contains", "chef"), "role"),
        fit("known", 15, compare("position", "is known"), "role"),
        fit("trainee", -30, compare("position", "contains", "azubi"), "role"),
        groups=[{"key": "role", "label": {"en": "Role"}, "most": 25}],
    )
    learns(who := anna(), position="Azubi der Chefin")
    found = explained(who)
    assert found.fit == 5 == sum(part.points for part in found.fit_parts)
    assert content.fit_parts([False, False, True]) == {"trainee": -30}


def test_points_for_what_somebody_did_halve_with_each_half_life() -> None:
    in_force(did("page", 8, "page.viewed"))
    view(who := anna(occurred_at=day(0)), day(1))
    assert isclose(explained(who, day(1)).engagement, 8, rel_tol=1e-9)
    assert isclose(explained(who, day(1) + H).engagement, 4, rel_tol=1e-9)
    found = explained(who, day(1) + 3 * H)
    assert isclose(found.engagement, 1, rel_tol=1e-9)
    assert found.falls_at == day(1) + 3 * H
    assert isclose(found.in_a_month, 0.5, rel_tol=1e-9)


def test_a_rule_counts_its_latest_touchpoints_whatever_the_order_in_which_they_come() -> None:
    in_force(did("page", 10, "page.viewed", most=2))
    view(one := anna(occurred_at=day(0)), day(3)), view(one, day(1)), view(one, day(2))
    view(other := bernd(occurred_at=day(0)), day(1)), view(other, day(2)), view(other, day(3))
    services.score([one, other])
    first, second = (Score.objects.get(contact_id=who) for who in (one, other))
    assert first.falls_at == second.falls_at
    assert first.times == second.times == [day(3), day(2)]


def test_negative_points_leave_less_and_nothing_at_all_is_no_engagement() -> None:
    in_force(did("page", 10, "page.viewed"), did("left", -10, "consent.withdrawn", "meeting.missed"))
    view(who := anna(occurred_at=day(0)), day(1))
    does(who, "meeting.missed", occurred_at=day(1) + H)
    found = explained(who, day(1) + H)
    assert isclose(found.engagement, -5, rel_tol=1e-9)
    assert found.falls_at is None
    assert found.grade == "D4"
    view(who, day(1) + H), view(who, day(1) + H)
    assert isclose(explained(who, day(1) + H).engagement, 15, rel_tol=1e-9)


def test_what_was_taken_back_or_was_a_machine_gives_no_points() -> None:
    in_force(did("page", 10, "page.viewed"))
    who = anna(occurred_at=day(0))
    seen = [view(who, day(n)) for n in (1, 2, 3)]
    does(who, "touchpoint.retracted", {}, target=seen[0])
    does(who, "touchpoint.judged", {"is_bot": True}, target=seen[1])
    found = explained(who)
    assert [one.touchpoint for part in found.engagement_parts for one in part.touchpoints] == [seen[2]]
    does(who, "touchpoint.restored", {}, target=seen[0])
    assert len(explained(who).engagement_parts[0].touchpoints) == 2


def test_only_what_the_rule_means_counts() -> None:
    prices = (compare("path", "starts with", "/preise"),)
    in_force(did("price", 10, "page.viewed", where=prices), did("page", 1, "page.viewed", "form.submitted"))
    who = anna(occurred_at=day(1))
    view(who, day(1), "https://x.example/preise/liste?a=1"), view(who, day(1), "/impressum")
    found = {part.key: part.points for part in explained(who, day(1)).engagement_parts}
    assert found == {"price": 10, "page": 3}


def test_a_merge_adds_up_what_both_did_and_an_unmerge_parts_it_again() -> None:
    in_force(did("page", 10, "page.viewed"))
    one, other = anna(occurred_at=day(0)), bernd(occurred_at=day(0))
    view(one, day(1)), view(other, day(1))
    services.score([one, other])
    before = list(Score.objects.order_by("contact_id").values())
    does(one, "contact.merged", {"loser": other})
    services.recompute([one, other])
    assert isclose(explained(one, day(1)).engagement, 20, rel_tol=1e-9)
    assert not Score.objects.filter(contact_id=other).exists()
    does(one, "contact.unmerged", {"loser": other})
    services.recompute([one, other])
    assert list(Score.objects.order_by("contact_id").values()) == before


def test_nothing_is_left_of_the_score_of_an_erased_person() -> None:
    in_force(did("page", 10, "page.viewed"))
    view(who := anna(occurred_at=day(0)), day(1))
    services.score([who])
    does(who, "contact.erased")
    assert not Score.objects.filter(contact_id=who).exists()


def test_the_same_facts_again_change_nothing_and_other_days_are_kept() -> None:
    in_force(did("page", 10, "page.viewed"))
    with clock.at(day(1)):
        view(who := anna(), day(1))
        services.score([who])
    with clock.at(day(2)):
        services.score([who])
        assert Score.objects.get().since == day(1).date()
        view(who, day(2))
        services.score([who])
    assert [(one.since, round(one.engagement)) for one in queries.history(who)] == [
        (day(1).date(), 10),
        (day(2).date(), 20),
    ]
    assert Past.objects.count() == 1


def test_a_firm_fits_like_its_best_and_does_what_all_do() -> None:
    in_force(fit("boss", 20, compare("position", "is known")), did("page", 10, "page.viewed"))
    one, other = anna(occurred_at=day(0)), bernd(occurred_at=day(0))
    learns(one, position="Chefin")
    view(one, day(1)), view(other, day(1))
    services.score([one, other])
    firm = queries.of_company([one, other], day(1))
    assert firm is not None
    assert firm.fit == 20
    assert isclose(firm.engagement, 20, rel_tol=1e-9)
    assert queries.of_company([]) is None


KINDS = ("page.viewed", "mail.clicked", "meeting.missed")
RULES = (
    did("page", 7, "page.viewed", most=3),
    did("any", 2, "page.viewed", "mail.clicked", most=4),
    did("missed", -4, "meeting.missed", most=2),
)
DEEDS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 60 * 24 * 200), st.booleans()), max_size=14)


def worth(content: Content, who: int, at: datetime) -> float:
    """By the definition: each touchpoint that a rule counts, with its points, faded."""
    total = 0.0
    for rule in content.engagement:
        told = EffectiveTouchpoint.objects.filter(contact_id=who, kind__in=rule.did.kinds, is_void=False)
        latest = told.order_by("-occurred_at", "-id")[: rule.most]
        total += sum(
            rule.points * 2 ** (-((at - one.occurred_at) / timedelta(days=content.half_life_days))) for one in latest
        )
    return total


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS, st.sampled_from([1, 30, 730]))
def test_parts_add_up_and_equal_the_definition_live_and_anew(
    deeds: list[tuple[str, int, bool]], half_life: int
) -> None:
    with transaction.atomic():
        content = in_force(*RULES, half_life_days=half_life)
        who = anna(occurred_at=day(0))
        for kind, minutes, is_machine in deeds:
            payload = {"url": "/"} if kind == "page.viewed" else {}
            done = does(who, kind, payload, occurred_at=day(0) + timedelta(minutes=minutes))
            if is_machine and kind == "page.viewed":
                does(who, "touchpoint.judged", {"is_bot": True}, target=done)
            services.score([who])
        services.score([who])
        at = day(201)
        live = list(Score.objects.values())
        found = queries.explain(who, at)
        assert found is not None
        scale = max(1.0, *(abs(one.points) for part in found.engagement_parts for one in part.touchpoints), 0.0)
        assert abs(found.engagement - worth(content, who, at)) <= 1e-9 * scale
        assert abs(found.engagement - sum(part.points for part in found.engagement_parts)) <= 1e-9 * scale
        assert abs(found.in_a_month - sum(part.in_a_month for part in found.engagement_parts)) <= 1e-9 * scale
        for cut, grade in zip(content.engagement_cuts, "123", strict=True):
            if found.falls_at and abs(found.engagement - cut) > 1e-6:
                assert (found.engagement >= cut) == (found.grade[1] <= grade), log2(cut)
        services.recompute([who])
        assert list(Score.objects.values()) == live
        transaction.set_rollback(True)
