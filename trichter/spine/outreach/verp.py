"""The address to which a mail returns: it bears a signed token of the letter, so that a bounce knows its letter even if
its server sends back nothing of it, and nobody can forge one for another's letter."""

import base64
import binascii
import hashlib
import hmac
import re

from trichter.kernel.environment import environment
from trichter.kernel.keys import key

_SEAL = 8
_SAID = b"trichter.return"
_TOKEN = re.compile(r"\+([a-z2-7]{15,26})@", re.IGNORECASE)


def return_address(letter: int) -> str | None:
    """`bounces+<token>@firma.example`, if the house has said where mail returns to."""
    known = environment().return_address
    if known is None:
        return None
    local, _at, domain = known.partition("@")
    return f"{local}+{token(letter)}@{domain}"


def token(letter: int) -> str:
    """In letters that survive any mail server: those lower the local part, or raise it."""
    number = letter.to_bytes((letter.bit_length() + 7) // 8 or 1, "big")
    return base64.b32encode(number + _seal(number)).decode().rstrip("=").lower()


def read(address: str) -> int | None:
    """The letter whose token is in the address, or none."""
    found = _TOKEN.search(address)
    if found is None:
        return None
    padded = found[1].upper() + "=" * (-len(found[1]) % 8)
    try:
        said = base64.b32decode(padded)
    except binascii.Error:
        return None
    number, seal = said[:-_SEAL], said[-_SEAL:]
    return int.from_bytes(number, "big") if hmac.compare_digest(seal, _seal(number)) else None


def _seal(number: bytes) -> bytes:
    return hmac.digest(key("django"), _SAID + number, hashlib.sha256)[:_SEAL]
