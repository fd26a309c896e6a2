"""The first colleague of a new installation: whoever can read what `trichter serve` prints, once, and nobody after.

A request from this machine proves nothing: it may come through a proxy that runs beside us. So everybody needs the
code, which is made from a key of the installation and is worth nothing as soon as somebody has an account.
"""

import base64
import hmac
from collections.abc import Mapping

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.house import services as house
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import Role, User
from trichter.kernel.errors import DomainError
from trichter.kernel.keys import key
from trichter.spine.outreach import senders


class FoundedAlready(DomainError):
    sentence = _("Somebody has set up this installation meanwhile.")


class WrongCode(DomainError):
    sentence = _("This is not the code that “trichter serve” has printed.")


def is_open() -> bool:
    """Whether nobody has an account yet."""
    return not User.objects.exists()


def code() -> str:
    """For the address that is printed: 20 characters, 100 bits, always the same for an installation."""
    return base64.b32encode(hmac.digest(key("django"), b"trichter founding", "sha256"))[:20].decode().lower()


def is_right(given: str) -> bool:
    """Compared without telling by its time how much of it is right."""
    return hmac.compare_digest(given.strip().lower().encode(), code().encode())


@transaction.atomic
def found(
    given: str,
    *,
    email: str,
    name: str,
    password: str,
    language: str,
    time_zone: str,
    firm: Mapping[str, str],
    sender: str = "",
) -> User:
    """The first colleague, who administers; the firm, and the address under which its mails leave. All, or nothing.

    Raises `WrongCode`, `FoundedAlready`, a `WrongDetail` of the firm, and what `staff.invite` and `senders.add` raise.
    """
    if not is_right(given):
        raise WrongCode
    # Of two who do this at once, the second sees the first one's account.
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE staff_user IN SHARE ROW EXCLUSIVE MODE")
    if not is_open():
        raise FoundedAlready
    user = staff.invite(email, name=name, role=Role.ADMINISTRATION, password=password, language=language)
    staff.prefer(user, time_zone=time_zone)
    house.change(**firm)
    if sender:
        senders.add(firm["name"], address=sender)
    return user
