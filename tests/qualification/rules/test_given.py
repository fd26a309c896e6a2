"""The parameters of a statement that only the time tells."""

from datetime import UTC, datetime, timedelta

from trichter.qualification.rules.comparing import Given

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def test_another_time_tells_something_else() -> None:
    given = Given()
    given.name(("day before",), lambda now: now - timedelta(days=1))
    assert given.at(LATER) == {"now": LATER, "t0": NOW}
    assert given.at(NOW)["t0"] == NOW - timedelta(days=1)


def test_what_is_named_after_somebody_has_asked_is_told_too() -> None:
    given = Given()
    given.at(NOW)
    given.name(("day after",), lambda now: now + timedelta(days=1))
    given.fixed |= {"kind": "page.viewed"}
    assert given.at(NOW) == {"now": NOW, "t0": LATER, "kind": "page.viewed"}
