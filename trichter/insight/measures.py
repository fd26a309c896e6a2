"""How data is protected here, and on which servers it lies: read from the settings of this installation."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

from trichter.kernel.environment import environment
from trichter.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Line:
    """What it is, and how it is done."""

    name: str
    text: str


def measures() -> Iterator[Line]:
    """Technical and organisational measures (Art. 32 GDPR)."""
    yield Line(
        str(Words("Access", "Zugang")),
        str(
            Words(
                "every page is closed; a role says what a colleague may do, and an account is shut at once",
                "jede Seite ist geschlossen; die Rolle sagt, was jemand darf, und ein Konto ist sofort gesperrt",
            )
        ),
    )
    yield Line(
        str(Words("On the way", "Unterwegs")),
        str(
            Words("encrypted (TLS)", "verschlüsselt (TLS)")
            if environment().is_https
            else Words("not encrypted: only on this machine", "nicht verschlüsselt: nur auf diesem Rechner")
        ),
    )
    yield Line(
        str(Words("Traceability", "Nachvollziehbarkeit")),
        str(
            Words(
                "timeline, consents and changes of the settings only grow; consents form a chain of hashes",
                "Verlauf, Einwilligungen und Änderungen der Einstellungen wachsen nur; Einwilligungen bilden eine"
                " Hash-Kette",
            )
        ),
    )
    yield Line(
        str(Words("Keys", "Schlüssel")),
        str(
            Words(
                "those of the suppression list and of stored secrets lie outside the database",
                "die der Sperrliste und der hinterlegten Geheimnisse liegen außerhalb der Datenbank",
            )
        ),
    )
    yield Line(
        str(Words("Erasure", "Löschung")),
        str(
            Words(
                "each hour by itself, and at a person's request in every table and in kept files",
                "stündlich von selbst, und auf Verlangen in jeder Tabelle und in aufbewahrten Dateien",
            )
        ),
    )


def servers() -> Iterator[Line]:
    """Where data lies or passes; for each that is not the firm's own a contract is needed (Art. 28 GDPR)."""
    here = str(Words("this machine", "dieser Rechner"))
    known = environment()
    yield Line(str(Words("Database", "Datenbank")), _host(known.database_url) or here)
    yield Line(str(Words("Files", "Dateien")), _host(known.files_url) or here)
    yield Line(str(Words("Outgoing mail", "Ausgehende E-Mails")), _host(known.mail_url) or "–")
    yield Line(str(Words("Returned mail", "Rückläufer")), _host(known.returns_url) or "–")


def _host(url: SecretStr | None) -> str:
    """Its name alone: the rest of the address may hold a password."""
    return (urlsplit(url.get_secret_value()).hostname or "") if url else ""
