"""The one door in: everything that happens to a person, or changes what we know of them, is recorded here.

A batch goes through in one transaction: whose is it, what do we learn, append, what does it decide, what is to do.
If another request was quicker with the same new address or key, the attempt is rolled back and made again on what is
then there.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected, ForeignKeyViolation

from trichter.facts.contacts import companies, queries, resolving, rows
from trichter.facts.contacts.models import ContactKind
from trichter.facts.contacts.resolving import Claim, Key, Known, LostRace, Resolution
from trichter.facts.timeline import keys
from trichter.facts.timeline import services as timeline
from trichter.facts.timeline.services import Line
from trichter.kernel import bulk, clock
from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle import queries as lifecycle
from trichter.qualification.lifecycle.tracks import Ways, asked_ways
from trichter.spine import concerning, effects, evaluation, outbox, reckoning
from trichter.spine.concerning import Beside
from trichter.spine.preparing import Prepared, prepare, runs
from trichter.spine.touch import Recorded, Touch

_ATTEMPTS = 20
_LOST = (DeadlockDetected, ForeignKeyViolation)
"""Races that only the database sees: two that wait for each other, or a firm that was erased with its last person."""


class UnknownContact(DomainError):
    sentence = _("There is no contact %(contact)s.")


class ContactErased(DomainError):
    sentence = _("Contact %(contact)s was erased; nothing can be recorded about them any more.")


class TooBusy(DomainError):
    sentence = _("Too many others are writing about the same people right now; please try again.")


def record(touches: Sequence[Touch]) -> list[Recorded]:
    """Record up to 1,000 touches, all or none, and answer for each, in order, what became of it.

    Raises `DomainError`s for touches that cannot be recorded; then nothing is.
    """
    now = clock.now()
    prepared = [prepare(run, now=now) for run in runs(touches)]
    lost: Exception | None = None
    for _attempt in range(_ATTEMPTS):
        try:
            is_within = connection.in_atomic_block
            with transaction.atomic():
                recorded = [one for run in prepared for one in _Attempt(run, now).record()]
                if is_within:
                    bulk.plan_as_usual()
                return recorded
        except LostRace as error:
            lost = error
        except (IntegrityError, OperationalError) as error:
            if not isinstance(error.__cause__, _LOST):
                raise
            lost = error
    raise TooBusy from lost


class _Attempt:
    """One attempt to record a run of a batch; its methods are the steps of the way through, in their order.

    Whatever can be asked together is sent together and fetched when it is needed: a submission waits four times for
    the database, not sixteen.
    """

    def __init__(self, prepared: list[Prepared], now: datetime) -> None:
        self.now = now
        self.all = prepared
        self.repeated: dict[int, Recorded] = {}
        self.twins: dict[int, int] = {}
        self.contact_of: dict[int, int] = {}
        self.id_of: dict[int, int] = {}
        self.people: dict[int, rows.Row] = {}
        self.created: dict[int, int] = {}
        self.learned = [dict(one.learned) for one in prepared]
        self.heads: list[int] = []
        self.head_at: dict[int, int] = {}
        self.told_of_firms: list[tuple[int, companies.Firm]] = []
        self.decisions: list[Line] = []
        self.races: list[Callable[[], None]] = []

    def record(self) -> list[Recorded]:
        with bulk.pipelined():
            lines = self._record()
            is_done = not effects.effective(lines)
            if lines and is_done:
                self._reckon([*lines, *self.decisions], set())
            self._win()
        if not is_done:
            forbidden = effects.apply(lines, self.people, now=self.now)
            with bulk.pipelined():
                self._reckon([*lines, *self.decisions], forbidden)
        return [self._answer(place) for place, one in enumerate(self.all) if one.parent is None]

    def _win(self) -> None:
        """Raises `LostRace` if somebody else was quicker with what was sent to be stored."""
        for check in self.races:
            check()

    def _reckon(self, lines: list[Line], forbidden: set[bytes]) -> None:
        """For those who were touched now; for others whom it concerns later."""
        decisions, changes = reckoning.reckon(lines, self.created, self.rules, standings=self.standings, now=self.now)
        moved = {one for one, row in self.people.items() if row.firm != self.worked_at.get(one)}
        firms = {company for company, firm in self.told_of_firms if firm.details}
        firms |= {line.payload["company"] for line in lines if line.kind == "company.edited"}
        beside = Beside(self.worked_at, moved | self.created.keys(), firms, forbidden)
        concerning.note([*lines, *decisions], changes, self.rules, beside, now=self.now)

    def _record(self) -> list[Line]:
        rules = reckoning.asked_rules(len(self.all))
        tracks = asked_ways()
        recorded = keys.recorded([one.digest for one in self.all if one.digest])
        looked_up = resolving.look_up(key for one in self.all for key in one.keys)
        new_contacts = bulk.next_ids("contacts_contact_id_seq", sum(1 for one in self.all if not one.touch.contact))
        self._leave_out_repeated(recorded())
        places = [place for place in range(len(self.all)) if not self._is_left_out(place)]
        if not places:
            return []
        resolution = self._resolve(places, known=looked_up(), new_ids=new_contacts())
        known = tracks()
        self.rules = rules(known)
        ground = self._settle(places, resolution, tracks=known)
        self._learn(places)
        self.races.append(self._identify(resolution))
        lines = [self._line(place, resolution) for place in places]
        self._append(places, lines, ground)
        companies.learn(self.told_of_firms)
        return lines

    def _leave_out_repeated(self, recorded: dict[bytes, tuple[int, int]]) -> None:
        """What carries a key that is recorded already, or stands earlier in this batch, is not recorded again."""
        first: dict[bytes, int] = {}
        for place, one in enumerate(self.all):
            if self._is_left_out(place):
                continue
            if one.digest in recorded:
                self.repeated[place] = Recorded(*recorded[one.digest], repeated=True)
            elif one.digest and first.setdefault(one.digest, place) != place:
                self.twins[place] = first[one.digest]

    def _is_left_out(self, place: int) -> bool:
        one = self.all[place]
        out = place in self.repeated or place in self.twins
        return out or (one.parent is not None and self._is_left_out(one.parent))

    def _resolve(self, places: list[int], *, known: dict[Key, Known], new_ids: list[int]) -> Resolution:
        """Whose is it? Finds the contacts, or numbers new ones."""
        self._find_heads(places)
        resolution = resolving.resolve(self._claims(places), known=known, new_ids=new_ids)
        self.contact_of = {place: resolution.contacts[self.head_at[place]] for place in places}
        return resolution

    def _find_heads(self, places: list[int]) -> None:
        """Those that follow no other say whose all is that follows them."""
        for place in places:
            parent = self.all[place].parent
            if parent is None:
                self.heads.append(place)
            self.head_at[place] = len(self.heads) - 1 if parent is None else self.head_at[parent]

    def _claims(self, places: list[int]) -> list[Claim]:
        told: list[dict[str, Any]] = [{} for _head in self.heads]
        for place in places:
            told[self.head_at[place]] |= self.learned[place]
        redirects = queries.redirects([c for place in self.heads if (c := self.all[place].touch.contact)])
        return [self._claim(place, said, redirects) for place, said in zip(self.heads, told, strict=True)]

    def _claim(self, place: int, told: dict[str, Any], redirects: dict[int, int]) -> Claim:
        one = self.all[place]
        contact = one.touch.contact
        here = redirects.get(contact, contact) if contact else None
        return resolving.claim(here, one.keys, told, is_organisation=one.touch.is_organisation)

    def _settle(self, places: list[int], resolution: Resolution, *, tracks: Ways) -> evaluation.Ground:
        """Lock those who are there before anything is read of them, and number what will be written.

        Touchpoints are numbered under the locks: for each contact the numbers tell the order of recording.
        """
        kinds = [self.all[place].kind.name for place in places]
        claims = sum(1 for place in places if self.all[place].touch.stage)
        others = resolution.bystanders | effects.also_touched([self.all[place] for place in places])
        people = rows.locking(resolution.existing | others)
        confirm = resolving.confirm(resolution)
        standings = lifecycle.standings(resolution.existing)
        numbers = timeline.next_ids(len(places) + evaluation.most_decisions(kinds, claims=claims, tracks=tracks))
        self.new_identifiers = resolving.new_identifiers(resolution)
        self.firms_of_domains = companies.of_domains(self._domains(places).values())
        self.people = people()
        self.worked_at = {one: firm for one, row in self.people.items() if (firm := row.firm)}
        confirm()
        for contact in resolution.existing:
            self._check(contact)
        for contact, claim in resolution.makers.items():
            self._make(contact, self.heads[claim])
        ids = iter(numbers())
        self.id_of = {place: next(ids) for place in places}
        return evaluation.Ground(tracks, standings(), ids)

    def _check(self, contact: int) -> None:
        row = self.people.get(contact)
        if row is None:
            raise UnknownContact(contact=contact)
        if row.merged_into is not None:
            raise LostRace
        if row.is_erased:
            raise ContactErased(contact=contact)

    def _make(self, contact: int, place: int) -> None:
        kind = ContactKind.ORGANISATION if self.all[place].touch.is_organisation else ContactKind.PERSON
        self.people[contact] = rows.fresh(contact, kind=kind.value, created_at=self.now)
        self.created[contact] = place

    def _learn(self, places: list[int]) -> None:
        """Find the companies, let each contact learn, and write those that have changed."""
        self._find_companies(places)
        for place in places:
            if self.learned[place]:
                self.people[self.contact_of[place]].registers.learn(self.learned[place], self._source(place))
        rows.insert([self.people[contact] for contact in self.created])
        touched = {self.contact_of[place] for place in places} - self.created.keys()
        rows.update([self.people[contact] for contact in touched if self.people[contact].registers.changed])

    def _find_companies(self, places: list[int]) -> None:
        """A company named is found or made; else a business address leads to the company of its domain, if known."""
        naming = [place for place in places if isinstance(self.learned[place].get("company"), dict)]
        firms = [companies.Firm(self.learned[place].pop("company"), self._source(place)) for place in naming]
        named = dict(zip(naming, zip(firms, companies.found_or_made(firms, at=self.now), strict=True), strict=True))
        known = self.firms_of_domains()
        domains = self._domains(places)
        for place in places:
            firm, company = named.get(place, (None, None))
            if firm and company:
                self.learned[place]["company"] = company
                self.told_of_firms.append((company, firm))
                known |= {domain: company for domain in [firm.said.get("domain")] if domain}
            elif domains.get(place) in known:
                self.learned[place][rows.GUESSED_FIRM] = known[domains[place]]

    def _domains(self, places: list[int]) -> dict[int, str]:
        """The business domains of those who name an address but no company."""
        told = {place: self.learned[place] for place in places if "company" not in self.learned[place]}
        domains = {place: companies.domain_of(learned.get("email") or "") for place, learned in told.items()}
        return {place: domain for place, domain in domains.items() if domain}

    def _source(self, place: int) -> dict[str, object]:
        one = self.all[place]
        at = one.occurred_at.isoformat(timespec="microseconds")
        return {"by": one.touch.actor.type.value, "at": at, "tp": self.id_of[place]}

    def _identify(self, resolution: Resolution) -> Callable[[], None]:
        """Store the identifiers; the answer raises `LostRace` if somebody else was quicker with one."""
        touchpoints = [self.id_of[place] for place in self.heads]
        return resolving.keep(resolution, numbers=self.new_identifiers(), touchpoints=touchpoints, at=self.now)

    def _line(self, place: int, resolution: Resolution) -> Line:
        one = self.all[place]
        decider = resolution.deciders[self.head_at[place]] if one.parent is None else None
        touch = one.touch
        return Line(
            contact_id=self.contact_of[place],
            id=self.id_of[place],
            kind=one.kind.name,
            occurred_at=one.occurred_at,
            recorded_at=self.now,
            actor_type=touch.actor.type.value,
            actor_id=touch.actor.id,
            channel=touch.channel,
            campaign_id=None,
            subject=touch.subject,
            payload=one.payload,
            learned=self.learned[place],
            via_id=resolution.known[decider].id if decider else None,
            target_id=touch.target,
            caused_by=self.id_of[one.parent] if one.parent is not None else touch.caused_by,
            depth=touch.depth,
        )

    def _append(self, places: list[int], lines: list[Line], ground: evaluation.Ground) -> None:
        """Append facts and the decisions they lead to, and note what is to be done about them."""
        self._name_campaigns(places, lines)
        claims = {self.id_of[place]: stage for place in places if (stage := self.all[place].touch.stage)}
        evaluated = evaluation.evaluate(lines, ground, claims=claims, now=self.now)
        self.decisions = evaluated.decisions
        self.standings = evaluated.standings
        effects.check(lines)
        timeline.append([*lines, *evaluated.decisions])
        carried = [(digest, self.contact_of[p], self.id_of[p]) for p in places if (digest := self.all[p].digest)]
        if carried:
            self.races.append(timeline.keep_keys(carried))
        evaluation.write(evaluated, lines)
        outbox.put([*lines, *evaluated.decisions], now=self.now)

    def _name_campaigns(self, places: list[int], lines: list[Line]) -> None:
        touches = [self.all[place].touch for place in reversed(places)]  # of several the first says the channel
        ids = timeline.campaigns({touch.campaign: touch.channel for touch in touches if touch.campaign}, at=self.now)
        for place, line in zip(places, lines, strict=True):
            line.campaign_id = ids.get(self.all[place].touch.campaign or "")

    def _answer(self, place: int) -> Recorded:
        if place in self.repeated:
            return self.repeated[place]
        if place in self.twins:
            return replace(self._answer(self.twins[place]), created=False, repeated=True)
        contact = self.contact_of[place]
        return Recorded(contact, self.id_of[place], created=self.created.get(contact) == place)
