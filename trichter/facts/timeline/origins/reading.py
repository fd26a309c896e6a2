"""What a link and the page before say of where a visit came from, as it is found: escaped twice, in Latin-1, cut off.

Of click ids (gclid, fbclid …) the name is read and never the value: that names a person to somebody else (LAW 5.4).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urlsplit

from trichter.kernel.text import storable

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
CLICK = "click"
"""Under which name a visit's UTM parameters say that a click id was there, and which."""
LONGEST = 200
CLICK_IDS = (
    *("gclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "dclid", "msclkid", "yclid"),
    *("fbclid", "igshid", "igsh", "li_fat_id", "ttclid", "twclid", "rdt_cid", "sccid", "epik"),
    *("tblci", "dicbo", "obclid", "awc", "irclickid", "cjevent", "tduid", "zanpid"),
    *("mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "srsltid"),
)
"""Names of parameters that networks and mailers add by themselves; of several the first one listed is kept."""
_ALIASES = {
    f"{tool}_{theirs}": f"utm_{ours}"
    for tool in ("mtm", "pk", "piwik", "matomo")
    for theirs, ours in (
        *(("source", "source"), ("medium", "medium"), ("campaign", "campaign"), ("content", "content")),
        *(("kwd", "term"), ("keyword", "term")),
    )
}
"""What Matomo's links call them."""
_CAMPAIGN = re.compile(r"[^\w .:+/()&#-]+")
_PAIR = re.compile(r"(?:^|[?&;#])(?:amp;)*([^=&;?#]{1,60})=([^&#]*)")


@dataclass(frozen=True, slots=True)
class Link:
    """What an address says: its UTM parameters, and the names of the click ids in it."""

    utm: Mapping[str, str]
    clicks: tuple[str, ...]


def link(url: str) -> Link:
    """What an address says of the way on which somebody came."""
    given: dict[str, str] = {}
    for name, value in _PAIR.findall(
        url[url.find("?") :] if "?" in url else url[url.find("#") :] if "#" in url else ""
    ):
        plain = name.strip().lower()
        given.setdefault(_ALIASES.get(plain, plain), _decoded(value))
    return Link(utm_of(given), clicks_in(given))


def campaign_of(given: str) -> str:
    """A campaign's key as a link names it, without what no campaign is called."""
    return " ".join(_CAMPAIGN.sub(" ", str(storable(given))).split())[:LONGEST]


def utm_of(given: Mapping[str, str]) -> dict[str, str]:
    """The UTM parameters among others, bounded; those that are empty are left out."""
    found = {name: campaign_of(given.get(name, "")) for name in UTM}
    return {name: value for name, value in found.items() if value}


def clicks_in(names: Iterable[str]) -> tuple[str, ...]:
    """The click ids among the names of an address's parameters."""
    present = {name.lower() for name in names}
    return tuple(name for name in CLICK_IDS if name in present)


def bare(referrer: str) -> str:
    """Host and path of a page: its query may carry what nobody wanted to tell us."""
    try:
        parts = urlsplit(referrer.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https", "android-app") or not host:
        return ""
    return str(storable(f"{host}{parts.path}"))[:LONGEST]


def _decoded(value: str) -> str:
    """As UTF-8, or as the letters that older programs of the West write."""
    told = unquote_to_bytes(value.replace("+", " ")[: 4 * LONGEST])
    try:
        return told.decode()
    except UnicodeDecodeError:
        return told.decode("cp1252", errors="replace")
