"""Whatever a caller says is recorded or refused with a sentence; nothing else comes out of the door."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import day, newsletter
from tests.spine.payloads import filled
from trichter.facts.contacts.fields import ADDRESS_PARTS, COMPANY_PARTS, STANDARD
from trichter.facts.contacts.models import FieldDefinition, FieldType
from trichter.facts.timeline.registry import kinds
from trichter.kernel.errors import DomainError
from trichter.spine.intake import record
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import SYSTEM, Stage, Touch

ODD = ["", " ", "\x00", "\ud800", "a@b.de", "+49 40 123456", "DE", "x" * 2_001, "1e999", "NaN", "2026-02-30", "9" * 30]
TEXT = st.text(max_size=12) | st.sampled_from(ODD)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
OWN = [f"custom:own_{kind}" for kind in FieldType.values]
NAMES = [*STANDARD, *OWN, "tag:", "tag:x", "tag:" + "y" * 300, "custom:", "moon", ""]
FIELDS = st.sampled_from(NAMES) | TEXT.map("tag:{}".format)
PARTS = st.dictionaries(st.sampled_from([*ADDRESS_PARTS, *COMPANY_PARTS, "moon"]), JSON, max_size=4)
LEARNED = st.dictionaries(FIELDS, JSON | PARTS, max_size=3)
WORDS = {kind.name: list(kind.payload.model_fields) for kind in kinds()}


CLOSED = ("contact.merged", "contact.unmerged", "stage.reached")
"""Kinds that need more than themselves; the others stand alone in what follows."""
STRANGE: dict[str, st.SearchStrategy[Any]] = {
    "contact": st.integers(-1, 2**63 - 1),
    "email": TEXT,
    "phone": TEXT,
    "visitor": TEXT,
    "external": st.tuples(TEXT, TEXT),
    "occurred_at": st.datetimes(timezones=st.just(UTC)) | st.just(datetime.min.replace(tzinfo=UTC)),
    "learned": LEARNED,
    "channel": TEXT,
    "campaign": TEXT,
    "target": st.integers(-1, 2**63 - 1),
    "stage": st.builds(Stage, TEXT | st.just("mql"), TEXT | st.just("customer"), TEXT),
    "key": TEXT,
    "is_organisation": st.just(True),
}


@st.composite
def touches(draw: st.DrawFn) -> Touch:
    """A good touch with one or two strange things about it."""
    kind = draw(st.sampled_from([kind for kind in kinds() if kind.name not in CLOSED]))
    payload = filled(kind, draw(TEXT)) | {"wording": None} if kind.name.startswith("consent.") else filled(kind, "x")
    if draw(st.booleans()):
        payload[draw(st.sampled_from([*WORDS[kind.name], "moon"]))] = draw(JSON)
    good: dict[str, Any] = {"email": "anna@example.org", "actor": SYSTEM}
    strange = draw(st.lists(st.sampled_from(sorted(STRANGE)), max_size=2, unique=True))
    return Touch(kind.name, payload, **good | {name: draw(STRANGE[name]) for name in strange})


@pytest.mark.django_db
@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(touches(), min_size=1, max_size=2))
def test_it_is_recorded_or_refused_with_a_sentence(said: list[Touch]) -> None:
    with transaction.atomic():
        newsletter()
        for kind in FieldType.values:
            FieldDefinition.objects.create(key=f"own_{kind}", type=kind, label={}, options=["x"], created_at=day(1))
        sentences = ["recorded"]
        try:
            with transaction.atomic():
                record(said)
        except DomainError as refusal:
            sentences = [_in(language, refusal) for language in ("de", "en")]
        assert all(sentences)
        assert rebuild().differing == 0
        transaction.set_rollback(True)


def _in(language: str, refusal: DomainError) -> str:
    with translation.override(language):
        return str(refusal)
