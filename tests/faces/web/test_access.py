"""Every address of the staff's side against every role, and against strangers. A new address is added to the table."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, resolve

from tests.faces.web.test_closed import OPEN, routes
from trichter.faces.sides import STAFF
from trichter.facts.staff.models import Role, User
from trichter.facts.staff.permissions import Permission, allowed

EVERYBODY = frozenset(Role)
MARKETING = frozenset({Role.MARKETING, Role.ADMINISTRATION})
SELLING = MARKETING | {Role.SALES}
DECIDING = frozenset({Role.SALES, Role.ADMINISTRATION})
ADMINISTRATION = frozenset({Role.ADMINISTRATION})

TABLE: dict[frozenset[Role], str] = {
    EVERYBODY: """
        overview contacts contacts_total view_keep view_drop firms contact proof proof_pdf
        offers offer_embedding offer_code offer_results offer_versions
        tasks task_finish task_snooze task_assign
        first_contact_send first_contact_call first_contact_dismiss
        undo session_end search news
        company company_edit contact_merge contact_unmerge duplicates duplicate_dismiss
        task_new tour
        contact_new contact_alike consent_note paper
        field_edit tag_change tags_known firms_known
        compose criterion_judge stage_set stage_move entry_reword entry_retract entry_restore
        works work work_cancel work_undo
        segments segment segment_by_hand contact_segments
        leads lead lead_withdraw hand_over handover_quality win_rates contents live live_news pages answers
    """,
    SELLING: "bulk",
    DECIDING: "lead_accept lead_reject lead_assign",
    MARKETING: """
        offer_new offer_edit offer_withdraw offer_restore
        submissions
        outbox outbox_letter outbox_decide
        mailbox mailbox_mail mailbox_html
        bulk_export work_file
        segment_of_list segment_choose segment_new segment_edit segment_outcome segment_copy segment_archive
        segment_restore campaigns campaign campaign_code cost_remove
        imports import_state import_bring import_columns import_origin import_review import_begin import_stop
        import_drop import_undo import_rejects
    """,
    ADMINISTRATION: """
        bulk_erase
        settings firm rights_requests privacy_notice strays stray_drop
        team team_colleague team_shut team_reopen team_invite_again
        purposes purpose reactions fields field retention suppressed processing audit
        channels channels_apply channel_rule stages stage_rules stage_apply
        kept_files kept_file_remove
        routing routing_team routing_route
        scoring scoring_rule scoring_group qualifying rule_build site_contents sources source
        visits_kept visits_judged
        slots slot slot_variant slot_variant_new
        senders sender_prefer sender_remove sender_keys sender_examine
    """,
}
"""Who may open an address, by its name."""

OWN_ACCOUNT = {"preferences", "account_change_password", "account_set_password"}
"""Open to whoever is signed in: it shows and changes nothing but their own account."""

ROLES = {name: roles for roles, names in TABLE.items() for name in names.split()}
ADDRESSES = dict(routes(get_resolver(STAFF).url_patterns))


@pytest.fixture
def sign_in(client: Client, lea: User) -> Any:
    """The client of a colleague of that role."""

    def as_(role: Role) -> Client:
        User.objects.filter(pk=lea.pk).update(role=role)
        client.force_login(lea)
        return client

    return as_


def shut(role: Role) -> Iterator[tuple[str, str]]:
    """The addresses that are not open to a role."""
    return ((name, ADDRESSES[name]) for name, roles in ROLES.items() if role not in roles)


def test_the_table_knows_every_address() -> None:
    known = set(ROLES) | OWN_ACCOUNT | set(OPEN)
    assert set(ADDRESSES) - known == set(), "say in TABLE who may open it"
    assert known - set(ADDRESSES) == set(), "it is there no more"


@pytest.mark.parametrize("name", ROLES)
def test_each_view_requires_what_the_table_says(name: str) -> None:
    view = resolve(ADDRESSES[name], urlconf=STAFF).func
    assert hasattr(view, "permission"), "decorate the view with @requires(Permission.…), above all else"
    assert {role for role in Role if view.permission in allowed(role)} == ROLES[name]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATION])
def test_a_role_without_the_permission_gets_nothing_whatever_the_method(sign_in: Any, role: Role) -> None:
    client = sign_in(role)
    answers = {
        (name, method): getattr(client, method)(path).status_code
        for name, path in shut(role)
        for method in ("get", "post")
    }
    assert {pair: status for pair, status in answers.items() if status != 403} == {}


def test_the_administration_is_refused_nothing(sign_in: Any) -> None:
    client = sign_in(Role.ADMINISTRATION)
    answers = {name: client.get(path).status_code for name, path in ADDRESSES.items() if name not in OPEN}
    assert {name: status for name, status in answers.items() if status not in {200, 302, 404, 405}} == {}


def test_a_stranger_does_not_learn_whether_a_thing_is_there(client: Client, anja: int) -> None:
    known, unknown = client.get(f"/kontakte/{anja}/"), client.get("/kontakte/999999/")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (302, b"")
    assert client.post(f"/kontakte/{anja}/phase/").headers["Location"].startswith("/anmelden/")


def test_a_role_we_do_not_know_may_nothing() -> None:
    assert allowed("intern") == frozenset()


def test_each_permission_is_somebodys() -> None:
    assert frozenset(Permission) == allowed(Role.ADMINISTRATION)


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["", "notieren/note/", "phase/", "verschieben/", "feld/email/"])
def test_a_number_that_no_row_can_have_is_nobody(client_of_lea: Client, deed: str) -> None:
    address = f"/kontakte/{10**22}/{deed}"
    assert client_of_lea.post(address, {"text": "x"}).status_code in (404, 405)
    assert client_of_lea.get(address).status_code in (404, 405)
