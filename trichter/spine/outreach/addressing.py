"""Addresses and names as header lines and SMTP bear them: nothing that was typed can become a line of its own."""

import re
from dataclasses import dataclass

import idna
from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError

_LOCAL = re.compile(r"[^\s\x00-\x20\x7f\"(),:;<>@\[\\\]]{1,64}")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class NotWritable(DomainError):
    sentence = _("“%(address)s” is no address that a mail can be sent to.")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address whose domain is ASCII (IDNA 2008). A local part in other letters needs a server with SMTPUTF8."""

    local: str
    domain: str

    @property
    def is_international(self) -> bool:
        """Whether it can travel only by RFC 6531."""
        return not self.local.isascii()

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


def mailbox(address: str) -> Mailbox:
    """Raises `NotWritable` for what could break out of a header or a command."""
    local, _at, domain = address.strip().rpartition("@")
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        ascii_domain = ""
    if not _is_local(local) or not _DOMAIN.fullmatch(ascii_domain) or len(ascii_domain) > 253:
        raise NotWritable(address=one_line(address))
    return Mailbox(local, ascii_domain)


def _is_local(local: str) -> bool:
    dotted = local.startswith(".") or local.endswith(".") or ".." in local
    return bool(_LOCAL.fullmatch(local)) and not dotted and not _CONTROL.search(local)


def one_line(text: str) -> str:
    """Control characters and line ends become spaces."""
    return " ".join(_CONTROL.sub(" ", text).split())
