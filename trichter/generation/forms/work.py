"""Proof of work (ALTCHA): a phone pays about a second for a form, who wants to send a million pays eleven days.

PBKDF2 and not a bare hash, for a browser computes it hardly slower than a robot's own program does. The server makes
each challenge by solving it once (about 1 ms) and checks a solution by one HMAC.
"""

import json
import secrets
from base64 import b64decode
from functools import cache
from typing import Any

import altcha
from django.utils.crypto import salted_hmac

ALGORITHM = "PBKDF2/SHA-256"
COST = 2_000
"""Iterations of each attempt."""
LEAST, MOST = 200, 600
"""Between them lies the number that is sought; a browser counts up from 0. The effort of no two is very different: a
prefix to be found by chance costs every hundredth visitor five times as much."""
_LONGEST = 4_000


def challenge(token: str) -> dict[str, Any]:
    """A challenge for this token alone, as browsers get it."""
    made = altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=LEAST + secrets.randbelow(MOST - LEAST),
        data={"token": _mark(token)},
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("solution"),
    )
    answer: dict[str, Any] = made.to_dict()
    return answer


def is_done(solution: str, token: str) -> bool:
    """Whether this is the solution of the challenge for this token. The library reads what anybody may send."""
    if not 0 < len(solution) <= _LONGEST:
        return False
    try:
        payload = altcha.Payload.from_dict(json.loads(b64decode(solution, validate=True)))
        data = payload.challenge.parameters.data
        if not isinstance(data, dict) or data.get("token") != _mark(token):
            return False
        result = altcha.verify_solution(payload, _secret("challenge"), hmac_key_secret=_secret("solution"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return bool(result.verified)


def _mark(token: str) -> str:
    return salted_hmac("trichter.forms.work", token).hexdigest()


@cache
def _secret(of: str) -> str:
    return salted_hmac(f"trichter.forms.{of}", "altcha").hexdigest()
