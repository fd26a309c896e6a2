"""Where one can go: the pages of the navigation and the commands of the palette. A new page is one more line.

What a colleague may not do is not listed; what is not there yet has no line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trichter.faces.web.roles import may
from trichter.facts.staff.permissions import Permission
from trichter.spine.outreach import mailbox

Text = str | Promise


@dataclass(frozen=True)
class Place:
    """A page of the staff's side; `key` is the letter after G that leads there, or one that does the command alone.

    `tally` names what waits there, as `insight.waiting` counts it; `is_there` says whether this house has it at all.
    """

    to: str
    icon: str
    label: Text
    permission: Permission
    key: str = ""
    tally: str = ""
    is_there: Callable[[], bool] = lambda: True
    query: str = ""

    @property
    def href(self) -> str:
        """Its address."""
        return reverse(self.to) + self.query


@dataclass(frozen=True)
class Group:
    """Places under a heading; the first ones stand under none."""

    label: Text
    places: tuple[Place, ...]


_OFFERS = pgettext_lazy("content", "Offers")
_GROUPS = (
    Group(
        "",
        (
            Place("overview", "home", _("Overview"), Permission.REPORTS, "u"),
            Place("tasks", "task", _("Tasks"), Permission.PEOPLE, "a", "tasks"),
        ),
    ),
    Group(
        _("Relations"),
        (
            Place("contacts", "people", _("Contacts"), Permission.PEOPLE, "k"),
            Place("firms", "building", _("Companies"), Permission.PEOPLE, "f"),
            Place("imports", "import", _("Import"), Permission.IMPORT, "i"),
        ),
    ),
    Group(
        _("Marketing"),
        (
            Place("offers", "page", _OFFERS, Permission.PEOPLE, "o"),
            Place("submissions", "form", _("Spam folder"), Permission.SUBMISSIONS, "s", "doubtful"),
        ),
    ),
    Group(
        _("Mails"),
        (
            Place("outbox", "mail", _("Outbox"), Permission.OUTBOX, "p", "in_doubt"),
            Place("mailbox", "inbox", _("Mailbox"), Permission.OUTBOX, "m", is_there=mailbox.is_kept),
        ),
    ),
)
SETTINGS = Place("settings", "gear", _("Settings"), Permission.SETTINGS, "e")
_COMMANDS = (
    Place("contact_new", "user-plus", _("Create contact"), Permission.PEOPLE, "c"),
    Place("offer_new", "page", _("Make an offer"), Permission.OFFERS),
    Place("contacts", "people", _("My contacts"), Permission.PEOPLE, query="?owner=me"),
    Place("contacts", "funnel", _("Contacts as a board"), Permission.PEOPLE, query="?view=board"),
    Place("contacts", "clock", _("Leads without a next step"), Permission.PEOPLE, query="?next_step=none"),
    Place("tasks", "task", _("Tasks of my team"), Permission.PEOPLE, query="?whose=team"),
    Place("task_new", "task", _("Create a task"), Permission.PEOPLE),
    Place("duplicates", "merge", _("Possible duplicates"), Permission.PEOPLE),
    Place("works", "clock", _("Long work"), Permission.PEOPLE),
    Place("preferences", "user", _("Account and sessions"), Permission.PEOPLE),
    Place("account_change_password", "key", _("Change password"), Permission.PEOPLE),
    Place("firm", "home", _("Firm and legal notice"), Permission.SETTINGS),
    Place("team", "people", _("Team"), Permission.SETTINGS),
    Place("team", "plus", _("Invite a colleague"), Permission.SETTINGS, query="#invite"),
    Place("purposes", "shield", _("Purposes and wordings"), Permission.SETTINGS),
    Place("fields", "list", _("Custom fields"), Permission.SETTINGS),
    Place("campaigns", "flag", _("Channels and campaigns"), Permission.SETTINGS),
    Place("campaigns", "plus", _("Note a cost"), Permission.SETTINGS, query="#note-cost"),
    Place("stages", "funnel", _("Stages and tracks"), Permission.SETTINGS),
    Place("retention", "clock", _("Retention"), Permission.SETTINGS),
    Place("kept_files", "file", _("Kept files"), Permission.SETTINGS),
    Place("suppressed", "shield", _("Suppression list"), Permission.SETTINGS),
    Place("processing", "page", _("Record of processing activities"), Permission.SETTINGS),
    Place("audit", "list", _("What colleagues did"), Permission.SETTINGS),
    Place("senders", "mail", _("Senders"), Permission.SETTINGS),
    Place("reactions", "bolt", _("Reactions"), Permission.SETTINGS),
    Place("rights_requests", "user", _("Data subject requests"), Permission.SETTINGS),
    Place("privacy_notice", "shield", _("Privacy notice"), Permission.SETTINGS),
    Place("strays", "import", _("Returned mail"), Permission.SETTINGS),
)


def groups(user: Any) -> list[Group]:
    """The navigation of a colleague."""
    listed = (Group(group.label, _open(group.places, user)) for group in _GROUPS)
    return [group for group in listed if group.places]


def pages(user: Any) -> list[Place]:
    """All pages of the navigation, the settings last."""
    return [place for group in groups(user) for place in group.places] + list(_open((SETTINGS,), user))


def commands(user: Any) -> list[Place]:
    """What the palette offers beside them."""
    return list(_open(_COMMANDS, user))


def _open(places: tuple[Place, ...], user: Any) -> tuple[Place, ...]:
    return tuple(place for place in places if may(user, place.permission) and place.is_there())
