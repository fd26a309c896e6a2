"""A campaign: what it has brought and cost, what it says of itself, and its links for print, a fair or a mail."""

from dataclasses import asdict, dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trichter.faces.web.campaign_form import CampaignForm, LinkForm, held
from trichter.faces.web.returning import number, reader
from trichter.faces.web.roles import requires
from trichter.faces.web.settling import Setting, done, kept, set_back
from trichter.faces.web.undoing import Facts, Undo, undoable
from trichter.faces.web.views.campaigns import dates, days
from trichter.facts.staff import team
from trichter.facts.staff.permissions import Permission
from trichter.facts.timeline import campaigns
from trichter.facts.timeline.campaigns import Listed, NoSuchCampaign, Plan
from trichter.generation.shortlinks import codes, queries, services
from trichter.insight import campaigns as results
from trichter.insight.campaigncourse import course
from trichter.spine.outreach.links import url

TALLEST, WIDE = 100, 10
"""Of the drawing of days."""
_CODES = {"svg": (codes.SVG, codes.svg), "png": (codes.PNG, codes.png)}


@requires(Permission.CAMPAIGNS)
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """`/einstellungen/kampagnen/<id>/`"""
    one = _found(campaign_id)
    does = request.POST.get("do", "save") if request.method == "POST" else ""
    form = CampaignForm(request.POST if does == "save" else None, initial=held(one))
    new = LinkForm(request.POST if does == "link" else None, campaign=one)
    if does == "save" and form.is_valid() and _kept(request, one, form):
        return redirect("campaigns")
    if (does == "link" and new.is_valid() and _made(request, one, new)) or (
        does in _PRESSED and _press(request, does, one)
    ):
        return redirect("campaign", one.id)
    links = [(link, short(link.slug)) for link in queries.listed(one.id)]
    told = {"one": one, "form": form, "new": new, "links": links, "results": results.of(one), **_course(one)}
    return render(request, "campaigns/campaign.html", told | {"owner": team.names().get(one.plan.owner or 0, "")})


@requires(Permission.CAMPAIGNS)
@require_GET
def code(_request: HttpRequest, link_id: int, kind: str) -> HttpResponse:
    """The QR code of a short link, as a file for the printer or for a mail."""
    found = queries.one(link_id)
    if found is None or kind not in _CODES:
        raise Http404
    content_type, drawn = _CODES[kind]
    named = {"Content-Disposition": f'attachment; filename="{found[1].slug}.{kind}"'}
    return HttpResponse(drawn(short(found[1].slug)), content_type=content_type, headers=named)


def short(slug: str) -> str:
    """The address that is printed."""
    return url(f"/l/{slug}")


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of the drawing, its visits beside its clicks."""

    x: int
    x_clicks: int
    visits: float
    visits_y: float
    clicks: float
    clicks_y: float


def _course(one: Listed) -> dict[str, Any]:
    """What came by it lately, and its drawing."""
    told = course(one)
    most = max((max(day.clicks, day.visits) for day in told.days), default=0) or 1
    bars = []
    for place, day in enumerate(told.days):
        visits, clicks = (number / most * TALLEST for number in (day.visits, day.clicks))
        bars.append(Bar(place * WIDE, place * WIDE + WIDE // 2 - 1, visits, TALLEST - visits, clicks, TALLEST - clicks))
    return {"course": told, "bars": bars, "width": len(bars) * WIDE, "tallest": TALLEST}


def _found(number: int) -> Listed:
    try:
        return campaigns.campaign(number)
    except NoSuchCampaign:
        raise Http404 from None


def _kept(request: HttpRequest, one: Listed, form: CampaignForm) -> bool:
    about = form.cleaned_data["name"]
    change = _CAMPAIGN.by(one.id, lambda: campaigns.change(one.key, **form.told()), about=about)
    return kept(request, form, change, what="campaign.changed", about=about, beside="ends_on")


def _made(request: HttpRequest, one: Listed, form: LinkForm) -> bool:
    given = dict(form.cleaned_data)
    given["slug"] = given["slug"].strip().lower()

    def make() -> Undo:
        made = services.make(one.id, given.pop("target"), **given, by=reader(request))
        return Undo("link.made", {"link": made.id, "about": made.slug})

    beside = "slug" if _is_page(given["target"]) else "target"
    return kept(request, form, make, what="link.made", about=one.name, said=_("The link is made."), beside=beside)


def _is_page(target: str) -> bool:
    try:
        return bool(services.checked(target))
    except services.NoTarget:
        return False


def _press(request: HttpRequest, does: str, one: Listed) -> bool:
    chosen = number(request.POST.get("one")) or 0
    done(request, lambda: _PRESSED[does](chosen), what="link.changed", about=one.name, said=_("Saved."))
    return True


def _close(link: int) -> Undo:
    services.close(link)
    return Undo("link.closed", {"link": link})


_PRESSED = {"close": _close, "reopen": services.reopen}


@undoable("link.made")
def _unmake(facts: Facts, *, by: int) -> None:
    with set_back(by=by, needs=Permission.CAMPAIGNS, what="link.changed", about=facts["about"]):
        services.close(facts["link"])


@undoable("link.closed")
def _unclose(facts: Facts, *, by: int) -> None:
    with set_back(by=by, needs=Permission.CAMPAIGNS, what="link.changed", about=f"#{facts['link']}"):
        services.reopen(facts["link"])


def _holds(campaign_id: int) -> dict[str, Any]:
    one = campaigns.campaign(campaign_id)
    told = {"key": one.key, "name": one.name, "channel": str(one.channel), "plan": asdict(one.plan)}
    return told | days(one.starts_on, one.ends_on)


def _set_back(_campaign_id: int, was: dict[str, Any], _by: int) -> None:
    campaigns.change(**was | dates(was) | {"plan": Plan(**was["plan"])})


_CAMPAIGN = Setting("campaign", read=_holds, write=_set_back, what="campaign.changed", needs=Permission.CAMPAIGNS)
