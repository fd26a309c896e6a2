"""A new touchpoint kind is one new file (issue 2, must show 7)."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from tests.factories import anna, day, does, happen, stage
from tests.spine.dumps import whole_database
from tests.spine.reacting import Declare
from trichter.facts.timeline import kinds, registry
from trichter.facts.timeline.models import Touchpoint
from trichter.insight.filtering import Filter
from trichter.insight.lists import page
from trichter.insight.record import record
from trichter.kernel import persons
from trichter.qualification.lifecycle.policies import publish
from trichter.qualification.lifecycle.tracks import Rule
from trichter.spine.reactions import drain
from trichter.spine.touch import Touch

FILE = '''
"""Visits to our factory: who has stood before the ovens buys sooner."""

from typing import Annotated, Literal

from trichter.facts.timeline.registry import KEPT, Kind, Payload, register
from trichter.kernel.words import Words


class Visit(Payload):
    """A tour."""

    guide: str
    hall: Annotated[Literal["north", "south"], KEPT] = "north"

    def summary(self) -> str:
        return self.guide or ""


register(Kind("factory.toured", Words("Factory tour", "Werksführung"), "event", Visit, counts=frozenset({"act"})))
'''


@pytest.fixture(autouse=True)
def _dropped_into_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "factory.py").write_text(FILE, "utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path)])
    kinds.load()
    yield
    registry.forget("factory.toured")
    del sys.modules[f"{kinds.__name__}.factory"]


@pytest.mark.django_db
def test_it_validates_records_shows_in_both_languages_exports_and_erases() -> None:
    contact = anna(occurred_at=day(1))
    with pytest.raises(registry.BadPayload, match="guide"):
        does(contact, "factory.toured", {"hall": "south"})
    with pytest.raises(registry.BadPayload, match="hall"):
        does(contact, "factory.toured", {"guide": "Herr Quitte", "hall": "west"})
    tour = does(contact, "factory.toured", {"guide": "Herr Quitte", "hall": "south"}, occurred_at=day(2))
    for language, label in (("en", "Factory tour"), ("de", "Werksführung")):
        with translation.override(language):
            shown = record(contact)
            assert shown
            assert (shown.timeline[0].label, shown.timeline[0].summary) == (label, "Herr Quitte")
            assert page(Filter()).lines[0].last_label == label
            assert label in {row["label"] for row in persons.export(contact)["timeline_touchpoint"]}
    does(contact, "contact.erased")
    assert Touchpoint.objects.get(id=tour).payload == {"hall": "south"}
    assert "Quitte" not in whole_database()


@pytest.mark.django_db
def test_policies_and_reactions_can_name_it_at_once(declare: Declare) -> None:
    publish("customer", rules=[Rule(key="tour", kind="factory.toured", stage="mql", where={"hall": "south"})])
    declare("test.thanks", "factory.toured")
    [tour] = happen(Touch("factory.toured", {"guide": "x", "hall": "south"}, email="anna@example.org"))
    drain()
    assert stage(tour.contact_id) == "mql"
    assert [cause.kind for _name, cause in declare.ran] == ["factory.toured"]


@pytest.mark.django_db
def test_when_its_file_is_gone_its_touchpoints_stay_and_are_erased_whole() -> None:
    contact = anna(occurred_at=day(1))
    tour = does(contact, "factory.toured", {"guide": "Herr Quitte", "hall": "south"}, occurred_at=day(2))
    registry.forget("factory.toured")
    shown = record(contact)
    assert shown
    assert shown.timeline[0].label == "factory.toured"
    assert "factory.toured" in {row["label"] for row in persons.export(contact)["timeline_touchpoint"]}
    with pytest.raises(registry.UnknownKind):
        does(contact, "factory.toured", {"guide": "x"})
    does(contact, "contact.erased")
    assert Touchpoint.objects.get(id=tour).payload == {}
