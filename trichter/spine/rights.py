"""What a person may ask of whoever keeps their data: all of it, that it be put right, and that it be erased
(LAW 1.12, 1.13).

Anybody can type an address into the page that asks; a link by mail to that address proves who it was. Whether we know
the address is never said before that.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent import addresses
from trichter.facts.consent.models import Channel
from trichter.facts.contacts import identifiers
from trichter.facts.contacts import queries as contacts
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel import clock, keys, persons
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.models import Standing
from trichter.spine import outreach, preferences
from trichter.spine.intake import UnknownContact, record
from trichter.spine.models import RightsRequest
from trichter.spine.optin import Browser
from trichter.spine.outreach import links
from trichter.spine.outreach.grounds import LegalRequest
from trichter.spine.outreach.persons import forget_stranger
from trichter.spine.outreach.templates import Mail, Template, register
from trichter.spine.touch import PERSON, SYSTEM, Actor, Touch, colleague

PROVES_FOR = timedelta(days=3)
"""So long the link of the mail opens somebody's data."""
MOST_A_DAY = 3
UNPROVEN_KEPT = timedelta(days=30)
DONE_KEPT = timedelta(days=3 * 365)
"""As long as a fine may follow (§ 31 OWiG), it has to be shown that the answer came in time."""
CORRECTABLE = ("salutation", "title", "first_name", "last_name", "position", "phone", "mobile")
_TRADE = ("deal.opened", "deal.won", "deal.lost", "quote.sent", "purchase.made")
_CUSTOMERS = ("opportunity", "customer", "promoter")

Kind = RightsRequest.Kind


class CustomersAreErasedByHand(DomainError):
    sentence = _("Contracts have to be kept as long as the law says, so a colleague looks at this erasure.")


class NothingToDo(DomainError):
    sentence = _("This request is done already.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request about one's data. `contact` is whose address it is now; nobody's if we do not know it."""

    id: int
    kind: str
    kind_label: str
    address: str
    language: str
    words: str
    asked_at: datetime
    due_at: datetime
    proven_at: datetime | None
    done_at: datetime | None
    contact: int | None
    is_customer: bool

    @property
    def is_overdue(self) -> bool:
        """Whether the month has passed without an answer."""
        return self.done_at is None and self.due_at <= clock.now()


def export(contact: int) -> dict[str, list[dict[str, Any]]]:
    """All that is known of the person, by table, as JSON has it. Raises `UnknownContact`."""
    return persons.export(_survivor(contact))


def erase(contact: int, *, actor: Actor = SYSTEM, requested_by_person: bool = True, suppresses: bool = True) -> None:
    """Leave nothing that could lead back to the person. Raises `UnknownContact` and `ContactErased`."""
    said = {"requested_by_person": requested_by_person, "suppresses": suppresses}
    record([Touch("contact.erased", said, contact=_survivor(contact), actor=actor)])


def ask(address: str, *, kind: str, language: str) -> None:
    """Note the request and mail a link to the address, known or not: both take the same way, and the same time.

    More than a few a day from one address are passed over in silence. Raises `BadEmail`.
    """
    key = identifiers.email(address)
    now = clock.now()
    with transaction.atomic():
        today = RightsRequest.objects.filter(address_key=key, asked_at__gt=now - timedelta(days=1))
        if today.count() < MOST_A_DAY:
            _send_link(_noted(Kind(kind), address.strip(), key, language=language, at=now))


def asked(number: int, address: str) -> datetime | None:
    """When this was asked from this very address: the ground on which its mail leaves."""
    row = RightsRequest.objects.filter(id=number, address_key=identifiers.email(address)).first()
    return row.asked_at if row else None


def proven(token: str) -> Asked | None:
    """Who has opened the link of the mail; None if it is too old, not ours, or its person is no more."""
    facts = links.read("rights", token, PROVES_FOR)
    row = RightsRequest.objects.filter(id=facts["request"]).exclude(address="").first() if facts else None
    return _asked(row) if row else None


def correct(request: Asked, told: Mapping[str, str]) -> None:
    """The person puts right what we know of them. Raises `BadField` and `BadPhone`."""
    learned = {name: told[name] for name in CORRECTABLE if name in told}
    if told.get("company"):
        learned["company"] = {"name": told["company"]}  # type: ignore[assignment]
    with transaction.atomic():
        if request.contact is not None and learned:
            record([Touch("contact.edited", {}, contact=request.contact, learned=learned)])
        _finish(request)


def explain(request: Asked, words: str) -> None:
    """What is wrong beyond these fields, in the person's words: a colleague puts it right within the month."""
    with transaction.atomic():
        row = _own(request, Kind.CORRECTION)
        RightsRequest.objects.filter(id=row.pk).update(words=words[:2_000])


def leave_all(request: Asked, browser: Browser) -> None:
    """No advertising by mail any more."""
    with transaction.atomic():
        if request.contact is not None:
            preferences.leave_all(request.contact, browser)
        _finish(request)


def erase_now(request: Asked) -> None:
    """Erase somebody with whom we have no contracts, at once. Raises `CustomersAreErasedByHand`."""
    if request.is_customer:
        raise CustomersAreErasedByHand
    with transaction.atomic():
        row = _own(request, Kind.ERASURE)
        RightsRequest.objects.filter(id=row.pk).update(done_at=clock.now())
        _erase_who_asks(request, actor=PERSON)


def want_erasure(request: Asked) -> datetime:
    """Note that a customer wants to be erased; answers until when they hear from us."""
    with transaction.atomic():
        return _own(request, Kind.ERASURE).due_at


def open_requests() -> list[Asked]:
    """What colleagues have to answer, the one that is due first on top."""
    rows = RightsRequest.objects.filter(done_at=None).exclude(proven_at=None).order_by("due_at", "id")
    return [_asked(row) for row in rows]


def done_requests(*, limit: int = 50) -> list[Asked]:
    """What was answered, latest first."""
    return [_asked(row) for row in RightsRequest.objects.exclude(done_at=None).order_by("-done_at")[:limit]]


def carry_out(number: int, *, by: int) -> None:
    """A colleague erases whoever asked for it. Raises `NothingToDo`."""
    with transaction.atomic():
        row = _due(number)
        request = _asked(row)
        _close(row, by=by)
        if row.kind == Kind.ERASURE:
            _erase_who_asks(request, actor=colleague(by))


def close(number: int, *, by: int) -> None:
    """A colleague has answered it otherwise. Raises `NothingToDo`."""
    with transaction.atomic():
        _close(_due(number), by=by)


def forget_old(at: datetime) -> int:
    """Requests that nobody proved, and those answered so long ago that nobody asks any more."""
    unproven, _n = RightsRequest.objects.filter(proven_at=None, asked_at__lte=at - UNPROVEN_KEPT).delete()
    done, _n = RightsRequest.objects.filter(done_at__lte=at - DONE_KEPT).delete()
    return unproven + done


def _erase_who_asks(request: Asked, *, actor: Actor) -> None:
    """Them, or if we do not know them what their asking has left: the mails with the link, and their address here.

    Of the address stays its keyed hash, by which it can be shown that somebody who says that they asked did so.
    """
    if request.contact is not None:
        erase(request.contact, actor=actor)
    elif request.address:
        own = identifiers.email(request.address)
        persons.erase_in_files(persons.KnownAs(emails=frozenset({own})))
        forget_stranger(own)
        known = addresses.digest(own, channel=Channel.EMAIL, secret=keys.key("suppression")).hex()
        RightsRequest.objects.filter(address_key=own).update(address="", address_key=known, words="")


def _survivor(contact: int) -> int:
    found = contacts.survivor(contact)
    if found is None:
        raise UnknownContact(contact=contact)
    return found


def _noted(kind: Kind, address: str, key: str, *, language: str, at: datetime) -> RightsRequest:
    return RightsRequest.objects.create(
        kind=kind,
        address=address,
        address_key=key,
        contact_id=contacts.of_email(key),
        language=language,
        asked_at=at,
        due_at=_a_month_after(at),
    )


def _send_link(row: RightsRequest) -> None:
    outreach.send(
        outreach.Letter(
            template="rights_link",
            ground=LegalRequest(request=row.pk),
            cause=f"rights:{row.pk}",
            language=row.language,
            contact=row.contact_id,
            address=row.address,
            context={"request": row.pk},
        )
    )


def _a_month_after(at: datetime) -> datetime:
    """Art. 12 (3) GDPR counts in months (Regulation 1182/71)."""
    return datetime.combine(clock.months_after(at.date(), 1), at.timetz())


def _own(request: Asked, kind: Kind) -> RightsRequest:
    """The request of this kind that the proven link stands for: its own, or one more, asked for when it was proven.

    Pressed twice it is one.
    """
    RightsRequest.objects.select_for_update().get(id=request.id)
    mine = RightsRequest.objects.filter(address_key=identifiers.email(request.address), kind=kind, done_at=None)
    row = mine.order_by("id").last()
    if row is None:
        row = _noted(
            kind, request.address, identifiers.email(request.address), language=request.language, at=clock.now()
        )
    if row.proven_at is None:
        row.proven_at = clock.now()
        row.save(update_fields=["proven_at"])
    return row


def _finish(request: Asked) -> None:
    """They have helped themselves: nothing is left for a colleague, but for an erasure that they have not pressed."""
    now = clock.now()
    RightsRequest.objects.filter(id=request.id, done_at=None).exclude(kind=Kind.ERASURE).update(
        proven_at=now, done_at=now
    )


def _due(number: int) -> RightsRequest:
    row = RightsRequest.objects.select_for_update().filter(id=number, done_at=None).exclude(proven_at=None).first()
    if row is None:
        raise NothingToDo
    return row


def _close(row: RightsRequest, *, by: int) -> None:
    RightsRequest.objects.filter(id=row.pk).update(done_at=clock.now(), done_by=by)


def _asked(row: RightsRequest) -> Asked:
    contact = contacts.of_email(row.address) if row.address else row.contact_id
    return Asked(
        id=row.pk,
        kind=row.kind,
        kind_label=str(Kind(row.kind).label),
        address=row.address,
        language=row.language,
        words=row.words,
        asked_at=row.asked_at,
        due_at=row.due_at,
        proven_at=row.proven_at,
        done_at=row.done_at,
        contact=contact,
        is_customer=contact is not None and bool(customers([contact])),
    )


def customers(contacts: Collection[int]) -> set[int]:
    """Those with whom there are contracts or offers of which the law may ask us to keep something."""
    trade = EffectiveTouchpoint.objects.filter(contact_id__in=contacts, kind__in=_TRADE, is_void=False)
    standing = Standing.objects.filter(contact_id__in=contacts, stage__in=_CUSTOMERS)
    return {*trade.values_list("contact_id", flat=True), *standing.values_list("contact_id", flat=True)}


def _context(mail: Mail) -> Mapping[str, Any]:
    """What the mail names: what was asked, and the link that proves it."""
    row = RightsRequest.objects.filter(id=mail.context["request"]).first()
    path = f"/rechte/{links.sign('rights', request=mail.context['request'])}/?lang={mail.language[:2]}"
    return {"asked": _asked(row) if row else None, "link": links.url(path), "days": PROVES_FOR.days}


register(Template("rights_link", Words("Your data with us", "Ihre Daten bei uns"), "mail/rights_link", _context))
