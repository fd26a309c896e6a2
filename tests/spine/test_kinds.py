"""The contract of every touchpoint kind: label, icon, schema; it records, shows, is exported and is erased."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

import trichter.faces.web
from tests.factories import anna, does
from tests.spine.dumps import whole_database
from tests.spine.payloads import filled, happens
from trichter.facts.timeline.models import Touchpoint
from trichter.facts.timeline.registry import BadPayload, Kind, kinds
from trichter.insight.record import record
from trichter.kernel import persons

SENTINEL = "quittenbaum"
SPRITE = Path(trichter.faces.web.__file__).parent / "static" / "trichter" / "icons.svg"
every_kind = pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)


def test_the_kinds_of_the_first_day_are_there() -> None:
    # DESIGN §3
    names = {kind.name for kind in kinds()}
    assert names >= {
        "form.submitted", "asset.downloaded", "page.viewed", "mail.sent", "mail.received", "mail.clicked",
        "mail.bounced", "call.made", "conversation.held", "meeting.held", "note.written", "contact.edited",
        "consent.granted", "consent.withdrawn", "stage.reached", "stage.set", "deal.opened", "deal.won", "deal.lost",
        "quote.sent", "purchase.made", "event.registered", "event.attended", "referral.made",
    }  # fmt: skip


@every_kind
def test_it_has_a_name_a_label_in_both_languages_and_an_icon_of_the_sprite(kind: Kind) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", kind.name)
    assert kind.label.en.strip()
    assert kind.label.de.strip()
    assert f'id="{kind.icon}"' in SPRITE.read_text("utf-8")


@every_kind
def test_its_schema_takes_what_it_has_stored_and_nothing_else(kind: Kind) -> None:
    stored = kind.validate(filled(kind, SENTINEL))
    assert kind.validate(stored) == stored
    assert json.loads(json.dumps(stored)) == stored
    assert kind.payload.model_json_schema()["type"] == "object"
    with pytest.raises(BadPayload) as refused, translation.override("en"):
        kind.validate(filled(kind, SENTINEL) | {"moon": 1})
    assert "moon" in str(refused.value)


@every_kind
def test_what_it_keeps_after_erasure_takes_no_free_text(kind: Kind) -> None:
    for name in kind.kept:
        with pytest.raises(BadPayload):
            kind.validate(filled(kind, SENTINEL) | {name: f"Frau {SENTINEL} aus Hagen"})


@pytest.mark.django_db
@every_kind
def test_it_records_shows_is_exported_and_is_erased(kind: Kind) -> None:
    contact = anna()
    touchpoint = happens(contact, kind.name, SENTINEL)
    if kind.name != "contact.erased":
        _shows(kind, contact, touchpoint)
        _is_exported(kind, contact, touchpoint)
        does(contact, "contact.erased", {})
    assert SENTINEL not in whole_database()
    left = Touchpoint.objects.get(id=touchpoint)
    assert left.payload.keys() <= kind.kept
    assert left.learned == {}
    _shows(kind, contact, touchpoint)  # the shell still has its history


def _shows(kind: Kind, contact: int, touchpoint: int) -> None:
    for language, label in (("en", kind.label.en), ("de", kind.label.de)):
        with translation.override(language):
            shown = record(contact)
            assert shown
            [entry] = [entry for entry in shown.timeline if entry.id == touchpoint]
            assert (entry.label, entry.icon, entry.verdict) == (label, kind.icon, kind.is_verdict)


def _is_exported(kind: Kind, contact: int, touchpoint: int) -> None:
    rows: list[dict[str, Any]] = persons.export(contact)["timeline_touchpoint"]
    [row] = [row for row in rows if row["id"] == touchpoint]
    assert row["kind"] == kind.name
    assert row["label"] in (kind.label.en, kind.label.de)
    texts = [name for name in kind.payload.model_fields if name not in kind.kept]
    stored = Touchpoint.objects.get(id=touchpoint).payload
    assert row["payload"] == stored
    assert SENTINEL in json.dumps(stored) or not texts
