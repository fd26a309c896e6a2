"""One address in all its spellings: ledger and suppression list must recognise it in another case or notation."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from trichter.facts.consent.models import Channel
from trichter.facts.contacts import identifiers
from trichter.kernel.errors import DomainError
from trichter.kernel.text import fold


class NoAddress(DomainError):
    sentence = _("A consent needs the address for which it holds.")


def normalised(address: str, *, channel: str) -> str:
    """The spelling by which two spellings are the same.

    Whatever is not empty has one: an objection to nonsense is recorded too. Raises `NoAddress`, for all the empty
    addresses together would be somebody.
    """
    known = _SPELLINGS[Channel(channel)](address.strip()) or address.strip()
    if not known:
        raise NoAddress
    return known


def digest(address: str, *, channel: str, secret: bytes) -> bytes:
    """The keyed hash by which a chain and the suppression list know an address without holding it."""
    return hmac.digest(secret, normalised(address, channel=channel).encode(), hashlib.sha256)


def postal_line(parts: Iterable[str]) -> str:
    """A postal address in one line: name, street, postal code, city, country."""
    return ", ".join(part for part in parts if part)


def _mail(address: str) -> str:
    """As identifiers spell it. Dots and tags of the local part stay: only its provider knows what they mean."""
    try:
        return identifiers.email(address)
    except identifiers.BadEmail:
        return unicodedata.normalize("NFKC", address).casefold()


def _phone(address: str) -> str:
    try:
        return identifiers.phone(address)
    except identifiers.BadPhone:
        return _PUNCTUATION.sub("", fold(address))


def _post(address: str) -> str:
    """Folded, `Straße` as `Str.`, without punctuation and spaces."""
    return _PUNCTUATION.sub("", _STREET.sub("str", fold(address)))


_PUNCTUATION = re.compile(r"\W+")
_STREET = re.compile(r"strasse\b")
_SPELLINGS: dict[Channel, Callable[[str], str]] = {
    Channel.EMAIL: _mail,
    Channel.MAIL_TRACKING: _mail,
    Channel.PHONE: _phone,
    Channel.POST: _post,
    Channel.TRACKING: str,
}
