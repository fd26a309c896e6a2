"""Every page that can be reached by following links from the first one is valid HTML."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import resolve

from tests.faces.markup import faults
from tests.faces.web.test_import_wizard import home  # noqa: F401 a fixture
from tests.faces.web.test_settings_browser import furnish
from tests.generation.imports.ugly import ugly
from tests.generation.offers.makings import our_house, published
from trichter.faces.sides import STAFF
from trichter.facts.contacts.models import DuplicateSuggestion
from trichter.facts.staff.models import User
from trichter.generation.imports.wizard import uploads
from trichter.kernel import clock
from trichter.sales.handover import routes
from trichter.sales.handover import services as handover
from trichter.sales.tasks import services as tasks

BEGIN = """
    / /?view=table /passwort/ /kontakte/?view=board /kontakte/?q=nobody /ausgang/
    /kontakte/{anja}/ /kontakte/{anja}/?edit=position&compose=mail
    /kontakte/auswahl/tag/?id={anja} /kontakte/auswahl/exportieren/?id={anja} /kontakte/auswahl/loeschen/?id={anja}
    /import/{upload}/spalten/
"""
"""Where the walk begins: pages that look in other ways than the ones to which links lead."""


def links(page: str, path: str) -> Iterator[str]:
    """Where the links of a page lead in this house."""
    found = (urljoin(path, unescape(href)) for href in re.findall(r'<a\b[^>]*?href="([^"]*)"', page))
    return (one for one in found if one.startswith("/") and not one.startswith("//"))


def place(path: str) -> str:
    """The name of its view."""
    return resolve(urlsplit(path).path, urlconf=STAFF).url_name or ""


def walk(client: Client, begin: list[str]) -> Iterator[tuple[str, str]]:
    """Each address and its page: those to begin with, then one of each view to which a link leads."""
    waiting, met = begin, {place(path) for path in begin}
    while waiting:
        path = waiting.pop(0)
        answer = client.get(path)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            yield path, page
            for link in links(page, path):
                if place(link) not in met:
                    met.add(place(link))
                    waiting.append(link)


def test_every_page_that_a_link_leads_to_is_valid_html(
    administration: Client, lea: User, anja: int, bernd: int, tmp_path: Path
) -> None:
    our_house()
    published()
    furnish(lea.pk)
    tasks.open(anja, "Angebot nachfassen", to=lea.pk)
    handover.open(anja, to=lea.pk)
    routes.keep("Alle", condition="", to=lea.pk, team=None)
    DuplicateSuggestion.objects.create(
        contact_id=anja, other_id=bernd, reason="phone", touchpoint_id=1, suggested_at=clock.now()
    )
    upload = uploads.take([ugly(tmp_path / "a.xlsx").read_bytes()], name="a.xlsx", by=lea.pk)
    begin = BEGIN.format(anja=anja, upload=upload.pk).split()

    pages = dict(walk(administration, begin))

    assert {path: found for path, page in pages.items() if (found := faults(page))} == {}
    assert len({place(path) for path in pages}) > 50
