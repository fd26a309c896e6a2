"""The sign of consent that stands beside a person, one of the four of the design: `confirmed` where they may be reached
for one purpose at least, `pending`, `revoked` (also suppressed, expired and the like) or `none`."""

from collections.abc import Iterable, Sequence
from typing import Any

from trichter.facts.consent.models import Channel
from trichter.facts.consent.queries import STANDINGS, given_for_standings
from trichter.kernel import clock

_OF_C = STANDINGS.replace("{among}", "contact_id = c.id").replace("{now}", "%(at)s")
OF_C = f"""
    SELECT CASE WHEN bool_or(obstacle IS NULL) THEN 'confirmed' WHEN count(*) = 0 THEN 'none'
                WHEN bool_and(obstacle = 'requested') THEN 'pending' ELSE 'revoked' END
    FROM ({_OF_C}) AS answers
"""  # noqa: S608 - ours
"""The sign of contact `c` for a channel; its values are those of `given`."""
_STATES = {"confirmed": "granted", "pending": "requested"}
"""Of which state somebody has to have one row at least."""
_NEEDED = {
    **{
        sign: f"(SELECT true FROM {{rows}} AND k.state = '{state}' LIMIT 1) IS TRUE"  # noqa: S608 - ours
        for sign, state in _STATES.items()
    },
    "revoked": "(SELECT true FROM {rows} LIMIT 1) IS TRUE",
    "none": "(SELECT true FROM {rows} LIMIT 1) IS NULL",
}


def given(*, channel: str = Channel.EMAIL) -> dict[str, Any]:
    """What `OF_C` names, for advertising of any purpose on a channel."""
    return given_for_standings() | {"channel": channel, "at": clock.now()}


def needed_for(signs: Iterable[str], contact: str) -> str:
    """Without which nobody has one of the signs, said by an index: a condition with the values of `given`."""
    rows = f"consent_consent k WHERE k.contact_id = {contact} AND k.channel = %(channel)s"
    return f"({' OR '.join(_NEEDED[sign].format(rows=rows) for sign in signs if sign in _NEEDED) or 'false'})"


def needed_among(signs: Sequence[str], contact: str) -> str:
    """The same to be asked of many at once, who come in the order of their ids: two lists walked side by side."""
    state = _STATES.get(signs[0]) if len(signs) == 1 else None
    if state is None:
        return needed_for(signs, contact)
    said = f"SELECT k.contact_id FROM consent_consent k WHERE k.channel = %(channel)s AND k.state = '{state}'"  # noqa: S608 ours
    return f"{contact} IN ({said})"
