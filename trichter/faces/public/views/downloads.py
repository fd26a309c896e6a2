"""What an offer shows and gives: the picture on its page, and the file behind a personal link."""

from collections.abc import Iterator
from typing import IO

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from trichter.faces.public.asking import let_through
from trichter.faces.public.language import keep_language
from trichter.generation.assets import deliveries
from trichter.generation.assets.deliveries import Expired, Opened
from trichter.generation.assets.visits import Visit
from trichter.generation.offers import pictures

_CHUNK = 64 * 1024
_YEAR = 365 * 24 * 60 * 60
_SHOWN_IN_THE_BROWSER = "application/pdf"
_POLICY = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Browsers show a PDF in a page of their own, which our usual policy may keep from loading. It is no HTML and is not
taken for it (nosniff), so there is nothing more to shut."""


def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET `/d/<token>/` gives the file; POST mails a fresh link in place of one that has expired."""
    if request.method == "POST":
        return _renewed(request, token)
    found = deliveries.fetch(token, _visit(request))
    if found is None:
        raise Http404
    if isinstance(found, Expired):
        page = {"found": found, "is_sent": "gesendet" in request.GET}
        return _private(render(request, "public/link_expired.html", page, status=410))
    return _private(_file(request, found))


def picture(request: HttpRequest, slug: str, asset: int, width: int) -> HttpResponseBase:
    """GET `/o/<slug>/bild/<asset>/<width>/`: an asset never changes, so a browser keeps it; width 0 is the whole."""
    shown = pictures.opened(slug, asset, width)
    if shown is None:
        raise Http404
    response = _streamed(request, shown.file, shown.content_type)
    response["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response


def _renewed(request: HttpRequest, token: str) -> HttpResponseBase:
    title = deliveries.title(token)
    if title is None:
        raise Http404
    answer = let_through(
        request,
        {"link": token},
        shown=title,
        act=lambda: deliveries.renew(token),
        done=lambda: HttpResponseRedirect(keep_language(request, f"{request.path}?gesendet=1"), status=303),
    )
    return _private(answer)


def _visit(request: HttpRequest) -> Visit:
    sent = request.headers
    ahead = " ".join(sent.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz")).lower()
    return Visit(
        user_agent=sent.get("User-Agent", ""),
        is_browser="Accept" in sent and "Accept-Language" in sent,
        is_look=request.method == "HEAD" or "prefetch" in ahead or "preview" in ahead,
    )


def _file(request: HttpRequest, found: Opened) -> StreamingHttpResponse:
    response = _streamed(request, found.file, found.content_type)
    response["Content-Length"] = str(found.size)
    is_attachment = found.content_type != _SHOWN_IN_THE_BROWSER
    response["Content-Security-Policy"] = _POLICY
    response["Content-Disposition"] = content_disposition_header(is_attachment, found.name) or "attachment"
    return response


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """Behind a personal link: kept by nobody, found by no search engine, told to no other page."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _streamed(request: HttpRequest, file: IO[bytes], content_type: str) -> StreamingHttpResponse:
    """Piece by piece. Who asks for the headers only gets them alone."""
    if request.method == "HEAD":
        file.close()
        return StreamingHttpResponse((), content_type=content_type)
    response = StreamingHttpResponse(_pieces(file), content_type=content_type)
    response._resource_closers.append(file.close)  # type: ignore[attr-defined]
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_CHUNK):
        yield piece
