"""Before the house mails somebody because of what a visitor typed or pressed: proof to be human, as an offer's form
asks for it, and never more mails than people ask for. So nobody makes us pester others (LAW 4.1)."""

from dataclasses import dataclass
from enum import StrEnum

import structlog

from trichter.generation.forms import judging, limits, tokens, work
from trichter.generation.forms.answers import Data
from trichter.generation.forms.form import Visit
from trichter.generation.forms.limits import Spending

HOUSE = 0
"""In a token, where an offer's number stands: the forms that the house has by itself."""
MOST_FROM_A_NETWORK = 5
MOST_OF_THE_HOUSE = 300
"""In an hour."""

log = structlog.get_logger(__name__)


class Passage(StrEnum):
    """Where a request goes. Who meets a shut gate gets the same answer as somebody who came through."""

    OPEN = "open"
    REVIEW = "review"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the script of a page gets."""

    token: str
    challenge: dict[str, object]


def challenge(origin: str) -> Challenge:
    """A fresh token and its work, for a page of this origin."""
    token = tokens.issue("work", offer=HOUSE, origin=origin)
    return Challenge(token, work.challenge(token))


def passage(asked: Data, given: Data, visit: Visit) -> Passage:
    """Let a request through, or not. `asked` is what it wants, `given` all that came along. Uses its token up."""
    digest = _digest(asked)
    token = judging.proven(HOUSE, given, visit, digest)
    spending = limits.spend(token.nonce, digest) if token else Spending.OTHERWISE
    if spending == Spending.OTHERWISE:
        return Passage.REVIEW
    # The second click of two has been answered by the first.
    is_trapped = any(given.get(judging.TRAP, ()))
    return Passage.SHUT if spending == Spending.AGAIN or is_trapped or _are_too_many(visit) else Passage.OPEN


def review_token(asked: Data, origin: str) -> str:
    """For the page that shows all of it once more."""
    return tokens.issue("review", offer=HOUSE, origin=origin, digest=_digest(asked))


def _digest(asked: Data) -> str:
    return tokens.digest_of(asked, frozenset(asked))


def _are_too_many(visit: Visit) -> bool:
    """A network that has had enough takes nothing from what is left for the others."""
    if visit.is_public and _count(f"gate from {visit.ip}") > MOST_FROM_A_NETWORK:
        return True
    if is_full := _count("gate") > MOST_OF_THE_HOUSE:
        log.warning("more mails asked for on visitors' pages than in any hour", most=MOST_OF_THE_HOUSE)
    return is_full


def _count(place: str) -> int:
    return limits.counted([place], stretch=limits.LONGEST_STRETCH)[place]
