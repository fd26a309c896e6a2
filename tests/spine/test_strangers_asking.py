"""Somebody whom we do not know asks about their data and wants to be erased: nothing of the asking stays either."""

import pytest

from tests.spine.dumps import whole_database
from tests.spine.outreach.writing import firm
from trichter.generation.forms.models import Doubtful
from trichter.kernel import clock
from trichter.spine import rights
from trichter.spine.models import RightsRequest
from trichter.spine.outreach import links, sending, transports
from trichter.spine.outreach.models import BoxedMail, Message, State
from trichter.spine.outreach.returns import strays
from trichter.spine.rights import Asked

pytestmark = pytest.mark.django_db

STRANGER = "fremd@stranger.example"


@pytest.fixture(autouse=True)
def _firm() -> None:
    firm()


def asks(address: str = STRANGER, kind: str = "erasure") -> Asked:
    """They ask, get the mail and open its link."""
    rights.ask(address, kind=kind, language="de")
    while sending.send_next(transports.Mailbox()):
        pass
    found = rights.proven(links.sign("rights", request=RightsRequest.objects.latest("id").pk))
    assert found is not None
    return found


def test_a_stranger_who_presses_erase_leaves_nothing() -> None:
    # LAW 1.12
    asks(kind="access")
    request = asks()
    strays.keep(b"x", what=strays.What.REPLY, sender=STRANGER, subject="?", text="Wer sind Sie?")
    assert (request.contact, BoxedMail.objects.count()) == (None, 2)

    rights.erase_now(request)

    assert STRANGER not in whole_database()
    assert not BoxedMail.objects.exists()
    assert not Message.objects.exclude(source=None).exists()


def test_so_does_one_whom_a_colleague_erases() -> None:
    request = asks()
    rights.want_erasure(request)
    [due] = rights.open_requests()
    rights.carry_out(due.id, by=1)
    assert STRANGER not in whole_database()


def test_that_they_asked_and_were_answered_stays_without_saying_who() -> None:
    rights.erase_now(asks())
    row = RightsRequest.objects.get()
    assert row.done_at is not None
    assert (row.address, len(row.address_key)) == ("", 64)


def test_a_link_that_waits_is_not_sent_any_more_and_the_old_one_opens_nothing() -> None:
    request = asks()
    rights.ask(STRANGER, kind="access", language="de")
    rights.erase_now(request)
    assert list(Message.objects.values_list("state", flat=True).order_by("id")) == [State.SENT, State.CANCELLED]
    assert rights.proven(links.sign("rights", request=request.id)) is None


def test_other_strangers_and_colleagues_keep_their_mail() -> None:
    other = asks("andere@stranger.example")
    now = clock.now()
    Message.objects.create(
        id=999, recipient="user:1", cause="invited", colleague_id=1, address=STRANGER, address_key=STRANGER,
        template="invitation", language="de", ground={}, due_at=now, created_at=now, state=State.SENT,
    )  # fmt: skip
    rights.erase_now(asks())
    assert Message.objects.filter(address=STRANGER, colleague_id=1).exists()
    assert BoxedMail.objects.get().envelope_to == "andere@stranger.example"
    assert rights.proven(links.sign("rights", request=other.id)) is not None


def test_their_doubtful_submission_goes_with_them() -> None:
    from trichter.generation.forms.doubtful import _digests

    given = {"offer_id": 1, "version_id": 1, "title": "x", "answers": [], "reasons": [], "touch": {}, "at": clock.now()}
    for number, address in enumerate((STRANGER, "andere@stranger.example")):
        Doubtful.objects.create(key=str(number), named=_digests([address]), **given)
    rights.erase_now(asks())
    assert Doubtful.objects.get().key == "1"
