"""The proof of consent of one contact, to read, to print and to take along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission
from trichter.insight import printing, proof
from trichter.insight.proof import Proof


@requires(Permission.PEOPLE)
def page(request: HttpRequest, contact_id: int) -> HttpResponse:
    """The proof as a page, whose print is one too."""
    found = _of(contact_id)
    if found.merged_into:
        return redirect("proof", found.merged_into, permanent=True)
    return render(request, "contacts/proof.html", {"proof": found})


@requires(Permission.PEOPLE)
def paper(request: HttpRequest, contact_id: int) -> HttpResponse:  # noqa: ARG001 Django hands it over
    """The proof as a PDF, in the language of whoever asks for it."""
    found = _of(contact_id)
    if found.merged_into:
        return redirect("proof_pdf", found.merged_into, permanent=True)
    response = HttpResponse(printing.pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="nachweis-{contact_id}.pdf"'
    return response


def _of(contact_id: int) -> Proof:
    found = proof.proof(contact_id)
    if found is None:
        raise Http404
    return found
