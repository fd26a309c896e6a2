"""Who works here: inviting, roles and teams, and shutting an account at once."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from trichter.faces.web.letters import invite_by_mail
from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, done, kept
from trichter.facts.staff import services, team
from trichter.facts.staff.permissions import Permission
from trichter.facts.staff.team import Colleague, NoSuchColleague
from trichter.kernel.environment import environment
from trichter.spine import teams


class ColleagueForm(forms.Form):
    """What can be changed of somebody."""

    name = forms.CharField(label=_("Name"), max_length=200)
    role = forms.ChoiceField(label=_("Role"), choices=team.ROLES)
    teams = forms.TypedMultipleChoiceField(
        label=_("Teams"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["teams"].choices = [(group.id, group.name) for group in team.teams()]  # type: ignore[attr-defined]


class InvitationForm(ColleagueForm):
    """A new colleague."""

    email = forms.CharField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = ("name", "email", "role", "language", "teams")


class TeamForm(forms.Form):
    """A new team."""

    name = forms.CharField(label=_("Name"), max_length=120)
    department = forms.ChoiceField(label=_("Department"), choices=team.DEPARTMENTS)


@requires(Permission.SETTINGS)
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/team/`: all colleagues; a new one is invited here, and a new team founded."""
    asks = request.POST.get("do") if request.method == "POST" else ""
    invitation = InvitationForm(
        request.POST if asks == "invite" else None, initial={"language": settings.LANGUAGE_CODE}
    )
    group = TeamForm(request.POST if asks == "found" else None, prefix="team")
    if asks == "invite" and invitation.is_valid() and _invited(request, invitation):
        return redirect("team")
    if asks == "found" and group.is_valid() and _founded(request, group):
        return redirect("team")
    seen = {"colleagues": team.colleagues(), "teams": team.teams(), "mails_leave": environment().mail_url is not None}
    return render(request, "team/list.html", seen | {"invitation": invitation, "group": group})


@requires(Permission.SETTINGS)
def colleague(request: HttpRequest, user_id: int) -> HttpResponse:
    """`/einstellungen/team/<id>/`"""
    one = _one(user_id)
    holds = {"name": one.name, "role": one.role, "teams": one.teams}
    form = ColleagueForm(request.POST if request.method == "POST" else None, initial=holds)
    if request.method == "POST" and form.is_valid() and _changed(request, form, one):
        return redirect("team")
    return render(request, "team/colleague.html", {"one": one, "form": form, "is_self": one.id == request.user.pk})


@requires(Permission.SETTINGS)
@require_POST
def shut(request: HttpRequest, user_id: int) -> HttpResponse:
    """Their account and all its sessions, from now on."""
    name = _one(user_id).name
    done(
        request,
        _SHUT.by(user_id, lambda: team.deactivate(user_id, by=reader(request)), about=name),
        what="team.deactivated",
        about=name,
        said=_("The account of %(name)s is shut. What they did stays as it is.") % {"name": name},
    )
    return redirect("team_colleague", user_id)


@requires(Permission.SETTINGS)
@require_POST
def reopen(request: HttpRequest, user_id: int) -> HttpResponse:
    """They can sign in again, with the password they had."""
    name = _one(user_id).name
    said = _("The account of %(name)s is open again.") % {"name": name}
    reopen = _OPENED.by(user_id, lambda: team.reactivate(user_id), about=name)
    done(request, reopen, what="team.reactivated", about=name, said=said)
    return redirect("team_colleague", user_id)


@requires(Permission.SETTINGS)
@require_POST
def invite_again(request: HttpRequest, user_id: int) -> HttpResponse:
    """Another mail with a link by which they choose their password; the one before stops to work when it is used."""
    one = _one(user_id)
    if one.is_active:
        said = _("Another invitation goes to %(email)s.") % {"email": one.email}
        again = lambda: invite_by_mail(one.id, language=one.language, again=True)  # noqa: E731
        done(request, again, what="team.invited_again", about=one.name, said=said)
    return redirect("team_colleague", user_id)


def _invited(request: HttpRequest, form: InvitationForm) -> bool:
    given = form.cleaned_data

    @transaction.atomic
    def invite() -> None:
        user = services.invite(
            given["email"], name=given["name"], role=given["role"], teams=given["teams"], language=given["language"]
        )
        invite_by_mail(user.pk, language=user.language)

    said = _("An invitation goes to %(email)s.") % {"email": given["email"]}
    return kept(request, form, invite, what="team.invited", about=given["name"], said=said, beside="email")


def _founded(request: HttpRequest, form: TeamForm) -> bool:
    given = form.cleaned_data
    found = lambda: team.found(given["name"], department=given["department"])  # noqa: E731
    said = _("The team “%(name)s” is founded.") % {"name": given["name"]}
    return kept(request, form, found, what="team.founded", about=given["name"], said=said, beside="name")


def _changed(request: HttpRequest, form: ColleagueForm, one: Colleague) -> bool:
    change = _COLLEAGUE.by(one.id, lambda: teams.change(one.id, **form.cleaned_data), about=one.name)
    return kept(request, form, change, what="team.changed", about=one.name, beside="role")


def _holds(user_id: int) -> dict[str, Any]:
    one = team.colleague(user_id)
    return {"name": one.name, "role": str(one.role), "teams": sorted(one.teams)}


def _is_open(user_id: int) -> bool:
    return team.colleague(user_id).is_active


_COLLEAGUE = Setting(
    "team.colleague", read=_holds, write=lambda user_id, was, _by: teams.change(user_id, **was), what="team.changed"
)
_SHUT = Setting(
    "team.shut", read=_is_open, write=lambda user_id, _was, _by: team.reactivate(user_id), what="team.reactivated"
)
_OPENED = Setting(
    "team.opened",
    read=_is_open,
    write=lambda user_id, _was, by: team.deactivate(user_id, by=by),
    what="team.deactivated",
)


def _one(user_id: int) -> Colleague:
    try:
        return team.colleague(user_id)
    except NoSuchColleague:
        raise Http404 from None
