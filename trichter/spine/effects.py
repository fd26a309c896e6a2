"""What some kinds do beside standing on the timeline: consent, corrections, merges, erasure. A fixed set."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from trichter.facts.consent import erasure
from trichter.facts.consent import queries as consents
from trichter.facts.consent import services as consent
from trichter.facts.consent.models import NOT_ME, Channel, State, SuppressionReason
from trichter.facts.contacts import companies, merging, rows
from trichter.facts.contacts import queries as contacts
from trichter.facts.contacts.fields import COMPANY_PARTS
from trichter.facts.contacts.registers import Registers
from trichter.facts.timeline import queries as timeline
from trichter.facts.timeline.models import ActorType
from trichter.facts.timeline.registry import Kind, kind_named
from trichter.facts.timeline.services import Line, UnknownTarget
from trichter.kernel import append_only, persons
from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle.qualifying import KINDS
from trichter.spine import evaluation, untying, using
from trichter.spine.outreach import queue
from trichter.spine.preparing import CORRECTIONS, Prepared

_CONSENT = "consent."
_SUPPRESSING = {"mail.bounced": SuppressionReason.BOUNCE, "mail.complained": SuppressionReason.COMPLAINT}
_KINDS = frozenset(
    {
        *_SUPPRESSING,
        *using.CHANNELS,
        *CORRECTIONS,
        *KINDS,
        "contact.merged",
        "contact.unmerged",
        "contact.erased",
        "company.edited",
    }
)
"""With `consent.*`, all that do anything beside."""


class NoAddressToAnswerFor(DomainError):
    sentence = _("A consent needs the address for which it was given.")


def also_touched(batch: Iterable[Prepared]) -> set[int]:
    """Contacts that a batch changes beside those it is about: the losers of merges. They are locked with the others."""
    return {one.payload["loser"] for one in batch if one.kind.name in ("contact.merged", "contact.unmerged")}


def check(lines: Sequence[Line]) -> None:
    """Refuse corrections of what is not there or cannot be corrected, or to what could not have been said at first.

    Raises `UnknownTarget` and `BadPayload`.
    """
    corrections = [line for line in lines if line.kind in CORRECTIONS]
    targets = {(line.contact_id, line.target_id or 0) for line in corrections}
    found = timeline.kinds_of(sorted(targets)) if targets else {}
    for line in corrections:
        name = found.get((line.contact_id, line.target_id or 0))
        if name is None or not _can_be_corrected(kind_named(name), line):
            raise UnknownTarget
        if "payload" in line.payload:
            line.payload = line.payload | {"payload": kind_named(name).validate(line.payload["payload"])}


def _can_be_corrected(kind: Kind, line: Line) -> bool:
    """A decision may be taken back; other words for it would be a decision by hand that gives no reason."""
    return kind.can_be_corrected and not (kind.is_verdict and line.kind == "touchpoint.edited")


def effective(lines: Iterable[Line]) -> list[Line]:
    """Those that do anything beside standing on the timeline."""
    return [line for line in lines if line.kind in _KINDS or line.kind.startswith(_CONSENT)]


def apply(lines: Sequence[Line], people: Mapping[int, rows.Row], *, now: datetime) -> set[bytes]:
    """Let the appended touchpoints that are `effective` take effect, in their order; answers the keyed hashes of the
    addresses that others who share them may have to do without from now on."""
    lines = effective(lines)
    answers = [(line, _answer(line, people[line.contact_id])) for line in lines if line.kind.startswith(_CONSENT)]
    consent.append([entry for _line, entry in answers])
    using.use(lines, people)
    _take_mails_back(lines, people)
    forbidden = {entry.place for line, entry in answers if _is_no(line)} | _suppress(lines)
    evaluation.qualify(lines)
    corrected = sorted({line.contact_id for line in lines if line.kind in CORRECTIONS})
    if corrected:
        refold(corrected)
        untying.follow(lines, now=now)
        using.use_anew(lines, people)
    for line in lines:
        if line.kind == "contact.merged":
            _merge(line, people, now=now)
        elif line.kind == "contact.unmerged":
            _unmerge(line, people, now=now)
        elif line.kind == "contact.erased":
            forbidden |= _erase(line, people)
        elif line.kind == "company.edited":
            companies.put(line.payload["company"], _said(line.payload), _source(line))
    return forbidden


def _take_mails_back(lines: Iterable[Line], people: Mapping[int, rows.Row]) -> None:
    """What waits to leave on the strength of a consent goes with it, in this transaction (LAW 1.11)."""
    for line in lines:
        if _is_no(line) and line.payload["channel"] == "email":
            address = line.payload.get("address") or people[line.contact_id].address_of("email") or ""
            queue.cancel(line.contact_id, purpose=line.payload["purpose"], address=address)


def _is_no(line: Line) -> bool:
    """Who denies that a sign-up was theirs takes back nothing that they agreed to themselves."""
    if line.kind == "consent.refused":
        return (line.payload.get("evidence") or {}).get("said") != NOT_ME
    return line.kind == "consent.withdrawn"


def _suppress(lines: Iterable[Line]) -> set[bytes]:
    """An address that does not work, or whose owner calls us spammers, is not written to again (LAW 2.3, 2.4)."""
    forbidden: set[bytes] = set()
    for line in lines:
        reason = _SUPPRESSING.get(line.kind)
        address = line.payload.get("address")
        if reason and address and line.payload.get("is_permanent", line.kind != "mail.bounced"):
            forbidden |= consent.suppress([address], channel=Channel.EMAIL.value, reason=reason)
    return forbidden


def refold(changed: Sequence[int]) -> None:
    """Compute anew what the timeline says of these contacts: their fields, and all that is derived."""
    people = rows.lock(changed)
    for row in people.values():
        row.registers = Registers()
    for told in timeline.told(changed):
        at = told.occurred_at.isoformat(timespec="microseconds")
        people[told.contact_id].registers.learn(told.learned, {"by": told.actor_type, "at": at, "tp": told.id})
    _leave_erased_firms(people.values())
    rows.update(list(people.values()))
    evaluation.recompute(changed)


def _leave_erased_firms(people: Iterable[rows.Row]) -> None:
    """The timeline may name a firm that was erased with its last person."""
    named = [(row.registers.values, name) for row in people for name in ("company", rows.GUESSED_FIRM)]
    there = companies.existing(values[name] for values, name in named if values.get(name))
    for values, name in named:
        if values.get(name) not in there:
            values.pop(name, None)


def _answer(line: Line, person: rows.Row) -> consent.Entry:
    payload = line.payload
    address = payload.get("address") or person.address_of(payload["channel"])
    if not address:
        raise NoAddressToAnswerFor
    return consent.Entry(
        contact_id=line.contact_id,
        touchpoint_id=line.id,
        channel=payload["channel"],
        address=address,
        purpose=payload["purpose"],
        state=_state(line),
        at=line.occurred_at,
        legal_basis=payload.get("basis", "consent"),
        wording_id=payload.get("wording"),
        snapshot=payload.get("evidence"),
        ip=payload.get("ip"),
        user_agent=payload.get("user_agent"),
        confirmation_mail=payload.get("confirmation_mail"),
    )


def _state(line: Line) -> str:
    """As the kind says; but who has a number ticked on a form may be anybody, and no mail asks back at it. It becomes
    a consent when somebody who works here records the proof (BGH I ZR 164/09, LAW 1.5)."""
    is_theirs = line.actor_type == ActorType.PERSON and line.payload["channel"] == Channel.PHONE
    if is_theirs and line.kind == "consent.granted" and line.payload.get("basis", "consent") == "consent":
        return State.REQUESTED
    return line.kind.removeprefix(_CONSENT)


def _said(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a touchpoint says of a firm, as its columns have it."""
    said = {part: value for part, value in payload.get("said", {}).items() if part in COMPANY_PARTS}
    return said | {part: said[part] or None for part in ("domain", "employees") if part in said}


def _source(line: Line) -> dict[str, object]:
    return {"by": line.actor_type, "at": line.occurred_at.isoformat(timespec="microseconds"), "tp": line.id}


def _merge(line: Line, people: Mapping[int, rows.Row], *, now: datetime) -> None:
    winner, loser = line.contact_id, line.payload["loser"]
    if winner == loser:
        raise merging.SameContact
    for one in (people[winner], people.get(loser)):
        if one is None or one.merged_into is not None or one.is_erased:
            raise merging.NotMergeable
    merging.merge(winner=winner, loser=loser, touchpoint=line.id, consent_mark=consents.newest(), at=now)
    people[loser].merged_into = winner
    refold([winner, loser])


def _unmerge(line: Line, people: Mapping[int, rows.Row], *, now: datetime) -> None:
    winner, loser = line.contact_id, line.payload["loser"]
    merge = merging.undoable(winner=winner, loser=loser)
    followed = _followers(winner, merge.touchpoint_id, merge.snapshot)
    merging.unmerge(merge, followed=followed, at=now)
    people[loser].merged_into = None
    refold([winner, loser])


def _followers(winner: int, mark: int, snapshot: Mapping[str, list[int]]) -> list[int]:
    """The touchpoints of after the merge that came by an identifier of the loser, and what hangs on them."""
    since = timeline.since(winner, mark)
    identifiers = set(snapshot["contacts_identifier"])
    theirs = set(snapshot["timeline_touchpoint"])
    made_by = contacts.identifiers_made_by([touchpoint.id for touchpoint in since], of=winner)
    followed: list[int] = []
    for touchpoint in since:
        if touchpoint.via_id in identifiers or touchpoint.caused_by in theirs or touchpoint.target_id in theirs:
            followed.append(touchpoint.id)
            theirs.add(touchpoint.id)
            identifiers |= made_by.get(touchpoint.id, set())
    return followed


def _erase(line: Line, people: Mapping[int, rows.Row]) -> set[bytes]:
    """The person, every contact that was merged into them, and the firms at which nobody else is known: a sole
    trader's firm is personal data. Answers the keyed hashes of their addresses."""
    everyone = [line.contact_id, *contacts.merged_away(line.contact_id)]
    places = {place for contact in everyone for place in erasure.places(contact)}
    known_as = contacts.known_as(everyone)
    firms = timeline.firms_told(everyone)
    if line.payload.get("suppresses", True):
        for contact in everyone:
            erasure.suppress_person(contact)
    with append_only.opened("erasure"):
        for contact in everyone:
            persons.erase(contact, known_as=known_as)
    companies.forget_deserted(firms)
    people[line.contact_id].is_erased = True
    return places
