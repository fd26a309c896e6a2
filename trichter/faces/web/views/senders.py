"""Under which addresses mails are written, the keys that sign them, and what the DNS says of both."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, done, kept, set_back
from trichter.faces.web.undoing import Facts, Undo, undoable
from trichter.facts.staff.permissions import Permission
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
    if request.method == "POST" and form.is_valid() and _added(request, form):
        return redirect("senders")
    return _page(request, form)


@requires(Permission.SETTINGS)
@require_POST
def prefer(request: HttpRequest, sender_id: int) -> HttpResponse:
    """It is the default from now on."""
    name = _name(sender_id)
    change = _DEFAULT.by(None, lambda: identities.prefer(sender_id), about=name)
    said = _("Mails are written as “%(name)s” now, if they name nobody else.") % {"name": name}
    done(request, change, what="sender.changed", about=name, said=said)
    return redirect("senders")


@requires(Permission.SETTINGS)
@require_POST
def remove(request: HttpRequest, sender_id: int) -> HttpResponse:
    """It is not written under any more."""
    name = _name(sender_id)
    said = _("The sender “%(name)s” is removed.") % {"name": name}
    done(request, lambda: _removed(sender_id), what="sender.changed", about=name, said=said)
    return redirect("senders")


@requires(Permission.SETTINGS)
@require_POST
def make_keys(request: HttpRequest, domain: str) -> HttpResponse:
    """New keys of the domain; mails are signed with them from now on."""
    if domain in identities.domains():
        said = _("The keys are made. Now copy their records into the DNS of %(domain)s.") % {"domain": domain}
        done(request, lambda: dkim.make_pair(domain), what="keys.made", about=domain, said=said)
    return redirect("senders")


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


def _added(request: HttpRequest, form: SenderForm) -> bool:
    given = form.cleaned_data
    known = given["name"] in {sender.name for sender in identities.listing()}
    beside = "name" if known or not given["name"].strip() else "address"
    add = lambda: identities.add(**given)  # noqa: E731
    return kept(request, form, add, what="sender.changed", about=given["name"], beside=beside)


def _removed(sender_id: int) -> Undo | None:
    """The one who was quicker has done it already: then this raises."""
    was = next((sender for sender in identities.listing() if sender.id == sender_id), None)
    identities.remove(sender_id)
    if was is None:
        return None
    told = {"name": was.name, "address": was.address, "reply_to": was.reply_to, "colleague": was.colleague}
    return Undo("sender.removed", {"sender": told, "is_default": was.is_default})


@undoable("sender.removed")
def _add_again(facts: Facts, *, by: int) -> None:
    with set_back(by=by, what="sender.changed", about=facts["sender"]["name"]):
        number = identities.add(**facts["sender"])
        if facts["is_default"]:
            identities.prefer(number)


def _name(sender_id: int) -> str:
    return next((sender.name for sender in identities.listing() if sender.id == sender_id), "")


def _default(_key: object = None) -> int | None:
    return next((sender.id for sender in identities.listing() if sender.is_default), None)


_DEFAULT = Setting(
    "sender.default", read=_default, write=lambda _key, was, _by: identities.prefer(was), what="sender.changed"
)
