"""The timeline of a person as screens show it: each touchpoint in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent.models import Channel as ConsentChannel
from trichter.facts.contacts.fields import STANDARD
from trichter.facts.timeline.models import ActorType, Channel, EffectiveTouchpoint
from trichter.facts.timeline.registry import Kind, Payload, kind_named, kinds
from trichter.generation.offers.queries import SUBJECT, titles
from trichter.insight.names import Names
from trichter.insight.rulewords import decided_by
from trichter.kernel.words import Words
from trichter.spine.outreach.queries import named
from trichter.spine.rewording import can_be_reworded

if TYPE_CHECKING:
    from trichter.spine.outreach.models import Message

EDITED, SENT, BOUNCED = "contact.edited", "mail.sent", "mail.bounced"
BY_HAND = frozenset(
    {"note.written", "call.made", "meeting.held", "mail.received", "conversation.held", "criterion.judged", "stage.set"}
)
"""What colleagues write down themselves: whoever did may correct it. What a page did in its stead it takes back."""
CUSTOM, TAG = "custom:", "tag:"
_BOUNCES = {
    "hard": _("There is no such mailbox any more; nothing more is sent to this address."),
    "soft": _("The mailbox did not take it this time; the address may be right all the same."),
    "sender": _("Mail of ours was refused, whoever it is for; the address is not held to blame."),
}
_PLACES = {name: place for place, name in enumerate(STANDARD)}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline. `by` is the colleague whose entry it is, `wording` what that colleague may reword;
    `person` is whose it is, where it stands among those of others; `visit` the visit to the website in which it was."""

    id: int
    contact_id: int
    kind: str
    label: str
    icon: str
    occurred_at: datetime
    recorded_at: datetime
    summary: str
    quote: str
    channel_label: str
    campaign_label: str
    origin_label: str
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
    by: int | None
    can_be_corrected: bool
    wording: str | None
    person: str = ""
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    """What the keys and ids on a page of the timeline stand for."""

    names: Names
    offers: dict[int, str]
    letters: dict[str, "Message"]


def entries(touchpoints: list[EffectiveTouchpoint], names: Names) -> tuple[Entry, ...]:
    """The touchpoints in words, in their order."""
    page = _Page(names, _offers(touchpoints), _letters(touchpoints))
    return tuple(_entry(touchpoint, page) for touchpoint in touchpoints)


def kind_of(name: str) -> Kind:
    """A kind of a feature that is gone still has its place on the timeline, under its technical name."""
    known = {kind.name for kind in kinds()}
    return kind_named(name) if name in known else Kind(name, Words(name, name), "edit", Payload)


def _offers(touchpoints: list[EffectiveTouchpoint]) -> dict[int, str]:
    about = {t.subject_id for t in touchpoints if t.subject_id and t.subject_type == SUBJECT}
    return titles(about, get_language() or "en") if about else {}


def _letters(touchpoints: list[EffectiveTouchpoint]) -> "dict[str, Message]":
    told = {message for t in touchpoints if (message := _message(t))}
    return named({t.contact_id for t in touchpoints}, told) if told else {}


def _message(t: EffectiveTouchpoint) -> str:
    """The Message-ID of the mail of which a touchpoint tells."""
    return str(t.payload.get("message", "")) if t.kind.startswith("mail.") else ""


def _entry(t: EffectiveTouchpoint, page: _Page) -> Entry:
    names = page.names
    kind = kind_of(t.kind)
    letter = page.letters.get(_message(t))
    offer = t.subject_id if t.subject_type == SUBJECT else None
    return Entry(
        id=t.id,
        contact_id=t.contact_id,
        kind=t.kind,
        label=str(kind.label),
        icon=kind.icon,
        occurred_at=t.occurred_at,
        recorded_at=t.recorded_at,
        summary=_summary(t, kind, names),
        quote=_quote(t, kind, letter),
        channel_label=str(dict(Channel.choices).get(t.channel or "", "")),
        campaign_label=names.campaigns.get(t.campaign_id or 0, ""),
        origin_label="" if kind.is_verdict else _origin(t, names),
        actor_label=_actor(t, names),
        rule_label=decided_by(t, names) if kind.is_verdict else "",
        team=kind.team,
        verdict=kind.is_verdict,
        retracted=t.is_void,
        edited=t.is_edited,
        offer_id=offer,
        offer_title=page.offers.get(offer or 0, ""),
        letter_id=letter.id if letter else None,
        letter_state=_state(t, letter),
        by=t.actor_id if t.actor_type == ActorType.COLLEAGUE else None,
        can_be_corrected=kind.can_be_corrected and t.kind in BY_HAND,
        wording=t.payload.get("text", "") if t.kind in BY_HAND and can_be_reworded(t.kind) else None,
        visit=t.payload.get("visit"),
    )


def _origin(t: EffectiveTouchpoint, names: Names) -> str:
    """The channel and campaign of the form from which it follows; nothing for what came on a way of its own."""
    origin = names.origins.get(t.id)
    if origin is None:
        return ""
    ways = filter(None, (str(dict(Channel.choices).get(origin.channel, "")), origin.campaign))
    return gettext("Origin: %(way)s") % {"way": ", ".join(ways)}


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


def _summary(t: EffectiveTouchpoint, kind: Kind, names: Names) -> str:
    if kind.is_verdict:
        return _decided(t, names)
    if "consent" in kind.counts:
        purpose, channel = t.payload.get("purpose", ""), t.payload.get("channel", "")
        return f"{names.purposes.get(purpose, purpose)}, {dict(ConsentChannel.choices).get(channel, channel)}"
    if t.kind == EDITED:
        return ", ".join(filter(None, (_field(name, names) for name in sorted(t.learned, key=_place))))
    return kind.read(t.payload).summary() or ""


def _field(name: str, names: Names) -> str:
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


def _decided(t: EffectiveTouchpoint, names: Names) -> str:
    track = t.payload.get("track", "")
    to, came_from = (names.stages.get((track, t.payload.get(name) or "")) for name in ("stage", "stage_from"))
    if came_from:
        return gettext("%(stage_from)s becomes %(stage)s") % {"stage_from": came_from, "stage": to}
    return str(to or "")


def _actor(t: EffectiveTouchpoint, names: Names) -> str:
    if t.actor_type == ActorType.PERSON:
        return ""
    return names.colleagues.get(t.actor_id or 0) or str(dict(ActorType.choices).get(t.actor_type, ""))
