"""What the script of a visitor's page asks for while they type: a token, and the work that makes it count."""

from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from trichter.faces.public import clients
from trichter.generation.forms import gate


@require_GET
@never_cache
def challenge(request: HttpRequest) -> JsonResponse:
    """`/challenge/`: for the house's own forms, and for our own pages only."""
    if not clients.is_of_our_page(request):
        return JsonResponse({}, status=403)
    return JsonResponse(asdict(gate.challenge(clients.own_origin(request))))
