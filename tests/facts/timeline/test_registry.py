"""A kind says what it carries and what of it outlives the person: never free text."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from django.utils import translation
from pydantic import Field

from trichter.facts.timeline.registry import (
    KEPT,
    BadPayload,
    Currency,
    Key,
    Kind,
    Payload,
    UnknownKind,
    forget,
    is_activity,
    kind_named,
    kinds,
    register,
)
from trichter.kernel.words import Words

LABEL = Words("Tried", "Versucht")


class Colour(StrEnum):
    RED = "red"


def declared(**fields: Any) -> Kind:
    annotations = {name: annotation for name, (annotation, _default) in fields.items()}
    body = {"__annotations__": annotations, "__module__": __name__} | {
        n: default for n, (_a, default) in fields.items()
    }
    return Kind("thing.tried", LABEL, "edit", type("Thing", (Payload,), body))


@pytest.fixture(autouse=True)
def _forgotten() -> Any:
    yield
    forget("thing.tried")


@pytest.mark.parametrize(
    "annotation",
    [
        bool,
        int,
        float,
        date,
        datetime,
        Colour,
        Literal["a", "b"],
        Key,
        Currency,
        int | None,
        Literal["a"] | None,
        Annotated[int | None, Field(ge=0)],
        Annotated[str, Field(pattern=r"^[a-z]{1,9}$")],
    ],
)
def test_what_is_no_free_text_can_be_kept_after_erasure(annotation: Any) -> None:
    kind = register(declared(value=(Annotated[annotation, KEPT], None)))
    assert kind.kept == {"value"}


@pytest.mark.parametrize(
    "annotation",
    [
        str,
        str | None,
        dict[str, Any],
        list[str],
        Any,
        Annotated[str, Field(max_length=9)],
        Literal["a"] | str,
        list[int],
    ],
)
def test_free_text_cannot_be_kept_after_erasure(annotation: Any) -> None:
    with pytest.raises(TypeError, match="free text"):
        register(declared(value=(Annotated[annotation, KEPT], None)))
    with pytest.raises(UnknownKind):
        kind_named("thing.tried")


def test_what_is_not_marked_goes_with_the_person() -> None:
    assert declared(value=(int, 0)).kept == frozenset()


def test_a_payload_is_stored_as_json_without_what_is_empty() -> None:
    kind = declared(at=(datetime | None, None), text=(str, ""), answers=(dict[str, Any], {}), count=(int, 0))
    assert kind.validate({"at": "2026-03-01T09:00:00+01:00"}) == {"at": "2026-03-01T09:00:00+01:00", "count": 0}


def test_a_problem_is_named_with_its_place() -> None:
    kind = declared(text=(str, ""))
    with translation.override("en"), pytest.raises(BadPayload) as refused:
        kind.validate({"text": ["x"]})
    assert "text" in str(refused.value)
    assert "thing.tried" in str(refused.value)


def test_a_text_of_a_novels_length_is_refused() -> None:
    with pytest.raises(BadPayload):
        declared(text=(str, "")).validate({"text": "x" * 20_001})


def test_a_stored_payload_that_erasure_emptied_can_still_be_read() -> None:
    read = kind_named("page.viewed").read({"seconds": 3})
    assert (read.summary(), read.quote()) == ("", "")


def test_kinds_come_sorted_and_each_once() -> None:
    names = [kind.name for kind in kinds()]
    assert names == sorted(set(names))


def test_only_what_somebody_did_is_activity() -> None:
    assert is_activity("form.submitted")
    assert is_activity("consent.withdrawn")
    for name in ("stage.reached", "stage.set", "touchpoint.retracted", "contact.merged", "contact.erased", "gone.away"):
        assert not is_activity(name)
