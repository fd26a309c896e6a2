"""Returned mails and replies from a mailbox (IMAP4rev1): what is filed is marked as seen, and only then."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

import structlog
from django.db import InterfaceError, OperationalError

from trichter.spine.outreach.returns import filing

PATIENCE = 30.0
_MOST = 200
"""Mails fetched in one visit."""
_PORT = 993

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
            filed = sum(1 for _mail in _filed(server))
            server.logout()
            return filed
        finally:
            with suppress(OSError):
                server.shutdown()  # imaplib leaves the socket of a server that has hung up open


def _filed(server: imaplib.IMAP4) -> Iterator[bytes]:
    _status, found = server.uid("SEARCH", "UNSEEN")
    for uid in (found[0] or b"").split()[:_MOST]:
        _status, parts = server.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{filing.LARGEST}>)")
        raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
        if raw is not None and _is_filed(raw):
            # After the commit: a mail that is marked and not filed would be lost, one filed twice is filed once.
            server.uid("STORE", uid.decode(), "+FLAGS", r"(\Seen)")
            yield raw


def _is_filed(raw: bytes) -> bool:
    """One mail that cannot be filed holds up no other; it stays unseen, where a colleague may find it."""
    try:
        filing.file(raw)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.warning("a returned mail could not be filed", exc_info=True)
        return False
    return True


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
