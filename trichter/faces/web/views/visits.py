"""How long visits are kept, and who counts as a robot: each is seen before it is done."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, kept
from trichter.facts.house import journal
from trichter.facts.staff.permissions import Permission
from trichter.generation.tracking import rejudgement, rejudging, retention
from trichter.insight.patience import TookTooLong, patience

LONGEST = 5
"""Seconds after which looking ahead is given up."""

_KEPT = Setting(
    "visits_kept",
    read=lambda _key: retention.decided(),
    write=lambda _key, was, _by: retention.decide(was),
    what="visits.kept",
)


class KeptForm(forms.Form):
    """For how long."""

    months = forms.IntegerField(
        label=gettext_lazy("Months for which visits are kept"),
        min_value=retention.LEAST,
        max_value=retention.MOST,
    )


@requires(Permission.SETTINGS)
def keeping(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/besuchsmessung/aufbewahrung/?months=6`: what that would drop, and by POST that it holds."""
    now = retention.months()
    form = KeptForm(request.POST if request.method == "POST" else request.GET or None, initial={"months": now})
    asked = form.cleaned_data["months"] if form.is_bound and form.is_valid() else now
    if request.method == "POST" and form.is_valid():
        about = _("%(months)s months") % {"months": asked}
        change = _KEPT.by("", lambda: retention.decide(asked), about=about)
        if kept(request, form, change, what="visits.kept", about=about, beside="months"):
            return redirect("visits_kept")
    context = {"form": form, "months": now, "foreseen": retention.foresee(asked), "is_other": asked != now}
    return render(request, "sources/keeping.html", context)


@requires(Permission.SETTINGS)
def judging(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/besuchsmessung/roboter/`: what would count otherwise now, and by POST that it does."""
    if request.method == "POST":
        by = reader(request)
        with journal.noted(by=by, what="visits.rejudged"):
            task = rejudgement.start(by=by)
        return redirect("work", task.pk)
    context: dict[str, object] = {"days": rejudgement.DAYS}
    try:
        with patience(LONGEST):
            context["would"] = rejudging.preview(*rejudgement.span())
    except TookTooLong:
        context["is_too_long"] = True
    return render(request, "sources/judging.html", context)
