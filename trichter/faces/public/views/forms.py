"""The way of a visitor through an offer: landing page or frame, form, a page to look over, thank-you."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from trichter.faces.public import clients, fields
from trichter.faces.public.language import PARAMETER
from trichter.faces.public.offering import form_of
from trichter.faces.public.visitors import embeddable
from trichter.facts.house import queries as houses
from trichter.facts.timeline.hits.visitors import agreed
from trichter.generation.forms import judging, origins, tokens, work
from trichter.generation.forms.answers import SEEN, Answers, Data
from trichter.generation.forms.form import Visit
from trichter.generation.forms.receiving import Outcome, Received, receive
from trichter.generation.offers import pictures
from trichter.generation.offers import queries as offers
from trichter.generation.offers.content import Gives
from trichter.generation.offers.queries import NoSuchOffer, OfferWithdrawn, Published

PREVIEW = "vorschau"
CHANGE = "again"
"""The button that leads from the page to look over back to the form, and from a form with errors to the same form in
another language: nothing typed is lost, and nothing is sent."""
REFERRER = "referrer"
VISITOR = "visitor"
"""The id of a browser whose human has agreed to have one: the script of visits tells it, nobody else."""


@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest, slug: str) -> HttpResponse:
    """`/o/<slug>/`"""
    return _page(request, slug, is_frame=False)


@require_http_methods(["GET", "HEAD", "POST"])
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """`/o/<slug>/embed/`: the form alone, for the frames of the origins that the offer names (LAW 4.3)."""
    return _page(request, slug, is_frame=True)


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """`/o/<slug>/danke/`"""
    return _with_offer(request, slug, lambda offer, language: _thanks(request, offer, language, is_frame=False))


@require_safe
def embedded_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """`/o/<slug>/embed/danke/`"""
    return _with_offer(request, slug, lambda offer, language: _thanks(request, offer, language, is_frame=True))


@require_GET
@never_cache
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    """`/o/<slug>/challenge/`: a token and the work that makes it count, for our own pages only."""
    if not clients.is_of_our_page(request):
        return JsonResponse({}, status=403)
    try:
        offer = offers.published(slug)
    except (NoSuchOffer, OfferWithdrawn):
        raise Http404 from None
    token = tokens.issue("work", offer=offer.offer_id, origin=clients.own_origin(request))
    return JsonResponse({"token": token, "challenge": work.challenge(token)})


def _with_offer(request: HttpRequest, slug: str, answer: Callable[[Published, str], HttpResponse]) -> HttpResponse:
    """What stands at this address, in a language that it speaks."""
    try:
        offer = offers.published(slug, preview=request.GET.get(PREVIEW, ""))
    except NoSuchOffer:
        raise Http404 from None
    except OfferWithdrawn as gone:
        return _gone(request, gone)
    language = offer.content.language_for(translation.get_language() or "")
    with translation.override(language):
        response = answer(offer, language)
    response.headers["Content-Language"] = language
    return response


def _gone(request: HttpRequest, gone: OfferWithdrawn) -> HttpResponse:
    language = translation.get_language() or ""
    return render(request, "public/offers/gone.html", {"title": gone.title.in_(language)}, status=410)


def _page(request: HttpRequest, slug: str, *, is_frame: bool) -> HttpResponse:
    def answer(offer: Published, language: str) -> HttpResponse:
        way = _Way(request, slug, offer, language, is_frame=is_frame)
        return way.framed(way.take() if request.method == "POST" else way.show(_brought(request), errors={}))

    return _with_offer(request, slug, answer)


class _Way:
    """One request of one visitor to one form."""

    def __init__(self, request: HttpRequest, slug: str, offer: Published, language: str, *, is_frame: bool) -> None:
        self.request = request
        self.slug = slug
        self.offer = offer
        self.firm = houses.house()
        self.form = form_of(offer, language, firm=self.firm)
        self.is_frame = is_frame

    def take(self) -> HttpResponse:
        """What becomes of what was sent."""
        foreign = clients.foreign_origin(self.request)
        if foreign and foreign not in self.offer.content.origins:
            return self.refuse(foreign)
        data = _brought(self.request) | {name: tuple(map(str, values)) for name, values in self.request.POST.lists()}
        if self.offer.is_preview or CHANGE in data:
            return self.show(data, errors={})
        received = receive(self.form, data, self.visit(data))
        return self._answers()[received.outcome](received, data)

    def _answers(self) -> Mapping[Outcome, Callable[[Received, Data], HttpResponse]]:
        return {
            Outcome.MEND: lambda received, data: self.mend(received.answers, data),
            Outcome.REVIEW: self.review,
            Outcome.TAKEN: lambda received, _data: self.thank(is_asked=received.asked_to_confirm),
            Outcome.TOO_LARGE: lambda _received, data: self.show(data, errors={}, is_too_large=True),
        }

    def show(self, data: Data, *, errors: Mapping[str, str], **more: Any) -> HttpResponse:
        """The form, with what was typed."""
        template = "public/offers/frame.html" if self.is_frame else "public/offers/landing.html"
        status = 413 if more.get("is_too_large") else 422 if errors else 200
        return render(self.request, template, self._context(data, errors) | more, status=status)

    def mend(self, answers: Answers, data: Data) -> HttpResponse:
        """The form with a sentence beside each field that cannot stay so."""
        meant = {key: _did_you_mean(suggestion) for key, suggestion in answers.suggestions.items()}
        asked = tuple(fields.Hidden(SEEN, answers.all[key].value) for key in answers.suggestions)
        return self.show(data, errors=meant | answers.errors, seen=asked)

    def review(self, received: Received, data: Data) -> HttpResponse:
        """Everything that was typed, and one button: for those who bring no proof to be human."""
        template = "public/offers/review_frame.html" if self.is_frame else "public/offers/review.html"
        agreed = [self.form.label(answer.question) for answer in received.answers.agreed()]
        context = self._context(data, {}) | {
            "told": list(fields.told(received.answers)),
            "agreed": agreed,
            "answers": fields.hidden_of(self.form, data),
            "token": received.token,
        }
        return render(self.request, template, context)

    def thank(self, *, is_asked: bool) -> HttpResponse:
        """On to the thank-you, which a reload may show again without sending anything twice."""
        page = "offer_embedded_thanks" if self.is_frame else "offer_thanks"
        query = {PARAMETER: self.form.language} | ({"confirm": "1"} if is_asked else {})
        return HttpResponseRedirect(f"{reverse(page, args=[self.slug])}?{urlencode(query)}", status=303)

    def refuse(self, origin: str) -> HttpResponse:
        """A page of a stranger may not send this form in a visitor's name (LAW 4.3)."""
        return render(self.request, "public/offers/foreign.html", {"origin": origin, "slug": self.slug}, status=403)

    def framed(self, response: HttpResponse) -> HttpResponse:
        """What was typed stays out of caches; only a frame's page may stand in a frame."""
        if self.request.method == "POST":
            response.headers["Cache-Control"] = "no-store"
        return embeddable(response, self.offer.content.origins) if self.is_frame else response

    def visit(self, data: Data) -> Visit:
        """Where this came from. What the link said travelled in the form; nothing was kept in the browser."""
        told = {name: values[0] for name, values in data.items() if values}
        return Visit(
            ip=clients.masked_address(self.request),
            is_public=clients.is_public(self.request),
            user_agent=clients.user_agent(self.request),
            url=self.request.build_absolute_uri(self.request.path),
            referrer=told.get(REFERRER, "")[: origins.LONGEST],
            utm=origins.carried(told),
            origin=clients.own_origin(self.request),
            own_hosts=_own_hosts(self.request, self.firm.website),
            visitor=agreed(told.get(VISITOR, "")),
        )

    def _context(self, data: Data, errors: Mapping[str, str]) -> dict[str, Any]:
        content, language = self.offer.content, self.form.language
        shown = fields.fields_of(self.form, data, errors)
        boxes = fields.consents_of(self.form, data, errors)
        return {
            "offer": self.offer,
            "content": content,
            "form": self.form,
            "slug": self.slug,
            "kicker": content.kicker.in_(language),
            "text": content.text.in_(language),
            "points": [point.in_(language) for point in content.points],
            "picture": pictures.shown(self.offer) if content.picture else None,
            "alt": content.alt.in_(language),
            "fields": shown,
            "consents": boxes,
            "errors": [field for field in (*shown, *boxes) if field.error],
            "action": _action(self.request),
            "trap": judging.TRAP,
            "trapped": "".join(data.get(judging.TRAP, ())[:1]),
            "token": "".join(data.get(judging.TOKEN, ())[:1]) if errors else "",
            "solution": "".join(data.get(judging.SOLUTION, ())[:1]) if errors else "",
            "travelling": _travelling(data),
            "seen": tuple(fields.Hidden(SEEN, value) for value in data.get(SEEN, ())),
            "is_frame": self.is_frame,
            "visitor": "".join(data.get(VISITOR, ())[:1]),
            "typed": self._typed(data),
            "change": CHANGE,
        }

    def _typed(self, data: Data) -> tuple[fields.Hidden, ...]:
        """What the switch of languages takes along once something was sent."""
        if self.request.method != "POST":
            return ()
        seen = (fields.Hidden(SEEN, value) for value in data.get(SEEN, ()))
        return (*fields.hidden_of(self.form, data), *_travelling(data), *seen)


def _did_you_mean(suggestion: str) -> str:
    return translation.gettext("Did you mean “%(suggestion)s”? If yours is right, just send the form once more.") % {
        "suggestion": suggestion
    }


def _thanks(request: HttpRequest, offer: Published, language: str, *, is_frame: bool) -> HttpResponse:
    """What happens now, the same for everybody: it does not tell whether an address was known."""
    content = offer.content
    template = "public/offers/thanks_frame.html" if is_frame else "public/offers/thanks.html"
    context = {
        "offer": offer,
        "thanks": content.thanks.in_(language),
        "title": content.title.in_(language),
        "gives": content.gives.value,
        "is_by_mail": content.gives in (Gives.FILE, Gives.LINK),
        "is_asked_to_confirm": "confirm" in request.GET,
        "back": reverse("offer_embed" if is_frame else "offer", args=[content.slug]),
    }
    response = render(request, template, context)
    return embeddable(response, content.origins) if is_frame else response


def _brought(request: HttpRequest) -> dict[str, tuple[str, ...]]:
    """What the address and the page before say of where a visitor came from; what the form carries weighs more.

    A page that is only shown says nothing of the page before, for caches may keep it: its script adds that.
    """
    brought = origins.brought(request.GET.dict())
    if request.method == "POST":
        brought = brought | {REFERRER: origins.bare(request.headers.get("Referer", ""))}
    return {name: (value,) for name, value in brought.items()}


def _travelling(data: Data) -> tuple[fields.Hidden, ...]:
    """What the form carries along, in place of a cookie."""
    names = (*origins.UTM, origins.CARRIED, REFERRER, VISITOR)
    return tuple(fields.Hidden(name, data[name][0][: origins.LONGEST]) for name in names if data.get(name, ("",))[0])


def _own_hosts(request: HttpRequest, website: str) -> frozenset[str]:
    """Coming from our own pages is coming directly."""
    hosts = (request.get_host().partition(":")[0], origins.bare(website).partition("/")[0])
    return frozenset(host.lower().removeprefix("www.") for host in hosts if host)


def _action(request: HttpRequest) -> str:
    """The same address, in the language chosen; a preview stays one."""
    kept = {name: request.GET[name] for name in (PARAMETER, PREVIEW) if name in request.GET}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
