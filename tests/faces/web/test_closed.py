"""Every page is closed unless it is named here, and monitors are answered whatever host they ask."""

import re
from collections.abc import Iterator, Sequence

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from trichter.faces.sides import STAFF
from trichter.kernel.environment import Environment

OPEN = {
    "found": 404,
    "account_login": 200,
    "account_logout": 302,
    "account_inactive": 200,
    "account_reset_password": 200,
    "account_reset_password_done": 200,
    "account_reset_password_from_key": 200,
    "account_reset_password_from_key_done": 200,
}
"""What anonymous people reach, and how a GET of it is answered."""

pytestmark = pytest.mark.django_db


def routes(patterns: Sequence[URLPattern | URLResolver], above: str = "/") -> Iterator[tuple[str, str]]:
    """The name and a path of each view."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, above + str(pattern.pattern))
        else:
            yield pattern.name or "", above + _filled(str(pattern.pattern))


def _filled(route: str) -> str:
    """With a value for each parameter; allauth writes one route as a regular expression."""
    if route.startswith("^"):
        return route.replace("(?P<uidb36>[0-9A-Za-z]+)", "1").replace("(?P<key>.+)", "key").strip("^$")
    route = re.sub(r"<slug:\w+>", "note", route)
    return re.sub(r"<str:\w+>", "a.example", re.sub(r"<int:\w+>", "1", route))


@pytest.mark.parametrize(("name", "path"), list(routes(get_resolver(STAFF).url_patterns)))
def test_a_view_is_open_only_if_it_is_meant_to_be(client: Client, name: str, path: str) -> None:
    answer = client.get(path)

    assert "<" not in path, "give the parameter of this route a value"
    if name in OPEN:
        assert answer.status_code == OPEN[name]
    else:
        assert (answer.status_code, answer.headers.get("Location")) == (302, f"/anmelden/?next={path}")


def test_a_new_view_is_closed_before_anybody_thinks_of_it() -> None:
    assert "trichter.faces.web.middleware.LoginRequired" in settings.MIDDLEWARE


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_balancer_is_answered_whatever_host_it_asks(
    client: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["trichter.example.com"])

    assert client.get(path, headers={"Host": "10.0.3.7:8420"}).status_code == 200
    assert client.get("/anmelden/", headers={"Host": "10.0.3.7:8420"}).status_code == 400


@pytest.mark.parametrize(
    ("given", "known", "unknown"),
    [
        ({}, "localhost", "evil.example"),
        ({"host": "192.168.1.5"}, "192.168.1.5", "192.168.1.6"),
        ({"host": "fd00::5"}, "[fd00::5]", "[fd00::6]"),
        ({"host": "0.0.0.0"}, "desk", "evil.example"),
        ({"public_url": "https://trichter.example.com/"}, "trichter.example.com", "desk"),
        ({"visitors_url": "https://info.example.com/"}, "info.example.com", "evil.example"),
    ],
)
def test_only_names_of_this_installation_are_answered(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], known: str, unknown: str
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "Desk")
    hosts = Environment.model_validate(given).hosts

    assert known in hosts
    assert unknown not in hosts
    assert "*" not in hosts
    assert {"127.0.0.1", "localhost", "[::1]"} <= set(hosts)
