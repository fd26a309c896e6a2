"""The administration lets colleagues in, says what they do here, and shuts them out at once."""

import re

import pytest
from django.test import Client

from tests.faces.web.toasts import undo
from trichter.facts.house import journal
from trichter.facts.staff import services, team
from trichter.facts.staff.models import Role, Team, User
from trichter.spine.outreach.models import Message

PAGE = "/einstellungen/team/"
CHARLIE = {
    "do": "invite",
    "name": "Charlie Ott",
    "email": "charlie@ahornwerk.example",
    "role": "sales",
    "language": "en",
}


def noted() -> list[tuple[str, str]]:
    return [(one.label, one.about) for one in journal.listing()]


def test_somebody_is_invited_by_mail_and_that_is_noted(administration: Client, lea: User) -> None:
    sales = team.found("Vertrieb Süd", department="sales")
    page = administration.post(PAGE, CHARLIE | {"teams": [sales.id]}, follow=True).content.decode()

    charlie = User.objects.get(email="charlie@ahornwerk.example")
    letter = Message.objects.get()
    assert (charlie.role, charlie.language, charlie.has_usable_password()) == (Role.SALES, "en", False)
    assert [group.name for group in charlie.teams.all()] == ["Vertrieb Süd"]
    assert (letter.template, letter.colleague_id, letter.state) == ("account_invitation", charlie.pk, "queued")
    assert "Charlie Ott" in page
    assert (noted(), journal.listing()[0].by) == ([("Invited a colleague", "Charlie Ott")], lea.pk)


def test_an_address_is_invited_once_and_nothing_is_noted_of_what_was_refused(administration: Client) -> None:
    page = administration.post(PAGE, CHARLIE | {"email": "LEA@ahornwerk.example"}).content.decode()
    assert "id_email_error" in page
    assert "Charlie Ott" in page
    assert (User.objects.count(), noted()) == (1, [])


def test_an_invitation_can_be_sent_again_until_it_was_followed(administration: Client) -> None:
    administration.post(PAGE, CHARLIE)
    charlie = User.objects.get(email="charlie@ahornwerk.example")
    administration.post(f"{PAGE}{charlie.pk}/einladen/")
    assert Message.objects.filter(template="account_invitation").count() == 2


def test_roles_and_teams_change(administration: Client, bob: User) -> None:
    group = team.found("Marketing", department="marketing")
    administration.post(f"{PAGE}{bob.pk}/", {"name": "Bob Brandt", "role": "sales", "teams": [group.id]})
    now = team.colleague(bob.pk)
    assert (now.role, now.team_names) == (Role.SALES, ("Marketing",))


def test_a_house_is_never_without_somebody_who_administers_it(administration: Client, lea: User, bob: User) -> None:
    page = administration.post(f"{PAGE}{lea.pk}/", {"name": "Lea", "role": "sales"}).content.decode()
    assert "id_role_error" in page
    assert team.colleague(lea.pk).role == Role.ADMINISTRATION

    # Who never followed the invitation could not take over.
    services.invite("neu@ahornwerk.example", name="Nie Da", role="administration")
    with pytest.raises(team.LastAdministrator):
        team.change(lea.pk, name="Lea", role="sales", teams=[])

    User.objects.filter(pk=bob.pk).update(role=Role.ADMINISTRATION)
    administration.post(f"{PAGE}{lea.pk}/", {"name": "Lea", "role": "sales"})
    assert team.colleague(lea.pk).role == Role.SALES
    with pytest.raises(team.LastAdministrator):
        team.deactivate(bob.pk, by=lea.pk)


def test_whoever_is_shut_out_is_out_at_once_and_can_be_let_in_again(administration: Client, bob: User) -> None:
    browser_of_bob = Client()
    browser_of_bob.force_login(bob)
    assert browser_of_bob.get("/kontakte/").status_code == 200

    administration.post(f"{PAGE}{bob.pk}/sperren/")
    assert browser_of_bob.get("/kontakte/").status_code == 302
    assert not team.colleague(bob.pk).is_active

    administration.post(f"{PAGE}{bob.pk}/oeffnen/")
    assert team.colleague(bob.pk).is_active
    assert browser_of_bob.get("/kontakte/").status_code == 302
    assert [label for label, _about in noted()] == ["Opened somebody's account again", "Shut somebody's account"]


def test_sessions_are_over_even_if_nobody_looked_while_the_account_was_shut(lea: User, bob: User) -> None:
    browser_of_bob = Client()
    browser_of_bob.force_login(bob)
    User.objects.filter(pk=lea.pk).update(role=Role.ADMINISTRATION)
    team.deactivate(bob.pk, by=lea.pk)
    team.reactivate(bob.pk)
    assert browser_of_bob.get("/kontakte/").status_code == 302


def test_the_palette_leads_to_the_form_by_which_somebody_is_invited(administration: Client) -> None:
    assert 'id="invite"' in administration.get(PAGE).content.decode()


def test_nobody_shuts_themselves_out(administration: Client, lea: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(role=Role.ADMINISTRATION)
    page = administration.post(f"{PAGE}{lea.pk}/sperren/", follow=True).content.decode()
    assert "toast-bad" in page
    assert team.colleague(lea.pk).is_active


def test_what_is_changed_of_somebody_is_set_back_by_a_button(administration: Client, bob: User) -> None:
    was = team.colleague(bob.pk)
    administration.post(f"{PAGE}{bob.pk}/", {"name": "Robert Brandt", "role": "sales"})
    assert team.colleague(bob.pk).role == Role.SALES
    undo(administration)
    assert team.colleague(bob.pk) == was
    administration.post(f"{PAGE}{bob.pk}/sperren/")
    undo(administration)
    assert team.colleague(bob.pk).is_active
    assert [label for label, _about in noted()][:2] == ["Opened somebody's account again", "Shut somebody's account"]


def test_nothing_is_set_back_that_was_changed_since_or_by_whoever_does_not_administer_any_more(
    administration: Client, lea: User, bob: User
) -> None:
    for name in ("Robert Brandt", "Bobby Brandt"):
        administration.post(f"{PAGE}{bob.pk}/", {"name": name, "role": "sales"})
    first, second = re.findall(r'name="undo" value="([^"]+)"', administration.get(PAGE).content.decode())
    administration.post("/rueckgaengig/", {"undo": first})
    assert team.colleague(bob.pk).name == "Bobby Brandt"
    User.objects.filter(pk=lea.pk).update(role=Role.MARKETING)
    administration.post("/rueckgaengig/", {"undo": second})
    assert team.colleague(bob.pk).name == "Bobby Brandt"


def test_a_team_is_founded_once(administration: Client) -> None:
    said = {"do": "found", "team-name": "Vertrieb", "team-department": "sales"}
    administration.post(PAGE, said)
    page = administration.post(PAGE, said | {"team-name": "vertrieb"}).content.decode()
    assert "id_team-name_error" in page
    assert Team.objects.count() == 1


@pytest.mark.parametrize("path", ["", "1/", "1/sperren/", "1/oeffnen/", "1/einladen/"])
def test_departments_may_not(client_of_lea: Client, path: str) -> None:
    assert client_of_lea.post(PAGE + path, CHARLIE).status_code == 403
    assert User.objects.count() == 1


def test_what_colleagues_noted_can_be_neither_changed_nor_deleted(administration: Client) -> None:
    from django.db import connection, transaction
    from django.db.utils import IntegrityError

    administration.post(PAGE, CHARLIE)
    for statement in ("UPDATE house_deed SET about = 'x'", "DELETE FROM house_deed"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_unknown_role_is_not_taken(administration: Client, bob: User) -> None:
    administration.post(f"{PAGE}{bob.pk}/", {"name": "Bob", "role": "king"})
    assert team.colleague(bob.pk).role == Role.MARKETING
