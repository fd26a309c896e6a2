"""What a status of a mail server means for us (RFC 3463; LAW 2.3).

Libraries call 5.2.2 (mailbox full) and 5.7.515 (our DNS is wrong) permanent failures of the address; they are not, and
an address suppressed for our own fault is a customer lost.
"""

import re
from enum import StrEnum

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<!\d)([45])(\d\d)[ -]")

_ADDRESS_IS_WRONG = frozenset({(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (1, 6), (1, 10), (2, 1)})
"""No such mailbox, no such domain, moved without a trace, a domain that takes no mail; 5.2.1 is a mailbox closed."""
_OURS = frozenset({7, 6})
"""Policy, reputation, authentication (7), content that the other side does not take (6): the address may be fine."""
_UNKNOWN_USER = re.compile(
    r"user unknown|unknown user|no such (?:user|recipient|mailbox)|mailbox (?:not found|unavailable)"
    r"|recipient (?:address )?(?:unknown|not found)|does not exist|account (?:has been )?(?:disabled|closed)",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"mailbox (?:is )?full|over ?quota|quota exceeded|out of storage|insufficient storage", re.IGNORECASE
)
_POLICY = re.compile(
    r"spam|blocked|black ?list|block ?list|spf|dkim|dmarc|authenticat|reputation|policy|denied", re.IGNORECASE
)


class Severity(StrEnum):
    """Whose trouble it is: the address does not work, it may work later, or we as senders are refused."""

    HARD = "hard"
    SOFT = "soft"
    SENDER = "sender"


def status_of(text: str) -> str:
    """The enhanced status code in an answer of a server; from a bare reply code (550) the class with zeros; or none."""
    if found := _ENHANCED.search(text):
        return ".".join(str(int(part)) for part in found.groups())
    if bare := _REPLY.match(text.lstrip()):
        return f"{bare[1]}.0.0"
    return ""


def weigh(status: str, text: str = "") -> Severity:
    """How a failure counts: the status decides, the words only where it says nothing (x.0.0) or nothing is there."""
    found = _ENHANCED.search(status) or _ENHANCED.search(status_of(text))
    if found is None:
        return Severity.SOFT
    kind, subject, detail = (int(part) for part in found.groups())
    if kind != 5:
        return Severity.SENDER if subject == 7 else Severity.SOFT
    if (subject, detail) in _ADDRESS_IS_WRONG:
        return _unless_policy(text) if (subject, detail) == (1, 0) else Severity.HARD
    if subject in _OURS or (subject, detail) in ((1, 7), (1, 8)):
        return Severity.SENDER
    return _by_words(text) if (subject, detail) == (0, 0) else Severity.SOFT


def _unless_policy(text: str) -> Severity:
    """5.1.0 is also what servers say of a sender whom they do not want."""
    return Severity.SENDER if _POLICY.search(text) and not _UNKNOWN_USER.search(text) else Severity.HARD


def _by_words(text: str) -> Severity:
    if _FULL.search(text):
        return Severity.SOFT
    if _UNKNOWN_USER.search(text):
        return Severity.HARD
    return Severity.SENDER if _POLICY.search(text) else Severity.SOFT
