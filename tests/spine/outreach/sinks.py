"""Mail servers that speak SMTP: they take what comes, and misbehave as they are told."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Sink:
    """Keeps every mail it has answered 250 for; `before_answer` is awaited when all of it has come."""

    def __init__(self, *, answers: dict[str, str] | None = None) -> None:
        self.mails: list[Envelope] = []
        self.answers = answers or {}
        self.logins: list[tuple[str, str]] = []
        self.sessions: set[int] = set()

    @property
    def sources(self) -> list[bytes]:
        """As they came."""
        return [mail.content for mail in self.mails if isinstance(mail.content, bytes)]

    async def handle_MAIL(
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.sessions.add(id(session))
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.answers.get("DATA") == "vanish":
            self.mails.append(envelope)
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            await asyncio.sleep(1)
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250"):
            self.mails.append(envelope)
        return answer

    def knows(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any) -> AuthResult:
        """Whoever says who they are may come in, but for Mallory."""
        assert isinstance(given, LoginPassword)
        user, password = given.login.decode(), given.password.decode()
        self.logins.append((user, password))
        is_known = user != "mallory"
        return AuthResult(success=is_known, handled=is_known)


class Thinking(Sink):
    """Looks through a mail before it takes it."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(0.8)
        return await super().handle_DATA(server, session, envelope)


@contextmanager
def listening(sink: Sink, *, certificate: Path | None = None, **how: Any) -> Iterator[int]:
    """Its port while the block runs; with a certificate (and key) it speaks TLS."""
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    is_implicit = how.pop("is_implicit", False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    how["ssl_context" if is_implicit else "tls_context"] = context
    controller = Controller(
        sink, "127.0.0.1", port, authenticator=sink.knows, auth_require_tls=False, enable_SMTPUTF8=True, **how
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@contextmanager
def hanging_up(*, when: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that hangs up as soon as it has heard `when` in one conversation; its port, and all it heard."""
    conversations: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    is_over = threading.Event()

    def serve() -> None:
        while not is_over.is_set():
            with suppress(TimeoutError):
                connection, _address = listener.accept()
                with connection:
                    connection.settimeout(5)
                    conversations.append(_converse(connection, when))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1], conversations
    finally:
        is_over.set()
        thread.join()
        listener.close()


def _converse(connection: socket.socket, when: bytes) -> bytes:
    heard = b""
    is_mail = False
    connection.sendall(b"220 sink\r\n")
    with suppress(OSError):
        while (said := connection.recv(65536)) and when not in (heard := heard + said):
            if not is_mail and said.upper().startswith(b"DATA"):
                is_mail = True
                connection.sendall(b"354 go on\r\n")
            elif not is_mail or heard.endswith(b"\r\n.\r\n"):
                is_mail = False
                connection.sendall(b"250 OK\r\n")
    return heard


@contextmanager
def dribbling() -> Iterator[int]:
    """A server whose greeting never ends, though something comes all the time; its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def serve() -> None:
        connection, _address = listener.accept()
        with connection, suppress(OSError):
            while not is_over.wait(0.05):
                connection.sendall(b"2")

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        is_over.set()
        thread.join()
        listener.close()


def certificate(folder: Path, *, names: Sequence[str] = ("localhost",)) -> Path:
    """A key and a certificate for it that it has signed itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{names[0]}.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
