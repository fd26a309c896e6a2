"""What came back, read: a notice that a mail did not arrive, a complaint, a machine's answer, or a person's."""

import codecs
import html
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from email.utils import parseaddr
from typing import Literal

import nh3
import structlog

from trichter.kernel.text import storable
from trichter.spine.outreach.addressing import one_line
from trichter.spine.outreach.classifying import status_of

What = Literal["bounce", "delay", "complaint", "automatic", "mail", "nothing", "nonsense"]

_IDS = re.compile(r"<[!-;=?-~]{3,250}>")
_ID_IN_TEXT = re.compile(r"^[ \t]*(?:>[ \t]*)?message-id:\s*(<[!-;=?-~]{3,250}>)", re.IGNORECASE | re.MULTILINE)
_RETURNED_TO = re.compile(
    r"^[ \t]*(?:return-path|x-postfix-sender|original-mail-from):(.{0,400})", re.IGNORECASE | re.MULTILINE
)
_ADDRESS = re.compile(r"[^\s<>@\"(),:;]{1,64}@[^\s<>@\"(),:;]{1,253}")
_DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|mail-?daemon)@", re.IGNORECASE)
_AUTOMATIC_SUBJECT = re.compile(
    r"^(?:auto(?:matic)? ?(?:reply|response)|automatische antwort|abwesenheit|out of (?:the )?office|autoreply)\b",
    re.IGNORECASE,
)
_ARRIVED = ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "apparently-to")
_QUOTED = re.compile(
    r"^(?:>|_{10,}|-{2,} ?(?:original message|ursprüngliche nachricht)|(?:am|on) .{4,120} (?:schrieb|wrote)\b)",
    re.IGNORECASE,
)
# From the code to the end of the line: what a server said, or what qmail makes of it.
_VERDICT = re.compile(r"(?<![\d.])(?:[45]\d\d[ -](?=\S)|#?[45]\.\d{1,3}\.\d{1,3}(?![\d.])).*")
_LONGEST_TEXT = 10_000
_LONGEST_FIELD = 10_000
_LONGEST_ADDRESS = 320
_MOST_OF_A_PART = 64 * 1024
"""So much of each is looked at: what we ask for stands at its beginning."""
_BEGINNING = 16 * 1024
_MOST_PARTS = 2_000
_MOST_NESTS = 100
_DEEPEST = 12
_SENT_BACK = frozenset({"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"})
_REPORTS = frozenset({"message/delivery-status", "message/feedback-report"})
_HIDDEN = {"style", "script", "head", "title"}
_NO_CHARSETS = frozenset({"idna", "punycode"})
"""Codecs of domain names, whose time grows with the square of the text."""

log = structlog.get_logger(__name__)


class _Bounded(Compat32):
    """Reads no field to its end that has none."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_FIELD]


@dataclass(frozen=True, slots=True)
class Returned:
    """It, as far as it can be read. `addresses` are those it came to, and those to which what it sends back was to
    return; `answers` the Message-IDs it speaks of, `recipients` whom it says were not reached, or complain."""

    what: What
    addresses: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    text: str = ""
    status: str = ""
    diagnosis: str = ""


def read(raw: bytes) -> Returned:
    """Never raises: what cannot be read is nonsense."""
    try:
        mail = message_from_bytes(_manageable(raw), policy=_Bounded())
        return _read(mail) if mail.keys() else Returned("nonsense")
    except Exception:
        # Whoever can write to us chooses what the parser meets: no mail may hold up those behind it.
        log.warning("a returned mail could not be read", exc_info=True)
        return Returned("nonsense")


def _manageable(raw: bytes) -> bytes:
    """Of a report only as much as it takes, for each of its empty lines may begin a block; of a mail that is more
    scaffold than words only the beginning, for each layer is asked about every line."""
    lowered = raw.lower()
    if lowered.count(b"multipart/") + lowered.count(b"message/") > _MOST_NESTS or raw.count(b"\n--") > _MOST_PARTS:
        return raw[:_BEGINNING]
    return raw[:_MOST_OF_A_PART] if b"message/delivery-status" in lowered else raw


def _read(mail: "Message") -> Returned:
    parts = list(_walk(mail))
    kinds = {part.get_content_type(): part for part in reversed(parts)}
    if "message/feedback-report" in kinds:
        return _complaint(mail, parts, kinds["message/feedback-report"])
    if "message/delivery-status" in kinds:
        return _notice(mail, parts, kinds["message/delivery-status"])
    if "x-failed-recipients" in mail or _DAEMON.match(_sender(mail)):
        return _plain_notice(mail, parts)
    return _said(mail, parts, "automatic" if _is_automatic(mail) else "mail", answers=_answered(mail))


def _notice(mail: "Message", parts: list["Message"], report: "Message") -> Returned:
    """RFC 3464. Of several recipients the worst counts: ours is one letter to one."""
    blocks = [block for block in report.get_payload() if isinstance(block, Message)] or [report]
    for action in ("failed", "delayed"):
        if told := [block for block in blocks if _value(block, "action").lower() == action]:
            block = told[0]
            diagnosis = _value(block, "diagnostic-code").partition(";")[2].strip() or _value(block, "diagnostic-code")
            what: What = "bounce" if action == "failed" else "delay"
            status = status_of(_value(block, "status")) or status_of(diagnosis)
            recipients = _named(told, "final-recipient", "original-recipient")
            return _told_back(mail, parts, what, recipients=recipients, status=status, diagnosis=diagnosis)
    return _told_back(mail, parts, "nothing")  # delivered, relayed, expanded


def _plain_notice(mail: "Message", parts: list["Message"]) -> Returned:
    """A server that writes its notice in prose: Exim of old, qmail, and whoever copies them."""
    text = _text(parts)
    found = _VERDICT.search(text)
    diagnosis = found[0].strip() if found else ""
    status = status_of(diagnosis)
    what: What = "delay" if re.search(r"\bdelayed\b|warning: message", _subject(mail), re.IGNORECASE) else "bounce"
    recipients = tuple(_ADDRESS.findall(f"{_value(mail, 'x-failed-recipients')} {text}"))
    return _told_back(mail, parts, what, recipients=recipients, status=status, diagnosis=diagnosis)


def _complaint(mail: "Message", parts: list["Message"], report: "Message") -> Returned:
    """RFC 5965. “not-spam” is a compliment."""
    blocks = report.get_payload()
    block = blocks[0] if isinstance(blocks, list) and blocks and isinstance(blocks[0], Message) else report
    told = _value(block, "feedback-type") or _field_in(report, "feedback-type")
    what: What = "nothing" if told.lower() == "not-spam" else "complaint"
    return _told_back(mail, parts, what, recipients=_named([block], "original-rcpt-to", "removal-recipient"))


def _named(blocks: Sequence["Message"], *fields: str) -> tuple[str, ...]:
    """The addresses of a report: `rfc822; a@b.example` or `<a@b.example>`."""
    values = (str(value) for block in blocks for field in fields for value in block.get_all(field, []))
    return tuple(address for value in values for address in _ADDRESS.findall(value.rpartition(";")[2]))


def _told_back(
    mail: "Message",
    parts: list["Message"],
    what: What,
    *,
    recipients: tuple[str, ...] = (),
    status: str = "",
    diagnosis: str = "",
) -> Returned:
    """What a server says of a mail of ours: which one it was, stands in its parts or in the prose."""
    about = [part for part in parts[1:] if part.get_content_type() in _SENT_BACK | _REPORTS]
    texts = [*(_as_text(part) for part in about), _text(parts)]
    return _said(
        mail,
        parts,
        what,
        answers=tuple(dict.fromkeys(name for text in texts for name in _ID_IN_TEXT.findall(text))),
        returned_to=tuple(address for text in texts for address in _RETURNED_TO.findall(text)),
        recipients=recipients,
        status=status,
        diagnosis=diagnosis,
    )


def _said(
    mail: "Message",
    parts: list["Message"],
    what: What,
    *,
    answers: tuple[str, ...],
    returned_to: tuple[str, ...] = (),
    recipients: tuple[str, ...] = (),
    status: str = "",
    diagnosis: str = "",
) -> Returned:
    arrived = tuple(value for name in _ARRIVED for value in map(str, mail.get_all(name, [])))
    return Returned(
        what=what,
        addresses=arrived + returned_to,
        answers=answers,
        recipients=recipients,
        message_id=next(iter(_IDS.findall(_value(mail, "message-id"))), ""),
        sender=_sender(mail),
        subject=_subject(mail)[:500],
        text=_unquoted(_text(parts)) if what in ("mail", "automatic") else _text(parts),
        status=status,
        diagnosis=one_line(diagnosis)[:1_000],
    )


def _is_automatic(mail: "Message") -> bool:
    """RFC 3834, and what machines write that do not know it."""
    if _value(mail, "auto-submitted").partition(";")[0].strip().lower() not in ("", "no"):
        return True
    if any(name in mail for name in ("x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply-from")):
        return True
    if _value(mail, "precedence").lower() in ("auto_reply", "bulk", "junk"):
        return True
    return _value(mail, "return-path").strip() == "<>" or bool(_AUTOMATIC_SUBJECT.match(_subject(mail)))


def _answered(mail: "Message") -> tuple[str, ...]:
    """What it answers, the nearest first."""
    near, far = _IDS.findall(_value(mail, "in-reply-to")), _IDS.findall(_value(mail, "references"))
    return tuple(dict.fromkeys([*near, *reversed(far)]))


def _walk(mail: "Message", depth: int = 0) -> Iterator["Message"]:
    """The parts, but not those of a mail within it: what is sent back to us must not speak for the notice."""
    yield mail
    if depth < _DEEPEST and mail.get_content_maintype() == "multipart" and isinstance(mail.get_payload(), list):
        for part in mail.get_payload():
            if isinstance(part, Message):
                yield from _walk(part, depth + 1)


def _text(parts: list["Message"]) -> str:
    """Its words: of the first part that has some."""
    for wanted in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == wanted and "attachment" not in _value(part, "content-disposition").lower():
                said = _as_text(part)
                said = _words(said) if wanted == "text/html" else said
                if said.strip():
                    return said.strip()[:_LONGEST_TEXT]
    return ""


def _words(page: str) -> str:
    """Of HTML what a reader sees, by a parser that takes no longer for bad HTML than for good."""
    return html.unescape(nh3.clean(page.replace("<", " <"), tags=set(), clean_content_tags=_HIDDEN))


def _as_text(part: "Message") -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        inner = (f"{name}: {value}" for one in payload if isinstance(one, Message) for name, value in one.items())
        return "\n".join(inner)[:_MOST_OF_A_PART]
    content = part.get_payload(decode=True)
    said = content if isinstance(content, bytes) else str(payload).encode("utf-8", "replace")
    decoded = _decoded(said[:_MOST_OF_A_PART], part)
    return storable(decoded)  # type: ignore[no-any-return]


def _decoded(said: bytes, part: "Message") -> str:
    with suppress(LookupError, ValueError):  # a charset that nobody knows, or that is none
        charset = part.get_content_charset() or "utf-8"
        if codecs.lookup(charset).name not in _NO_CHARSETS:
            return said.decode(charset, "replace")
    return said.decode("utf-8", "replace")


def _unquoted(text: str) -> str:
    """What they wrote, without our own words under it."""
    lines = text.splitlines()
    end = next((place for place, line in enumerate(lines) if place and _QUOTED.match(line.strip())), len(lines))
    return "\n".join(lines[:end]).strip() or text


def _field_in(part: "Message", name: str) -> str:
    found = re.search(rf"^{name}:\s*(\S+)", _as_text(part), re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""


def _sender(mail: "Message") -> str:
    """Whose address is longer than any can be writes from none."""
    address = parseaddr(_value(mail, "from"))[1]
    return address if len(address) <= _LONGEST_ADDRESS else ""


def _subject(mail: "Message") -> str:
    return one_line(_value(mail, "subject"))


def _value(mail: "Message", name: str) -> str:
    raw = str(mail.get(name, ""))[:_LONGEST_FIELD]
    try:
        return str(storable(str(make_header(decode_header(raw)))))
    except (ValueError, LookupError, MessageError):
        return str(storable(raw))
