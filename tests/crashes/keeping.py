"""A mail server that keeps all it takes, and can be caught with a mail in hand."""

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.faces.cli.installations import wait
from tests.spine.outreach.sinks import Sink


@dataclass(frozen=True, slots=True)
class Mail:
    """By which it is known, whom it is for, and what stands above it."""

    message_id: str
    recipient: str
    subject: str


class Keeping(Sink):
    """Between the last dot and its answer it waits, if told to: the mail is kept, and its sender does not know."""

    def __init__(self) -> None:
        super().__init__()
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # it would tell of every line
        self.caught: list[str] = []
        self._shall_wait = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if self._shall_wait.is_set():
            self.caught.append(read(envelope).message_id)
            while self._shall_wait.is_set():
                await asyncio.sleep(0.01)
        return answer

    def within_a_mail(self, kill: Callable[[], None]) -> None:
        """Kill while a mail is here, and its sender waits to hear so."""
        before = len(self.caught)
        self._shall_wait.set()
        try:
            wait(lambda: len(self.caught) > before, "a mail is in hand")
            kill()
        finally:
            self._shall_wait.clear()

    @property
    def kept(self) -> list[Mail]:
        """All that came, in its order."""
        return [read(mail) for mail in self.mails]


def read(envelope: Envelope) -> Mail:
    """A mail as it came."""
    assert isinstance(envelope.content, bytes)
    mail = message_from_bytes(envelope.content, policy=default)
    return Mail(str(mail["Message-ID"]), envelope.rcpt_tos[0], str(mail["Subject"]))
