"""The addresses of all faces, when one host serves them all (`faces.sides` chooses)."""

from django.urls import include, path

urlpatterns = [
    path("", include("trichter.faces.web.urls")),
    path("", include("trichter.faces.public.urls")),
]
