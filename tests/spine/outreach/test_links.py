"""Links that only we can make."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from trichter.kernel.environment import environment
from trichter.spine.outreach import links

_MADE = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_a_token_says_what_was_signed() -> None:
    assert links.read("download", links.sign("download", delivery=7)) == {"delivery": 7}


def test_a_token_for_one_thing_opens_no_other() -> None:
    assert links.read("confirm", links.sign("download", delivery=7)) is None


@pytest.mark.parametrize("token", ["", "x", ":", "eyJhIjoxfQ:forged", "ä" * 40, "x" * 100_000, "\x00"])
def test_what_is_not_ours_says_nothing(token: str) -> None:
    assert links.read("download", token) is None


def test_a_changed_token_says_nothing() -> None:
    facts, signature = links.sign("download", delivery=7).split(":")
    assert links.read("download", f"{links.sign('download', delivery=8).split(':')[0]}:{signature}") is None
    assert links.read("download", f"{facts}:{signature[:-1]}") is None


def test_a_token_ages() -> None:
    with time_machine.travel(_MADE, tick=False):
        token = links.sign("download", delivery=7)
    with time_machine.travel(_MADE + timedelta(days=14), tick=False):
        assert links.read("download", token, timedelta(days=14)) == {"delivery": 7}
        assert links.read("download", token, timedelta(days=13)) is None
        assert links.read("download", token) == {"delivery": 7}


def test_a_token_fits_into_an_address() -> None:
    token = links.sign("download", delivery=9_999_999_999)
    assert len(token) < 120
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_:")


def test_a_link_leads_to_where_visitors_reach_us(monkeypatch: pytest.MonkeyPatch) -> None:
    assert links.url("/d/x/") == f"http://127.0.0.1:{environment().port}/d/x/"
    monkeypatch.setattr(environment(), "public_url", "https://leads.firma.example/")
    assert links.url("/d/x/") == "https://leads.firma.example/d/x/"
    assert links.staff_url("/kontakte/1/") == "https://leads.firma.example/kontakte/1/"
