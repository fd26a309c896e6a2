"""What the stages are called is the house's own; by which rules people come to them stands beside."""

from django.test import Client

from tests.faces.web.toasts import undo
from tests.factories import anna, stage
from trichter.facts.house import journal
from trichter.qualification.lifecycle import policies
from trichter.qualification.lifecycle.models import Stage

PAGE = "/einstellungen/phasen/"


def names(**changed: str) -> dict[str, str]:
    track = policies.described()[1]
    said = {f"hr-{one.key}-{language}": word for one in track.stages for language, word in one.label.row().items()}
    return {"track": "hr"} | said | {name.replace("_", "-"): word for name, word in changed.items()}


def test_each_rule_stands_there_in_words(administration: Client) -> None:
    page = administration.get(PAGE).content.decode()
    for words in ("Formular gesendet", "mindestens Kunde", "es ging von ihnen aus", "Promoter", "Bewerber"):
        assert words in page
    assert "Punkte mindestens 9" in page
    assert "AtLeast" not in page


def test_stages_are_renamed_and_nobody_moves(administration: Client) -> None:
    before = stage(anna())
    administration.post(PAGE, names(hr_hired_de="Im Team"))
    assert Stage.objects.get(track="hr", key="hired").label == {"en": "Hired", "de": "Im Team"}
    assert Stage.objects.get(track="hr", key="applied").label["de"] == "Beworben"
    assert stage(anna()) == before
    assert [one.about for one in journal.listing()] == ["Bewerber"]
    undo(administration)
    assert Stage.objects.get(track="hr", key="hired").label["de"] == "Eingestellt"


def test_a_stage_is_never_left_without_a_name(administration: Client) -> None:
    page = administration.post(PAGE, names(hr_hired_de="")).content.decode()
    assert "id_hr-hired-de_error" in page
    assert journal.listing() == []


def test_departments_may_not(client_of_lea: Client) -> None:
    assert client_of_lea.post(PAGE, names(hr_hired_de="X")).status_code == 403
    assert Stage.objects.get(track="hr", key="hired").label["de"] == "Eingestellt"
