"""The mail that asks whether somebody signed up bears nothing else (LAW 1.2)."""

import pytest

from tests.factories import anna, does, newsletter
from tests.spine.outreach.writing import firm, letter
from trichter.facts.house import queries as house
from trichter.spine import optin  # noqa: F401 (registers its mail)
from trichter.spine.outreach import composing, links, templates
from trichter.spine.outreach.bareness import check_bare
from trichter.spine.outreach.grounds import OptInRequest
from trichter.spine.outreach.templates import Rendered, Template

_SIGN_UP = {"channel": "email", "purpose": "newsletter", "address": "anna@example.org", "evidence": {"url": "x"}}
_URL = links.url("/c/token/")
_TEXT = f"Bitte bestätigen Sie:\n{_URL}\n\n-- \nAhornwerk GmbH\nImpressum: {links.url('/impressum/')}\n"
_HTML = (
    f"<title>x</title><style>p {{ color: red }}</style><p>Bitte bestätigen Sie: <a href='{_URL}'>{_URL}</a></p>"
    f"<p>Ahornwerk GmbH <a href='{links.url('/impressum/')}'>Impressum</a></p>"
)
_BARE = [template for template in templates.registered() if template.is_bare]


def offences(*, subject: str = "Bitte bestätigen", html: str = _HTML, text: str = _TEXT) -> set[str]:
    return {offence.what for offence in check_bare(Rendered(subject, html, text))}


def test_a_bare_mail_passes() -> None:
    assert offences() == set()


@pytest.mark.parametrize(
    ("added", "what"),
    [
        ("<img src='cid:logo' alt='Ahornwerk'>", "picture or other load"),
        ("<img src='https://x.example/p.gif' width='1' height='1'>", "picture or other load"),
        ("<table background='x.png'></table>", "picture or other load"),
        ("<td style='background: url(x.png)'></td>", "picture or other load"),
        ("<style>p { background-image: none }</style>", "picture or other load"),
        ("<svg></svg>", "picture or other load"),
        ("<a href='https://ahornwerk.example'>Ahornwerk</a>", "link in html"),
        ("<a href='mailto:info@ahornwerk.example'>Schreiben Sie uns</a>", "link in html"),
        (f"<a href='{links.url('/o/angebot/')}'>Angebot</a>", "links to confirm in html"),
        ("<p>Herzlich willkommen bei Ahornwerk!</p>", "welcome"),
        ("<p>Welcome to our newsletter</p>", "welcome"),
        ("<p>Bei Fragen rufen Sie uns an.</p>", "contact pitch"),
        ("<p>If you have any questions, get in touch.</p>", "contact pitch"),
        ("<p>Jetzt sichern: 10 % Rabatt</p>", "advertising"),
        ("<p>Discover our products</p>", "advertising"),
        ("<p>" + "Energie " * 200 + "</p>", "length"),
    ],
)
def test_each_offence_in_the_html_is_found(added: str, what: str) -> None:
    assert what in offences(html=_HTML + added)


@pytest.mark.parametrize(
    ("added", "what"),
    [
        ("Willkommen!", "welcome"),
        ("Haben Sie Fragen?", "contact pitch"),
        ("Gutschein: 123", "advertising"),
        ("https://ahornwerk.example", "link in text"),
        (links.url("/p/settings/"), "links to confirm in text"),
    ],
)
def test_each_offence_in_the_text_is_found(added: str, what: str) -> None:
    assert what in offences(text=f"{added}\n{_TEXT}")


def test_a_subject_that_welcomes_is_found() -> None:
    assert "welcome" in offences(subject="Willkommen bei Ahornwerk")


def test_a_mail_without_the_way_to_confirm_is_found() -> None:
    assert offences(html="<p>x</p>") == {"links to confirm in html"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("template", _BARE, ids=lambda template: template.name)
def test_every_bare_mail_of_the_house_bears_no_offence(template: Template, language: str) -> None:
    firm()
    newsletter()
    person = anna()
    asked = does(person, "consent.requested", _SIGN_UP, learned={"first_name": "Anja", "last_name": "Reimers"})
    ground = {"ground": OptInRequest.name, "touchpoint": asked}
    row = letter(template.name, contact_id=person, language=language, context={"touchpoint": asked}, ground=ground)
    mail = composing._mail(row)
    assert check_bare(templates.render(template, mail, row, house.house())) == []


def test_the_mail_of_the_double_opt_in_is_a_bare_one() -> None:
    assert "optin" in {template.name for template in _BARE}
