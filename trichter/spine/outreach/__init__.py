"""The one door out: nothing reaches a person but by a letter that is handed in here.

A letter names its **ground**: why may this leave? It becomes a row of the ledger in the caller's own transaction, is
looked at once now and once more in the transaction in which it leaves (`sending.py`), and is never sent twice:

    send(Letter)  ->  queued  ->  sending  ->  sent  ->  bounced        the answer of a mail server that comes later
                        │  ↖         │
                        │    deferred (4xx, no connection: later again) · bounced, failed (5xx)
                        │            └ in doubt: nobody knows whether it left; a colleague decides
                        └ cancelled (consent withdrawn, person erased) · withheld (no ground, with the reason)

`grounds.py` says what may leave, `queue.py` who is next and what is taken back, `sending.py` the three steps of a mail,
`transports.py` how it leaves, `queries.py` what became of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trichter.spine.outreach.grounds import Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is to reach somebody: `template` and `context` say what, `ground` why, `cause` which one of all.

    It goes to a `colleague`, else to `address`, else to the known address of the `contact`. To a colleague, `contact`
    is whom the letter is about: it is merged and erased with that person. The same cause is one letter for a
    recipient, however often it is handed in. `context` holds ids rather than personal data, as JSON; `caused_by` is
    the touchpoint that led to it, `sender` one of our sender identities.
    """

    template: str
    ground: "Ground"
    cause: str
    language: str
    contact: int | None = None
    colleague: int | None = None
    address: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    caused_by: int | None = None
    sender: int | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """What stands in the ledger: `reason` is empty unless the letter is held back."""

    id: int
    state: str
    reason: str = ""


def send(letter: Letter) -> Posted:
    """Write the letter into the ledger, to be sent as soon as the caller's transaction is committed.

    A missing ground is no error but an answer: the row stays, withheld, with the reason.
    """
    # Django imports this package before it knows the models.
    from trichter.spine.outreach.posting import post

    return post(letter)
