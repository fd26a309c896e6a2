"""Reading the mailbox of a house that only tries things out: what would have left, as its recipient would see it."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.db.models import Exists, OuterRef, QuerySet

from trichter.kernel.environment import environment
from trichter.spine.outreach.models import BoxedMail, Message

PAGE = 50
_SHOWN = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe")


@dataclass(frozen=True, slots=True)
class Line:
    """A mail in the list."""

    id: int
    at: datetime
    to: str
    subject: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail opened."""

    id: int
    at: datetime
    subject: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    source: str


def is_kept() -> bool:
    """Whether mails stay here."""
    url = environment().mail_url
    return url is not None and url.get_secret_value() == "mailbox:"


def listing(*, before: int | None = None, with_colleagues: bool) -> list[Line]:
    """A page of it, newest first; `before` is the number of the last one seen.

    What went to colleagues may let its reader into their accounts: without `with_colleagues` it is left out.
    """
    rows = _kept(with_colleagues=with_colleagues)
    rows = rows if before is None else rows.filter(id__lt=before)
    return [_line(row) for row in rows.order_by("-id")[:PAGE]]


def opened(number: int, *, with_colleagues: bool) -> Opened | None:
    """The mail of that number."""
    row = _kept(with_colleagues=with_colleagues).filter(id=number).first()
    if row is None:
        return None
    mail = _read(row)
    return Opened(
        id=row.pk,
        at=row.at,
        subject=str(mail["Subject"] or ""),
        headers=tuple((name, str(mail[name])) for name in _SHOWN if mail[name]),
        text=_part(mail, "plain"),
        html=_part(mail, "html"),
        source=bytes(row.source).decode("utf-8", "replace"),
    )


def _kept(*, with_colleagues: bool) -> QuerySet[BoxedMail]:
    to_colleagues = Message.objects.filter(id=OuterRef("letter_id"), colleague_id__isnull=False)
    return BoxedMail.objects.all() if with_colleagues else BoxedMail.objects.exclude(Exists(to_colleagues))


def _line(row: BoxedMail) -> Line:
    return Line(row.pk, row.at, row.envelope_to, str(_read(row)["Subject"] or ""))


def _read(row: BoxedMail) -> EmailMessage:
    return message_from_bytes(bytes(row.source), policy=policy.default)


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    return str(body.get_content()) if body is not None else ""
