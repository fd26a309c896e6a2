"""Mail over SMTP, against servers that speak it well, badly, or not at all."""

import socket
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.factories import anna, lea
from tests.spine.outreach.posts import ANNA, memo, paper, row, settled
from tests.spine.outreach.sinks import Sink, Thinking, certificate, dribbling, hanging_up, listening
from trichter.kernel.environment import Environment
from trichter.spine.outreach import queue, sending, transports
from trichter.spine.outreach.models import BoxedMail, Message
from trichter.spine.outreach.transports import Answer, Smtp

LAST_DOT = b"\r\n.\r\n"


@pytest.fixture(autouse=True)
def _house(db: None) -> None:
    settled()


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


def at(url: str) -> Smtp:
    """As `TRICHTER_MAIL_URL` says it."""
    made = transports.configured(Environment(mail_url=url))
    assert isinstance(made, Smtp)
    return made


def plain(port: int) -> Smtp:
    return at(f"smtp://127.0.0.1:{port}?tls=none")


@pytest.fixture
def letter() -> Message:
    """One that is on its way."""
    paper(anna())
    message = sending.begin("smtp")
    assert message is not None
    assert message.state == "sending"
    return message


def delivered(transport: Smtp, letter: Message) -> Answer:
    try:
        return transport.deliver(letter)
    finally:
        transport.close()


def test_a_mail_arrives_as_it_was_written(sink: Sink, letter: Message) -> None:
    with listening(sink) as port:
        assert delivered(plain(port), letter).fate == "taken"
    (mail,) = sink.mails
    assert (mail.mail_from, mail.rcpt_tos) == (letter.envelope_from, [ANNA])
    assert sink.sources == [bytes(letter.source or b"")]


def test_lines_that_begin_with_a_dot_arrive(sink: Sink, letter: Message) -> None:
    letter.source = b"Subject: dots\r\n\r\n.\r\n..\r\n.hidden\r\nend"
    with listening(sink) as port:
        delivered(plain(port), letter)
    assert sink.sources == [letter.source + b"\r\n"]


def test_one_connection_serves_a_batch(sink: Sink) -> None:
    contact = anna()
    for number in range(5):
        paper(contact, cause=str(number))
    with listening(sink) as port:
        transport = plain(port)
        while sending.send_next(transport):
            pass
        transport.close()
    assert len(sink.mails) == 5
    assert len(sink.sessions) == 1


def test_the_last_dot_leaves_at_once(sink: Sink, letter: Message) -> None:
    with listening(sink) as port:
        transport = plain(port)
        transport.deliver(letter)
        line = transport._connection.sock if transport._connection else None
        assert line is not None
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY), "else it waits 40 ms for the server's kernel"
        transport.close()


def test_a_connection_that_the_server_has_closed_is_opened_anew(sink: Sink) -> None:
    transport = Smtp(host="127.0.0.1", port=0, is_plain=True)
    for cause in ("before", "after"):
        with listening(sink) as port:
            transport.port = port
            paper(anna(), cause=cause)
            sending.send_next(transport)
    transport.close()
    assert len(sink.mails) == 2


def test_with_tls_and_a_password(sink: Sink, letter: Message, trusted: Path) -> None:
    with listening(sink, certificate=trusted, require_starttls=True) as port:
        url = f"smtp://trichter%40firma:{quote('p@ss/wörd', safe='')}@localhost:{port}?ca={trusted}"
        assert delivered(at(url), letter).fate == "taken"
    assert sink.logins == [("trichter@firma", "p@ss/wörd")]


def test_with_tls_from_the_first_byte(sink: Sink, letter: Message, trusted: Path) -> None:
    with listening(sink, certificate=trusted, is_implicit=True) as port:
        assert delivered(at(f"smtps://localhost:{port}?ca={trusted}"), letter).fate == "taken"


def test_a_server_without_tls_gets_nothing(sink: Sink, letter: Message) -> None:
    with listening(sink) as port:
        answer = delivered(at(f"smtp://user:secret@127.0.0.1:{port}"), letter)
    assert answer.fate == "later"
    assert "STARTTLS" in answer.text
    assert (sink.mails, sink.logins) == ([], [])


@pytest.mark.parametrize("how", ["unknown authority", "another name"])
def test_a_server_that_cannot_prove_who_it_is_gets_nothing(
    sink: Sink, letter: Message, trusted: Path, tmp_path: Path, how: str
) -> None:
    shown = certificate(tmp_path, names=["mail.firma.example"]) if how == "another name" else trusted
    trust = f"?ca={shown}" if how == "another name" else ""
    with listening(sink, certificate=shown) as port:
        answer = delivered(at(f"smtp://user:secret@localhost:{port}{trust}"), letter)
    assert answer.fate == "later"
    assert "CERTIFICATE_VERIFY_FAILED" in answer.text
    assert (sink.mails, sink.logins) == ([], [])


def test_a_wrong_password_is_our_trouble_and_mail_waits(sink: Sink, letter: Message) -> None:
    with listening(sink) as port:
        answer = delivered(at(f"smtp://mallory:x@127.0.0.1:{port}?tls=none"), letter)
    assert (answer.fate, answer.code) == ("later", "535")


def test_nobody_there(letter: Message) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert delivered(plain(port), letter).fate == "later"


@pytest.mark.parametrize(
    ("command", "said", "fate"),
    [
        ("MAIL", "451 4.7.1 Later", "later"),
        ("MAIL", "550 5.7.1 Not you", "sender_refused"),
        ("RCPT", "450 4.2.1 Greylisted", "later"),
        ("RCPT", "550 5.1.1 Unknown", "refused"),
        ("DATA", "452 4.3.1 Full", "later"),
        ("DATA", "554 5.6.0 No", "refused"),
    ],
)
def test_what_a_server_says_is_what_happens(letter: Message, command: str, said: str, fate: str) -> None:
    with listening(Sink(answers={command: said})) as port:
        answer = delivered(plain(port), letter)
    assert (answer.fate, answer.code, answer.text) == (fate, said[:3], said)


@pytest.mark.parametrize("when", [b"ehlo", b"mail FROM", b"rcpt TO", b"DATA\r\n", b"Subject:"])
def test_a_server_that_hangs_up_before_the_end_of_the_mail_has_not_got_it(letter: Message, when: bytes) -> None:
    # Large enough that the server hangs up while it is being said.
    letter.source = bytes(letter.source or b"") + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 200_000
    with hanging_up(when=when) as (port, heard):
        assert delivered(plain(port), letter).fate == "later"
    assert not any(LAST_DOT in said for said in heard)


def test_a_server_that_hangs_up_after_the_last_dot_leaves_us_in_doubt(letter: Message) -> None:  # LAW 2.6
    with hanging_up(when=LAST_DOT) as (port, _heard):
        assert delivered(plain(port), letter).fate == "unknown"


def test_a_server_that_takes_the_mail_and_says_nothing_leaves_us_in_doubt() -> None:  # LAW 2.6
    posted = paper(anna())
    sink = Sink(answers={"DATA": "vanish"})
    with listening(sink) as port:
        transport = plain(port)
        sending.send_next(transport)
        assert row(posted).state == "in_doubt"
        assert not sending.send_next(transport)
        transport.close()
    assert len(sink.mails) == 1


def test_a_silent_server_is_not_waited_for_for_ever(letter: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = delivered(plain(silent.getsockname()[1]), letter)
    assert (answer.fate, "timed out" in answer.text) == ("later", True)


def test_the_last_answer_may_take_as_long_as_a_server_needs_to_look_through_a_mail(
    letter: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transports, "PATIENCE", 0.3)
    with listening(Thinking()) as port:
        assert delivered(plain(port), letter).fate == "taken"


def test_a_server_may_not_speak_for_ever(letter: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "WHOLE", 0.5)
    with dribbling() as port:
        assert delivered(plain(port), letter).fate == "later"


def test_a_sender_is_not_taken_for_gone_while_a_server_may_still_answer() -> None:
    assert transports.LAST_ANSWER >= 600, "RFC 5321, 4.5.3.2.6"
    assert 2 * transports.LAST_ANSWER < transports.WHOLE < queue.LEASE.total_seconds()


def test_letters_that_are_not_ascii_say_so(sink: Sink, letter: Message) -> None:
    letter.envelope_to = "müller@example.org"
    with listening(sink) as port:
        assert delivered(plain(port), letter).fate == "taken"
    assert "SMTPUTF8" in sink.mails[0].mail_options


def test_the_mailbox_keeps_what_would_have_left() -> None:
    posted = paper(anna())
    secret = memo(lea())
    transport = transports.configured(Environment(mail_url="mailbox:"))
    assert transport is not None
    while sending.send_next(transport):
        pass
    assert [row(one).state for one in (posted, secret)] == ["sent", "sent"]
    boxed = BoxedMail.objects.get(letter_id=posted.id)
    assert (boxed.envelope_to, bytes(boxed.source)) == (ANNA, bytes(row(posted).source or b""))
    assert b"multipart" in bytes(BoxedMail.objects.get(letter_id=secret.id).source)


def test_without_a_server_there_is_no_way_out() -> None:
    assert transports.configured(Environment(mail_url=None)) is None
