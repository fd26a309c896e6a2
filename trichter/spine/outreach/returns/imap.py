"""Returned mails and replies from a mailbox (IMAP4rev1): what is filed is marked as seen, and only then.

What cannot be filed is tried at three visits; then it is flagged and kept as it is, for it is first in line each time.
"""

import imaplib
import ssl
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

import structlog
from django.db import InterfaceError, OperationalError

from trichter.spine.outreach.returns import filing

PATIENCE = 30.0
_MOST = 200
"""Mails fetched in one visit."""
_PORT = 993
_MOST_FAILURES = 3
_SEEN, _GIVEN_UP = r"(\Seen)", r"(\Seen \Flagged)"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where to look. TLS always; `?ca=` names a file of certificate authorities to trust instead of the system's."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    authorities: str | None = None
    failures: Counter[bytes] = field(default_factory=Counter, compare=False)
    """How often each could not be filed, by its number, since we began."""

    @classmethod
    def at(cls, url: str) -> "Mailbox":
        """From imaps://user:password@host/INBOX."""
        parts = urlsplit(url)
        return cls(
            host=parts.hostname or "",
            port=parts.port or _PORT,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            authorities=parse_qs(parts.query).get("ca", [None])[0],
        )

    def visit(self) -> int:
        """File what is unseen; answers how many mails. Raises `OSError` and `imaplib.IMAP4.error`, and what a database
        that is away raises: then nothing more is marked, and the next visit finds it again."""
        trusted = ssl.create_default_context(cafile=self.authorities)
        server = imaplib.IMAP4_SSL(self.host, self.port, ssl_context=trusted, timeout=PATIENCE)
        try:
            server.login(self.user, self.password)
            status, said = server.select(_quoted(self.folder))
            if status != "OK":
                raise imaplib.IMAP4.error(said)
            filed = self._file(server)
            server.logout()
            return filed
        finally:
            with suppress(OSError):
                server.shutdown()  # imaplib leaves the socket of a server that has hung up open

    def _file(self, server: imaplib.IMAP4) -> int:
        filed = 0
        _status, found = server.uid("SEARCH", "UNSEEN")
        for uid in (found[0] or b"").split()[:_MOST]:
            _status, parts = server.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{filing.LARGEST}>)")
            raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
            mark = raw is not None and self._mark(uid, raw)
            if mark:
                # After the commit: a mail that is marked and not filed would be lost, one filed twice is filed once.
                server.uid("STORE", uid.decode(), "+FLAGS", mark)
                filed += 1
        return filed

    def _mark(self, uid: bytes, raw: bytes) -> str:
        """How to mark the mail. One that cannot be filed holds up no other; nothing while it may be tried again."""
        try:
            filing.file(raw)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            self.failures[uid] += 1
            log.warning("a returned mail could not be filed", times=self.failures[uid], exc_info=True)
            if self.failures[uid] < _MOST_FAILURES:
                return ""
            filing.give_up(raw)
            return _GIVEN_UP
        return _SEEN


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
