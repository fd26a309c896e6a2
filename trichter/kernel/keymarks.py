"""A database remembers the keys it is used with: with another one its suppression list would recognise nobody, and
nobody would notice (LAW 1.12)."""

import hashlib
import hmac
from typing import get_args

from django.utils.translation import gettext_lazy as _

from trichter.kernel.environment import environment
from trichter.kernel.errors import DomainError
from trichter.kernel.keys import Marked, key
from trichter.kernel.models import KeyMark

_SAID = b"Trichter: a database was used with this key"


class OtherKey(DomainError):
    sentence = _(
        "This database was used with another key “%(name)s”: set TRICHTER_KEY_%(variable)s to it, or put its file back "
        "into %(folder)s."
    )


def check() -> None:
    """Note the keys of this process if the database knows none yet. Raises `OtherKey` if it knows others.

    Of nodes that come to a new database at once, the first one's keys count.
    """
    marks = [KeyMark(name=name, mark=_mark(name)) for name in get_args(Marked)]
    KeyMark.objects.bulk_create(marks, ignore_conflicts=True)
    known = dict(KeyMark.objects.values_list("name", "mark"))
    for mine in marks:
        if not hmac.compare_digest(bytes(known[mine.name]), mine.mark):
            folder = environment().home_path / "keys"
            raise OtherKey(name=mine.name, variable=mine.name.upper(), folder=folder)


def _mark(name: Marked) -> bytes:
    """Tells keys apart and nothing about them."""
    return hmac.digest(key(name), _SAID, hashlib.sha256)
