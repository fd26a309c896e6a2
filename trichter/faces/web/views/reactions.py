"""What was to be done about something that happened and could not be: why, and once more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from trichter.faces.web.returning import number
from trichter.faces.web.roles import requires
from trichter.faces.web.settling import done
from trichter.facts.staff.permissions import Permission
from trichter.insight import failures
from trichter.spine import reactions


@requires(Permission.SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/reaktionen/`"""
    if request.method == "POST":
        _retry(request)
        return redirect("reactions")
    listed = failures.given_up(before=number(request.GET.get("before")))
    seen = {
        "failures": listed,
        "backlog": reactions.backlog(),
        "older": listed[-1].id if len(listed) == failures.PAGE else None,
        "clockwork": failures.clockwork(),
    }
    return render(request, "reactions/list.html", seen)


def _retry(request: HttpRequest) -> None:
    """One, or with the button above the list all of them."""
    one = number(request.POST.get("reaction"))
    if one is None and request.POST.get("do") != "all":
        return
    many = 1 if one else reactions.backlog().dead
    said = ngettext("%(count)s reaction is tried again.", "%(count)s reactions are tried again.", many) % {
        "count": many
    }
    about = f"#{one}" if one else str(_("all"))
    done(request, lambda: reactions.retry([one] if one else None), what="reactions.retried", about=about, said=said)
