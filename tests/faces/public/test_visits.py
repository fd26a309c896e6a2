"""The script of visits on our own pages: where the house has decided so, and never where an address is personal."""

import pytest
from django.test import Client

from tests.faces.public.consenting import pages
from tests.faces.public.visiting import PAGE
from tests.generation.offers.makings import our_house, published
from trichter.facts.timeline.hits import sources
from trichter.facts.timeline.hits.models import Ground
from trichter.generation.tracking import founding

pytestmark = pytest.mark.django_db
OPEN = ("/impressum/", "/datenschutz/", "/barrierefreiheit/", PAGE, f"{PAGE}danke/")


@pytest.fixture
def key() -> str:
    """That of our own pages, on which visitors are asked."""
    our_house()
    published()
    own = founding.own_pages()
    sources.change(own.id, name="Blog", hosts=[], ground=Ground.ASKED, may_identify=False)
    return own.key


def _read(path: str) -> str:
    return Client().get(path, follow=True).content.decode()


@pytest.mark.parametrize("path", OPEN)
def test_open_pages_have_the_script_and_a_way_to_change_ones_mind(key: str, path: str) -> None:
    page = _read(path)
    assert f'src="/t/{key}.js"' in page
    assert "data-visits" in page


def test_no_personal_page_has_it(key: str) -> None:  # LAW 5.1
    assert [name for name, path in pages().items() if key in _read(path)] == []


def test_a_form_in_a_frame_leaves_it_to_the_page_around(key: str) -> None:
    assert key not in _read(f"{PAGE}embed/")


@pytest.mark.parametrize("path", OPEN)
def test_until_the_house_decides_so_nothing_runs(path: str) -> None:
    our_house()
    published()
    own = founding.own_pages()
    assert own.ground is Ground.NONE
    assert "/t/" not in _read(path)
    assert "data-visits" not in _read(path)


def test_our_own_pages_stay_one_source_however_they_are_called(key: str) -> None:
    own = founding.own_pages()
    assert (own.name, own.key, own.is_own) == ("Blog", key, True)
    assert [source.is_own for source in sources.listing()] == [True]


def test_a_closed_source_has_no_script(key: str) -> None:
    sources.close(founding.own_pages().id)
    assert key not in _read(PAGE)


def test_a_form_that_comes_back_with_an_error_is_told_to_the_script_as_the_same_page(key: str) -> None:
    again = Client().post(PAGE, {"email": "no address"})
    assert again.status_code == 422
    assert f'src="/t/{key}.js"' in again.content.decode()
    assert "data-again" in again.content.decode()
    assert "data-again" not in _read(PAGE)
