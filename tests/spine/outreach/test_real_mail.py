"""Real mail: a real mail server takes it, another library believes its signature, and what it could not deliver comes
back onto the timeline."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from tests.factories import form, happen, kinds, newsletter, says
from tests.spine.outreach.postfix import Postfix, wait
from tests.spine.outreach.test_dkim import tags, verify
from tests.spine.outreach.writing import firm
from trichter.facts.consent.models import Suppression
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel.environment import environment
from trichter.spine.outreach import Letter, dkim, send, sending
from trichter.spine.outreach.grounds import Consented
from trichter.spine.outreach.identities import Algorithm
from trichter.spine.outreach.models import Message, State
from trichter.spine.outreach.transports import Smtp

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # Never in CI: there a missing mail server fails the run.
    pytest.mark.skipif(
        "CI" not in os.environ and (not Path("/usr/sbin/postfix").exists() or os.geteuid() != 0),
        reason="needs tools/mta and root",
    ),
]
_TRICHTER = Path(sys.executable).with_name("trichter")


def receive(raw: bytes) -> int:
    """What the pipe of a mail server runs, on the database of this test."""
    known = connection.settings_dict
    url = f"postgresql:///{known['NAME']}?user={quote(known['USER'])}&host={quote(known['HOST'])}"
    url += f"&port={known['PORT']}&password={quote(known['PASSWORD'])}"
    return subprocess.run(
        [_TRICHTER, "receive"], input=raw, env={**os.environ, "DATABASE_URL": url}, capture_output=True, check=False
    ).returncode


@pytest.fixture
def codes() -> list[int]:
    """How each handing over ended."""
    return []


@pytest.fixture
def postfix(codes: list[int], monkeypatch: pytest.MonkeyPatch) -> Iterator[Postfix]:
    """A mail server beside us, and a house that writes through it."""
    firm()
    monkeypatch.setattr(environment(), "return_address", "bounces@ahornwerk.example")
    monkeypatch.setattr(environment(), "public_url", "https://leads.ahornwerk.example")

    def note(raw: bytes) -> int:
        codes.append(receive(raw))
        return codes[-1]

    with Postfix(note) as server:
        yield server


def write_to(address: str) -> tuple[int, Message]:
    """A newsletter to somebody who wants it, as far as the mail server."""
    person = happen(form(address))[0].contact_id
    says(person, "granted", address=address)
    words = {"subject": "Nachts ist Ihr Werk nicht leise – 12 Hebel", "body": "Guten Tag Frau Dr. Reimers,\n\nGrüße."}
    posted = send(
        Letter(
            template="letter",
            ground=Consented("newsletter"),
            cause="test",
            language="de",
            contact=person,
            context=words,
        )
    )
    return person, Message.objects.get(id=posted.id)


def leave(server: Postfix) -> None:
    """All letters that are due."""
    way = Smtp.at(f"smtp://127.0.0.1:{server.port}?tls=none", helo="test.ahornwerk.example")
    while sending.send_next(way):
        """The next one."""
    way.close()


# Must show 6 of the visitor's side; LAW 2.1
def test_a_real_mail_server_takes_our_mail_and_its_signatures_hold(postfix: Postfix) -> None:
    keys = [dkim.make("ahornwerk.example", algorithm) for algorithm in Algorithm]
    newsletter()
    _person, letter = write_to("a.reimers@wellner.example")
    leave(postfix)
    assert Message.objects.get(id=letter.id).state == State.SENT, postfix.log

    arrived = postfix.delivered()
    signed = arrived[arrived.index(b"DKIM-Signature:") :]
    assert verify(signed, *keys)
    assert {"list-unsubscribe", "list-unsubscribe-post"} <= set(tags(signed)["h"].split(":"))
    mail = message_from_bytes(arrived)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<https://leads.ahornwerk.example/u/")
    assert re.fullmatch(r"<bounces\+[a-z2-7]+@ahornwerk\.example>", mail["Return-Path"])
    assert not verify(signed.replace(b"List-Unsubscribe=One-Click", b"List-Unsubscribe=No"), *keys)


# Must show 6 of the visitor's side; LAW 2.3
def test_what_it_cannot_deliver_comes_back_onto_the_timeline(postfix: Postfix, codes: list[int]) -> None:
    newsletter()
    person, letter = write_to("nobody.here@wellner.example")
    leave(postfix)
    wait(lambda: codes, lambda: postfix.log)
    assert codes == [os.EX_OK], postfix.log
    assert kinds(person)[-1] == "mail.bounced"
    bounce = Touchpoint.objects.get(kind="mail.bounced").payload
    assert bounce["status"] == "5.1.1"
    assert bounce["is_permanent"]
    assert bounce["address"] == "nobody.here@wellner.example"
    assert Message.objects.get(id=letter.id).state == State.BOUNCED
    assert Suppression.objects.get().reason == "bounce"


def test_while_the_database_is_away_the_mail_server_keeps_what_came_back() -> None:
    gone = {**os.environ, "DATABASE_URL": "postgresql://127.0.0.1:1/trichter"}
    done = subprocess.run([_TRICHTER, "receive"], input=b"From: a@b.example\r\n\r\nx", env=gone, capture_output=True)
    assert done.returncode == os.EX_TEMPFAIL
    assert done.stderr.strip()


def test_a_mail_that_is_filed_is_done() -> None:
    assert receive(b"From: a@b.example\r\n\r\nx") == os.EX_OK
