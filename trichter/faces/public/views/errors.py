"""What a visitor reads when something is not there or not possible: the firm's page, not ours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404"""
    return render(request, "public/not_found.html", status=404)


def not_possible(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: a request that no page of ours makes."""
    return render(request, "public/not_possible.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403"""
    return render(request, "public/not_possible.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """500, told without the database, which may be what is broken."""
    return render(request, "public/broken.html", status=500)
