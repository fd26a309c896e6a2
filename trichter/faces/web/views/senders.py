"""Under which addresses mails are written, the keys that sign them, and what the DNS says of both."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.facts.house import journal
from trichter.facts.staff.permissions import Permission
from trichter.kernel.errors import DomainError
from trichter.spine.outreach import dkim, dns
from trichter.spine.outreach import senders as identities
from trichter.spine.outreach.dns import Check, Record


class SenderForm(forms.Form):
    """A new sender."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What people see first, such as “Lea Hofstetter, Ahornwerk”")
    )
    address = forms.CharField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput)
    reply_to = forms.CharField(
        label=_("Answers go to"),
        max_length=254,
        required=False,
        widget=forms.EmailInput,
        help_text=_("Only if it is another address"),
    )


@dataclass(frozen=True, slots=True)
class Domain:
    """What the page shows of one: records to copy, whether it signs, and what was found when somebody asked."""

    name: str
    records: tuple[Record, ...]
    has_key: bool
    checks: tuple[Check, ...] = ()


@requires(Permission.SETTINGS)
def senders(request: HttpRequest) -> HttpResponse:
    """All of them; a new one is added here."""
    form = SenderForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _added(form, by=reader(request)):
        messages.success(request, _("Saved."))
        return redirect("senders")
    return _page(request, form)


@requires(Permission.SETTINGS)
@require_POST
def prefer(request: HttpRequest, sender_id: int) -> HttpResponse:
    """It is the default from now on."""
    return _done(request, lambda: identities.prefer(sender_id), _("Saved."))


@requires(Permission.SETTINGS)
@require_POST
def remove(request: HttpRequest, sender_id: int) -> HttpResponse:
    """It is not written under any more."""
    return _done(request, lambda: identities.remove(sender_id), _("Removed."))


@requires(Permission.SETTINGS)
@require_POST
def make_keys(request: HttpRequest, domain: str) -> HttpResponse:
    """New keys of the domain; mails are signed with them from now on."""
    if domain not in identities.domains():
        return redirect("senders")
    said = _("The keys are made. Now copy their records into the DNS of %(domain)s.") % {"domain": domain}
    return _done(request, lambda: dkim.make_pair(domain), said, what="keys.made", about=domain)


@requires(Permission.SETTINGS)
@require_POST
def examine(request: HttpRequest, domain: str) -> HttpResponse:
    """Ask the DNS now, and show what it says."""
    checks = dns.examine(domain) if domain in identities.domains() else ()
    return _page(request, SenderForm(), {domain: checks})


def _page(request: HttpRequest, form: SenderForm, found: dict[str, tuple[Check, ...]] | None = None) -> HttpResponse:
    domains = [_domain(name, (found or {}).get(name, ())) for name in identities.domains()]
    seen = {"form": form, "senders": identities.listing(), "domains": domains}
    return render(request, "settings/senders.html", seen)


def _domain(name: str, checks: tuple[Check, ...]) -> Domain:
    return Domain(name, dns.wanted(name), bool(dkim.keys_of(name)), checks)


def _added(form: SenderForm, *, by: int) -> bool:
    try:
        with journal.noted(by=by, what="sender.changed", about=form.cleaned_data["name"]):
            identities.add(**form.cleaned_data)
    except DomainError as error:
        form.add_error(
            "name" if isinstance(error, identities.SenderKnown | identities.NamelessSender) else "address", str(error)
        )
        return False
    return True


def _done(
    request: HttpRequest, change: Any, said: Any, *, what: str = "sender.changed", about: str = ""
) -> HttpResponse:
    """The one who was quicker has done it already."""
    try:
        with journal.noted(by=reader(request), what=what, about=about):
            change()
    except identities.UnknownSender as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("senders")
