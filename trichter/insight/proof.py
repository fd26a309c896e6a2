"""The proof of what one person agreed to, as a court would read it: each answer with all that backs it (LAW 1.1)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext, ngettext, pgettext

from trichter.facts.consent import queries as consents
from trichter.facts.consent.models import State
from trichter.facts.consent.queries import Evidence
from trichter.facts.consent.verification import Broken, verify
from trichter.facts.contacts.models import Contact
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.generation.capture import papers
from trichter.insight.entries import Entry, entries
from trichter.insight.names import names
from trichter.insight.people import name_of
from trichter.insight.snapshots import Form, form_of
from trichter.kernel import clock
from trichter.spine.outreach import queries as letters

if TYPE_CHECKING:
    from trichter.generation.capture.models import Paper


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is known, in the reader's words."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of the ledger with its proof. `is_whole` if its chain is without a gap up to and with this row."""

    consent_id: int
    heading: str
    state: State
    at: datetime
    wording: str
    wording_label: str
    lines: tuple[Line, ...]
    form: Form | None
    paper: "Paper | None"
    mail: str
    seal: str
    chain: str
    check: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """All that one person has said about being written to, called or watched, the oldest first."""

    contact_id: int
    merged_into: int | None
    name: str
    made_at: datetime
    statements: tuple[Statement, ...]
    verdict: str
    is_whole: bool

    @property
    def title(self) -> str:
        """What stands above it and in the window of whoever reads the file."""
        return gettext("Proof of consent: %(name)s") % {"name": self.name}


def proof(contact_id: int) -> Proof | None:
    """The proof of one contact; None if there is none of that number."""
    contact = Contact.objects.select_related("company").filter(id=contact_id).first()
    if contact is None:
        return None
    rows = consents.evidence(contact_id)
    chains = sorted({row.chain_id for row in rows})
    broken = {found.chain_id: found for found in verify(chains)} if chains else {}
    came = _origins(contact_id, rows)
    held = {paper.digest: paper for paper in papers.of_contact(contact_id)}
    mails = letters.named([contact_id], (row.confirmation_mail for row in rows if row.confirmation_mail))
    return Proof(
        contact_id=contact_id,
        merged_into=contact.merged_into_id,
        name=name_of(contact),
        made_at=clock.now(),
        statements=tuple(_statement(row, broken.get(row.chain_id), came, mails, held) for row in rows),
        verdict=_verdict(len(chains), len(broken)),
        is_whole=not broken,
    )


def in_both_zones(moment: datetime) -> str:
    """A time as it is stored, in UTC, and as the clock on the wall of the house showed it."""
    wall = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC ({wall:%Y-%m-%d %H:%M:%S} {settings.TIME_ZONE})"


def _statement(
    row: Evidence,
    broken: Broken | None,
    came: Mapping[int, tuple[Entry, ...]],
    mails: Mapping[str, Any],
    held: "Mapping[str, Paper]",
) -> Statement:
    is_whole, check = _checked(row, broken)
    return Statement(
        consent_id=row.consent_id,
        heading=f"{row.purpose}, {row.channel.label}: {row.state.label}",
        state=row.state,
        at=row.at,
        wording=row.wording or "",
        wording_label=_wording_label(row),
        lines=tuple(Line(label, value) for label, value in _lines(row, came.get(row.touchpoint_id, ())) if value),
        form=form_of(row.snapshot),
        paper=held.get((row.snapshot or {}).get("paper", "")) if isinstance(row.snapshot, Mapping) else None,
        mail=_source(mails.get(row.confirmation_mail or "")),
        seal=row.hash,
        chain=gettext("Chain %(chain)s, link %(link)s") % {"chain": row.chain_id, "link": row.seq},
        check=check,
        is_whole=is_whole,
    )


def _lines(row: Evidence, came: tuple[Entry, ...]) -> Iterator[tuple[str, str]]:
    yield gettext("Purpose"), str(row.purpose)
    yield gettext("Channel"), str(row.channel.label)
    yield gettext("State"), str(row.state.label)
    yield gettext("Legal basis"), str(row.legal_basis.label)
    yield gettext("Address"), row.address or ""
    yield gettext("Said"), in_both_zones(row.at)
    yield gettext("Recorded"), in_both_zones(row.recorded_at)
    for entry in came:
        yield gettext("On the timeline"), _told(entry)
    yield gettext("IP address, as stored"), row.ip or ""
    yield gettext("Browser"), row.user_agent or ""
    yield gettext("Confirmation mail"), row.confirmation_mail or ""


def _wording_label(row: Evidence) -> str:
    if row.wording is None:
        return ""
    said = {"version": row.wording_version, "language": row.wording_language}
    return gettext("Wording, version %(version)s, language %(language)s") % said


def _source(letter: Any) -> str:
    """The confirmation mail as it left."""
    return bytes(letter.source).decode(errors="replace") if letter and letter.source else ""


def _told(entry: Entry) -> str:
    by = (entry.label, entry.summary, entry.channel_label, entry.campaign_label, entry.actor_label)
    return f"{', '.join(filter(None, by))}, {in_both_zones(entry.occurred_at)}"


def _origins(contact_id: int, rows: Iterable[Evidence]) -> dict[int, tuple[Entry, ...]]:
    """For each answer its touchpoint and, before it, the one that it came with: a form, a call, an import."""
    asked = {row.touchpoint_id for row in rows}
    answers = _touchpoints(contact_id, asked)
    causes = _touchpoints(contact_id, {t.caused_by for t in answers.values() if t.caused_by})
    told = {entry.id: entry for entry in _entries([*causes.values(), *answers.values()])}
    return {
        answer.id: tuple(told[one] for one in (answer.caused_by, answer.id) if one in told)
        for answer in answers.values()
    }


def _touchpoints(contact_id: int, ids: set[int]) -> dict[int, EffectiveTouchpoint]:
    found = EffectiveTouchpoint.objects.filter(contact_id=contact_id, id__in=ids) if ids else ()
    return {touchpoint.id: touchpoint for touchpoint in found}


def _entries(touchpoints: list[EffectiveTouchpoint]) -> tuple[Entry, ...]:
    return entries(touchpoints, names(touchpoints)) if touchpoints else ()


def _checked(row: Evidence, broken: Broken | None) -> tuple[bool, str]:
    """Whether the chain holds up to this row. What follows a damage proves nothing."""
    if broken is None or row.seq < broken.seq:
        return True, gettext("Unbroken up to this entry.")
    if row.seq == broken.seq:
        return False, gettext("Broken here: %(damage)s") % {"damage": broken.damage.label}
    said = {"link": broken.seq, "damage": broken.damage.label}
    return False, gettext("Broken at link %(link)s before it: %(damage)s") % said


def _verdict(chains: int, broken: int) -> str:
    if not chains:
        return gettext("The ledger holds no entry about this person.")
    if not broken:
        return ngettext(
            "%(chains)s chain checked, unbroken from the first entry to the last.",
            "%(chains)s chains checked, unbroken from the first entry to the last.",
            chains,
        ) % {"chains": chains}
    return pgettext("chains", "%(broken)s of %(chains)s broken: what follows the damage proves nothing.") % {
        "broken": broken,
        "chains": chains,
    }
