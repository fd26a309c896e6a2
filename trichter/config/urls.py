"""The addresses of all faces."""

from django.urls import include, path

from trichter.faces.web import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("", include("trichter.faces.web.urls")),
]
