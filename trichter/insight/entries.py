"""The timeline of a person as screens show it: each touchpoint in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent.models import Channel as ConsentChannel
from trichter.facts.consent.models import Purpose
from trichter.facts.contacts.fields import STANDARD, Definitions
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import ActorType, Campaign, Channel, EffectiveTouchpoint
from trichter.facts.timeline.registry import Kind, Payload, kind_named, kinds
from trichter.generation.offers.queries import SUBJECT, titles
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.models import Stage
from trichter.spine.outreach.queries import named

if TYPE_CHECKING:
    from trichter.spine.outreach.models import Message

EDITED, SENT, BOUNCED = "contact.edited", "mail.sent", "mail.bounced"
CUSTOM, TAG = "custom:", "tag:"
Stages = dict[tuple[str, str], Stage]
_BOUNCES = {
    "hard": _("There is no such mailbox any more; nothing more is sent to this address."),
    "soft": _("The mailbox did not take it this time; the address may be right all the same."),
    "sender": _("Mail of ours was refused, whoever it is for; the address is not held to blame."),
}
_PLACES = {name: place for place, name in enumerate(STANDARD)}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline."""

    id: int
    kind: str
    label: str
    icon: str
    occurred_at: datetime
    recorded_at: datetime
    summary: str
    quote: str
    channel_label: str
    campaign_label: str
    actor_label: str
    rule_label: str
    team: str
    verdict: bool
    retracted: bool
    edited: bool
    offer_id: int | None
    offer_title: str
    letter_id: int | None
    letter_state: str


@dataclass(frozen=True, slots=True)
class _Names:
    """What the ids and keys on a page of the timeline are called."""

    campaigns: dict[int, str]
    colleagues: dict[int, str]
    purposes: dict[str, str]
    customs: dict[str, str]
    stages: Stages
    offers: dict[int, str]
    letters: dict[str, "Message"]


def entries(
    touchpoints: list[EffectiveTouchpoint], *, known: Definitions, ways: Stages, purposes: dict[str, str]
) -> tuple[Entry, ...]:
    """The touchpoints in words, in their order."""
    names = _names(touchpoints, known, ways, purposes)
    return tuple(_entry(touchpoint, names) for touchpoint in touchpoints)


def kind_of(name: str) -> Kind:
    """A kind of a feature that is gone still has its place on the timeline, under its technical name."""
    known = {kind.name for kind in kinds()}
    return kind_named(name) if name in known else Kind(name, Words(name, name), "edit", Payload)


def stages() -> Stages:
    """All stages by track and key, in the order of their way."""
    return {(stage.track_id, stage.key): stage for stage in Stage.objects.order_by("position")}


def purposes() -> dict[str, str]:
    """What each purpose of consent is called."""
    return {purpose.key: str(Words.of(purpose.label)) for purpose in Purpose.objects.all()}


def _names(
    touchpoints: list[EffectiveTouchpoint], known: Definitions, ways: Stages, purposes: dict[str, str]
) -> _Names:
    campaigns = {t.campaign_id for t in touchpoints if t.campaign_id}
    colleagues = {t.actor_id for t in touchpoints if t.actor_type == ActorType.COLLEAGUE and t.actor_id}
    return _Names(
        campaigns=dict(Campaign.objects.filter(id__in=campaigns).values_list("id", "name")) if campaigns else {},
        colleagues={user.pk: str(user) for user in User.objects.filter(id__in=colleagues)} if colleagues else {},
        purposes=purposes,
        customs=_customs(touchpoints, known),
        stages=ways,
        offers=_offers(touchpoints),
        letters=_letters(touchpoints),
    )


def _customs(touchpoints: list[EffectiveTouchpoint], known: Definitions) -> dict[str, str]:
    """What the custom fields are called that this page says were changed."""
    changed = {name for t in touchpoints if t.kind == EDITED for name in t.learned}
    if not any(name.startswith(CUSTOM) for name in changed):
        return {}
    return {key: str(Words.of(definition.label)) for key, definition in known.by_key.items()}


def _offers(touchpoints: list[EffectiveTouchpoint]) -> dict[int, str]:
    about = {t.subject_id for t in touchpoints if t.subject_id and t.subject_type == SUBJECT}
    return titles(about, get_language() or "en") if about else {}


def _letters(touchpoints: list[EffectiveTouchpoint]) -> "dict[str, Message]":
    told = {message for t in touchpoints if (message := _message(t))}
    return named(touchpoints[0].contact_id, told) if told else {}


def _message(t: EffectiveTouchpoint) -> str:
    """The Message-ID of the mail of which a touchpoint tells."""
    return str(t.payload.get("message", "")) if t.kind.startswith("mail.") else ""


def _entry(t: EffectiveTouchpoint, names: _Names) -> Entry:
    kind = kind_of(t.kind)
    letter = names.letters.get(_message(t))
    offer = t.subject_id if t.subject_type == SUBJECT else None
    return Entry(
        id=t.id,
        kind=t.kind,
        label=str(kind.label),
        icon=kind.icon,
        occurred_at=t.occurred_at,
        recorded_at=t.recorded_at,
        summary=_summary(t, kind, names),
        quote=_quote(t, kind, letter),
        channel_label=str(dict(Channel.choices).get(t.channel or "", "")),
        campaign_label=names.campaigns.get(t.campaign_id or 0, ""),
        actor_label=_actor(t, names),
        rule_label=_rule(t) if kind.is_verdict else "",
        team=kind.team,
        verdict=kind.is_verdict,
        retracted=t.is_void,
        edited=t.is_edited,
        offer_id=offer,
        offer_title=names.offers.get(offer or 0, ""),
        letter_id=letter.id if letter else None,
        letter_state=_state(t, letter),
    )


def _state(t: EffectiveTouchpoint, letter: "Message | None") -> str:
    """What became of a mail that was sent; that it was sent needs no word."""
    if letter is None or t.kind != SENT or letter.state == "sent":
        return ""
    return letter.get_state_display()


def _quote(t: EffectiveTouchpoint, kind: Kind, letter: "Message | None") -> str:
    """Words that people wrote; of a mail that came back, whose trouble it is and the words of the server."""
    if t.kind != BOUNCED:
        return kind.read(t.payload).quote() or ""
    sentence = _BOUNCES.get(t.payload.get("severity", ""))
    return "\n".join(filter(None, (str(sentence or ""), letter.error if letter else "")))


def _summary(t: EffectiveTouchpoint, kind: Kind, names: _Names) -> str:
    if kind.is_verdict:
        return _decided(t, names)
    if "consent" in kind.counts:
        purpose, channel = t.payload.get("purpose", ""), t.payload.get("channel", "")
        return f"{names.purposes.get(purpose, purpose)}, {dict(ConsentChannel.choices).get(channel, channel)}"
    if t.kind == EDITED:
        return ", ".join(filter(None, (_field(name, names) for name in sorted(t.learned, key=_place))))
    return kind.read(t.payload).summary() or ""


def _field(name: str, names: _Names) -> str:
    """What a field of `learned` is called; nothing for what only the machine knows."""
    if name in STANDARD:
        return str(STANDARD[name].label)
    if name.startswith(CUSTOM):
        key = name.removeprefix(CUSTOM)
        return names.customs.get(key, key)
    if name.startswith(TAG):
        return gettext("Tag “%(tag)s”") % {"tag": name.removeprefix(TAG)}
    return ""


def _place(name: str) -> tuple[int, str]:
    """Standard fields in their order, then custom ones, then tags; the database keeps no order."""
    return (_PLACES.get(name, len(_PLACES)), name)


def _rule(t: EffectiveTouchpoint) -> str:
    """By which rule, of which version of the policy; nothing for what a colleague decided."""
    said = {"rule": t.payload.get("rule"), "policy": t.payload.get("policy")}
    if not said["rule"]:
        return ""
    return (gettext("Rule “%(rule)s”, version %(policy)s") if said["policy"] else gettext("Rule “%(rule)s”")) % said


def _decided(t: EffectiveTouchpoint, names: _Names) -> str:
    track = t.payload.get("track", "")
    to, came_from = (names.stages.get((track, t.payload.get(name) or "")) for name in ("stage", "stage_from"))
    if came_from:
        return gettext("%(stage_from)s becomes %(stage)s") % {"stage_from": came_from, "stage": to}
    return str(to or "")


def _actor(t: EffectiveTouchpoint, names: _Names) -> str:
    if t.actor_type == ActorType.PERSON:
        return ""
    return names.colleagues.get(t.actor_id or 0) or str(dict(ActorType.choices).get(t.actor_type, ""))
