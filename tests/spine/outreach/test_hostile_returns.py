"""Mail that was written to harm: it holds up no other, costs no more than its size, and speaks for nobody else."""

import pytest

from tests.factories import anna, does, kinds
from tests.spine.outreach.test_returns import came, sent
from trichter.facts.consent.models import Suppression
from trichter.spine.outreach import returns, verp
from trichter.spine.outreach.models import Message, State
from trichter.spine.outreach.returns import filing, strays
from trichter.spine.outreach.returns.reading import read

_NAME = b"<0a1b2c3d4e5f@ahornwerk.example>"
_HEAD = b"From: a.reimers@wellner.example\r\nMessage-ID: <m@wellner.example>\r\nIn-Reply-To: " + _NAME + b"\r\n"
_AFTER = ["form.submitted", "stage.reached", "mail.received"]
_BEFORE = _AFTER[:-1]

poisons = pytest.mark.parametrize(
    "rest",
    [
        pytest.param(b"Subject: =?utf-8?b?A?=\r\n\r\nja", id="broken base64 in the subject"),
        pytest.param(b"Subject: =?a\x00b?q?x?=\r\n\r\nja", id="a charset with NUL in the subject"),
        pytest.param(b"Subject: =?foo-bar?q?x?=\r\n\r\nja", id="an unknown charset in the subject"),
        pytest.param(b"Subject: a\x00b\r\n\r\nja\x00", id="NUL"),
        pytest.param(b"Content-Type: text/plain; charset=idna\r\n\r\nja..nein", id="domain names for a charset"),
        pytest.param(b'Content-Type: text/plain; charset="a\x00b"\r\n\r\nja', id="a charset with NUL"),
        pytest.param(b"Content-Type: text/plain; charset=utf-7\r\n\r\nja +2AA-", id="half a character"),
        pytest.param(b"Content-Type: text/html; charset=utf-7\r\n\r\nja +2AA-", id="half a character in HTML"),
        pytest.param(b"Content-Type: text/plain; charset=hex\r\n\r\nja", id="a codec that is no charset"),
        pytest.param(b"Content-Type: text/plain; charset*=utf-8''%ff%00\r\n\r\nja", id="a charset in RFC 2231"),
        pytest.param(b"Subject: \xff\xfe\xed\xa0\x80\r\n\r\nja \xed\xa0\x80", id="no UTF-8"),
        pytest.param(b"References: <a\x00b@x.example>\r\n\r\nja", id="NUL in what it answers"),
    ],
)


@pytest.mark.django_db
@poisons
def test_what_can_be_read_of_a_broken_mail_is_filed(rest: bytes) -> None:
    person = anna()
    sent(person)
    assert returns.file(_HEAD + rest) == "received"
    assert kinds(person) == _AFTER


@pytest.mark.django_db
def test_an_address_longer_than_any_is_nobodys() -> None:
    sent(anna())
    assert returns.file(_HEAD.replace(b"a.reimers", b"a" * 70_000) + b"\r\nja") == "stray"


def test_what_cannot_be_read_is_nonsense(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_mail: object) -> None:
        raise ValueError("whatever else a parser may come upon")

    monkeypatch.setattr("trichter.spine.outreach.returns.reading._read", fails)
    assert read(_HEAD + b"\r\nja").what == "nonsense"


@pytest.mark.parametrize("unit", [b"<", b"<style", b"<!--", b"\n", b">", b"550 ", b"message-id: <aaaaaaaaaaaa\r\n"])
@pytest.mark.parametrize("kind", [b"text/html", b"text/plain", b"message/delivery-status"])
def test_a_mail_is_read_whatever_is_in_it_and_no_more_of_it_than_anybody_reads(unit: bytes, kind: bytes) -> None:
    returned = read(_HEAD + b"Content-Type: " + kind + b"\r\n\r\n" + unit * (300_000 // len(unit)))
    assert returned.what == ("nothing" if kind.startswith(b"message") else "mail")
    assert len(returned.text) <= 10_000


def test_a_labyrinth_is_read() -> None:
    layers = b"".join(b"Content-Type: multipart/mixed; boundary=a%d\r\n\r\n--a%d\r\n" % (n, n) for n in range(200))
    assert read(layers + b"\n" * 1_500_000).what == "mail"


@pytest.mark.django_db
def test_no_more_than_the_beginning_of_a_mail_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filing, "LARGEST", 2_000)
    returns.file(came("spam.eml") + b"x" * 5_000)
    assert len(strays.listing()[0].text) < 2_000


def notice(*, message: bytes = _NAME, recipient: str = "a.reimers@wellner.example", to: str = "b@x.example") -> bytes:
    """As anybody can write one who was once shown our mail."""
    raw = came("postfix-unknown-user.eml", token="a" * 20, message_id=message.decode())
    raw = raw.replace(b"bounces+" + b"a" * 20 + b"@ahornwerk.example", to.encode())
    return raw.replace(b"rfc822; a.reimers@wellner.example", f"rfc822; {recipient}".encode()).replace(
        b"rfc822;a.reimers@wellner.example", f"rfc822;{recipient}".encode()
    )


@pytest.mark.django_db
def test_a_notice_about_somebody_else_silences_nobody() -> None:
    person = anna()
    row = sent(person)
    assert returns.file(notice(recipient="somebody@elsewhere.example")) == "stray"
    assert (kinds(person), Message.objects.get(id=row.id).state) == (_BEFORE, State.SENT)
    assert not Suppression.objects.exists()
    assert returns.file(notice()) == "bounced"


@pytest.mark.django_db
def test_of_a_letter_that_left_with_a_token_only_its_bearer_may_say_that_it_did_not_arrive() -> None:
    person = anna()
    row = sent(person)
    token = verp.token(row.id)
    returns_to = f"bounces+{token}@ahornwerk.example"
    Message.objects.filter(id=row.id).update(envelope_from=returns_to)
    # Of the last letter not every bit counts, and any letter may be what the key of this run has made it: not so here.
    forged = token[:-2] + ("b" if token[-2] == "a" else "a") + token[-1]
    assert returns.file(notice(to=f"bounces+{forged}@ahornwerk.example")) == "stray"
    assert returns.file(came("arf-yahoo.eml", token="a" * 20)) == "stray"
    assert not Suppression.objects.exists()
    # The mailbox of a server behind theirs, to which they forward: the token is proof enough.
    assert returns.file(notice(to=returns_to, recipient="reimers@intern.wellner.example")) == "bounced"
    assert kinds(person)[-1] == "mail.bounced"


@pytest.mark.django_db
def test_a_complaint_about_a_letter_without_a_token_names_its_address() -> None:
    person = anna()
    sent(person)
    raw = came("arf-yahoo.eml", token="")
    assert returns.file(raw) == "stray"
    named = raw.replace(b"Original-Rcpt-To: redacted@yahoo.example", b"Original-Rcpt-To: <A.Reimers@wellner.example>")
    assert returns.file(named) == "complained"
    assert kinds(person)[-1] == "mail.complained"


@pytest.mark.django_db
def test_an_answer_from_another_address_is_for_a_colleague_to_judge() -> None:
    person = anna()
    sent(person)
    forged = _HEAD.replace(b"a.reimers@wellner.example", b"eve@competitor.example")
    assert returns.file(forged + b"Subject: Storno\r\n\r\nBitte alles stornieren") == "stray"
    assert kinds(person) == _BEFORE
    (kept,) = strays.listing()
    assert (kept.what, kept.sender, kept.text) == ("other", "eve@competitor.example", "Bitte alles stornieren")
    to = f"To: b+{verp.token(Message.objects.get().id)}@ahornwerk.example\r\n".encode()
    assert returns.file(to + forged + "\r\nIch weiß, wohin sie zurückkehrt.".encode()) == "stray"


@pytest.mark.django_db
def test_an_answer_from_another_address_of_the_same_person_is_theirs() -> None:
    person = anna()
    sent(person)
    own = _HEAD.replace(b"a.reimers@wellner.example", b"Anna <ANNA@example.org>")
    assert returns.file(own + b"\r\nja") == "received"


# LAW 1.12
@pytest.mark.django_db
def test_a_notice_that_comes_after_an_erasure_brings_no_address_back() -> None:
    person = anna()
    row = sent(person)
    does(person, "contact.erased")
    assert returns.file(came("postfix-unknown-user.eml", token=verp.token(row.id))) == "bounced"
    letter = Message.objects.get(id=row.id)
    assert (letter.state, letter.code, letter.error, letter.address) == (State.BOUNCED, "5.1.1", "", "")
