"""The addresses of the visitors' side. Each view stands within `visitors(…)`: open to everybody, without cookies."""

from django.urls import path

from trichter.faces.public.views import downloads, errors, legal, look
from trichter.faces.public.visitors import visitors

urlpatterns = [
    path("impressum/", visitors(legal.imprint), name="imprint"),
    path("datenschutz/", visitors(legal.privacy), name="privacy"),
    path("barrierefreiheit/", visitors(legal.accessibility), name="accessibility"),
    path("o/stil.css", visitors(look.style), name="style"),
    path("o/zeichen.svg", visitors(look.mark), name="mark"),
    path("o/<slug:slug>/bild/<int:asset>/<int:width>/", visitors(downloads.picture), name="offer_picture"),
    path("d/<str:token>/", visitors(downloads.download), name="download"),
]

handler400 = errors.not_possible
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.broken
