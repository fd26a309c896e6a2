"""Visitors' pages that let a mail leave: each request passes the gate, and every sender reads the same afterwards."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trichter.faces.public import clients
from trichter.faces.public.fields import Hidden
from trichter.generation.forms import gate, judging
from trichter.generation.forms.form import Visit
from trichter.generation.forms.gate import Passage


def let_through(
    request: HttpRequest,
    asked: Mapping[str, str],
    *,
    shown: str,
    act: Callable[[], object],
    done: Callable[[], HttpResponse],
) -> HttpResponse:
    """Do it, if the gate is open. `asked` is what this request wants; `shown` says it on the page to look over."""
    wanted = {name: (value,) for name, value in asked.items()}
    given = {name: tuple(map(str, values)) for name, values in request.POST.lists()}
    match gate.passage(wanted, given, _visit(request)):
        case Passage.REVIEW:
            return _review(request, asked, shown, gate.review_token(wanted, clients.own_origin(request)))
        case Passage.OPEN:
            act()
    return done()


def _review(request: HttpRequest, asked: Mapping[str, str], shown: str, token: str) -> HttpResponse:
    answers = [Hidden(name, value) for name, value in asked.items()]
    page = {"answers": answers, "shown": shown, "token": token, "trap": judging.TRAP}
    return render(request, "public/look_over.html", page)


def _visit(request: HttpRequest) -> Visit:
    return Visit(
        ip=clients.masked_address(request), is_public=clients.is_public(request), origin=clients.own_origin(request)
    )
