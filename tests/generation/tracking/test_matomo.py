"""What the official clients of Matomo never send, and others do."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from trichter.generation.tracking import matomo
from trichter.generation.tracking.events import OLDEST
from trichter.kernel import clock


def requests(query: str, body: bytes = b"") -> list[matomo.Request]:
    return matomo.requests(query, body, is_json=False, read=None)


@pytest.mark.parametrize("nothing", ["%00", "%0%000", "\x00"])
def test_what_no_database_holds_is_left_out(nothing: str) -> None:
    [one] = requests(f"idsite=1&rec=1&url=https%3A%2F%2Fx.example%2F&action_name=Pre{nothing}is")
    assert "\x00" not in one.told["action_name"]
    [one] = requests("", f"idsite=1&rec=1&uid=4{nothing}711".encode())
    assert "\x00" not in one.told["uid"]


@pytest.mark.parametrize(("too_old", "is_taken"), [(timedelta(hours=1), False), (-timedelta(hours=1), True)])
def test_what_is_older_than_the_log_is_not_taken(too_old: timedelta, is_taken: bool) -> None:
    now = clock.now()
    at = int((now - OLDEST - too_old).timestamp())
    told = {"idsite": 1, "rec": 1, "url": "https://x.example/", "token_auth": "k", "cdt": at}
    [one] = requests(urlencode(told))
    assert (matomo.event(one, now=now) is not None) is is_taken
