"""What colleagues do to many at once: owner, tag, stage, segment, erasure. Each change is a touchpoint of its own."""

from collections.abc import Sequence
from typing import Any

from trichter.facts.contacts.models import Contact
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.deciding import ReasonMissing
from trichter.qualification.lifecycle.models import Standing
from trichter.qualification.lifecycle.tracks import ways
from trichter.spine import choosing
from trichter.spine.longwork import forgetting as forgetting
from trichter.spine.longwork.crowds import Facts, Planned, crowd
from trichter.spine.longwork.undoing import undoing
from trichter.spine.rights import customers
from trichter.spine.touch import SYSTEM, Actor, Touch, colleague

_SAME = {"same": Words("is so already", "ist schon so")}

undoing("bulk.undo")


@crowd("bulk.owner", label=Words("Assign an owner", "Zuständigkeit ändern"), reasons=_SAME)
def owner(facts: Facts, people: Sequence[int], by: int | None) -> list[Planned]:
    """`owner`: the number of a colleague, or None for nobody."""
    wanted = facts["owner"]
    owners = dict(Contact.objects.filter(id__in=people).values_list("id", "owner_id"))
    same = {contact for contact, now in owners.items() if now == wanted}
    return [_edited(contact, {"owner": wanted}, by, is_same=contact in same) for contact in people]


@crowd("bulk.tag", label=Words("Change a tag", "Schlagwort ändern"), reasons=_SAME)
def tag(facts: Facts, people: Sequence[int], by: int | None) -> list[Planned]:
    """`tag`, and whether to set it or to take it away (`on`)."""
    name, is_on = facts["tag"], facts["on"]
    tagged = set(Contact.objects.filter(id__in=people, tags__contains=[name]).values_list("id", flat=True))
    return [_edited(one, {f"tag:{name}": is_on}, by, is_same=(one in tagged) == is_on) for one in people]


@crowd("bulk.stage", label=Words("Change the stage", "Phase ändern"), reasons=_SAME)
def stage(facts: Facts, people: Sequence[int], by: int | None) -> list[Planned]:
    """`track`, `stage` and `reason`. Raises `UnknownTrack`, `UnknownStage` and `ReasonMissing`."""
    track, wanted, reason = facts["track"], facts["stage"], facts["reason"].strip()
    ways()[track].position(wanted)
    if not reason:
        raise ReasonMissing
    there = Standing.objects.filter(contact_id__in=people, track_id=track, stage=wanted)
    same = set(there.values_list("contact_id", flat=True))
    said = {"track": track, "stage": wanted, "reason": reason}
    return [
        Planned(one, None, "same") if one in same else Planned(one, _touch("stage.set", one, said, by))
        for one in people
    ]


@crowd("bulk.segment", label=Words("Choose for a segment", "Für ein Segment wählen"), reasons=_SAME)
def segment(facts: Facts, people: Sequence[int], by: int | None) -> list[Planned]:
    """`segment`, `choice` (`choosing.Choice`) and `reason`. Raises `NoSuchSegment`."""
    number, choice = facts["segment"], facts["choice"]
    name, known = choosing.name_of(number), choosing.chosen(number, list(people))
    return [
        Planned(one, None, "same")
        if known.get(one, "rule") == choice
        else Planned(one, choosing.touch(one, number, choice, name=name, reason=facts["reason"], actor=_who(by)))
        for one in people
    ]


@crowd(
    "bulk.erase",
    label=Words("Erase people", "Personen löschen"),
    undo=None,
    size=20,
    reasons={
        "trade": Words(
            "has offers or contracts with us, which may have to be kept: erase them one at a time",
            "hat Angebote oder Verträge mit uns, die aufzubewahren sein können: bitte einzeln löschen",
        )
    },
)
def erase(facts: Facts, people: Sequence[int], by: int | None) -> list[Planned]:
    """`suppresses`: whether their addresses are never to be used again (LAW 1.12)."""
    said = {"requested_by_person": False, "suppresses": facts["suppresses"]}
    bound = customers(people)
    return [
        Planned(one, None, "trade") if one in bound else Planned(one, _touch("contact.erased", one, said, by))
        for one in people
    ]


def _edited(contact: int, learned: dict[str, Any], by: int | None, *, is_same: bool) -> Planned:
    if is_same:
        return Planned(contact, None, "same")
    return Planned(contact, Touch("contact.edited", {}, contact=contact, learned=learned, actor=_who(by)))


def _touch(kind: str, contact: int, said: dict[str, Any], by: int | None) -> Touch:
    return Touch(kind, said, contact=contact, actor=_who(by))


def _who(by: int | None) -> Actor:
    return colleague(by) if by else SYSTEM
