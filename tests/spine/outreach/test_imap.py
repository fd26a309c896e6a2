"""Returned mail from a mailbox."""

import imaplib
import ssl
from pathlib import Path

import pytest
from django.db import OperationalError
from pydantic import SecretStr

from tests.factories import anna, kinds
from tests.spine.outreach.imapd import Imapd
from tests.spine.outreach.test_returns import came, sent
from trichter.faces.cli.serve.postman import Postman
from trichter.kernel.environment import environment
from trichter.kernel.stopping import Stop
from trichter.spine.outreach.returns import filing, strays
from trichter.spine.outreach.returns.imap import Mailbox

pytestmark = pytest.mark.django_db


def test_what_is_unseen_is_filed_and_marked(tmp_path: Path) -> None:
    person = anna()
    sent(person)
    with Imapd(tmp_path, [came("postfix-unknown-user.eml"), came("spam.eml")]) as server:
        assert Mailbox.at(server.url).visit() == 2
        assert server.seen == {0, 1}
        assert Mailbox.at(server.url).visit() == 0
    assert kinds(person)[-1] == "mail.bounced"
    assert len(strays.listing()) == 1


def test_it_is_marked_only_after_it_is_filed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_raw: bytes) -> None:
        raise OperationalError

    with Imapd(tmp_path, [came("spam.eml")]) as server:
        with monkeypatch.context() as patched:
            patched.setattr(filing, "file", away)
            with pytest.raises(OperationalError):
                Mailbox.at(server.url).visit()
        assert server.seen == set()
        assert Mailbox.at(server.url).visit() == 1
    assert len(strays.listing()) == 1


def test_a_server_that_hangs_up_before_marking_hands_it_over_again_and_it_counts_once(tmp_path: Path) -> None:
    person = anna()
    sent(person)
    with Imapd(tmp_path, [came("reply-outlook.eml")], breaks="STORE") as server:
        for _visit in range(2):
            with pytest.raises((OSError, imaplib.IMAP4.error)):
                Mailbox.at(server.url).visit()
    assert kinds(person).count("mail.received") == 1


def test_a_mail_that_cannot_be_filed_holds_up_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = filing.file

    def fails(raw: bytes) -> filing.Filed:
        if b"poison" in raw:
            raise ValueError
        return file(raw)

    monkeypatch.setattr(filing, "file", fails)
    with Imapd(tmp_path, [b"Subject: poison\r\n\r\n", came("spam.eml")]) as server:
        mailbox = Mailbox.at(server.url)
        assert mailbox.visit() == 1
        assert server.seen == {1}
        assert [mailbox.visit(), server.seen] == [0, {1}]
        # The third time it is out of the way: many of them would be all that is ever fetched.
        assert [mailbox.visit(), server.seen] == [1, {0, 1}]
        assert r"UID STORE 1 +FLAGS (\Seen \Flagged)" in server.asked
    assert [(one.what, one.subject) for one in strays.listing()] == [("nonsense", "poison"), ("reply", "You have won")]


def test_a_server_that_nobody_vouches_for_is_told_no_password(tmp_path: Path) -> None:
    with Imapd(tmp_path, []) as server:
        with pytest.raises(ssl.SSLError):
            Mailbox.at(server.url.partition("?")[0]).visit()
        assert server.asked == []


def test_a_wrong_password_is_an_error(tmp_path: Path) -> None:
    with Imapd(tmp_path, []) as server, pytest.raises(imaplib.IMAP4.error):
        Mailbox.at(server.url.replace("heim", "x")).visit()


@pytest.mark.django_db(transaction=True)
def test_the_worker_looks_into_it_beside_everything_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Imapd(tmp_path, [came("spam.eml")]) as server:
        monkeypatch.setattr(environment(), "returns_url", SecretStr(server.url))
        stop = Stop()
        postman = Postman(stop)
        postman.start()
        postman._thread.join(0.1)
        for _wait in range(100):
            if server.seen:
                break
            postman._thread.join(0.1)
        stop.ask()
        postman._thread.join(10)
    assert server.seen == {0}
    assert len(strays.listing()) == 1


def test_a_mailbox_that_cannot_be_read_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment(), "returns_url", SecretStr("imaps://a:b@127.0.0.1:1/INBOX"))
    Postman(Stop()).visit()


def test_a_house_without_such_a_mailbox_has_no_postman() -> None:
    postman = Postman(Stop())
    postman.start()
    assert not postman._thread.is_alive()
