"""Personal links: a file promised to somebody, fetched by them, and counted. A link that the person asked for is no
tracking (LAW 2.7); that they followed it is a fact about the promise."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from trichter.facts.timeline.models import Campaign, EffectiveTouchpoint
from trichter.generation.assets.models import Asset, Delivery
from trichter.generation.assets.services import store
from trichter.generation.assets.visits import Visit, signs_of_a_machine
from trichter.kernel import clock
from trichter.spine import outreach
from trichter.spine.intake import ContactErased, UnknownContact, record
from trichter.spine.outreach import links
from trichter.spine.outreach.grounds import RequestedService
from trichter.spine.touch import SYSTEM, Touch

if TYPE_CHECKING:
    from django.core.files import File

SUBJECT = "asset"
VALID = timedelta(days=14)
MOST_FETCHES = 50
"""Of one link: who passes it on to the whole world gets a page that says it has been used up."""
MOST_SCANS = 20
"""So many visits of machines are noted for one link; what they fetch after that is theirs, and nobody's news."""
_PAUSE = timedelta(minutes=10)
"""Between two fresh links for the same promise."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The file, open for reading."""

    file: "File[bytes]"
    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Expired:
    """The link leads to nothing any more, but a fresh one can be had (`renew`)."""

    title: str
    language: str
    is_used_up: bool


def promise(contact: int, asset: int, touchpoint: int, *, address: str, language: str) -> Delivery:
    """A link for this person, who asked for the file in this touchpoint; asked once more, the same link."""
    now = clock.now()
    return Delivery.objects.get_or_create(
        contact_id=contact,
        touchpoint_id=touchpoint,
        asset_id=asset,
        defaults={"address": address, "language": language, "promised_at": now, "expires_at": now + VALID},
    )[0]


def link(delivery: int) -> str:
    """The address of a promise, as it stands in the mail."""
    return links.url(f"/d/{links.sign('download', delivery=delivery)}/")


def fetch(token: str, visit: Visit) -> Opened | Expired | None:
    """Follow a personal link: the file and a touchpoint, or why there is none. A link that leads to nobody, because it
    is not ours or its person was erased, answers nothing."""
    delivery = _named(token)
    if delivery is None:
        return None
    if ended := _ended(delivery):
        return ended
    try:
        with transaction.atomic():
            _note(delivery, visit)
    except (ContactErased, UnknownContact):
        return None
    asset = delivery.asset
    return Opened(store().open(asset.path), asset.name, asset.content_type, asset.size)


def title(token: str) -> str | None:
    """What a link leads or led to; nothing for one that is nobody's."""
    delivery = _named(token)
    return delivery.asset.name if delivery else None


def renew(token: str) -> Delivery | None:
    """Mail a fresh link to the address that the first one went to; within ten minutes not another one.

    Answers the promise that holds now, or nothing for a link that leads to nobody.
    """
    delivery = _named(token)
    if delivery is None:
        return None
    with transaction.atomic():
        # One renewal after the other, so that a button pressed twice asks once.
        Asset.objects.select_for_update(no_key=True).get(pk=delivery.asset_id)
        return _just_renewed(delivery) or _renewed(delivery)


def _named(token: str) -> Delivery | None:
    facts = links.read("download", token)
    number = facts.get("delivery") if facts else None
    return Delivery.objects.select_related("asset").filter(pk=number).first() if isinstance(number, int) else None


def _ended(delivery: Delivery) -> Expired | None:
    is_used_up = delivery.fetches >= MOST_FETCHES
    if is_used_up or delivery.expires_at <= clock.now():
        return Expired(delivery.asset.name, delivery.language, is_used_up)
    return None


def _note(delivery: Delivery, visit: Visit) -> None:
    """Onto the timeline, within this request. The row is counted after the record, which locks the person first."""
    now = clock.now()
    signs = signs_of_a_machine(visit, contact=delivery.contact_id, now=now)
    if signs and delivery.scans >= MOST_SCANS:
        return
    [recorded] = record([_download(delivery)])
    row = Delivery.objects.filter(pk=delivery.pk)
    if signs:
        reason = "; ".join(signs)
        verdict = {"is_bot": True, "reason": reason}
        record([_judged(recorded.contact_id, recorded.touchpoint_id, verdict)])
        row.update(scans=F("scans") + 1)
    else:
        row.update(fetches=F("fetches") + 1, fetched_at=now)


def _download(delivery: Delivery) -> Touch:
    came = _cause(delivery)
    return Touch(
        "asset.downloaded",
        {"title": delivery.asset.name, "asset": delivery.asset_id, "fetch": delivery.fetches + 1},
        contact=delivery.contact_id,
        subject=(SUBJECT, delivery.asset_id),
        caused_by=delivery.touchpoint_id,
        **came,
    )


def _cause(delivery: Delivery) -> dict[str, Any]:
    """Whoever takes what they asked for is still on the way on which they came."""
    asked = EffectiveTouchpoint.objects.filter(contact_id=delivery.contact_id, id=delivery.touchpoint_id).first()
    if asked is None or asked.campaign_id is None:
        return {"channel": asked.channel} if asked else {}
    campaign = Campaign.objects.filter(pk=asked.campaign_id).values_list("key", flat=True).first()
    return {"channel": asked.channel, "campaign": campaign}


def _judged(contact: int, touchpoint: int, verdict: dict[str, Any]) -> Touch:
    return Touch("touchpoint.judged", verdict, contact=contact, target=touchpoint, actor=SYSTEM)


def _just_renewed(delivery: Delivery) -> Delivery | None:
    of_them = Delivery.objects.filter(contact_id=delivery.contact_id, asset=delivery.asset_id, address=delivery.address)
    fresh = of_them.filter(promised_at__gt=clock.now() - _PAUSE, fetches__lt=MOST_FETCHES)
    return fresh.exclude(pk=delivery.pk).order_by("-pk").first()


def _renewed(delivery: Delivery) -> Delivery | None:
    payload = {"title": delivery.asset.name, "asset": delivery.asset_id}
    asked = Touch(
        "asset.requested",
        payload,
        contact=delivery.contact_id,
        learned={"email": delivery.address},
        subject=(SUBJECT, delivery.asset_id),
        caused_by=delivery.touchpoint_id,
        **_cause(delivery),
    )
    try:
        [recorded] = record([asked])
    except (ContactErased, UnknownContact):
        return None
    fresh = promise(
        recorded.contact_id,
        delivery.asset_id,
        recorded.touchpoint_id,
        address=delivery.address,
        language=delivery.language,
    )
    _mail(fresh)
    return fresh


def _mail(delivery: Delivery) -> None:
    outreach.send(
        outreach.Letter(
            template="asset_link",
            ground=RequestedService(delivery.touchpoint_id),
            cause=f"asset {delivery.asset_id} for {delivery.touchpoint_id}",
            language=delivery.language,
            contact=delivery.contact_id,
            address=delivery.address,
            context={"delivery": delivery.pk},
            caused_by=delivery.touchpoint_id,
        )
    )
