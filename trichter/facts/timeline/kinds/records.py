"""What changes the record itself: edits, captures, imports, merges, erasure, and corrections of other touchpoints."""

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field

from trichter.facts.timeline.registry import KEPT, Kind, Payload, register
from trichter.kernel import clock
from trichter.kernel.words import Words


class Edit(Payload):
    """Fields changed by hand (they stand in `learned`), and why."""

    reason: str = ""

    def quote(self) -> str:
        return self.reason


class Capture(Payload):
    """Somebody met and written down: at a fair, on the phone, by letter.

    `collected_by` and `collector` name the colleague who met them, if it was not who wrote it down.
    """

    place: str = ""
    interest: str = ""
    text: str = ""
    collected_by: str = ""
    collector: Annotated[int | None, KEPT] = None

    def summary(self) -> str:
        met = _("met by %(colleague)s") % {"colleague": self.collected_by} if self.collected_by else ""
        return ", ".join(filter(None, (self.place, self.interest, met)))

    def quote(self) -> str:
        return self.text


class Import(Payload):
    """A row of an imported file; where it came from and on which legal basis (LAW 1.10)."""

    run: Annotated[int | None, KEPT] = None
    line: Annotated[int | None, KEPT] = None
    source: str = ""
    basis: str = ""
    row: dict[str, Any] = Field(default_factory=dict)

    def summary(self) -> str:
        return self.source


class Merged(Payload):
    """Two contacts made one."""

    loser: Annotated[int, KEPT]
    reason: str = ""

    def quote(self) -> str:
        return self.reason


class Erased(Payload):
    """A person erased; the reason is one of ours, so nothing of theirs stays.

    `suppresses` says whether their addresses are never to be used again; a sign-up that nobody confirmed is no
    objection of whoever has that address.
    """

    requested_by_person: Annotated[bool, KEPT] = True
    suppresses: Annotated[bool, KEPT] = True


class Correction(Payload):
    """Why a touchpoint is taken back or brought back."""

    reason: str = ""

    def quote(self) -> str:
        return self.reason


def _possible(time: datetime | None) -> datetime | None:
    if time is not None and time.tzinfo is None:
        raise ValueError(_("a time needs its zone"))
    if time is not None and time > clock.now() + clock.AHEAD:
        raise ValueError(_("it lies in the future"))
    return time


class Edition(Correction):
    """What a touchpoint should have said: its whole payload, its time, or both."""

    payload: dict[str, Any] | None = None
    occurred_at: Annotated[datetime | None, AfterValidator(_possible), KEPT] = None


class Verdict(Correction):
    """Whether a touchpoint came from a machine (LAW 2.8)."""

    is_bot: Annotated[bool, KEPT]


def _merge(name: str, label: Words) -> None:
    register(Kind(name, label, "merge", Merged, is_by_hand=True, can_be_corrected=False))


def _correction(name: str, label: Words, payload: type[Payload]) -> None:
    register(Kind(name, label, "edit", payload, is_by_hand=True, can_be_corrected=False))


register(Kind("contact.edited", Words("Fields changed", "Felder geändert"), "edit", Edit))
register(
    Kind(
        "contact.captured",
        Words("Met and written down", "Kontakt aufgenommen"),
        "user",
        Capture,
        counts=frozenset({"act"}),
    )
)
register(Kind("contact.imported", Words("Imported", "Importiert"), "import", Import, team="marketing"))
_merge("contact.merged", Words("Merged", "Zusammengeführt"))
_merge("contact.unmerged", Words("Merge undone", "Zusammenführung rückgängig gemacht"))
register(Kind("contact.erased", Words("Erased", "Gelöscht"), "user", Erased, can_be_corrected=False))
_correction("touchpoint.retracted", Words("Taken back", "Zurückgenommen"), Correction)
_correction("touchpoint.restored", Words("Brought back", "Wiederhergestellt"), Correction)
_correction("touchpoint.edited", Words("Corrected", "Berichtigt"), Edition)
_correction("touchpoint.judged", Words("Judged to be a machine or not", "Als Maschine beurteilt oder nicht"), Verdict)
