"""Which network a request comes from: nobody can say so for themselves, and nobody's machine is kept."""

import pytest
from django.test import RequestFactory

from trichter.faces.public import clients
from trichter.kernel.environment import environment


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "network"),
    [
        (0, "203.0.113.7", "", "203.0.113.0/24"),
        (0, "203.0.113.7", "198.51.100.1", "203.0.113.0/24"),
        (1, "10.0.0.2", "198.51.100.1", "198.51.100.0/24"),
        (1, "10.0.0.2", "1.2.3.4, 198.51.100.1", "198.51.100.0/24"),
        (2, "10.0.0.2", "1.2.3.4, 198.51.100.1, 10.0.0.3", "198.51.100.0/24"),
        (2, "10.0.0.2", "198.51.100.1", "10.0.0.0/24"),
        (1, "10.0.0.2", "", "10.0.0.0/24"),
        (1, "10.0.0.2", "198.51.100.1:443", "198.51.100.0/24"),
        (1, "10.0.0.2", "[2001:db8:1:2::1]:443", "2001:db8:1::/48"),
        (0, "2001:db8:1:2::1", "", "2001:db8:1::/48"),
        (1, "10.0.0.2", "rubbish", ""),
    ],
)
def test_only_our_own_proxies_are_believed(  # LAW 5.5
    monkeypatch: pytest.MonkeyPatch, proxies: int, peer: str, forwarded: str, network: str
) -> None:
    monkeypatch.setattr(environment(), "proxies", proxies)
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert clients.masked_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)) == network


@pytest.mark.parametrize(
    ("address", "is_public"), [("8.8.8.8", True), ("10.0.0.1", False), ("127.0.0.1", False), ("", False)]
)
def test_an_address_of_our_own_is_no_visitors(address: str, is_public: bool) -> None:
    assert clients.is_public(RequestFactory().get("/", REMOTE_ADDR=address)) is is_public


@pytest.mark.parametrize(
    ("origin", "foreign"),
    [
        ("", ""),
        ("null", ""),
        ("http://testserver", ""),
        ("https://testserver", ""),
        ("https://evil.example", "https://evil.example"),
        ("https://testserver.evil.example", "https://testserver.evil.example"),
        ("https://[", "https://["),
    ],
)
def test_a_strangers_origin_is_told_from_ours(origin: str, foreign: str) -> None:
    headers = {"origin": origin} if origin else {}
    assert clients.foreign_origin(RequestFactory().get("/", headers=headers)) == foreign
