"""Which side a request is for: visitors may have a host of their own, and then neither serves the other's pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.urls import is_valid_path

VISITORS = "trichter.faces.public.urls"
STAFF = "trichter.faces.web.urls"


class Sides:
    """Chooses the addresses that are there, and notes in `request.is_of_visitors` for whom the answer is.

    Without `TRICHTER_VISITORS_URL` one host serves both. With it, pages of visitors are on that host alone, so that
    what they bring along never meets the session of a colleague (LAW 4.4, ASVS 3.5.4).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_a_page_of_visitors = is_valid_path(request.path_info, VISITORS)
        if settings.VISITORS_HOST is None:
            is_of_visitors = bool(is_a_page_of_visitors)
        else:
            is_of_visitors = split_domain_port(request.get_host())[0] == settings.VISITORS_HOST
        request.is_of_visitors = is_of_visitors  # type: ignore[attr-defined]
        if is_of_visitors:
            request.urlconf = VISITORS
        elif is_a_page_of_visitors:
            # On the colleagues' host it is not there. Their other pages may name it, so they keep all addresses.
            request.urlconf = STAFF
        return self.get_response(request)
