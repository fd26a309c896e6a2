"""The addresses of the settings, below `/einstellungen/`."""

from django.urls import path

from trichter.faces.web.views import (
    audit,
    campaigns,
    customfields,
    dataprotection,
    keptfiles,
    policy,
    purposes,
    qualifying,
    reactions,
    routing,
    rule_build,
    scoring,
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
    path("", settings, name="settings"),
    path("firma/", firm, name="firm"),
    path("team/", team.page, name="team"),
    path("team/<int:user_id>/", team.colleague, name="team_colleague"),
    path("team/<int:user_id>/sperren/", team.shut, name="team_shut"),
    path("team/<int:user_id>/oeffnen/", team.reopen, name="team_reopen"),
    path("team/<int:user_id>/einladen/", team.invite_again, name="team_invite_again"),
    path("felder/", customfields.page, name="fields"),
    path("felder/<str:key>/", customfields.field, name="field"),
    path("kampagnen/", campaigns.page, name="campaigns"),
    path("kampagnen/<int:campaign_id>/", campaigns.campaign, name="campaign"),
    path("kosten/<int:cost_id>/entfernen/", campaigns.remove_cost, name="cost_remove"),
    path("phasen/", tracks.page, name="stages"),
    path("phasen/<slug:track>/regeln/", policy.rules, name="stage_rules"),
    path("qualifizierung/", qualifying.page, name="qualifying"),
    path("regel/", rule_build.build, name="rule_build"),
    path("lead-score/", scoring.page, name="scoring"),
    path("lead-score/<slug:model>/gruppe/<slug:key>/", scoring.group, name="scoring_group"),
    path("lead-score/<slug:model>/<slug:key>/", scoring.rule, name="scoring_rule"),
    path("lead-verteilung/", routing.page, name="routing"),
    path("lead-verteilung/team/<int:team_id>/", routing.team, name="routing_team"),
    path("lead-verteilung/weg/<int:route_id>/", routing.route, name="routing_route"),
    path("zwecke/", purposes.page, name="purposes"),
    path("zwecke/<str:key>/", purposes.purpose, name="purpose"),
    path("protokoll/", audit.page, name="audit"),
    path("reaktionen/", reactions.page, name="reactions"),
    path("aufbewahrung/", dataprotection.retention, name="retention"),
    path("dateien/", keptfiles.page, name="kept_files"),
    path("dateien/<slug:kind>/<int:number>/", keptfiles.remove, name="kept_file_remove"),
    path("sperrliste/", dataprotection.suppressed, name="suppressed"),
    path("verarbeitungen/", dataprotection.record, name="processing"),
    path("betroffenenanfragen/", data_requests, name="rights_requests"),
    path("datenschutzerklaerung/", privacy_notice, name="privacy_notice"),
    path("ruecklaeufer/", strays.strays, name="strays"),
    path("ruecklaeufer/<int:stray_id>/entfernen/", strays.drop, name="stray_drop"),
    path("absender/", senders.senders, name="senders"),
    path("absender/<int:sender_id>/standard/", senders.prefer, name="sender_prefer"),
    path("absender/<int:sender_id>/entfernen/", senders.remove, name="sender_remove"),
    path("absender/<str:domain>/schluessel/", senders.make_keys, name="sender_keys"),
    path("absender/<str:domain>/pruefung/", senders.examine, name="sender_examine"),
]
