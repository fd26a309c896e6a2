"""Who is at the other end of a request, as far as we look: the network, the browser's word for itself, the page before.

The address is masked here, before anybody else sees it (LAW 5.5).
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.http import HttpRequest

from trichter.kernel.environment import environment
from trichter.kernel.networks import masked, visitors_address

LONGEST = 500


def masked_address(request: HttpRequest) -> str:
    """The network from which a request comes, as `203.0.113.0/24`."""
    return masked(_address(request))


def is_public(request: HttpRequest) -> bool:
    """Whether the address is one of the internet's: any other is a proxy's or our own, and no single visitor's."""
    try:
        return ip_address(_address(request)).is_global
    except ValueError:
        return False


def user_agent(request: HttpRequest) -> str:
    """What the browser says of itself."""
    return request.headers.get("User-Agent", "")[:LONGEST]


def own_origin(request: HttpRequest) -> str:
    """The origin under which the visitor sees us."""
    return f"{request.scheme}://{request.get_host()}"


def foreign_origin(request: HttpRequest) -> str:
    """The origin of the page that sent this, if it is not ours; empty if the browser does not say."""
    given = request.headers.get("Origin", "").lower()
    if not given or given == "null":
        return ""
    try:
        host = urlsplit(given).netloc
    except ValueError:
        return given
    return "" if host == request.get_host().lower() else given


def is_of_our_page(request: HttpRequest) -> bool:
    """Whether a script of ours asks, as far as the browser says who does."""
    return not foreign_origin(request) and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def _address(request: HttpRequest) -> str:
    """What the first of our own proxies says, if there are any; what a visitor adds stands before that, unread."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    return visitors_address(peer, request.headers.get("X-Forwarded-For", ""), proxies=environment().proxies)
