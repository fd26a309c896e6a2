"""Domains of the great mail providers as people mistype them: a mail to gmial.com reaches nobody, or a stranger."""

from trichter.facts.contacts.freemail import FREEMAIL

_MISTYPED = {
    "gmail.co": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.cm": "gmail.com",
    "gmail.de": "gmail.com",
    "gmailcom.com": "gmail.com",
    "gmx.dee": "gmx.de",
    "gmx.ed": "gmx.de",
    "gxm.de": "gmx.de",
    "gmy.de": "gmx.de",
    "gmx.nett": "gmx.net",
    "gxm.net": "gmx.net",
    "web.dee": "web.de",
    "web.ed": "web.de",
    "wbe.de": "web.de",
    "wed.de": "web.de",
    "webb.de": "web.de",
    "tonline.de": "t-online.de",
    "t-onlin.de": "t-online.de",
    "hotmail.co": "hotmail.com",
    "outlook.co": "outlook.com",
    "yahoo.co": "yahoo.com",
}
_GREAT = (
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "outlook.de",
    "hotmail.com",
    "hotmail.de",
    "yahoo.com",
    "yahoo.de",
    "icloud.com",
    "t-online.de",
    "freenet.de",
    "posteo.de",
    "mailbox.org",
)
"""Long enough that one wrong letter is a slip and hardly ever another provider."""

_REAL = frozenset({"email.com", "ymail.com", "gmail.at", "gmail.ch", "yahoo.fr", "yahoo.dk", "yahoo.be", "hotmail.dk"})
"""One letter away, and really there."""


def suggestion(address: str) -> str:
    """The address that was probably meant; empty if it looks as meant."""
    local, _at, domain = address.rpartition("@")
    meant = _meant(domain.lower())
    return f"{local}@{meant}" if meant else ""


def _meant(domain: str) -> str:
    if domain in FREEMAIL or domain in _REAL:
        return ""
    if domain in _MISTYPED:
        return _MISTYPED[domain]
    return next((great for great in _GREAT if _is_one_slip_away(domain, great)), "")


def _is_one_slip_away(given: str, meant: str) -> bool:
    """Whether one letter was left out, added, mistaken for another or swapped with its neighbour."""
    if abs(len(given) - len(meant)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(given, meant, strict=False)) if a != b), min(len(given), len(meant)))
    tail, rest = given[start:], meant[start:]
    swapped = len(tail) > 1 and tail[1::-1] + tail[2:] == rest
    return swapped or tail[1:] == rest or tail == rest[1:] or tail[1:] == rest[1:]
