"""Short links: an address of ours that leads on to a page that a colleague has stored, and to no other (LAW 4.4)."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from trichter.faces.public import clients
from trichter.generation.shortlinks import services


@require_safe
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """`/l/<slug>`: no cache keeps it, so that a closed link leads nowhere at once and each following is counted."""
    purpose = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    counts = request.method == "GET"
    address = services.follow(slug, agent=clients.user_agent(request), purpose=purpose, counts=counts)
    if address is None:
        raise Http404
    return HttpResponseRedirect(address, headers={"Cache-Control": "no-store"})
