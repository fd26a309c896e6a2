"""The mailbox of a house that only tries things out: its mails look here as they would elsewhere."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trichter.faces.web.middleware import POLICY
from trichter.faces.web.returning import number
from trichter.faces.web.roles import may, requires
from trichter.facts.staff.permissions import Permission
from trichter.spine.outreach import mailbox
from trichter.spine.outreach.mailbox import Opened

P = ParamSpec("P")

MAIL_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",  # mails know no other styles; nothing of ours is in this frame
        "img-src data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    )
)
_IN_A_NEW_WINDOW = '<base target="_blank">'


def where_mail_is_kept(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Elsewhere there is no such page."""

    @wraps(view)
    def act(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not mailbox.is_kept():
            raise Http404
        return view(request, *args, **kwargs)

    return act


@requires(Permission.OUTBOX)
@require_GET
@where_mail_is_kept
def inbox(request: HttpRequest) -> HttpResponse:
    """`/postfach/`"""
    lines = mailbox.listing(before=number(request.GET.get("before")), with_colleagues=_sees_all(request))
    older = lines[-1].id if len(lines) == mailbox.PAGE else None
    return render(request, "mailbox/list.html", {"lines": lines, "older": older})


@requires(Permission.OUTBOX)
@require_GET
@where_mail_is_kept
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """`/postfach/<id>/`: with its HTML in a frame that can do nothing."""
    response = render(request, "mailbox/mail.html", {"mail": _opened(request, mail_id)})
    nonce: str = request.csp_nonce  # type: ignore[attr-defined]
    response.headers["Content-Security-Policy"] = f"{POLICY.format(nonce=nonce)}; frame-src 'self'"
    return response


@requires(Permission.OUTBOX)
@require_GET
@where_mail_is_kept
def html(request: HttpRequest, mail_id: int) -> HttpResponse:
    """What stands in the frame: its links open beside it."""
    shown = _opened(request, mail_id).html.replace("<head>", f"<head>{_IN_A_NEW_WINDOW}", 1)
    response = HttpResponse(shown)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def _sees_all(request: HttpRequest) -> bool:
    """Mails to colleagues, by which they choose their passwords, are for the administration alone."""
    return may(request.user, Permission.SETTINGS)


def _opened(request: HttpRequest, mail_id: int) -> Opened:
    found = mailbox.opened(mail_id, with_colleagues=_sees_all(request))
    if found is None:
        raise Http404
    return found
