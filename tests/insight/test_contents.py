"""Content by channel and buying phase: what there is, whom it brought, and where it is missing."""

from datetime import timedelta

import pytest

from tests.factories import form, happen
from tests.generation.offers.makings import our_house, published, white_paper
from trichter.generation.offers import services
from trichter.insight.contents import ANYWHERE, Cell, Grid, Piece, grid
from trichter.kernel import clock

pytestmark = pytest.mark.django_db


def cell(found: Grid, channel: str, phase: str) -> Cell:
    [row] = [row for row in found.rows if row.channel == channel]
    [one] = [one for one in row.cells if one.phase == phase]
    return one


def test_an_offer_stands_on_its_channel_and_on_those_by_which_people_came_lately() -> None:
    our_house()
    hebel = published(phase="need", channel="search").pk
    services.create(white_paper(slug="entwurf", phase="purchase", channel="search"))
    gone = published(slug="zurueck", phase="need", channel="search").pk
    services.withdraw(gone, by=None)
    plain = published(slug="ohne-phase").pk
    now = clock.now()
    for email, channel, ago in (("a@x.example", "email", 3), ("b@x.example", "email", 4), ("c@x.example", "pr", 400)):
        subject = ("offer", hebel)
        happen(form(email, channel=channel, subject=subject, occurred_at=now - timedelta(days=ago)))
    found = grid("de")
    assert cell(found, "search", "need").pieces == (Piece(hebel, "Zwölf Hebel", 0),)
    assert cell(found, "email", "need").pieces == (Piece(hebel, "Zwölf Hebel", 2),)
    assert cell(found, "pr", "need").is_missing  # somebody came by it first, long ago
    assert (cell(found, "search", "purchase").is_missing, cell(found, "search", "purchase").drafts) == (True, 1)
    assert found.unphased == (Piece(plain, "Zwölf Hebel", 0),)
    assert cell(found, ANYWHERE, "need").is_missing
    assert found.missing == 7  # of three channels with three phases each
