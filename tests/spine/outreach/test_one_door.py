"""There is one way out, and what leads to it is known: who opens another has to come by here."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.test_architecture import ROOT, SOURCES, _imported, _name, _tree
from trichter.spine import outreach
from trichter.spine.outreach import grounds, templates

LETTERS = {
    "trichter/faces/cli/management/commands/invite.py": {"ToColleague"},
    "trichter/faces/web/account.py": {"ToColleague"},
    "trichter/faces/web/letters.py": {"ToColleague"},
    "trichter/generation/assets/deliveries.py": {"RequestedService"},
    "trichter/generation/offers/reactions.py": {"RequestedService", "ToColleague"},
    "trichter/sales/conversations/mails.py": {"RequestedService", "Customer", "Consented"},
    "trichter/sales/firstcontact/services.py": {"RequestedService", "Customer", "Consented"},
    "trichter/sales/handover/letters.py": {"ToColleague"},
    "trichter/spine/optin.py": {"OptInRequest"},
    "trichter/spine/rights.py": {"LegalRequest"},
}
"""Where letters are written, and on which grounds. A new place belongs here once `test_no_ground.py`, or
`tests/faces/test_nothing_leaves.py`, reaches it: by its reaction, command or address they do so by themselves."""
TEMPLATES = {
    "account_invitation", "account_reset", "asset_link", "handover", "letter", "offer_file", "offer_link",
    "offer_receipt", "offer_told", "optin", "rights_link",
}  # fmt: skip
NETWORK = {"aiohttp", "aiosmtplib", "anymail", "httpx", "nntplib", "requests", "urllib3"}
"""Libraries by which mail could leave by the interface of a provider."""
TALK = {
    "smtplib": {"trichter/spine/outreach/transports.py"},
    "imaplib": {"trichter/spine/outreach/returns/imap.py"},
}


def test_letters_are_written_where_it_is_known_and_on_known_grounds() -> None:
    places = {
        _name(path): _grounds_in(path) for path in SOURCES if _calls(path, "Letter") and "outreach" not in path.parts
    }
    places.pop("trichter/insight/record.py", None)  # its lines of a person's mails bear the same name
    assert places == LETTERS


def test_every_ground_and_every_template_is_known_here() -> None:
    assert {kind.__name__ for kind in grounds._GROUNDS.values()} == set().union(*LETTERS.values())
    assert {one.name for one in templates.registered()} == TEMPLATES


def test_mail_is_handed_over_in_one_place() -> None:
    assert {_name(path) for path in SOURCES if _calls(path, "deliver", as_method=True)} == {
        "trichter/spine/outreach/sending.py"
    }
    assert {_name(path) for path in SOURCES if _calls(path, "may_leave", as_method=True)} == {
        "trichter/spine/outreach/posting.py",
        "trichter/spine/outreach/sending.py",
    }


def test_nobody_talks_to_servers_of_mail_past_it() -> None:
    for library, allowed in TALK.items():
        assert {_name(path) for path in SOURCES if library in _libraries(path)} == allowed
    assert [_name(path) for path in SOURCES if NETWORK & _libraries(path)] == []
    assert [_name(path) for path in SOURCES if "sendmail" in path.read_text("utf-8")] == []


def test_djangos_own_way_out_leads_nowhere() -> None:
    named = [path for path in (ROOT / "trichter").rglob("settings.py") if "EMAIL_BACKEND" in path.read_text("utf-8")]
    assert len(named) == 1
    assert 'EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"' in named[0].read_text("utf-8")
    methods = {"send_mail", "send_messages", "mail_admins", "mail_managers", "email_user", "EmailMultiAlternatives"}
    assert [(_name(path), name) for path in SOURCES for name in methods if _calls(path, name, as_method=True)] == []


def test_nothing_is_said_without_a_ground() -> None:
    with pytest.raises(TypeError, match="ground"):
        outreach.Letter(template="letter", cause="x", language="de")  # type: ignore[call-arg]


def _calls(path: Path, name: str, *, as_method: bool = False) -> bool:
    return any(called == name for called, is_method in _called(path) if is_method or not as_method)


@cache
def _called(path: Path) -> frozenset[tuple[str, bool]]:
    """What a file calls, and whether as the method of something."""
    calls = [node.func for node in ast.walk(_tree(path)) if isinstance(node, ast.Call)]
    methods = {(one.attr, True) for one in calls if isinstance(one, ast.Attribute)}
    return frozenset(methods | {(one.id, False) for one in calls if isinstance(one, ast.Name)})


@cache
def _libraries(path: Path) -> frozenset[str]:
    return frozenset(name.split(".")[0] for name in _imported(path))


def _grounds_in(path: Path) -> set[str]:
    kinds = {kind.__name__ for kind in grounds._GROUNDS.values()}
    return {called for called, _is_method in _called(path)} & kinds
