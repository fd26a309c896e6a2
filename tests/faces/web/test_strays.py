"""The administration looks at what came back and belongs to nothing."""

import pytest
from django.test import Client

from trichter.facts.staff.models import Role, User
from trichter.spine.outreach import returns
from trichter.spine.outreach.returns import strays

PAGE = "/einstellungen/ruecklaeufer/"


@pytest.fixture
def stray(db: None) -> int:
    returns.file(b"From: x@y.example\r\nSubject: Hallo <b>Welt</b>\r\n\r\nWer sind Sie?")
    return strays.listing()[0].id


def test_departments_may_not(client_of_lea: Client, stray: int) -> None:
    assert client_of_lea.get(PAGE).status_code == 403
    assert client_of_lea.post(f"{PAGE}{stray}/entfernen/").status_code == 403
    assert len(strays.listing()) == 1


def test_it_is_read_and_removed(client_of_lea: Client, lea: User, stray: int) -> None:
    User.objects.filter(pk=lea.pk).update(role=Role.ADMINISTRATION)
    page = client_of_lea.get(PAGE).content.decode()
    assert "Hallo &lt;b&gt;Welt&lt;/b&gt;" in page
    assert "Wer sind Sie?" in page
    assert client_of_lea.get(f"{PAGE}{stray}/entfernen/").status_code == 405
    client_of_lea.post(f"{PAGE}{stray}/entfernen/")
    assert strays.listing() == []
