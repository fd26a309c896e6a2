"""Looking through the timeline of a person: by team, by what it was, and by words."""

from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trichter.facts.staff.models import Role, User
from trichter.facts.timeline.queries import Only
from trichter.facts.timeline.registry import Kind, kinds

TEAMS = {"marketing": _("Marketing"), "sales": _("Sales"), "service": _("Service"), "hr": _("HR")}
TYPES = {
    "note": _("Notes"),
    "call": _("Calls"),
    "mail": _("Mails"),
    "talk": _("Meetings and conversations"),
    "web": _("Forms and website"),
    "task": _("Tasks"),
    "deal": _("Deals and purchases"),
    "consent": _("Consents"),
    "verdict": _("Stages and qualification"),
    "record": _("Changes to the record"),
}
_DOMAINS = {
    "note": "note",
    "call": "call",
    "mail": "mail",
    "preferences": "mail",
    "conversation": "talk",
    "meeting": "talk",
    "event": "talk",
    "form": "web",
    "asset": "web",
    "page": "web",
    "web": "web",
    "task": "task",
    "deal": "deal",
    "quote": "deal",
    "purchase": "deal",
    "referral": "deal",
    "consent": "consent",
    "stage": "verdict",
    "criterion": "verdict",
}
"""By the first part of a kind's name; what is not named here is a change to the record."""
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class View:
    """What somebody wants to see of a timeline. Unknown names are all."""

    team: str = ""
    type: str = ""
    words: str = ""

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not (self.team in TEAMS or self.type in TYPES or self.words.split())

    def only(self) -> Only | None:
        """As the timeline is asked for it."""
        if self.is_all:
            return None
        words = self.words.casefold().split()[:MOST_WORDS]
        called = {word: _called(word) for word in words}
        of_type = _of_type(self.type) if self.type in TYPES else None
        if self.team not in TEAMS:
            return Only(of_type, words=words, kinds_called=called)
        named, shared = (
            {kind.name for kind in kinds() if kind.team == team and (of_type is None or kind.name in of_type)}
            for team in (self.team, "all")
        )
        return Only(named, shared, _members(self.team), words, called)


ALL = View()


def type_of(kind: str) -> str:
    """Under which type a kind is found."""
    return _DOMAINS.get(kind.partition(".")[0], "record")


def _of_type(name: str) -> set[str]:
    return {kind.name for kind in kinds() if type_of(kind.name) == name}


def _members(role: str) -> list[int]:
    return list(User.objects.filter(role=Role(role)).values_list("id", flat=True))


def _called(word: str) -> frozenset[str]:
    return frozenset(kind.name for kind in kinds() if word in _label(kind, get_language() or "en"))


@cache
def _label(kind: Kind, _language: str) -> str:
    return str(kind.label).casefold()
