"""The settings of the lead score: a draft rule by rule, a look at what it would change, and its publication."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.faces.web.toasts import undo
from tests.factories import form, happen, learns
from tests.qualification.scoring.models import compare, fit, in_force
from trichter.facts.contacts import definitions
from trichter.facts.contacts.models import FieldDefinition
from trichter.kernel.words import Words
from trichter.qualification.scoring import services, versions
from trichter.qualification.scoring.content import Content
from trichter.qualification.scoring.models import Reign, Score, Version
from trichter.spine.longwork.doing import advance
from trichter.spine.models import Work

pytestmark = pytest.mark.django_db
PAGE = "/einstellungen/lead-score/"


def read(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def send(client: Client, address: str = PAGE, **given: Any) -> str:
    """The problems of what was sent; nothing if it was kept."""
    answer = client.post(address, given)
    if answer.status_code == 302:
        return ""
    return " ".join(
        re.findall(r'class="(?:error|note note-bad[^"]*)".*?</(?:span|p)>', answer.content.decode(), re.DOTALL)
    )


def draft(model: str = "business") -> Content:
    assert Version.objects.filter(model_id=model, published_at=None).exists()
    return versions.content(model)


def test_the_rules_in_force_stand_there_with_their_points(
    administration: Client, django_assert_max_num_queries: Any
) -> None:
    page = read(administration)
    assert "Geschäftliche E-Mail-Adresse" in page
    with django_assert_max_num_queries(15):
        read(administration)
    assert "Fassung 1 gilt." in page
    assert "−100" in page
    assert "Hat gekauft" in read(administration, f"{PAGE}?model=consumer")
    assert administration.get(f"{PAGE}?model=nothing").status_code == 404
    assert administration.get(f"{PAGE}?version=9").status_code == 404


def test_a_rule_is_added_changed_and_removed_in_a_draft(administration: Client) -> None:
    rule: dict[str, Any] = {"fit-de": "Gießerei", "fit-points": 12, "fit-group": "firm"}
    assert "Es fehlt: ein Wert" in send(administration, do="fit", **rule, **{"fit-text": "company.industry is"})
    assert not Version.objects.filter(published_at=None).exists()
    assert send(administration, do="fit", **rule, **{"fit-text": "company.industry is Gießerei"}) == ""
    [made] = [one for one in draft().fit if one.label.de == "Gießerei"]
    assert (made.points, made.group) == (12, "firm")
    did: dict[str, Any] = {"engagement-en": "Blog", "engagement-points": -2, "engagement-most": 4}
    assert send(administration, do="engagement", **did, **{"engagement-text": "page.viewed at least 2 times"}) != ""
    assert (
        send(
            administration,
            do="engagement",
            **did,
            **{"engagement-text": 'page.viewed where path starts with "/blog"'},
        )
        == ""
    )
    blog = draft().engagement[-1]
    address = f"{PAGE}business/{blog.key}/"
    assert "page.viewed where path starts with &quot;/blog&quot;" in read(administration, address)
    said: dict[str, Any] = {"de": "Blog", "en": "Blog", "points": 3, "most": 1, "text": "page.viewed"}
    assert send(administration, address, do="save", **said) == ""
    assert (draft().engagement[-1].points, draft().engagement[-1].most) == (3, 1)
    assert send(administration, address, do="remove") == ""
    assert all(one.key != blog.key for one in draft().engagement)
    assert administration.get(address).status_code == 404
    assert versions.content("business", 1).engagement[-1].key == "complained"


def test_a_group_is_added_renamed_and_removed_and_its_rules_stay(administration: Client) -> None:
    group: dict[str, Any] = {"do": "group", "group-most": 15}
    assert "Geben Sie einen Namen an." in send(administration, **group)
    assert send(administration, **group, **{"group-de": "Werkstoffe"}) == ""
    made = draft().groups[-1]
    assert (str(made.label), made.most) == ("Werkstoffe", 15)
    rule: dict[str, Any] = {"fit-de": "Gießerei", "fit-points": 12, "fit-group": made.key}
    assert send(administration, do="fit", **rule, **{"fit-text": "company.industry is Gießerei"}) == ""
    address = f"{PAGE}business/gruppe/{made.key}/"
    assert "Werkstoffe" in read(administration, address)
    for most, is_kept in ((0, False), (9, True)):
        named: dict[str, Any] = {"de": "Material", "most": most}
        assert (send(administration, address, do="save", **named) == "") == is_kept
    assert (str(draft().groups[-1].label), draft().groups[-1].most) == ("Material", 9)
    assert send(administration, address, do="remove") == ""
    assert made.key not in {one.key for one in draft().groups}
    assert (draft().fit[-1].label.de, draft().fit[-1].group) == ("Gießerei", None)
    assert administration.get(address).status_code == 404


def test_a_half_life_of_nought_is_refused_and_limits_are_kept(administration: Client) -> None:
    limits = {"fit_A": 40, "fit_B": 20, "fit_C": 5, "engagement_1": 50, "engagement_2": 20, "engagement_3": 5}
    groups = {"group-role": 20, "group-firm": 31, "group-reach": 10}
    given: dict[str, Any] = {"do": "limits", "half_life_days": 0} | limits | groups
    assert "1 bis 730 Tagen" in send(administration, **given)
    assert send(administration, **given | {"half_life_days": 10}) == ""
    assert (draft().half_life_days, draft().fit_cuts, draft().groups[1].most) == (10, (40, 20, 5), 31)


def test_a_draft_is_looked_at_published_and_scores_everybody(administration: Client) -> None:
    in_force(fit("boss", 50, compare("position", "is known")))
    people = [happen(form(f"person{n}@example.org"))[0].contact_id for n in range(3)]
    learns(people[0], position="Chefin")
    services.score(people)
    said: dict[str, Any] = {"de": "Chefin", "points": 20, "text": "position is known"}
    assert send(administration, f"{PAGE}business/boss/", do="save", **said) == ""
    page = read(administration, f"{PAGE}?preview=1")
    assert "1 von allen 3 Personen hätten eine andere Stufe." in page
    assert "A4 → C4" in page
    assert send(administration, do="publish") == ""
    assert Work.objects.get().name == "scoring.rescore"
    assert "werden alle bewertet" in read(administration)
    while advance():
        pass
    assert Score.objects.get(contact_id=people[0]).fit == 20
    assert Work.objects.get().report == {"people": 3}
    assert "Fassung 3 gilt." in read(administration)
    assert "+50" in read(administration, f"{PAGE}?version=2")


def test_a_draft_that_somebody_has_changed_since_is_not_published(administration: Client) -> None:
    send(administration, f"{PAGE}business/student/", do="remove")
    page = administration.get(f"{PAGE}?preview=1").content.decode()
    found = re.search(r'name="seen"\s+value="([^"]+)"', page)
    assert found
    send(administration, f"{PAGE}business/competitor/", do="remove")
    send(administration, do="publish", seen=found[1])
    assert "seit Sie ihn angesehen haben" in read(administration)
    assert Version.objects.filter(published_at=None).exists()
    page = administration.get(f"{PAGE}?preview=1").content.decode()
    found = re.search(r'name="seen"\s+value="([^"]+)"', page)
    assert found
    send(administration, do="publish", seen=found[1])
    assert not Version.objects.filter(published_at=None).exists()


def test_a_draft_is_dropped_and_another_model_chosen(administration: Client) -> None:
    assert send(administration, f"{PAGE}business/student/", do="remove") == ""
    assert send(administration, do="drop") == ""
    assert not Version.objects.filter(published_at=None).exists()
    undo(administration, administration.get(PAGE).content.decode())
    assert "student" not in {one.key for one in draft().fit}
    assert send(administration, do="drop") == ""
    assert send(administration, f"{PAGE}?model=consumer", do="choose") == ""
    while advance():
        pass
    assert Version.objects.get(id=Reign.objects.get().version_id).model_id == "consumer"


def test_a_rule_that_cannot_be_asked_any_more_says_why(administration: Client) -> None:
    definitions.add_field("machine", kind="text", label=Words("Machine", "Maschine"), options=[], is_personal=False)
    in_force(fit("owner", 5, compare("custom.machine", "is known")))
    assert "custom.machine" not in read(administration)
    FieldDefinition.objects.all().delete()
    assert "custom.machine" in read(administration)
