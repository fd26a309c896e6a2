"""`trichter demo` moves into empty installations only, and knows when it is at home."""

import json
import os
from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import anna
from trichter.facts.contacts.models import Contact
from trichter.facts.staff import services as staff
from trichter.generation.demo.company import NotEmpty
from trichter.generation.demo.house import LOGIN, PASSWORD
from trichter.kernel.environment import environment

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_it_does_not_move_in_beside_real_people() -> None:
    anna()
    with pytest.raises(NotEmpty) as refused:
        said()

    assert "empty installation" in str(refused.value)
    assert Contact.objects.count() == 1


def test_where_it_is_at_home_it_only_tells_the_way_in() -> None:
    staff.invite(LOGIN, name="Lea Hofstetter", password=PASSWORD)
    told = json.loads(said("--json"))

    assert (told["is_new"], told["login"], told["password"]) == (False, LOGIN, PASSWORD)
    assert told["address"].startswith("http://")
    assert Contact.objects.count() == 0


def test_people_read_address_login_and_password() -> None:
    staff.invite(LOGIN, name="Lea Hofstetter", password=PASSWORD)
    text = said()

    assert "It is here already" in text
    assert LOGIN in text
    assert PASSWORD in text


@pytest.mark.parametrize(
    ("given", "used"), [(None, "mailbox:"), ("smtp://mail.example:587", "smtp://mail.example:587")]
)
def test_without_a_mail_server_the_mail_of_the_demo_stays_in_its_mailbox(
    monkeypatch: pytest.MonkeyPatch, given: str | None, used: str
) -> None:
    staff.invite(LOGIN, name="Lea Hofstetter", password=PASSWORD)
    monkeypatch.setattr("trichter.faces.cli.serve.start.serve", lambda *_port, **_how: None)
    if given is None:
        monkeypatch.delenv("TRICHTER_MAIL_URL", raising=False)
    else:
        monkeypatch.setenv("TRICHTER_MAIL_URL", given)
    environment.cache_clear()
    try:
        said("--serve")
        kept = environment().mail_url
    finally:
        monkeypatch.undo()
        os.environ.pop("TRICHTER_MAIL_URL", None)
        environment.cache_clear()

    assert kept is not None
    assert kept.get_secret_value() == used
