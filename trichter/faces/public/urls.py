"""The addresses of the visitors' side. Each view stands within `visitors(…)`: open to everybody, without cookies."""

from django.urls import path

from trichter.faces.public.views import downloads, errors, forms, legal, look
from trichter.faces.public.visitors import visitors

urlpatterns = [
    path("impressum/", visitors(legal.imprint), name="imprint"),
    path("datenschutz/", visitors(legal.privacy), name="privacy"),
    path("barrierefreiheit/", visitors(legal.accessibility), name="accessibility"),
    path("o/stil.css", visitors(look.style), name="style"),
    path("o/zeichen.svg", visitors(look.mark), name="mark"),
    path("o/<slug:slug>/", visitors(forms.landing), name="offer"),
    path("o/<slug:slug>/danke/", visitors(forms.thanks), name="offer_thanks"),
    path("o/<slug:slug>/challenge/", visitors(forms.challenge), name="offer_challenge"),
    path("o/<slug:slug>/embed/", visitors(forms.embed), name="offer_embed"),
    path("o/<slug:slug>/embed/danke/", visitors(forms.embedded_thanks), name="offer_embedded_thanks"),
    path("o/<slug:slug>/bild/<int:asset>/<int:width>/", visitors(downloads.picture), name="offer_picture"),
    path("d/<str:token>/", visitors(downloads.download), name="download"),
]

handler400 = errors.not_possible
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.broken
