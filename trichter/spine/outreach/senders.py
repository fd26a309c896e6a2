"""Our sender identities: who stands in From."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trichter.facts.house.queries import House
from trichter.facts.staff.models import User
from trichter.kernel import clock
from trichter.kernel.declaring import Declared
from trichter.kernel.errors import DomainError
from trichter.spine.outreach.addressing import mailbox, one_line
from trichter.spine.outreach.identities import Sender
from trichter.spine.outreach.models import Message, State
from trichter.spine.outreach.reasons import Reason

_LATELY = timedelta(days=7)
_MOST_LOOKED_AT = 500
_POLICY = ("5.7.", "4.7.")
"""Security or policy (RFC 3463): who sends is not trusted."""


class NoSender(DomainError):
    sentence = _("No mail can leave: say under Settings, Senders, from which address.")


class NamelessSender(DomainError):
    sentence = _("A sender needs a name: it is what people see first.")


class SenderKnown(DomainError):
    sentence = _("There is a sender “%(name)s” already.")


class UnknownSender(DomainError):
    sentence = _("There is no such sender.")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a mail says of where it comes from."""

    name: str
    address: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A sender as pages list it."""

    id: int
    name: str
    address: str
    reply_to: str
    is_default: bool
    colleague: int | None

    @property
    def domain(self) -> str:
        """In the ASCII of the DNS."""
        return mailbox(self.address).domain


def listing() -> list[Known]:
    """All of them, the default one first."""
    rows = Sender.objects.order_by("-is_default", "name")
    return [Known(r.pk, r.name, r.address, r.reply_to, r.is_default, r.colleague_id) for r in rows]


def domains() -> list[str]:
    """The domains under which we write."""
    return sorted({sender.domain for sender in listing()})


@transaction.atomic
def add(name: str, *, address: str, reply_to: str = "", colleague: int | None = None) -> int:
    """A new sender; the first is the default. Raises `NamelessSender`, `SenderKnown` and `NotWritable`."""
    name, address, reply_to = _checked(name, address, reply_to)
    if Sender.objects.filter(Q(name=name) | Q(colleague_id=colleague, colleague__isnull=False)).exists():
        raise SenderKnown(name=name)
    is_first = not Sender.objects.filter(is_default=True).exists()
    row = Sender.objects.create(
        name=name,
        address=address,
        reply_to=reply_to,
        colleague_id=colleague,
        is_default=is_first,
        created_at=clock.now(),
    )
    return row.pk


@transaction.atomic
def declare(name: str, *, address: str, reply_to: str = "", is_default: bool = False) -> Declared:
    """The same from a file, as often as it changes."""
    name, address, reply_to = _checked(name, address, reply_to)
    known = Sender.objects.filter(name=name).first()
    if known is None:
        number = add(name, address=address, reply_to=reply_to)
        if is_default:
            prefer(number)
        return Declared.MADE
    becomes_default = is_default and not known.is_default
    if becomes_default:
        prefer(known.pk)
    if (known.address, known.reply_to) == (address, reply_to):
        return Declared.CHANGED if becomes_default else Declared.SAME
    Sender.objects.filter(pk=known.pk).update(address=address, reply_to=reply_to)
    return Declared.CHANGED


@transaction.atomic
def prefer(sender: int) -> None:
    """Make it the default. Raises `UnknownSender`."""
    if not Sender.objects.filter(pk=sender).exists():
        raise UnknownSender
    Sender.objects.filter(is_default=True).exclude(pk=sender).update(is_default=False)
    Sender.objects.filter(pk=sender).update(is_default=True)


@transaction.atomic
def remove(sender: int) -> None:
    """Take it away; letters that wait for it leave under the default. Raises `UnknownSender`."""
    if not Sender.objects.filter(pk=sender).delete()[0]:
        raise UnknownSender


def refused_lately() -> int:
    """How many of the last mails others did not take from us, whoever they were for (LAW 2.3)."""
    lost = Message.objects.filter(state__in=(State.BOUNCED, State.FAILED)).order_by("-id")
    since = clock.now() - _LATELY
    last = lost.values_list("code", "reason", "begun_at")[:_MOST_LOOKED_AT]
    ours = [at for code, reason, at in last if code.startswith(_POLICY) or reason == Reason.SENDER_REFUSED]
    return sum(1 for at in ours if at and at >= since)


def for_letter(message: Message, house: House, *, is_personal: bool) -> Identity:
    """The sender a letter names, else that of the colleague who wrote it, else the default, else the firm's address.

    Raises `NoSender`.
    """
    writer = _writer(message) if is_personal else None
    row = Sender.objects.filter(id=message.sender_id or 0).first() or _own(writer)
    if row is not None:
        return Identity(row.name, row.address, row.reply_to)
    default = _default(house)
    return _lent(default, writer, house) if writer else default


def _writer(message: Message) -> User | None:
    return User.objects.filter(id=message.context.get("colleague"), is_active=True).first()


def _own(writer: User | None) -> Sender | None:
    return Sender.objects.filter(colleague=writer).first() if writer else None


def _default(house: House) -> Identity:
    row = Sender.objects.filter(is_default=True).first()
    if row is not None:
        return Identity(row.name, row.address, row.reply_to)
    if not house.email:
        raise NoSender
    return Identity(house.title, house.email)


def _lent(default: Identity, writer: User, house: House) -> Identity:
    """A colleague writes under the address of the house in their own name; answers come to them."""
    shown = ", ".join(part for part in (writer.name, house.title) if part)
    return Identity(shown or default.name, default.address, writer.email)


def _checked(name: str, address: str, reply_to: str) -> tuple[str, str, str]:
    name = one_line(name)[:120]
    if not name:
        raise NamelessSender
    for given in filter(None, (address, reply_to)):
        mailbox(given)
    mailbox(address)
    return name, address.strip(), reply_to.strip()
