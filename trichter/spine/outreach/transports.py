"""How a mail leaves the house: by a mail server over TLS, or into the mailbox of a house that only tries things out.

A transport answers what it knows, and above all whether it knows: from the last dot of DATA until the server's answer
nobody can say if the mail is on its way (RFC 1047).
"""

import base64
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any, Literal, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from trichter.kernel import clock
from trichter.kernel.environment import Environment
from trichter.spine.outreach.models import BoxedMail, Message

PATIENCE = 60.0
"""Seconds for each answer of a mail server but the last."""
LAST_ANSWER = 600.0
"""Seconds for the mail itself, and for the answer to its last dot: a server may look through all of it first, and one
that is cut short delivers it again (RFC 5321, 4.5.3.2.6)."""
WHOLE = 1_500.0
"""Seconds for all of it, however slowly a server speaks: less than `queue.LEASE`."""
_LINE_END = re.compile(rb"\r\n|\r|\n")
_DOT = re.compile(rb"^\.", re.MULTILINE)
_MOST_PER_CONNECTION = 100
_PORTS = {"smtp": 587, "smtps": 465}

Fate = Literal["taken", "later", "refused", "sender_refused", "unknown"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a delivery. `text` is the server's, and may quote the address; `code` is its reply code."""

    fate: Fate
    code: str = ""
    text: str = ""


TAKEN = Answer("taken")


class Transport(Protocol):
    """A way out. Used by one thread."""

    name: str
    doubts: int
    """Of how many mails in a row nobody knows what became of them."""

    def deliver(self, message: Message) -> Answer:
        """Hand the mail over, once."""

    def close(self) -> None:
        """Nothing more to send for now."""


def configured(environment: Environment) -> Transport | None:
    """By `TRICHTER_MAIL_URL`; without it mails wait."""
    if environment.mail_url is None:
        return None
    url = environment.mail_url.get_secret_value()
    return Mailbox() if url == "mailbox:" else Smtp.at(url, helo=environment.mail_name)


class Mailbox:
    """Keeps mails in the product, where colleagues can look at them: nothing leaves."""

    name = "mailbox"
    doubts = 0

    def deliver(self, message: Message) -> Answer:
        BoxedMail.objects.create(
            contact_id=message.contact_id,
            letter_id=message.id,
            at=clock.now(),
            envelope_from=message.envelope_from,
            envelope_to=message.envelope_to,
            source=message.source,
        )
        return TAKEN

    def close(self) -> None:
        """Holds nothing."""


class NoTls(smtplib.SMTPException):
    """The server does not offer TLS: then nobody gets to know what we would have said."""

    def __str__(self) -> str:
        return "the server does not offer STARTTLS"


class _Line:
    """The line to a mail server, to be cut from another thread: an answer that never ends is waited for by nobody."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None

    def is_heard(self, connection: smtplib.SMTP) -> None:
        """Over which it goes now: TLS puts another in its place."""
        self._socket = connection.sock

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut it if the block takes longer."""
        clock = threading.Timer(seconds, self._cut)
        clock.daemon = True
        clock.start()
        try:
            yield
        finally:
            clock.cancel()

    def _cut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                # Past TLS, which belongs to the thread that waits.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Connection(smtplib.SMTP):
    """Tells on which line it listens."""

    def __init__(self, *where: Any, line: _Line, **how: Any) -> None:
        self._line = line
        super().__init__(*where, **how)

    def getreply(self) -> tuple[int, bytes]:
        self._line.is_heard(self)
        return super().getreply()


class _TlsConnection(_Connection, smtplib.SMTP_SSL):
    """TLS from the first byte."""


@dataclass(slots=True)
class Smtp:
    """A mail server. The connection is kept for a batch, and opened anew when the server has closed it."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    is_implicit: bool = False
    is_plain: bool = False
    authorities: str | None = None
    helo: str = "localhost"
    name: str = "smtp"
    doubts: int = 0
    _connection: smtplib.SMTP | None = None
    _delivered: int = 0
    _line: _Line = field(default_factory=_Line)

    @classmethod
    def at(cls, url: str, *, helo: str) -> "Smtp":
        """From smtp://user:password@host:587 or smtps://…; `?tls=none` sends in the clear, `?ca=` names a file of
        certificate authorities to trust instead of the system's."""
        parts = urlsplit(url)
        options = parse_qs(parts.query)
        return cls(
            host=parts.hostname or "",
            port=parts.port or _PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            is_implicit=parts.scheme == "smtps",
            is_plain=options.get("tls") == ["none"],
            authorities=options.get("ca", [None])[0],
            helo=helo,
        )

    def deliver(self, message: Message) -> Answer:
        """Over the open connection, or a new one. Up to the last dot every failure may be tried again."""
        with self._line.within(WHOLE):
            return self._deliver(message)

    def _deliver(self, message: Message) -> Answer:
        try:
            connection = self._ready()
            refusal = _envelope(connection, message)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._drop()
            return _later(error)
        if refusal is not None:
            return refusal
        answer = self._hand_over(connection, bytes(message.source or b""))
        self.doubts = self.doubts + 1 if answer.fate == "unknown" else 0
        return answer

    def _hand_over(self, connection: smtplib.SMTP, source: bytes) -> Answer:
        try:
            _be_patient(connection, LAST_ANSWER)
            connection.send(_dotted(source))
        except (OSError, smtplib.SMTPException) as error:
            # Without the last dot no server may believe that it has got the mail (RFC 5321, 4.1.1.4).
            self._drop()
            return _later(error)
        try:
            connection.send(b".\r\n")
            code, text = connection.getreply()
            _be_patient(connection, PATIENCE)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Answer("unknown", text=_words(error))
        if code == -1:
            self._drop()
            return Answer("unknown", text="no answer that we understand")
        self._delivered += 1
        return TAKEN if code == 250 else _refusal(code, text)

    def _ready(self) -> smtplib.SMTP:
        if self._connection is not None and self._delivered < _MOST_PER_CONNECTION:
            with suppress(OSError, smtplib.SMTPException):
                if self._connection.rset()[0] == 250:
                    return self._connection
        self.close()
        self._connection = self._connected()
        self._delivered = 0
        return self._connection

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.authorities)
        connection: smtplib.SMTP
        if self.is_implicit:
            connection = _TlsConnection(
                self.host, self.port, line=self._line, local_hostname=self.helo, timeout=PATIENCE, context=context
            )
        else:
            connection = _Connection(self.host, self.port, line=self._line, local_hostname=self.helo, timeout=PATIENCE)
        try:
            # The last dot would wait until the server has said that all before it came: 40 ms for every mail.
            assert connection.sock is not None
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._secure(connection, context)
        except BaseException:
            connection.close()
            raise
        return connection

    def _secure(self, connection: smtplib.SMTP, context: ssl.SSLContext) -> None:
        connection.ehlo()
        if not self.is_implicit and not self.is_plain:
            if not connection.has_extn("starttls"):
                raise NoTls
            connection.starttls(context=context)
            connection.ehlo()
        if self.user:
            _log_in(connection, self.user, self.password)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def close(self) -> None:
        """Say good-bye if somebody is there to hear it."""
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
        self._drop()


def _dotted(source: bytes) -> bytes:
    """As DATA takes it: CRLF ends, and a dot before each that begins a line (RFC 5321, 4.5.2)."""
    lines = _DOT.sub(b"..", _LINE_END.sub(b"\r\n", source))
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _be_patient(connection: smtplib.SMTP, seconds: float) -> None:
    """How long one answer may take."""
    if connection.sock is not None:
        connection.sock.settimeout(seconds)


def _log_in(connection: smtplib.SMTP, user: str, password: str) -> None:
    """In UTF-8 (RFC 4616): smtplib knows only passwords of ASCII."""
    known = connection.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in known or "LOGIN" not in known:
        code, text = connection.docmd("AUTH", f"PLAIN {_base64(f'{chr(0)}{user}{chr(0)}{password}')}")
    else:
        code, text = connection.docmd("AUTH", f"LOGIN {_base64(user)}")
        if code == 334:
            code, text = connection.docmd(_base64(password))
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, text)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _envelope(connection: smtplib.SMTP, message: Message) -> Answer | None:
    """MAIL, RCPT and DATA; answers why not, or nothing when the server waits for the mail."""
    options = ["SMTPUTF8"] if not f"{message.envelope_from}{message.envelope_to}".isascii() else []
    if connection.has_extn("8bitmime") and not bytes(message.source or b"").isascii():
        options.append("BODY=8BITMIME")
    code, text = connection.mail(message.envelope_from, options)
    if code != 250:
        return _refusal(code, text, never="sender_refused")
    code, text = connection.rcpt(parseaddr(message.envelope_to)[1] or message.envelope_to)
    if code not in (250, 251):
        return _refusal(code, text)
    code, text = connection.docmd("DATA")
    return None if code == 354 else _refusal(code, text)


def _refusal(code: int, text: bytes, *, never: Fate = "refused") -> Answer:
    if code == -1:
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
    fate: Fate = never if 500 <= code < 600 else "later"
    return Answer(fate, code=str(code), text=f"{code} {text.decode('utf-8', 'replace')}"[:1000])


def _later(error: Exception) -> Answer:
    code = getattr(error, "smtp_code", None)
    return Answer("later", code=str(code) if code else "", text=_words(error))


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:1000]
