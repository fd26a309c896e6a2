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

    `tally` names what waits there, as `insight.waiting` counts it; `is_there` says whether this house has it at all;
    `purpose` is what a page of the settings is for.
    """

    to: str
    icon: str
    label: Text
    permission: Permission
    key: str = ""
    tally: str = ""
    is_there: Callable[[], bool] = lambda: True
    query: str = ""
    purpose: Text = ""

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
            Place("leads", "inbox", _("Lead inbox"), Permission.PEOPLE, "l", "leads"),
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
            Place("segments", "segment", _("Segments"), Permission.PEOPLE, "g"),
            Place("offers", "page", _OFFERS, Permission.PEOPLE, "o"),
            Place("campaigns", "flag", _("Campaigns"), Permission.CAMPAIGNS),
            Place("submissions", "form", _("Spam folder"), Permission.SUBMISSIONS, "s", "doubtful"),
        ),
    ),
    Group(
        _("Analysis"),
        (
            Place("live", "eye", _("Live"), Permission.PEOPLE),
            Place("pages", "page", _("Pages"), Permission.REPORTS),
            Place("answers", "consent-confirmed", pgettext_lazy("report", "Consent"), Permission.REPORTS),
            Place("handover_quality", "chart", _("Handovers"), Permission.REPORTS),
            Place("win_rates", "target", _("Win rate"), Permission.REPORTS),
            Place("contents", "columns", _("Content by phase"), Permission.REPORTS),
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
    Place("team", "plus", _("Invite a colleague"), Permission.SETTINGS, query="#invite"),
    Place("campaigns", "plus", _("Note a cost"), Permission.CAMPAIGNS, query="#note-cost"),
)


def _setting(to: str, icon: str, label: Text, purpose: Text) -> Place:
    return Place(to, icon, label, Permission.SETTINGS, purpose=purpose)


SETTING_GROUPS = (
    Group(
        _("House"),
        (
            _setting("firm", "home", _("Firm and legal notice"), _("What pages and mails say of you, and your colour")),
            _setting("team", "people", _("Team"), _("Who works here, in which role and teams")),
            _setting(
                "senders",
                "mail",
                _("Senders"),
                _("Under which addresses mails are written, and what the DNS says of them"),
            ),
        ),
    ),
    Group(
        _("Contacts and marketing"),
        (
            _setting(
                "purposes",
                "consent-confirmed",
                _("Purposes and wordings"),
                _("What people may agree to, and in which words they are asked"),
            ),
            _setting(
                "channels",
                "split",
                _("Rules of channels"),
                _("By what a link and the page before tell the channel of a visit; try an address"),
            ),
            _setting(
                "scoring", "target", _("Lead score"), _("Points for who somebody is and what they do, and the grades")
            ),
            _setting(
                "stages",
                "funnel",
                _("Stages and tracks"),
                _("What stages are called, and by which rules people come to them"),
            ),
            _setting(
                "qualifying",
                "check",
                _("Buying phase and criteria"),
                _("What tells how close to buying people are, and what suggests how they meet the criteria"),
            ),
            _setting(
                "sources",
                "eye",
                _("Measuring visits"),
                _("Which sites and systems tell of visits, what to paste there, and whether it arrives"),
            ),
            _setting(
                "site_contents",
                "page",
                _("Content of the website"),
                _("Which of your pages belong to which buying phase, and what they are about"),
            ),
            _setting(
                "slots",
                "people",
                _("Personal parts of pages"),
                _("What your site shows to whom: by what is known of them, or by what they have read"),
            ),
            _setting(
                "routing",
                "split",
                _("Routing of leads"),
                _("To whom leads are handed over, by which deadline, and who is away"),
            ),
            _setting("fields", "form", _("Custom fields"), _("What you keep of contacts beyond name and address")),
        ),
    ),
    Group(
        _("Data protection"),
        (
            _setting(
                "privacy_notice", "shield", _("Privacy notice"), _("What visitors read about their data, by version")
            ),
            _setting(
                "rights_requests",
                "user",
                _("Data subject requests"),
                _("Access, correction and deletion that people have asked for, with the day by which to answer"),
            ),
            _setting("retention", "clock", _("Retention"), _("What is deleted by itself, shown before it happens")),
            _setting(
                "visits_kept",
                "clock",
                _("How long visits are kept"),
                _("After how many months the log of visits goes, and what it drops at once"),
            ),
            _setting(
                "visits_judged",
                "eye",
                _("Judge robots anew"),
                _("Visits of the log told once more from those of robots, by the lists of today"),
            ),
            _setting(
                "kept_files",
                "file",
                _("Kept files"),
                _("Which files lie here, whose they are, how large and until when"),
            ),
            _setting(
                "suppressed",
                "consent-revoked",
                _("Suppression list"),
                _("Whom nobody may write to; ask whether an address stands there"),
            ),
            _setting(
                "processing",
                "page",
                _("Record of processing activities"),
                _("Written from these settings, to be read and printed (Art. 30 GDPR)"),
            ),
        ),
    ),
    Group(
        _("Operations"),
        (
            _setting("reactions", "bolt", _("Reactions"), _("What could not be done, why, and once more")),
            _setting("strays", "import", _("Returned mail"), _("What came back and belongs to no mail that we know")),
            _setting(
                "audit", "list", _("What colleagues did"), _("Who changed what, of records and of these settings")
            ),
        ),
    ),
)


def groups(user: Any) -> list[Group]:
    """The navigation of a colleague."""
    listed = (Group(group.label, _open(group.places, user)) for group in _GROUPS)
    return [group for group in listed if group.places]


def pages(user: Any) -> list[Place]:
    """All pages of the navigation, the settings last."""
    return [place for group in groups(user) for place in group.places] + list(_open((SETTINGS,), user))


def commands(user: Any) -> list[Place]:
    """What the palette offers beside them: each page of the settings among it."""
    settings = (place for group in SETTING_GROUPS for place in group.places)
    return list(_open((*_COMMANDS, *settings), user))


def _open(places: tuple[Place, ...], user: Any) -> tuple[Place, ...]:
    return tuple(place for place in places if may(user, place.permission) and place.is_there())
