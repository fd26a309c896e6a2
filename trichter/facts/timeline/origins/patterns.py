"""Patterns of words and of hosts, in which a star stands for whatever may follow."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError

LONGEST = 120
STARS = 3
"""More of them in one pattern could take long to compare."""
Matcher = Callable[[str], bool]

_BETWEEN = re.compile(r"[\s_.+/|-]+")
_SITE = re.compile(r"(?:[\w-]+\.)*([\w-]+)\.(?:co\.[a-z]{2}|com\.[a-z]{2}|[a-z]{2,6})")
_COUNTRY, _ENDING = r"(?:\.[a-z]{2,6}){1,2}", r"\.[a-z]{2,}"
"""How “google.*” and “mail.*.*” may end."""


class NoPattern(DomainError):
    sentence = _("“%(pattern)s” cannot be compared: at most %(stars)s stars, %(longest)s characters.")


def checked(pattern: str) -> str:
    """As it is kept. Raises `NoPattern`."""
    plain = pattern.strip()
    if not plain or len(plain) > LONGEST or plain.count("*") > STARS:
        raise NoPattern(pattern=pattern, stars=STARS, longest=LONGEST)
    return plain


def words(patterns: Sequence[str]) -> Matcher:
    """Whether a word fits one of them whole; case, hyphens, spaces and the like between its parts do not count.

    A word that is a site fits by its name as well: m.facebook.com by “facebook”.
    """
    expression = _any(_starred(folded(one)) for one in patterns)

    def fits(text: str) -> bool:
        site = _SITE.fullmatch(text.strip().lower())
        return bool(expression.fullmatch(folded(text)) or (site and expression.fullmatch(folded(site[1]))))

    return fits


def hosts(patterns: Sequence[str]) -> Matcher:
    """Whether the page before, as host and path, stands on one of these hosts or below: “google.*” is Google's in each
    country, “google.*/amp” only what lies there."""
    expression = _any(_host(one) for one in patterns)
    return lambda text: bool(text and expression.fullmatch(text))


def folded(word: str) -> str:
    """Without what people write differently."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", word).casefold())


def folded_host(host: str) -> str:
    """In lower case and in the letters of the DNS, without `www.`."""
    plain = host.lower().rstrip(".").removeprefix("www.")
    try:
        return plain if plain.isascii() else plain.encode("idna").decode()
    except UnicodeError:
        return plain


def _host(pattern: str) -> str:
    host, slash, path = pattern.lower().removeprefix("https://").removeprefix("http://").partition("/")
    plain = folded_host(host)
    name = plain.removesuffix(".*")
    ending = "" if name == plain else _ENDING if "*" in name else _COUNTRY
    name = _starred(name)
    return rf"(?:[^/]+\.)?{name}{ending}" + (rf"/{_starred(path)}.*" if slash and path else r"(?:/.*)?")


def _starred(text: str) -> str:
    return ".*".join(re.escape(part) for part in text.split("*"))


def _any(expressions: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in expressions), re.DOTALL)
