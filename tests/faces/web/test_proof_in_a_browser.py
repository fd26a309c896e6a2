"""The proof and the results of an offer as people see them: nothing cut off, open to everybody, in both languages."""

from collections.abc import Callable

import pytest

from tests.faces.looks import LOOKS, look_at
from tests.faces.web.reader import Reader
from tests.factories import happen
from tests.generation.offers.makings import our_house, published
from trichter.facts.staff.models import User
from trichter.spine.touch import Touch


@pytest.mark.parametrize("language", LOOKS)
def test_the_proof_and_the_results_are_whole_and_open_to_everybody(  # LAW 4.6
    sit_down: Callable[..., Reader], lea: User, bob: User, anja: int, language: str
) -> None:
    our_house()
    offer = published().pk
    look = {"title": "Zwölf Hebel", "boxes": [{"label": "Ja, ich möchte den Newsletter.", "is_ticked": True}]}
    asked = Touch("consent.requested", {"channel": "email", "purpose": "newsletter", "evidence": look})
    address = "a.reimers@wellner.example"
    happen(Touch("form.submitted", {"title": "Hebel"}, email=address, subject=("offer", offer), follows=(asked,)))
    reader = sit_down(language=language)
    reader.come_in(lea.email if language == "de" else bob.email)
    pages = {"proof": f"/kontakte/{anja}/nachweis/", "results": f"/angebote/{offer}/ergebnisse/"}
    pages["behind"] = f"/kontakte/?offer={offer}&outcome=people"
    for turn, (name, path) in enumerate(pages.items()):
        reader.go(path)
        look_at(reader, name, turn=turn)
    assert reader.complaints == []
