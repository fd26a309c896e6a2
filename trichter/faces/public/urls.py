"""The addresses of the visitors' side. Each view stands within `visitors(…)`: open to everybody, without cookies."""

from django.urls import path

from trichter.faces.public.views import (
    downloads,
    errors,
    forms,
    legal,
    look,
    optin,
    preferences,
    proofs,
    rights,
    shortlinks,
    unsubscribing,
)
from trichter.faces.public.visitors import visitors

urlpatterns = [
    path("impressum/", visitors(legal.imprint), name="imprint"),
    path("datenschutz/", visitors(legal.privacy), name="privacy"),
    path("barrierefreiheit/", visitors(legal.accessibility), name="accessibility"),
    path("o/stil.css", visitors(look.style), name="style"),
    path("o/zeichen.svg", visitors(look.mark), name="mark"),
    path("challenge/", visitors(proofs.challenge), name="challenge"),
    path("o/<slug:slug>/", visitors(forms.landing), name="offer"),
    path("o/<slug:slug>/danke/", visitors(forms.thanks), name="offer_thanks"),
    path("o/<slug:slug>/challenge/", visitors(forms.challenge), name="offer_challenge"),
    path("o/<slug:slug>/embed/", visitors(forms.embed), name="offer_embed"),
    path("o/<slug:slug>/embed/danke/", visitors(forms.embedded_thanks), name="offer_embedded_thanks"),
    path("o/<slug:slug>/bild/<int:asset>/<int:width>/", visitors(downloads.picture), name="offer_picture"),
    path("l/<slug:slug>", visitors(shortlinks.follow), name="short_link"),
    path("d/<str:token>/", visitors(downloads.download), name="download"),
    path("c/<str:token>/", visitors(optin.confirm), name="confirm"),
    path("u/<str:token>/", visitors(unsubscribing.unsubscribe), name="unsubscribe"),
    path("p/<str:token>/", visitors(preferences.preferences), name="mail_preferences"),
    path("rechte/", visitors(rights.ask), name="rights"),
    path("rechte/<str:token>/", visitors(rights.proven), name="rights_proven"),
    path("rechte/<str:token>/auskunft.<str:kind>", visitors(rights.download), name="rights_download"),
]

handler400 = errors.not_possible
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.broken
