"""The one door in: everything that happens to a person, or changes what we know of them, is recorded here.

A batch goes through in one transaction: whose is it, what do we learn, append, what does it decide, what is to do.
If another request was quicker with the same new address or key, the attempt is rolled back and made again on what is
then there.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import companies, queries, resolving, rows
from trichter.facts.contacts.models import ContactKind
from trichter.facts.contacts.resolving import Claim, LostRace, Resolution
from trichter.facts.timeline import keys
from trichter.facts.timeline import services as timeline
from trichter.facts.timeline.services import Line
from trichter.kernel import bulk, clock
from trichter.kernel.errors import DomainError
from trichter.spine import effects, evaluation, outbox
from trichter.spine.preparing import Prepared, prepare
from trichter.spine.touch import Recorded, Touch

_ATTEMPTS = 20


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
    prepared = prepare(touches, now=now)
    for _attempt in range(_ATTEMPTS):
        try:
            with transaction.atomic():
                return _Attempt(prepared, now).record()
        except LostRace:
            continue
    raise TooBusy


class _Attempt:
    """One attempt to record a batch; its methods are the steps of the way through, in their order."""

    def __init__(self, prepared: list[Prepared], now: datetime) -> None:
        self.now = now
        self.all = prepared
        self.repeated: dict[int, Recorded] = {}
        self.twins: dict[int, int] = {}
        self.contact_of: dict[int, int] = {}
        self.id_of: dict[int, int] = {}
        self.people: dict[int, rows.Row] = {}
        self.created: dict[int, int] = {}
        self.heads: list[int] = []

    def record(self) -> list[Recorded]:
        self._leave_out_repeated()
        places = [place for place in range(len(self.all)) if not self._is_left_out(place)]
        if places:
            resolution = self._resolve(places)
            self._number(places)
            self._learn(places)
            via = self._identify(resolution)
            lines = [self._line(place, via.get(place)) for place in places]
            self._append(places, lines)
        return [self._answer(place) for place, one in enumerate(self.all) if one.parent is None]

    def _leave_out_repeated(self) -> None:
        """What carries a key that is recorded already, or stands earlier in this batch, is not recorded again."""
        recorded = keys.recorded([one.digest for one in self.all if one.digest])
        first: dict[bytes, int] = {}
        for place, one in enumerate(self.all):
            if one.digest in recorded:
                self.repeated[place] = Recorded(*recorded[one.digest], repeated=True)
            elif one.digest and first.setdefault(one.digest, place) != place:
                self.twins[place] = first[one.digest]

    def _is_left_out(self, place: int) -> bool:
        one = self.all[place]
        out = place in self.repeated or place in self.twins
        return out or (one.parent is not None and self._is_left_out(one.parent))

    def _resolve(self, places: list[int]) -> Resolution:
        """Find or number the contacts and lock those that are there before anything is read of them."""
        heads = [place for place in places if self.all[place].parent is None]
        redirects = queries.redirects([c for place in heads if (c := self.all[place].touch.contact)])
        claims = [self._claim(place, redirects) for place in heads]
        resolution = resolving.resolve(claims, new_ids=lambda count: bulk.next_ids("contacts_contact_id_seq", count))
        also = effects.also_touched([self.all[place] for place in places])
        self.people = rows.lock(resolution.existing | also)
        for contact in resolution.existing:
            self._check(contact)
        resolving.confirm(resolution)
        for place, contact in zip(heads, resolution.contacts, strict=True):
            self.contact_of[place] = contact
        for contact, claim in resolution.makers.items():
            self._make(contact, heads[claim])
        for place in places:
            if (parent := self.all[place].parent) is not None:
                self.contact_of[place] = self.contact_of[parent]
        self.heads = heads
        return resolution

    def _claim(self, place: int, redirects: dict[int, int]) -> Claim:
        one = self.all[place]
        contact = one.touch.contact
        return Claim(redirects.get(contact, contact) if contact else None, one.keys)

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

    def _number(self, places: list[int]) -> None:
        """Touchpoint ids are taken under the locks: for each contact they tell the order of recording."""
        self.id_of = dict(zip(places, timeline.next_ids(len(places)), strict=True))

    def _learn(self, places: list[int]) -> None:
        """Find the companies, let each contact learn, and write those that have changed."""
        self._find_companies(places)
        for place in places:
            if self.all[place].learned:
                self.people[self.contact_of[place]].registers.learn(self.all[place].learned, self._source(place))
        rows.insert([self.people[contact] for contact in self.created])
        touched = {self.contact_of[place] for place in places} - self.created.keys()
        rows.update([self.people[contact] for contact in touched if self.people[contact].registers.changed])

    def _find_companies(self, places: list[int]) -> None:
        """A company named is found or made; else a business address leads to the company of its domain, if known."""
        naming = [place for place in places if isinstance(self.all[place].learned.get("company"), dict)]
        firms = [companies.Firm(self.all[place].learned["company"], self._source(place)) for place in naming]
        found = companies.found_or_made(firms, at=self.now)
        for place, company in zip(naming, found, strict=True):
            self.all[place].learned = self.all[place].learned | {"company": company}
        guesses = {
            place: domain
            for place in places
            if "company" not in self.all[place].learned
            and (domain := companies.domain_of(self.all[place].learned.get("email") or ""))
        }
        known = companies.of_domains(guesses.values())
        for place, domain in guesses.items():
            row = self.people[self.contact_of[place]]
            if domain in known and not row.registers.values.get("company"):
                self.all[place].learned = self.all[place].learned | {"company": known[domain]}

    def _source(self, place: int) -> dict[str, object]:
        one = self.all[place]
        at = one.occurred_at.isoformat(timespec="microseconds")
        return {"by": one.touch.actor.type.value, "at": at, "tp": self.id_of[place]}

    def _identify(self, resolution: Resolution) -> dict[int, int | None]:
        """Store the identifiers; answers by which one each touch found its contact."""
        touchpoints = [self.id_of[place] for place in self.heads]
        ids = resolving.keep(resolution, touchpoints=touchpoints, at=self.now)
        return {
            place: ids.get(decider) if decider else None
            for place, decider in zip(self.heads, resolution.deciders, strict=True)
        }

    def _line(self, place: int, via: int | None) -> Line:
        one = self.all[place]
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
            learned=one.learned,
            via_id=via,
            target_id=touch.target,
            caused_by=self.id_of[one.parent] if one.parent is not None else touch.caused_by,
            depth=touch.depth,
        )

    def _append(self, places: list[int], lines: list[Line]) -> None:
        """Append facts and the decisions they lead to, let them take effect, and note what is to be done about them."""
        self._name_campaigns(places, lines)
        claims = {self.id_of[place]: stage for place in places if (stage := self.all[place].touch.stage)}
        evaluated = evaluation.evaluate(
            lines, claims=claims, known=set(self.people) - self.created.keys(), now=self.now
        )
        effects.check(lines)
        timeline.append([*lines, *evaluated.decisions])
        carried = [
            (one.digest, self.contact_of[place], self.id_of[place])
            for place in places
            if (one := self.all[place]).digest
        ]
        if carried and not timeline.keep_keys(carried):
            raise LostRace
        evaluation.write(evaluated, lines)
        effects.apply(lines, self.people, now=self.now)
        outbox.put([*lines, *evaluated.decisions], now=self.now)

    def _name_campaigns(self, places: list[int], lines: list[Line]) -> None:
        named = {campaign for place in places if (campaign := self.all[place].touch.campaign)}
        ids = timeline.campaigns(sorted(named), at=self.now)
        for place, line in zip(places, lines, strict=True):
            line.campaign_id = ids.get(self.all[place].touch.campaign or "")

    def _answer(self, place: int) -> Recorded:
        if place in self.repeated:
            return self.repeated[place]
        if place in self.twins:
            return replace(self._answer(self.twins[place]), created=False, repeated=True)
        contact = self.contact_of[place]
        return Recorded(contact, self.id_of[place], created=self.created.get(contact) == place)
