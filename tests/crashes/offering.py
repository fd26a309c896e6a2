"""Publishes an offer and says what its visitors will send: a process of its own, with an installation's variables.

A browser would ask for a token and work for its proof; we know the number that it would find.
"""

import json
import secrets
import sys
from base64 import b64encode
from unittest.mock import patch

import altcha
import django

from tests.crashes.submissions import SLUG, Submission, all_submissions, is_known


def main(port: int) -> None:
    """The house, its offer, those who are known, and the forms as browsers send them."""
    django.setup()
    from tests.generation.offers.makings import EMAIL, both, our_house, published
    from trichter.spine.intake import record
    from trichter.spine.outreach import senders
    from trichter.spine.touch import Touch

    our_house()
    senders.add("Lea Hofstetter, Ahornwerk", address="lea@ahornwerk.example")
    need = {"key": "need", "label": both("Was beschäftigt Sie?"), "means": "need"}
    offer = published(slug=SLUG, questions=[EMAIL, need]).pk
    known = [one for one in all_submissions() if is_known(one)]
    record([Touch("contact.captured", {"text": "On a fair"}, email=one.email) for one in known])
    forms = [_form(one, offer=offer, origin=f"http://127.0.0.1:{port}") for one in all_submissions()]
    sys.stdout.write(json.dumps(forms))


def _form(one: Submission, *, offer: int, origin: str) -> dict[str, str]:
    from trichter.generation.forms import tokens

    token = tokens.issue("work", offer=offer, origin=origin)
    told = {"email": one.email, "need": one.need, "token": token, "altcha": _solution(token)}
    return told | ({"consent_email_newsletter": "on"} if one.is_ticked else {})


def _solution(token: str) -> str:
    from trichter.generation.forms import work

    with patch.object(secrets, "randbelow", return_value=0):
        challenge = altcha.Challenge.from_dict(work.challenge(token))
    solution = altcha.solve_challenge(challenge, counter_start=work.LEAST)
    assert solution is not None
    return b64encode(json.dumps(altcha.Payload(challenge, solution).to_dict()).encode()).decode()


if __name__ == "__main__":
    main(int(sys.argv[1]))
