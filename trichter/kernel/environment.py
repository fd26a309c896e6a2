"""Everything an operator may set, typed, with its default: one class, read once from the process environment."""

import socket
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from trichter.kernel import stores

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 compared with, not bound to
_KEY = "Key of {}, 32 bytes in hex or base64, the same on every node; without it a file below the home"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise PydanticCustomError("no_time_zone", "no time zone") from None
    return name


def _url(given: str) -> str:
    try:
        parts = urlsplit(given)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if given and not is_whole:
        raise PydanticCustomError("no_url", "not an address of the web")
    return given


def _store(given: SecretStr) -> SecretStr:
    stores.from_url(given.get_secret_value())
    return given


def _mail_url(given: SecretStr) -> SecretStr:
    url = given.get_secret_value()
    try:
        parts = urlsplit(url)
        is_server = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
        options = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True) if parts.query else {}
        is_known = options.keys() <= {"tls", "ca"} and options.get("tls", ["none"]) == ["none"]
    except ValueError:
        is_server = is_known = False
    if url != "mailbox:" and not (is_server and is_known and parts.path in ("", "/") and not parts.fragment):
        raise PydanticCustomError("no_mail_url", "not an address of a mail server")
    return given


class Environment(BaseSettings):
    """Settings from `TRICHTER_*` variables (and `DATABASE_URL`). `docs/settings.md` explains each."""

    model_config = SettingsConfigDict(env_prefix="TRICHTER_", populate_by_name=True, hide_input_in_errors=True)

    home: Path = Field(
        default=Path("~/.trichter"), description="Folder of the data, the keys and the embedded database"
    )
    database_url: SecretStr | None = Field(
        default=None,
        validation_alias="DATABASE_URL",
        description="PostgreSQL 16 or newer to use instead of the embedded one: postgresql://user:password@host/name",
    )
    files_url: Annotated[SecretStr, AfterValidator(_store)] | None = Field(
        default=None,
        description="Store of the files instead of a folder below the home: s3://key:secret@host/bucket?region=name",
    )
    host: str = Field(default="127.0.0.1", description="Address on which the web server listens")
    port: int = Field(default=8420, ge=1, le=65535, description="Port on which the web server listens")
    public_url: Annotated[str, AfterValidator(_url)] | None = Field(
        default=None, description="Address under which people reach this installation"
    )
    visitors_url: Annotated[str, AfterValidator(_url)] | None = Field(
        default=None,
        description="Address with a host name of its own for the pages of visitors, which then are nowhere else",
    )
    proxies: int = Field(
        default=0,
        ge=0,
        le=10,
        description="Number of our own proxies before the web server; they are believed about a visitor's address",
    )
    visitor_limit: int = Field(
        default=30,
        ge=1,
        description="Submissions of one form from one part of the network in ten minutes before more count as doubtful",
    )
    form_limit: int = Field(
        default=3_000, ge=1, description="Submissions of one form in ten minutes before more count as doubtful"
    )
    mail_url: Annotated[SecretStr, AfterValidator(_mail_url)] | None = Field(
        default=None,
        description="Mail server: smtp://user:password@host:587 (STARTTLS) or smtps://…:465; mailbox: keeps all mail "
        "in the product; without it mails wait",
    )
    time_zone: Annotated[str, AfterValidator(_zone)] = Field(
        default="Europe/Berlin", description="Zone in which times are shown until a person chooses another"
    )
    language: Literal["de", "en"] = Field(default="de", description="Language until a person chooses another")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severity that is logged"
    )
    debug: bool = Field(default=False, description="Show errors in full in the browser; never on a public server")

    unconfirmed_days: int = Field(
        default=7, ge=1, le=14, description="Days after which a sign-up that nobody has confirmed is deleted"
    )

    visit_months: int = Field(
        default=13, ge=1, le=120, description="Months for which the web log of visitors and their visits are kept"
    )

    processes: int = Field(default=2, ge=1, description="Processes in which the web server answers")
    connections: int = Field(default=10, ge=2, description="Most database connections of each of them")
    durable: bool = Field(
        default=True, description="Wait until the embedded database has written to the disk; false only for tests"
    )

    key_django: SecretStr | None = Field(default=None, description=_KEY.format("the sessions and login links"))
    key_suppression: SecretStr | None = Field(default=None, description=_KEY.format("the suppression list"))
    key_requests: SecretStr | None = Field(default=None, description=_KEY.format("the digests of idempotency keys"))
    key_secrets: SecretStr | None = Field(default=None, description=_KEY.format("what is encrypted in the database"))

    return_address: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9._-]{1,30}@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+$",
        description="Address to which undeliverable mail returns, as bounces@firma.example; a “+” and a token of each "
        "mail are put before the “@”. Without it mail returns to its sender's address",
    )
    returns_url: SecretStr | None = Field(
        default=None,
        description="Mailbox in which returned mails and replies are looked for: imaps://user:password@host/INBOX",
    )

    @field_validator("visitors_url")
    @classmethod
    def _hosts_are_two(cls, given: str | None, others: ValidationInfo) -> str | None:
        # A port is not enough: browsers send cookies to all ports of a host (RFC 6265, 8.5).
        of_colleagues = others.data.get("public_url")
        if given and of_colleagues and _hostname(given) == _hostname(of_colleagues):
            raise PydanticCustomError("one_host", "visitors need another host name than colleagues")
        return given

    @property
    def home_path(self) -> Path:
        """The home as an absolute path."""
        return self.home.expanduser().absolute()

    @property
    def mail_name(self) -> str:
        """By which we greet a mail server."""
        return (urlsplit(self.public_url).hostname if self.public_url else None) or socket.gethostname().lower()

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS."""
        return bool(self.public_url and self.public_url.startswith("https://"))

    @property
    def is_https_somewhere(self) -> bool:
        """Whether colleagues or visitors reach us over TLS."""
        return self.is_https or bool(self.visitors_url and self.visitors_url.startswith("https://"))

    @property
    def visitors_host(self) -> str | None:
        """The host name that serves visitors alone, if there is one."""
        return _hostname(self.visitors_url) if self.visitors_url else None

    @property
    def hosts(self) -> list[str]:
        """Host names that may stand in a request: the public one, else those of this machine."""
        visitors = [self.visitors_host] if self.visitors_host else []
        return list(dict.fromkeys([*self._staff_hosts, *visitors, *_LOOPBACK]))

    @property
    def _staff_hosts(self) -> list[str]:
        if self.public_url:
            return [_hostname(self.public_url)]
        return [socket.gethostname().lower()] if self.host in _EVERYWHERE else [_in_url(self.host)]

    @property
    def origins(self) -> list[str]:
        """Origins from which a form of colleagues may come: not from the pages of visitors."""
        return [self.public_url.rstrip("/")] if self.public_url else []


def _hostname(url: str) -> str:
    return _in_url(urlsplit(url).hostname or "")


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


@cache
def environment() -> Environment:
    """The settings of this process."""
    return Environment()
