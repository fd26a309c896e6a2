"""Who changed how this house works, and when: what changes a person stands on their timeline, everything else here.

The table only grows. It names colleagues by number, for they stand above the house, and nobody of the funnel at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from trichter.facts.house.models import Deed
from trichter.kernel import clock
from trichter.kernel.words import Words

PAGE = 50

DEEDS: dict[str, Words] = {
    "team.invited": Words("Invited a colleague", "Eine Person eingeladen"),
    "team.invited_again": Words("Sent the invitation again", "Die Einladung noch einmal gesendet"),
    "team.changed": Words("Changed a colleague's role or teams", "Rolle oder Teams einer Person geändert"),
    "team.deactivated": Words("Shut somebody's account", "Ein Konto gesperrt"),
    "team.reactivated": Words("Opened somebody's account again", "Ein Konto wieder geöffnet"),
    "team.founded": Words("Founded a team", "Ein Team gegründet"),
    "purpose.made": Words("Added a purpose", "Einen Verwendungszweck angelegt"),
    "purpose.changed": Words("Renamed a purpose", "Einen Verwendungszweck umbenannt"),
    "wording.published": Words("Published a wording", "Einen Wortlaut veröffentlicht"),
    "reactions.retried": Words("Had reactions tried again", "Reaktionen erneut versuchen lassen"),
    "field.made": Words("Added a custom field", "Ein eigenes Feld angelegt"),
    "field.changed": Words("Changed a custom field", "Ein eigenes Feld geändert"),
    "retention.done": Words("Deleted what must not be kept", "Gelöscht, was nicht bleiben darf"),
    "campaign.made": Words("Added a campaign", "Eine Kampagne angelegt"),
    "campaign.changed": Words("Changed a campaign", "Eine Kampagne geändert"),
    "cost.noted": Words("Noted a cost", "Kosten eingetragen"),
    "cost.removed": Words("Removed a cost", "Kosten entfernt"),
    "costs.imported": Words("Imported costs", "Kosten importiert"),
    "link.made": Words("Made a short link", "Einen Kurzlink angelegt"),
    "link.changed": Words("Changed a short link", "Einen Kurzlink geändert"),
    "channels.changed": Words("Changed the rules of channels", "Regeln der Kanäle geändert"),
    "channels.applied": Words(
        "Applied the rules of channels to past visits", "Regeln der Kanäle auf Besuche angewandt"
    ),
    "stages.named": Words("Renamed stages", "Phasen umbenannt"),
    "routing.changed": Words("Changed the routing of leads", "Die Lead-Verteilung geändert"),
    "scoring.changed": Words("Changed the draft of a scoring model", "Entwurf eines Scoring-Modells geändert"),
    "scoring.published": Words("Published a scoring model", "Scoring-Modell veröffentlicht"),
    "scoring.chosen": Words("Chose another scoring model", "Anderes Scoring-Modell gewählt"),
    "policy.published": Words("Changed the rules of stages", "Regeln der Phasen geändert"),
    "policy.applied": Words("Applied the rules of stages to everybody", "Regeln der Phasen auf alle angewandt"),
    "source.made": Words("Added a source of visits", "Eine Quelle von Besuchen angelegt"),
    "source.changed": Words("Changed a source of visits", "Eine Quelle von Besuchen geändert"),
    "visits.kept": Words("Changed how long visits are kept", "Geändert, wie lange Besuche aufbewahrt werden"),
    "visits.rejudged": Words("Judged anew who is a robot", "Neu beurteilt, wer ein Roboter ist"),
    "contents.published": Words("Changed what pages are about", "Geändert, wovon Seiten handeln"),
    "slot.made": Words("Added a part of pages", "Einen persönlichen Baustein angelegt"),
    "slot.changed": Words("Changed a part of pages", "Einen persönlichen Baustein geändert"),
    "buying.published": Words("Changed the signs of the buying phase", "Anzeichen der Kaufphase geändert"),
    "criteria.published": Words("Changed what suggests criteria", "Vorschläge zu Kriterien geändert"),
    "firm.changed": Words("Changed the firm's details", "Angaben zur Firma geändert"),
    "notice.published": Words("Published a privacy notice", "Eine Datenschutzerklärung veröffentlicht"),
    "sender.changed": Words("Changed the senders", "Absender geändert"),
    "keys.made": Words("Made DKIM keys", "DKIM-Schlüssel erzeugt"),
    "file.removed": Words("Deleted a file", "Eine Datei gelöscht"),
    "people.exported": Words("Exported people", "Personen exportiert"),
    "people.erased": Words("Had people erased", "Personen löschen lassen"),
}
"""What may be noted; a name never changes, for it stands in the table."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One of them, as pages show it."""

    id: int
    at: datetime
    by: int
    label: str
    about: str


@contextmanager
def noted(*, by: int, what: str, about: str = "") -> Iterator[None]:
    """Run the block in a transaction, and note in it who did what; what raises changes nothing and is not noted."""
    if what not in DEEDS:
        raise KeyError(what)
    with transaction.atomic():
        yield
        Deed.objects.create(at=clock.now(), by=by, what=what, about=about[:200])


def listing(*, before: int | None = None, by: int | None = None, limit: int = PAGE) -> list[Noted]:
    """A page of them, newest first; `before` is the id of the last one seen."""
    rows = Deed.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    if by is not None:
        rows = rows.filter(by=by)
    return [Noted(row.pk, row.at, row.by, _label(row.what), row.about) for row in rows[:limit]]


def _label(what: str) -> str:
    """A deed of a feature that is gone keeps its technical name."""
    return str(DEEDS.get(what, what))
