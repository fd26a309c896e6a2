"""What must not be kept, whom nobody may write to, and the record of what is done with data (LAW 1.12, 1.15)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import done
from trichter.facts.consent import retention as due
from trichter.facts.consent import suppression
from trichter.facts.consent.addresses import NoAddress
from trichter.facts.contacts import queries as contacts
from trichter.facts.contacts.identifiers import BadEmail
from trichter.facts.house import journal
from trichter.facts.staff.permissions import Permission
from trichter.insight import people
from trichter.insight.processing import processing
from trichter.kernel.environment import environment
from trichter.spine import expiring

SHOWN = 50


class AddressForm(forms.Form):
    """An address to look up. It is sent by POST and kept nowhere."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=suppression.CHANNELS)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=254)


@requires(Permission.SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/aufbewahrung/`: what the worker would delete now; a button does it at once."""
    if request.method == "POST":
        _expire(request)
        return redirect("retention")
    plan = expiring.plan()
    seen = {
        "expiring": [due.sentence(one) for one in plan.expiring[:SHOWN]],
        "expiring_count": len(plan.expiring),
        "erasing": people.listed(plan.erasing[:SHOWN]),
        "erasing_count": len(plan.erasing),
        "days": environment().unconfirmed_days,
    }
    return render(request, "dataprotection/retention.html", seen)


@requires(Permission.SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def suppressed(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/sperrliste/`: how many stand there, and whether one does."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    seen = {"form": form, "tallies": suppression.counts()}
    if request.method == "POST" and form.is_valid():
        seen |= _looked_up(form)
    return render(request, "dataprotection/suppressed.html", seen)


@requires(Permission.SETTINGS)
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/verarbeitungen/`: Art. 30 GDPR, as of now; the browser prints it."""
    return render(request, "dataprotection/processing.html", {"record": processing()})


def _expire(request: HttpRequest) -> None:
    """Each person in a transaction of its own, so that one who comes back meanwhile holds up nobody else."""
    expired = expiring.expire()
    about = _("sign-ups: %(expired)s, people: %(erased)s") % {
        "expired": expired.expired,
        "erased": expired.erased,
    }
    with journal.noted(by=reader(request), what="retention.done", about=about):
        said = ngettext("%(count)s sign-up is deleted.", "%(count)s sign-ups are deleted.", expired.expired)
        done(request, said % {"count": expired.expired})


def _looked_up(form: AddressForm) -> dict[str, object]:
    channel, address = form.cleaned_data["channel"], form.cleaned_data["address"]
    try:
        found = suppression.entries(address, channel=channel)
    except NoAddress as problem:
        form.add_error("address", str(problem))
        return {}
    return {"looked_up": address, "entries": found, "contact": _known(address) if channel == "email" else None}


def _known(address: str) -> int | None:
    try:
        return contacts.of_email(address)
    except BadEmail:
        return None
