"""What comes back, and where it belongs."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import anna, does, kinds, lea
from tests.spine.outreach.writing import letter
from trichter.facts.consent.models import Suppression
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import clock
from trichter.spine.outreach import returns, verp
from trichter.spine.outreach.models import Message, State
from trichter.spine.outreach.returns import strays
from trichter.spine.outreach.returns.reading import read

_MAILS = Path(__file__).parent / "mails"
_BEFORE = ["form.submitted", "stage.reached"]
_NAME = "<0a1b2c3d4e5f@ahornwerk.example>"
every_mail = pytest.mark.parametrize("name", sorted(path.name for path in _MAILS.iterdir()))


def came(name: str, *, token: str = "", message_id: str = _NAME) -> bytes:
    """A mail of the corpus about one of our letters, as SMTP brings it."""
    text = (_MAILS / name).read_text("utf-8").replace("@TOKEN@", token).replace("@MESSAGE-ID@", message_id)
    return text.replace("\n", "\r\n").encode()


def sent(contact: int, **given: Any) -> Message:
    """A letter that has left for the person."""
    given = {"address": "a.reimers@wellner.example"} | given
    given["address_key"] = given["address"].lower()
    row = letter(contact_id=contact, state=State.SENT, message_id=_NAME, subject="Ihr Whitepaper", **given)
    row.save()
    return row


# LAW 2.3
@pytest.mark.parametrize(
    ("name", "what", "status"),
    [
        ("postfix-unknown-user.eml", "bounce", "5.1.1"),
        ("postfix-delayed.eml", "delay", "4.4.1"),
        ("postfix-expired.eml", "bounce", "4.4.7"),
        ("exim-prose.eml", "bounce", "5.1.1"),
        ("exchange-5.7.515.eml", "bounce", "5.7.515"),
        ("exchange-unknown-user.eml", "bounce", "5.1.10"),
        ("gmail-full.eml", "bounce", "5.2.2"),
        ("gmx-unknown-user.eml", "bounce", "5.0.0"),
        ("qmail.eml", "bounce", "5.1.1"),
        ("arf-yahoo.eml", "complaint", ""),
        ("arf-not-spam.eml", "nothing", ""),
        ("delivered.eml", "nothing", ""),
        ("vacation-german.eml", "automatic", ""),
        ("vacation-sieve.eml", "automatic", ""),
        ("reply-outlook.eml", "mail", ""),
        ("reply-html-only.eml", "mail", ""),
        ("spam.eml", "mail", ""),
    ],
)
def test_a_mail_says_what_it_is(name: str, what: str, status: str) -> None:
    returned = read(came(name))
    assert (returned.what, returned.status) == (what, status)
    if name != "spam.eml":
        assert _NAME in returned.answers


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("postfix-unknown-user.eml", "hard"),
        ("exim-prose.eml", "hard"),
        ("exchange-unknown-user.eml", "hard"),
        ("gmx-unknown-user.eml", "hard"),
        ("qmail.eml", "hard"),
        ("gmail-full.eml", "soft"),
        ("postfix-expired.eml", "soft"),
        ("exchange-5.7.515.eml", "sender"),
    ],
)
def test_a_bounce_stands_on_the_timeline_and_only_a_dead_address_is_suppressed(name: str, severity: str) -> None:
    person = anna()
    row = sent(person)
    assert returns.file(came(name)) == "bounced"
    assert kinds(person)[-1] == "mail.bounced"
    payload = Touchpoint.objects.get(kind="mail.bounced").payload
    assert payload["severity"] == severity
    assert payload["title"] == "Ihr Whitepaper"
    assert Message.objects.get(id=row.id).state == State.BOUNCED
    assert Suppression.objects.filter(reason="bounce").exists() == (severity == "hard")


@pytest.mark.django_db
def test_a_bounce_is_known_by_the_token_of_the_address_it_returns_to() -> None:
    person = anna()
    row = sent(person)
    mute = came("gmx-unknown-user.eml", token=verp.token(row.id), message_id="<cut@off.example>")
    assert returns.file(mute) == "bounced"
    assert kinds(person)[-1] == "mail.bounced"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["postfix-unknown-user.eml", "arf-yahoo.eml", "reply-outlook.eml"])
def test_nobody_can_put_anything_on_a_timeline_without_a_letter_of_ours(name: str) -> None:
    person = anna()
    sent(person)
    forged = came(name, token="a" * 20, message_id="<guessed@ahornwerk.example>")
    assert returns.file(forged) == "stray"
    assert kinds(person) == _BEFORE
    assert not Suppression.objects.exists()


@pytest.mark.django_db
@every_mail
def test_the_same_mail_again_changes_nothing(name: str) -> None:
    person = anna()
    row = sent(person)
    raw = came(name, token=verp.token(row.id))
    first, again = returns.file(raw), returns.file(raw)
    assert first == again
    assert len(kinds(person)) <= len(_BEFORE) + 1
    assert len(strays.listing()) <= 1


# LAW 2.4
@pytest.mark.django_db
def test_a_complaint_suppresses_at_once() -> None:
    person = anna()
    row = sent(person)
    assert returns.file(came("arf-yahoo.eml", token=verp.token(row.id))) == "complained"
    assert kinds(person)[-1] == "mail.complained"
    assert Suppression.objects.get().reason == "complaint"


# LAW 2.5
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["vacation-german.eml", "vacation-sieve.eml"])
def test_a_machine_that_answers_is_noted_and_is_no_reaction_of_the_person(name: str) -> None:
    person = anna()
    sent(person)
    assert returns.file(came(name)) == "autoanswered"
    assert kinds(person)[-1] == "mail.autoanswered"
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_an_answer_of_a_person_stands_on_their_timeline_in_their_words() -> None:
    person = anna()
    sent(person)
    assert returns.file(came("reply-outlook.eml")) == "received"
    touch = Touchpoint.objects.get(kind="mail.received")
    assert touch.contact_id == person
    assert touch.actor_type == "person"
    assert touch.payload["title"] == "AW: Wo Ihre Energie bleibt – Rückfrage"
    assert touch.payload["text"].startswith("Guten Tag Frau Hofstetter,")
    assert "Wie Sie diese drei finden" not in touch.payload["text"]
    assert touch.payload["message"].startswith("<FR2P281MB0002C8@")


@pytest.mark.django_db
def test_an_answer_without_a_text_part_and_in_an_unknown_charset_is_read() -> None:
    sent(anna())
    assert returns.file(came("reply-html-only.eml")) == "received"
    assert Touchpoint.objects.get(kind="mail.received").payload["text"] == "Gern & bald."


@pytest.mark.django_db
def test_a_delay_is_no_bounce() -> None:
    person = anna()
    sent(person)
    assert returns.file(came("postfix-delayed.eml")) == "delayed"
    assert kinds(person) == _BEFORE


@pytest.mark.django_db
def test_an_answer_to_a_colleagues_mail_is_nobodys_touchpoint() -> None:
    person = anna()
    sent(person, colleague_id=lea().pk)
    assert returns.file(came("reply-outlook.eml")) == "stray"
    assert kinds(person) == _BEFORE


@pytest.mark.django_db
def test_what_belongs_to_nothing_is_kept_for_colleagues_and_not_for_long() -> None:
    assert returns.file(came("spam.eml")) == "stray"
    (stray,) = strays.listing()
    assert (stray.sender, stray.subject, stray.text) == ("offer@win.example", "You have won", "Click.")
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        returns.file(came("reply-html-only.eml"))
    assert [one.subject for one in strays.listing()] == ["Re: Ihr Whitepaper"]
    strays.drop(strays.listing()[0].id)
    assert not strays.listing()


@pytest.mark.django_db
def test_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strays, "MOST", 2)
    for number in range(4):
        returns.file(came("spam.eml") + str(number).encode())
    assert len(strays.listing()) == 2


# LAW 1.12
@pytest.mark.django_db
def test_who_is_forgotten_is_named_by_no_stray() -> None:
    returns.file(came("reply-outlook.eml").replace(b"a.reimers@wellner.example", b"Anna@Example.org"))
    returns.file(came("spam.eml"))
    does(anna(), "contact.erased")
    assert [one.subject for one in strays.listing()] == ["You have won"]


@given(st.binary(max_size=400))
def test_any_bytes_can_be_read(raw: bytes) -> None:
    assert read(raw).what


@given(
    st.lists(
        st.tuples(st.sampled_from(["From", "To", "Subject", "Content-Type", "References", "Message-ID"]), st.text())
    )
)
def test_any_head_can_be_read(lines: list[tuple[str, str]]) -> None:
    read("".join(f"{name}: {value}\r\n" for name, value in lines).encode("utf-8", "surrogatepass") + b"\r\nx")


def test_a_mail_of_ten_thousand_layers_is_nonsense_or_read() -> None:
    head = b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
    assert read(head * 10_000).what


@pytest.mark.django_db
def test_nothing_at_all_is_a_stray() -> None:
    assert returns.file(b"") == "stray"
