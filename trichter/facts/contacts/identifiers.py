"""Normal forms of the keys by which people are known again; what is not in one of them is refused with a sentence."""

import re
from functools import lru_cache

import phonenumbers
from django.utils.translation import gettext_lazy as _
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from phonenumbers import PhoneMetadata

from trichter.facts.contacts.models import IdentifierKind
from trichter.kernel.errors import DomainError


class BadEmail(DomainError):
    sentence = _("“%(given)s” is not an e-mail address.")


class BadPhone(DomainError):
    sentence = _("“%(given)s” is not a phone number; write it as +49 40 123456.")


class BadExternalId(DomainError):
    sentence = _("An external id needs a system and an id without control characters.")


def email(given: str) -> str:
    """Lower case, NFC, domain in Unicode (RFC 6531). The local part is lowered too: nobody tells Anna@ from anna@.

    Raises `BadEmail`. Deliverability is not asked here: that is a question to the network.
    """
    return _email(given.strip())


_ORDINARY = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,24})", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def _email(given: str) -> str:
    # Nearly all addresses are ASCII and ordinary; for these the library, at 100 µs, would say the same. Not for those
    # in punycode: it writes them in Unicode.
    ordinary = "xn--" not in given.lower() and _ORDINARY.fullmatch(given)
    if (
        ordinary
        and len(given) <= 254
        and given.index("@") <= 64
        and ordinary[1].lower() not in SPECIAL_USE_DOMAIN_NAMES
    ):
        return given.lower()
    try:
        valid = validate_email(given, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise BadEmail(given=given) from None
    return valid.normalized.lower()


def phone(given: str, *, region: str = "DE") -> str:
    """E.164. A number without country code is read as one of `region` (ISO 3166-1). Raises `BadPhone`."""
    given = given.strip()
    return given if given in _normal else _phone(given, region or "DE")


_MOST_NORMAL = 10_000
_normal: set[str] = set()
"""Numbers that were normalised a moment ago: an import checks them, and the recording checks them again."""


@lru_cache(maxsize=4096)
def _phone(given: str, region: str) -> str:
    normal = _domestic(given, region) or _parsed(given, region)
    if len(_normal) >= _MOST_NORMAL:
        _normal.clear()
    _normal.add(normal)
    return normal


_DOMESTIC = re.compile(r"0[1-9][0-9]*(?:[ /-]?[0-9]+)*")
_BETWEEN = str.maketrans("", "", " /-")


def _domestic(given: str, region: str) -> str | None:
    """The commonest form, 0 and digits, which the library reads in 60 µs: the same by its table. Others: None."""
    known = PhoneMetadata.metadata_for_region(region)
    if known is None or known.general_desc is None or known.national_prefix_transform_rule:
        return None
    if known.national_prefix_for_parsing != "0":
        return None
    digits = given.translate(_BETWEEN)[1:] if _DOMESTIC.fullmatch(given) else ""
    return f"+{known.country_code}{digits}" if len(digits) in known.general_desc.possible_length else None


def _parsed(given: str, region: str) -> str:
    try:
        number = phonenumbers.parse(given.replace("(0)", ""), region)
    except phonenumbers.NumberParseException:
        raise BadPhone(given=given) from None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise BadPhone(given=given)
    # "4711" alone rings in one town, or nowhere: only a number that there is may come without its prefix.
    if given[:1] not in "+0(" and not phonenumbers.is_valid_number(number):
        raise BadPhone(given=given)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def external(system: str, given: str) -> str:
    """`system:id`. Raises `BadExternalId`."""
    system, given = system.strip().lower(), given.strip()
    if not system or ":" in system or not given or not (system + given).isprintable():
        raise BadExternalId
    return f"{system}:{given}"


EMAIL, EXTERNAL, PHONE, VISITOR = (
    IdentifierKind.EMAIL.value,
    IdentifierKind.EXTERNAL.value,
    IdentifierKind.PHONE.value,
    IdentifierKind.VISITOR.value,
)
"""The kinds as they are stored, in the order in which they decide."""
STRONG = frozenset({EMAIL, EXTERNAL})
"""The kinds that decide whose a touchpoint is."""
