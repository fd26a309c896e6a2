"""Writes about the firm itself. It is no person of the funnel, so this does not pass `record()`."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import CharField
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from trichter.facts.house import queries
from trichter.facts.house.colours import HEX, LEAST, contrast
from trichter.facts.house.legalforms import LEGAL_FORMS
from trichter.facts.house.models import HouseRow, PrivacyNotice
from trichter.facts.house.queries import FIELDS, Notice
from trichter.kernel import clock
from trichter.kernel.declaring import Declared, declare
from trichter.kernel.errors import DomainError

LANGUAGES = ("de", "en")
_VAT_ID = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,13}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LENGTHS = {field.name: field.max_length for field in HouseRow._meta.fields if isinstance(field, CharField)}


class WrongDetail(DomainError):
    """What is wrong with one field of the firm; `field` says which."""

    def __init__(self, field: str, **given: Any) -> None:
        super().__init__(**given)
        self.field = field


class TooLong(WrongDetail):
    sentence = _("This is too long: at most %(most)s characters.")


class NoColour(WrongDetail):
    sentence = _("“%(value)s” is no colour; write it as #rrggbb.")


class TooPale(WrongDetail):
    sentence = _("White text cannot be read on %(value)s: its contrast is %(found)s, at least %(least)s is needed.")


class NoAddress(WrongDetail):
    sentence = _("“%(value)s” is not an e-mail address.")


class NoLegalForm(WrongDetail):
    sentence = _("There is no legal form “%(value)s”.")


class NoCountry(WrongDetail):
    sentence = _("“%(value)s” is no country; write its two letters, such as DE.")


class NoVatId(WrongDetail):
    sentence = _("“%(value)s” is no VAT ID; it begins with two letters, such as DE123456789.")


class NoWebsite(WrongDetail):
    sentence = _("“%(value)s” is not an address of the web; it begins with https://.")


class EmptyNotice(DomainError):
    sentence = _("The privacy notice has no text.")


class NoSuchLanguage(DomainError):
    sentence = _("There is no language “%(language)s”.")


@transaction.atomic
def change(**said: str) -> Declared:
    """Keep what the firm says of itself; fields left out stay as they are. Raises a `WrongDetail`."""
    if unknown := said.keys() - set(FIELDS):
        raise TypeError(f"the house has no {', '.join(sorted(unknown))}")
    transaction.on_commit(queries.house.forget)
    return declare(HouseRow, key={"id": 1}, holds={field: check(field, value) for field, value in said.items()})


@transaction.atomic
def publish_notice(language: str, text: str) -> Notice:
    """The notice with exactly this text: the version in force if it says the same, else the next (LAW 1.15).

    Raises `EmptyNotice` and `NoSuchLanguage`.
    """
    if language not in LANGUAGES:
        raise NoSuchLanguage(language=language)
    text = _tidied(text)
    if not text:
        raise EmptyNotice
    # Of two who publish at once, the second sees the first one's version.
    HouseRow.objects.get_or_create(id=1)
    HouseRow.objects.select_for_update(no_key=True).get(id=1)
    latest = PrivacyNotice.objects.filter(language=language).order_by("-version").first()
    if latest is None or latest.text != text:
        version = latest.version + 1 if latest else 1
        latest = PrivacyNotice.objects.create(language=language, version=version, text=text, published_at=clock.now())
        transaction.on_commit(queries.notice.forget)
    return Notice(latest.pk, latest.version, latest.language, latest.text, latest.published_at)


def declare_notice(language: str, text: str) -> Declared:
    """See to it that this is the notice in force; `CHANGED` means that a new version was published."""
    before = PrivacyNotice.objects.filter(language=language).count()
    if publish_notice(language, text).version == before:
        return Declared.SAME
    return Declared.CHANGED if before else Declared.MADE


def _tidied(text: str) -> str:
    """As a browser's and a file's line ends are one, so that neither makes a version of its own."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def check(field: str, value: str) -> str:
    """The value as it will be kept. Raises a `WrongDetail`."""
    value = " ".join(value.split())
    most = _LENGTHS[field] or 0
    if len(value) > most:
        raise TooLong(field, most=most)
    special = _CHECKS.get(field)
    return special(value) if special and (value or field in _NEVER_EMPTY) else value


def _accent(value: str) -> str:
    value = value.lower()
    if not HEX.fullmatch(value):
        raise NoColour("accent", value=value)
    if (found := contrast(value, "#ffffff")) < LEAST:
        raise TooPale("accent", value=value, found=number_format(found, 2), least=number_format(LEAST))
    return value


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise NoAddress("email", value=value) from None
    return value


def _legal_form(value: str) -> str:
    if value not in LEGAL_FORMS:
        raise NoLegalForm("legal_form", value=value)
    return value


def _country(value: str) -> str:
    if not _COUNTRY.fullmatch(value.upper()):
        raise NoCountry("country", value=value)
    return value.upper()


def _vat_id(value: str) -> str:
    bare = value.upper().replace(" ", "")
    if not _VAT_ID.fullmatch(bare):
        raise NoVatId("vat_id", value=value)
    return bare


def _website(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_whole = False
    if not is_whole:
        raise NoWebsite("website", value=value)
    return value


_NEVER_EMPTY = ("accent", "country")
_CHECKS: dict[str, Callable[[str], str]] = {
    "accent": _accent,
    "email": _email,
    "legal_form": _legal_form,
    "country": _country,
    "vat_id": _vat_id,
    "website": _website,
}
