"""What some kinds do beside standing on the timeline: consent, corrections, merges, erasure. A fixed set."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from trichter.facts.consent import queries as consents
from trichter.facts.consent import services as consent
from trichter.facts.contacts import merging, rows
from trichter.facts.contacts import queries as contacts
from trichter.facts.contacts.registers import Registers
from trichter.facts.timeline import queries as timeline
from trichter.facts.timeline.registry import kind_named
from trichter.facts.timeline.services import Line, UnknownTarget
from trichter.kernel import append_only, persons
from trichter.kernel.errors import DomainError
from trichter.spine import evaluation
from trichter.spine.preparing import Prepared

CORRECTIONS = frozenset({"touchpoint.retracted", "touchpoint.restored", "touchpoint.edited", "touchpoint.judged"})
_CONSENT = "consent."


class NoAddressToAnswerFor(DomainError):
    sentence = _("A consent needs the address for which it was given.")


def also_touched(batch: Iterable[Prepared]) -> set[int]:
    """Contacts that a batch changes beside those it is about: the losers of merges. They are locked with the others."""
    return {one.payload["loser"] for one in batch if one.kind.name in ("contact.merged", "contact.unmerged")}


def check(lines: Sequence[Line]) -> None:
    """Refuse corrections of what is not there or cannot be corrected. Raises `UnknownTarget`."""
    targets = {(line.contact_id, line.target_id or 0) for line in lines if line.kind in CORRECTIONS}
    found = timeline.kinds_of(sorted(targets)) if targets else {}
    for target in targets:
        if target not in found or not kind_named(found[target]).can_be_corrected:
            raise UnknownTarget


def apply(lines: Sequence[Line], people: Mapping[int, rows.Row], *, now: datetime) -> None:
    """Let the appended touchpoints take effect, in their order."""
    consent.append([_answer(line, people[line.contact_id]) for line in lines if line.kind.startswith(_CONSENT)])
    corrected = sorted({line.contact_id for line in lines if line.kind in CORRECTIONS})
    if corrected:
        refold(corrected)
    for line in lines:
        if line.kind == "contact.merged":
            _merge(line, people, now=now)
        elif line.kind == "contact.unmerged":
            _unmerge(line, now=now)
        elif line.kind == "contact.erased":
            _erase(line)


def refold(changed: Sequence[int]) -> None:
    """Compute anew what the timeline says of these contacts: their fields, and all that is derived."""
    people = rows.lock(changed)
    for row in people.values():
        row.registers = Registers()
    for told in timeline.told(changed):
        at = told.occurred_at.isoformat(timespec="microseconds")
        people[told.contact_id].registers.learn(told.learned, {"by": told.actor_type, "at": at, "tp": told.id})
    rows.update(list(people.values()))
    evaluation.recompute(changed)


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
        state=line.kind.removeprefix(_CONSENT),
        at=line.occurred_at,
        legal_basis=payload.get("basis", "consent"),
        wording_id=payload.get("wording"),
        snapshot=payload.get("evidence"),
        ip=payload.get("ip"),
        user_agent=payload.get("user_agent"),
        confirmation_mail=payload.get("confirmation_mail"),
    )


def _merge(line: Line, people: Mapping[int, rows.Row], *, now: datetime) -> None:
    winner, loser = line.contact_id, line.payload["loser"]
    if winner == loser:
        raise merging.SameContact
    other = people.get(loser)
    if other is None or other.merged_into is not None or other.is_erased:
        raise merging.NotMergeable
    merging.merge(winner=winner, loser=loser, touchpoint=line.id, consent_mark=consents.newest(), at=now)
    refold([winner, loser])


def _unmerge(line: Line, *, now: datetime) -> None:
    winner, loser = line.contact_id, line.payload["loser"]
    merge = merging.undoable(winner=winner, loser=loser)
    followed = _followers(winner, merge.touchpoint_id, merge.snapshot)
    merging.unmerge(merge, followed=followed, at=now)
    refold([winner, loser])


def _followers(winner: int, mark: int, snapshot: Mapping[str, list[int]]) -> list[int]:
    """The touchpoints of after the merge that came by an identifier of the loser, and what hangs on them."""
    since = timeline.since(winner, mark)
    identifiers = set(snapshot["contacts_identifier"])
    theirs = set(snapshot["timeline_touchpoint"])
    made_by = contacts.identifiers_made_by([touchpoint.id for touchpoint in since])
    followed: list[int] = []
    for touchpoint in since:
        if touchpoint.via_id in identifiers or touchpoint.caused_by in theirs or touchpoint.target_id in theirs:
            followed.append(touchpoint.id)
            theirs.add(touchpoint.id)
            identifiers |= made_by.get(touchpoint.id, set())
    return followed


def _erase(line: Line) -> None:
    """The person and every contact that was merged into them."""
    everyone = [line.contact_id, *contacts.merged_away(line.contact_id)]
    known_as = contacts.known_as(everyone)
    with append_only.opened("erasure"):
        for contact in everyone:
            persons.erase(contact, known_as=known_as)
