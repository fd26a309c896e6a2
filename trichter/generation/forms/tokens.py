"""Signed tokens in place of a cookie: they say which form a submission belongs to, where it was shown and since when.

So a form works on cached pages, in frames and in browsers that keep nothing, and no other site can send it unseen.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from trichter.generation.forms.answers import Data
from trichter.kernel import clock
from trichter.spine.outreach import links

Use = Literal["work", "review"]
LIFE: dict[Use, timedelta] = {"work": timedelta(hours=2), "review": timedelta(hours=24)}
"""How long a token holds: proof of work is not to be done in store; a page to look over may lie open overnight."""
_LONGEST_NONCE = 40


@dataclass(frozen=True, slots=True)
class Token:
    """A token that we made. A review is of these very answers: `digest`."""

    use: Use
    nonce: str
    age: timedelta
    digest: str = ""


def issue(use: Use, *, offer: int, origin: str, digest: str = "") -> str:
    """A fresh token for one submission of this offer's form, shown at this origin."""
    made = int(clock.now().timestamp() * 1000)
    return links.sign(f"form.{use}", f=offer, o=origin, n=secrets.token_urlsafe(12), t=made, d=digest)


def read(use: Use, text: str, *, offer: int, origin: str) -> Token | None:
    """The token, or nothing if it is not ours, of another form or origin, or too old."""
    facts = links.read(f"form.{use}", text, max_age=LIFE[use]) if text else None
    if facts is None or facts.get("f") != offer or facts.get("o") != origin:
        return None
    age = timedelta(milliseconds=max(0, clock.now().timestamp() * 1000 - facts["t"]))
    return Token(use, str(facts["n"])[:_LONGEST_NONCE], age, facts["d"])


def digest_of(data: Data, names: frozenset[str]) -> str:
    """What stands for the typed answers of these names: the same answers, the same digest."""
    told = hashlib.blake2b(digest_size=18)
    for name in sorted(names):
        for value in data.get(name, ()):
            # Browsers end lines with CR LF, whatever was sent to them in a hidden field.
            told.update(f"{name}\x00{value.replace(chr(13), '')}\x00".encode(errors="replace"))
    return told.hexdigest()
