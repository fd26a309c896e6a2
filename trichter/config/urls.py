"""The addresses of all faces."""

from django.urls import include, path

urlpatterns = [
    path("", include("trichter.faces.web.urls")),
]
