"""What the worker does, and the mails that a mail server then has: as a mail program reads them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage

from tests.spine.outreach.sinks import Sink, listening
from tests.spine.outreach.writing import parsed
from trichter.kernel.environment import Environment
from trichter.spine import reactions
from trichter.spine.outreach import sending, transports
from trichter.spine.outreach.transports import Transport


@dataclass(frozen=True)
class Mail:
    """As it arrived."""

    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def text(self) -> str:
        return self._part("plain")

    def links(self) -> list[str]:
        """The addresses in its text."""
        return re.findall(r"https?://\S+", self.text)

    def _part(self, kind: str) -> str:
        body = self.message.get_body((kind,))
        assert body is not None, f"no {kind} in “{self.subject}”"
        return str(body.get_content())


class Post:
    """The worker with a way out, and the other end of it."""

    def __init__(self, sink: Sink, transport: Transport) -> None:
        self._sink = sink
        self._transport = transport
        self._seen = 0

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator["Post"]:
        """Over a mail server of its own."""
        sink = Sink()
        with listening(sink) as port:
            transport = transports.configured(Environment(mail_url=f"smtp://127.0.0.1:{port}?tls=none"))
            assert transport is not None
            yield cls(sink, transport)
            transport.close()

    def works(self) -> list[Mail]:
        """All that is due; the mails that arrived meanwhile."""
        while reactions.drain() or sending.send_next(self._transport):
            pass
        arrived = self._sink.mails[self._seen :]
        self._seen += len(arrived)
        return [Mail(mail.rcpt_tos[0], parsed(bytes(mail.content or b""))) for mail in arrived]  # type: ignore[arg-type]
