"""The first page of a new installation: open with the printed code until somebody has an account, then gone."""

from typing import Any

import pytest
from django.test import Client

from trichter.facts.house.queries import house
from trichter.facts.staff.models import Role, User
from trichter.spine import founding
from trichter.spine.founding import FoundedAlready, WrongCode
from trichter.spine.outreach import senders

PAGE = "/einrichten/"

pytestmark = pytest.mark.django_db


def said(**changed: str) -> dict[str, str]:
    """As the form is sent."""
    you = {"name": "Lea Hofstetter", "email": "Lea@ahornwerk.example", "password": "zwölf Ahornblätter"}
    firm = {"firm-name": "Ahornwerk", "firm-city": "Hagen", "firm-country": "DE", "firm-legal_form": "gmbh"}
    more = {"language": "de", "time_zone": "Europe/Zurich", "sender": "info@ahornwerk.example"}
    return {"code": founding.code(), **you, **firm, **more, **changed}


def test_one_page_makes_the_first_colleague_the_firm_and_the_sender(client: Client) -> None:
    assert client.get(PAGE, {"code": founding.code()}).status_code == 200
    answer = client.post(PAGE, said(), follow=True)
    assert answer.redirect_chain == [("/", 302)]
    lea = User.objects.get()
    assert (lea.email, lea.role, lea.language, lea.time_zone) == (
        "lea@ahornwerk.example",
        Role.ADMINISTRATION,
        "de",
        "Europe/Zurich",
    )
    assert lea.check_password("zwölf Ahornblätter")
    assert (house().name, house().city) == ("Ahornwerk", "Hagen")
    assert [one.address for one in senders.listing()] == ["info@ahornwerk.example"]
    assert "t-toast" in answer.content.decode()


def test_a_stranger_does_not_learn_that_it_is_there(client: Client) -> None:
    for code in ("", "falsch", founding.code()[:-1], "ä"):
        assert client.get(PAGE, {"code": code}).status_code == 404
        assert client.post(PAGE, said(code=code)).status_code == 404
    assert not User.objects.exists()


def test_it_is_shut_for_ever_after_the_first_colleague(client: Client, bob: User) -> None:
    User.objects.update(is_active=False)
    assert client.get(PAGE, {"code": founding.code()}).status_code == 404
    assert client.post(PAGE, said()).status_code == 404
    assert User.objects.count() == 1


def test_of_two_who_found_at_once_the_second_is_refused(bob: User) -> None:
    given: dict[str, Any] = {"email": "x@y.example", "name": "X", "password": "zwölf Ahornblätter", "language": "de"}
    with pytest.raises(FoundedAlready):
        founding.found(founding.code(), **given, time_zone="Europe/Berlin", firm={"name": "X"})
    with pytest.raises(WrongCode):
        founding.found("", **given, time_zone="Europe/Berlin", firm={"name": "X"})


@pytest.mark.parametrize(
    ("wrong", "beside"),
    [
        ({"password": "123"}, "id_password_error"),
        ({"email": "lea"}, "id_email_error"),
        ({"firm-name": ""}, "id_firm-name_error"),
        ({"firm-email": "info"}, "id_firm-email_error"),
        ({"sender": "nobody"}, "id_sender_error"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost_or_half_done(
    client: Client, wrong: dict[str, str], beside: str
) -> None:
    answer = client.post(PAGE, said(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert beside in page
    assert 'value="Hagen"' in page
    assert not User.objects.exists()
    assert house().city == ""
