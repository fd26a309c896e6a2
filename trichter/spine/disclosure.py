"""The answer to “what do you know of me”: every row, and in words where it came from, who gets it, and what it decides
(Art. 15 and 20 GDPR, LAW 1.13, 1.14)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from trichter.facts.house.queries import House, house
from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.facts.timeline.registry import kind_named
from trichter.kernel import clock
from trichter.kernel.environment import environment
from trichter.qualification.lifecycle.models import Stage, Standing
from trichter.spine import rights


@dataclass(frozen=True, slots=True)
class About:
    """What has to be said beside the data, in the active language."""

    responsible: str
    contact_us: str
    made_at: str
    purposes: tuple[str, ...]
    sources: tuple[str, ...]
    recipients: tuple[str, ...]
    kept: str
    decisions: tuple[str, ...]
    rights: str

    def row(self) -> dict[str, Any]:
        """As JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Line:
    """One value: of which table and row, who told it and when."""

    table: str
    row: int
    field: str
    value: str
    source: str
    at: str


def about(contact: int) -> About:
    """Everything but the rows themselves."""
    firm = house()
    return About(
        responsible=firm.address_line,
        contact_us=firm.email or firm.phone,
        made_at=clock.now().isoformat(timespec="seconds"),
        purposes=(
            _("to answer what you ask for and to keep agreements with you (Art. 6 (1) (b) GDPR)"),
            _("to write or call you where you agreed to it (Art. 6 (1) (a) GDPR)"),
            _("to know whom we talk to and what about (Art. 6 (1) (f) GDPR)"),
            _("to prove what you agreed to and to keep what the law asks us to keep (Art. 6 (1) (c), Art. 7 (1) GDPR)"),
        ),
        sources=tuple(_sources(contact)),
        recipients=tuple(_recipients(firm)),
        kept=_(
            "As long as we are in touch, and as long as the law asks us to keep proofs and contracts. A sign-up that "
            "is not confirmed expires after %(days)s days."
        )
        % {"days": environment().unconfirmed_days},
        decisions=tuple(_decisions(contact)),
        rights=_(
            "You may have your data corrected or deleted, have their use restricted, object to it, take them with you, "
            "withdraw what you agreed to, and complain to a supervisory authority."
        ),
    )


def document(contact: int) -> dict[str, Any]:
    """All of it, as JSON has it. Raises `UnknownContact`."""
    return {"about": about(contact).row(), "data": rights.export(contact)}


def lines(contact: int) -> Iterator[Line]:
    """The same rows, value by value, for a table. Raises `UnknownContact`."""
    told = about(contact).row()
    for name, value in told.items():
        yield Line("about", 1, name, "\n".join(value) if isinstance(value, tuple) else value, "", "")
    for table, found in rights.export(contact).items():
        for number, row in enumerate(found, start=1):
            sources = row.get("sources") or {}
            for name, value in row.items():
                if value not in (None, "", [], {}) and name != "sources":
                    by = sources.get(name, {})
                    yield Line(table, number, name, _text(value), by.get("by", ""), by.get("at", ""))


def nothing() -> dict[str, Any]:
    """The answer to somebody of whom nothing is known but the question itself."""
    return {"about": about(0).row(), "data": {}}


def _sources(contact: int) -> Iterator[str]:
    """Who told us what, and how that came to us: never guessed, read from the timeline."""
    names = dict(ActorType.choices)
    told = EffectiveTouchpoint.objects.filter(contact_id=contact).order_by("kind", "actor_type")
    for kind, actor in told.values_list("kind", "actor_type").distinct():
        yield _("%(what)s (told by: %(who)s)") % {"what": kind_named(kind).label, "who": names.get(actor, actor)}


def _recipients(firm: House) -> Iterator[str]:
    yield _("the people at %(firm)s who work with Trichter") % {"firm": firm.title or _("this firm")}
    mail = environment().mail_url
    host = urlsplit(mail.get_secret_value()).hostname if mail else None
    if host:
        yield _("the mail server %(host)s, through which our mails leave") % {"host": host}
    yield _(
        "who runs servers for us stands in the privacy notice; we sell no data, and no service of others sees your "
        "visits"
    )


def _decisions(contact: int) -> Iterator[str]:
    """Each stage with the rule that decided it; a person may always ask for another look."""
    named = {(stage.track_id, stage.key): stage for stage in Stage.objects.select_related("track")}
    for standing in Standing.objects.filter(contact_id=contact):
        stage = named.get((standing.track_id, standing.stage))
        decision = EffectiveTouchpoint.objects.filter(contact_id=contact, id=standing.decision_id).first()
        rule = (decision.payload.get("rule") if decision else "") or _("by hand")
        yield _("Stage “%(stage)s” on the path “%(track)s” since %(day)s, by the rule “%(rule)s”") % {
            "stage": stage or standing.stage,
            "track": stage.track if stage else standing.track_id,
            "day": date_format(localtime(standing.since).date()),
            "rule": rule,
        }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
