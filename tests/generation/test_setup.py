"""A house says what it is in a file: made once, brought up to date, and a mistake is told with its place."""

from pathlib import Path

import pytest

from trichter.facts.consent.models import Purpose, Wording
from trichter.facts.contacts.definitions import OtherType
from trichter.facts.contacts.models import FieldDefinition
from trichter.facts.house import queries as firm
from trichter.facts.house.services import WrongDetail
from trichter.facts.timeline import campaigns
from trichter.facts.timeline.models import Campaign
from trichter.generation import setup
from trichter.generation.imports import house
from trichter.generation.setup import BadSetup, NotASetup, Said
from trichter.kernel.declaring import Declared

pytestmark = pytest.mark.django_db
EXAMPLE = Path("docs/examples/setup.toml")


def declare(path: Path, text: str) -> list[Said]:
    file = path / "house.toml"
    file.write_text(text, "utf-8")
    return setup.declare(setup.load(file))


def became(said: list[Said]) -> dict[str, Declared]:
    return {f"{one.what} {one.name}": one.became for one in said}


def test_an_import_finds_what_the_example_declares() -> None:
    said = setup.declare(setup.load(EXAMPLE))

    assert {one.became for one in said} == {Declared.MADE}
    known = house.read()
    assert known.purposes == {"newsletter", "advice"}
    assert known.customs["iso_50001"].options == {"zertifiziert", "geplant", "nein"}
    assert known.customs["energy_consumption"].type == "number"
    assert Campaign.objects.get(key="spring-fair").channel == "event"
    assert Wording.objects.get(purpose="newsletter", language="en").version == 1
    assert FieldDefinition.objects.get(key="iso_50001").label == {"en": "ISO 50001", "de": "ISO 50001"}


def test_saying_it_again_changes_nothing() -> None:
    setup.declare(setup.load(EXAMPLE))

    assert {one.became for one in setup.declare(setup.load(EXAMPLE))} == {Declared.SAME}
    assert Wording.objects.count() == 3


def test_a_campaign_has_a_budget_in_euros_and_a_target_which_stay_where_none_are_said(tmp_path: Path) -> None:
    first = '[campaigns.fair]\nname = "Fair"\nbudget = 12000\ntarget = 40'
    assert became(declare(tmp_path, first)) == {"campaign fair": Declared.MADE}
    assert became(declare(tmp_path, first)) == {"campaign fair": Declared.SAME}
    assert became(declare(tmp_path, first.replace("40", "50"))) == {"campaign fair": Declared.CHANGED}
    declare(tmp_path, '[campaigns.fair]\nname = "Fair"')
    [one] = campaigns.listing()
    assert (one.plan.budget, one.plan.target) == (1_200_000, 50)


def test_a_change_is_brought_up_to_date(tmp_path: Path) -> None:
    first = """
        [fields.size]
        label = "Size"
        type = "choice"
        options = ["S"]
        [purposes.post]
        label = "Post"
        wordings = [{ text = "Ja." }]
        [campaigns.fair]
        name = "Fair"
    """
    declare(tmp_path, first)
    said = declare(
        tmp_path, first.replace('["S"]', '["S", "M"]').replace("Ja.", "Ja, bitte.").replace('"Fair"', '"Messe"')
    )

    assert became(said) == {
        "field size": Declared.CHANGED,
        "purpose post": Declared.SAME,
        "wording post, email, de": Declared.CHANGED,
        "campaign fair": Declared.CHANGED,
    }
    assert list(Wording.objects.order_by("version").values_list("text", flat=True)) == ["Ja.", "Ja, bitte."]
    assert Purpose.objects.get().label == {"en": "Post", "de": "Post"}


def test_a_field_keeps_its_type_and_then_nothing_else_is_written(tmp_path: Path) -> None:
    declare(tmp_path, '[fields.size]\nlabel = "Size"')
    with pytest.raises(OtherType, match="size"):
        declare(tmp_path, '[fields.new]\nlabel = "New"\n[fields.size]\nlabel = "Size"\ntype = "number"')

    assert [field.key for field in FieldDefinition.objects.all()] == ["size"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[fields.size]\ntype = "number"', "fields.size.label: this entry is missing"),
        ('[fields.size]\nlabel = "S"\ntype = "colour"', "fields.size.type: choose one of .*number"),
        ('[fields.size]\nlabel = "S"\ntype = "choice"', "fields.size: choice and many need options"),
        ('[fields.size]\nlabel = "S"\noptions = ["M"]', "fields.size: choice and many need options"),
        ('[fields.Size]\nlabel = "S"', "fields.Size"),
        ('[purposes.post]\nlabel = { en = "Post" }', "purposes.post.label.de: this entry is missing"),
        (
            '[purposes.post]\nlabel = "P"\nwordings = [{ text = "a" }, { text = "b" }]',
            "purposes.post: there are several wordings for email in de",
        ),
        ('[campaigns.fair]\nname = "F"\nchannel = "radio"', "campaigns.fair.channel: choose one of .*event"),
        ('[colours.red]\nname = "F"', "colours: there is no such entry"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadSetup, match=sentence):
        declare(tmp_path, text)


def test_what_is_no_toml_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotASetup, match=r"house\.toml"):
        declare(tmp_path, "size = ")
    with pytest.raises(NotASetup, match="there is none"):
        setup.load(tmp_path / "nowhere.toml")


def test_the_firm_and_its_privacy_notice_are_declared_like_the_rest(tmp_path: Path) -> None:
    first = """
        [house]
        name = "Ahornwerk"
        city = "Freiburg"
        [notices.de]
        text = "Wir"
    """
    assert became(declare(tmp_path, first)) == {"house Ahornwerk": Declared.MADE, "notice de": Declared.MADE}
    assert set(became(declare(tmp_path, first)).values()) == {Declared.SAME}

    said = declare(tmp_path, first.replace("Freiburg", "Emmendingen").replace("Wir", "Wir alle"))
    assert set(became(said).values()) == {Declared.CHANGED}
    assert firm.house().city == "Emmendingen"
    assert [one.text for one in firm.notices("de")] == ["Wir alle", "Wir"]


def test_what_the_file_leaves_out_the_firm_keeps(tmp_path: Path) -> None:
    declare(tmp_path, '[house]\nname = "Ahornwerk"\ncity = "Freiburg"')
    declare(tmp_path, '[house]\nphone = "+49 761 5550100"')
    assert (firm.house().name, firm.house().phone) == ("Ahornwerk", "+49 761 5550100")


def test_a_detail_that_cannot_be_is_refused_and_nothing_is_declared(tmp_path: Path) -> None:
    with pytest.raises(WrongDetail, match="#ffe066"):
        declare(tmp_path, '[house]\nname = "Ahornwerk"\naccent = "#ffe066"\n[fields.size]\nlabel = "Size"')
    with pytest.raises(BadSetup, match=r"house\.colour"):
        declare(tmp_path, '[house]\ncolour = "red"')
    assert firm.house().name == ""
    assert not FieldDefinition.objects.exists()


def test_the_example_makes_a_complete_imprint() -> None:  # LAW 1.16
    setup.declare(setup.load(EXAMPLE))
    assert firm.lacks(firm.house()) == ()
