"""E-mail addresses that lead nowhere: thrown away after minutes, or at domains that cannot be.

The network is not asked: a form does not wait for a foreign name server, and no visitor's address goes to one.
"""

from functools import cache
from pathlib import Path

from trichter.facts.contacts import identifiers

_NOWHERE = ("test", "invalid", "localhost", "local", "onion", "arpa")
"""Top-level domains of which the standards say that no mail arrives there (RFC 6761, 6762, 7686)."""
_MADE_UP = frozenset({"example.com", "example.org", "example.net", "test.com", "test.de", "domain.com", "asdf.com"})
_TYPED_AT_RANDOM = frozenset({"test", "asdf", "asd", "qwertz", "qwerty", "abc", "xxx", "foo", "none", "noreply"})


def is_disposable(address: str) -> bool:
    """Whether the address is made to be thrown away."""
    parts = _domain(address).split(".")
    return any(".".join(parts[place:]) in _disposable() for place in range(len(parts) - 1))


def is_impossible(address: str) -> bool:
    """Whether nobody can be reached there."""
    local, _at, domain = address.lower().rpartition("@")
    if domain.rpartition(".")[2] in _NOWHERE:
        return True
    return domain in _MADE_UP and local in _TYPED_AT_RANDOM


@cache
def _disposable() -> frozenset[str]:
    lines = (Path(__file__).parent / "data" / "disposable.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _domain(address: str) -> str:
    return identifiers.email(address).rpartition("@")[2]
