"""The addresses of the settings."""

from django.urls import path

from trichter.faces.web.views import (
    audit,
    campaigns,
    customfields,
    dataprotection,
    keptfiles,
    policy,
    purposes,
    reactions,
    senders,
    strays,
    team,
    tracks,
)
from trichter.faces.web.views.datarequests import data_requests
from trichter.faces.web.views.firm import firm
from trichter.faces.web.views.privacy_notice import privacy_notice
from trichter.faces.web.views.settings import settings

urlpatterns = [
    path("einstellungen/", settings, name="settings"),
    path("einstellungen/firma/", firm, name="firm"),
    path("einstellungen/team/", team.page, name="team"),
    path("einstellungen/team/<int:user_id>/", team.colleague, name="team_colleague"),
    path("einstellungen/team/<int:user_id>/sperren/", team.shut, name="team_shut"),
    path("einstellungen/team/<int:user_id>/oeffnen/", team.reopen, name="team_reopen"),
    path("einstellungen/team/<int:user_id>/einladen/", team.invite_again, name="team_invite_again"),
    path("einstellungen/felder/", customfields.page, name="fields"),
    path("einstellungen/felder/<str:key>/", customfields.field, name="field"),
    path("einstellungen/kampagnen/", campaigns.page, name="campaigns"),
    path("einstellungen/kampagnen/<int:campaign_id>/", campaigns.campaign, name="campaign"),
    path("einstellungen/kosten/<int:cost_id>/entfernen/", campaigns.remove_cost, name="cost_remove"),
    path("einstellungen/phasen/", tracks.page, name="stages"),
    path("einstellungen/phasen/<slug:track>/regeln/", policy.rules, name="stage_rules"),
    path("einstellungen/zwecke/", purposes.page, name="purposes"),
    path("einstellungen/zwecke/<str:key>/", purposes.purpose, name="purpose"),
    path("einstellungen/protokoll/", audit.page, name="audit"),
    path("einstellungen/reaktionen/", reactions.page, name="reactions"),
    path("einstellungen/aufbewahrung/", dataprotection.retention, name="retention"),
    path("einstellungen/dateien/", keptfiles.page, name="kept_files"),
    path("einstellungen/dateien/<slug:kind>/<int:number>/", keptfiles.remove, name="kept_file_remove"),
    path("einstellungen/sperrliste/", dataprotection.suppressed, name="suppressed"),
    path("einstellungen/verarbeitungen/", dataprotection.record, name="processing"),
    path("einstellungen/betroffenenanfragen/", data_requests, name="rights_requests"),
    path("einstellungen/datenschutzerklaerung/", privacy_notice, name="privacy_notice"),
    path("einstellungen/ruecklaeufer/", strays.strays, name="strays"),
    path("einstellungen/ruecklaeufer/<int:stray_id>/entfernen/", strays.drop, name="stray_drop"),
    path("einstellungen/absender/", senders.senders, name="senders"),
    path("einstellungen/absender/<int:sender_id>/standard/", senders.prefer, name="sender_prefer"),
    path("einstellungen/absender/<int:sender_id>/entfernen/", senders.remove, name="sender_remove"),
    path("einstellungen/absender/<str:domain>/schluessel/", senders.make_keys, name="sender_keys"),
    path("einstellungen/absender/<str:domain>/pruefung/", senders.examine, name="sender_examine"),
]
