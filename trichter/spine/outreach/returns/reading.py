"""What came back, read: a notice that a mail did not arrive, a complaint, a machine's answer, or a person's."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from typing import Literal

from trichter.spine.outreach.addressing import one_line
from trichter.spine.outreach.classifying import status_of

What = Literal["bounce", "delay", "complaint", "automatic", "mail", "nothing", "nonsense"]

_IDS = re.compile(r"<[^<>\s]{3,250}>")
_ID_IN_TEXT = re.compile(r"^\s*(?:>\s*)?message-id:\s*(<[^<>\s]{3,250}>)", re.IGNORECASE | re.MULTILINE)
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
_TAG = re.compile(r"<(?:style|script|head)\b.*?</(?:style|script|head)\s*>|<[^>]{0,2000}>", re.IGNORECASE | re.DOTALL)
# From the code to the end of the line: what a server said, or what qmail makes of it.
_VERDICT = re.compile(r"(?<![\d.])(?:[45]\d\d[ -](?=\S)|#?[45]\.\d{1,3}\.\d{1,3}(?![\d.])).*")
_LONGEST_TEXT = 10_000
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Returned:
    """It, as far as it can be read. `addresses` are those it came to, `answers` the Message-IDs it speaks of."""

    what: What
    addresses: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    text: str = ""
    status: str = ""
    diagnosis: str = ""


def read(raw: bytes) -> Returned:
    """Never raises: what cannot be read is nonsense."""
    try:
        mail = message_from_bytes(raw)
        if not mail.keys():
            return Returned("nonsense")
        return _read(mail)
    except RecursionError:
        return Returned("nonsense")


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
    actions = {_value(block, "action").lower(): block for block in reversed(blocks)}
    for action in ("failed", "delayed"):
        if action in actions:
            block = actions[action]
            diagnosis = _value(block, "diagnostic-code").partition(";")[2].strip() or _value(block, "diagnostic-code")
            what: What = "bounce" if action == "failed" else "delay"
            status = status_of(_value(block, "status")) or status_of(diagnosis)
            return _said(mail, parts, what, answers=_quoted(parts), status=status, diagnosis=diagnosis)
    return _said(mail, parts, "nothing", answers=_quoted(parts))  # delivered, relayed, expanded


def _plain_notice(mail: "Message", parts: list["Message"]) -> Returned:
    """A server that writes its notice in prose: Exim of old, qmail, and whoever copies them."""
    text = _text(parts)
    found = _VERDICT.search(text)
    diagnosis = found[0].strip() if found else ""
    status = status_of(diagnosis)
    what: What = "delay" if re.search(r"\bdelayed\b|warning: message", _subject(mail), re.IGNORECASE) else "bounce"
    return _said(mail, parts, what, answers=_quoted(parts), status=status, diagnosis=diagnosis)


def _complaint(mail: "Message", parts: list["Message"], report: "Message") -> Returned:
    """RFC 5965. “not-spam” is a compliment."""
    blocks = report.get_payload()
    block = blocks[0] if isinstance(blocks, list) and blocks and isinstance(blocks[0], Message) else report
    told = _value(block, "feedback-type") or _field_in(report, "feedback-type")
    what: What = "nothing" if told.lower() == "not-spam" else "complaint"
    return _said(mail, parts, what, answers=_quoted(parts))


def _said(
    mail: "Message",
    parts: list["Message"],
    what: What,
    *,
    answers: tuple[str, ...],
    status: str = "",
    diagnosis: str = "",
) -> Returned:
    return Returned(
        what=what,
        addresses=tuple(value for name in _ARRIVED for value in map(str, mail.get_all(name, []))),
        answers=answers,
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


def _quoted(parts: list["Message"]) -> tuple[str, ...]:
    """The Message-IDs of what was sent back, in its parts or in the prose."""
    found: list[str] = []
    for part in parts[1:]:
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            found += _ID_IN_TEXT.findall(_as_text(part))
    return tuple(dict.fromkeys([*found, *_ID_IN_TEXT.findall(_text(parts))]))


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
                said = html.unescape(_TAG.sub(" ", said)) if wanted == "text/html" else said
                if said.strip():
                    return said.strip()[:_LONGEST_TEXT]
    return ""


def _as_text(part: "Message") -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        return "\n".join(
            f"{name}: {value}" for inner in payload if isinstance(inner, Message) for name, value in inner.items()
        )
    content = part.get_payload(decode=True)
    said = content if isinstance(content, bytes) else str(payload).encode("utf-8", "replace")
    try:
        return said.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
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
    return parseaddr(_value(mail, "from"))[1]


def _subject(mail: "Message") -> str:
    return one_line(_value(mail, "subject"))


def _value(mail: "Message", name: str) -> str:
    raw = str(mail.get(name, ""))
    try:
        return str(make_header(decode_header(raw)))
    except (ValueError, LookupError, UnicodeError):
        return raw
