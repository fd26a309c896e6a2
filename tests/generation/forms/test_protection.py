"""Tokens, proof of work and limits: what a robot would like to bend."""

import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine

from tests.generation.forms.samples import HERE, solved
from tests.threads import at_once
from trichter.generation.forms import addresses, limits, tokens, work
from trichter.generation.forms.limits import Spending
from trichter.generation.forms.models import Count, Spent

NOON = datetime(2026, 11, 16, 11, tzinfo=UTC)


def test_a_token_is_of_one_form_one_origin_and_one_use() -> None:  # LAW 4.3
    token = tokens.issue("work", offer=7, origin=HERE)
    assert tokens.read("work", token, offer=7, origin=HERE)
    assert tokens.read("work", token, offer=8, origin=HERE) is None
    assert tokens.read("work", token, offer=7, origin="https://evil.example") is None
    assert tokens.read("review", token, offer=7, origin=HERE) is None
    assert tokens.read("work", token[:-1] + ("A" if token[-1] != "A" else "B"), offer=7, origin=HERE) is None
    assert tokens.read("work", "", offer=7, origin=HERE) is None


def test_a_token_ages() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        token = tokens.issue("work", offer=7, origin=HERE)
        clock.shift(timedelta(hours=1, minutes=59))
        found = tokens.read("work", token, offer=7, origin=HERE)
        assert found is not None
        assert found.age == timedelta(hours=1, minutes=59)
        clock.shift(timedelta(minutes=2))
        assert tokens.read("work", token, offer=7, origin=HERE) is None


def test_the_same_answers_have_one_digest_and_others_another() -> None:
    names = frozenset({"name", "need"})
    plain = tokens.digest_of({"name": ["Anna"], "need": ["eins\r\nzwei"]}, names)
    assert plain == tokens.digest_of({"need": ["eins\nzwei"], "name": ["Anna"], "token": ["x"]}, names)
    assert plain != tokens.digest_of({"name": ["Annas"], "need": ["eins\nzwei"]}, names)
    assert tokens.digest_of({"name": ["ab", "c"]}, names) != tokens.digest_of({"name": ["a", "bc"]}, names)


def test_work_done_counts_for_its_token_alone() -> None:
    mine, other = (tokens.issue("work", offer=7, origin=HERE) for _ in range(2))
    solution = solved(mine)
    assert work.is_done(solution, mine)
    assert not work.is_done(solution, other)


def test_work_takes_hundreds_of_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    token = tokens.issue("work", offer=7, origin=HERE)
    solution = json.loads(b64decode(solved(token)))
    assert work.LEAST <= solution["solution"]["counter"] < work.MOST
    assert solution["challenge"]["parameters"]["cost"] == work.COST


@pytest.mark.parametrize("place", ["derivedKey", "signature", "cost", "nonce"])
def test_work_that_was_bent_does_not_count(place: str) -> None:
    token = tokens.issue("work", offer=7, origin=HERE)
    given = json.loads(b64decode(solved(token)))
    match place:
        case "derivedKey":
            given["solution"]["derivedKey"] = "00" * 32
        case "signature":
            given["challenge"]["signature"] = "00" * 32
        case "cost":
            given["challenge"]["parameters"]["cost"] = 1
        case "nonce":
            given["challenge"]["parameters"]["nonce"] = "00" * 16
    assert not work.is_done(b64encode(json.dumps(given).encode()).decode(), token)


@pytest.mark.parametrize(
    "rubbish", ["", "x", "ä", "[]", "e30=", "W10=", "bnVsbA==", "MQ==", b64encode(b"[" * 900).decode(), "A" * 9000]
)
def test_rubbish_is_no_work_and_breaks_nothing(rubbish: str) -> None:
    assert not work.is_done(rubbish, "token")


@pytest.mark.parametrize("challenge", [None, [], "x", {"parameters": None}, {"parameters": {"data": {"token": 1}}}])
def test_other_rubbish_is_no_work_either(challenge: object) -> None:
    given = {"challenge": challenge, "solution": {"counter": [], "derivedKey": {}}}
    assert not work.is_done(b64encode(json.dumps(given).encode()).decode(), "token")


@pytest.mark.django_db
def test_a_token_is_spent_once_and_known_again_with_the_same_answers() -> None:  # LAW 4.1
    assert limits.spend("n", "these") == Spending.FIRST
    assert limits.spend("n", "these") == Spending.AGAIN
    assert limits.spend("n", "others") == Spending.OTHERWISE


@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_the_same_instant_one_spends_the_token() -> None:
    found = at_once(*[partial(limits.spend, "n", f"answers {number % 2}") for number in range(50)])
    assert found.count(Spending.FIRST) == 1
    assert (found.count(Spending.AGAIN), found.count(Spending.OTHERWISE)) == (24, 25)


@pytest.mark.django_db
def test_counting_begins_anew_with_each_stretch_and_is_forgotten() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert limits.counted(["a", "b"]) == {"a": 1, "b": 1}
        assert limits.counted(["a"]) == {"a": 2}
        limits.spend("n", "these")
        clock.shift(limits.STRETCH)
        assert limits.counted(["a"]) == {"a": 1}
        clock.shift(timedelta(days=3))
        limits.forget_old()
    assert (Count.objects.count(), Spent.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_no_address_stands_in_the_counts() -> None:
    limits.counted(["form 7 from 203.0.113.0/24"])
    assert "203.0" not in Count.objects.get().place


@pytest.mark.parametrize(
    ("address", "is_thrown_away"),
    [
        ("a@trashmail.com", True),
        ("a@sub.mailinator.com", True),
        ("A@YOPMAIL.COM", True),
        ("a@gmail.com", False),
        ("a@nottrashmail.com", False),
    ],
)
def test_addresses_to_throw_away_are_known(address: str, is_thrown_away: bool) -> None:
    assert addresses.is_disposable(address) is is_thrown_away


@pytest.mark.parametrize(
    ("address", "is_impossible"),
    [("test@test.de", True), ("a@firma.test", True), ("anna@example.com", False), ("anna@wellner.example", False)],
)
def test_addresses_where_nobody_is_are_known(address: str, is_impossible: bool) -> None:
    assert addresses.is_impossible(address) is is_impossible
