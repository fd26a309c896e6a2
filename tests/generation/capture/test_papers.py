"""The photograph of a paper: kept privately, named by the ledger, moved with a merge, gone with the person."""

import os
from io import BytesIO

import pytest
from PIL import Image

from tests.factories import anna, bernd, does, newsletter
from tests.generation.assets import files
from trichter.facts.consent.models import Consent
from trichter.facts.contacts.models import Contact
from trichter.generation.assets.services import store
from trichter.generation.capture import answers, papers, people
from trichter.generation.capture.answers import Answer, Asked
from trichter.generation.capture.models import Paper
from trichter.generation.capture.papers import Draft
from trichter.generation.capture.people import Met
from trichter.kernel import clock, persons

pytestmark = pytest.mark.django_db


def photograph(name: str = "Formular.jpg") -> Draft:
    return papers.take(BytesIO(files.photograph()), name=name)


def signed(contact: int, paper: Draft) -> Paper:
    asked = Asked("newsletter", "email", newsletter().pk)
    answers.note(contact, Answer("granted", [asked], how="paper", paper=paper), by=7)
    return Paper.objects.get(path=paper.path)


def is_there(path: str) -> bool:
    return store().exists(path)


def test_nothing_of_where_it_was_taken_stays_in_a_photograph() -> None:
    paper = photograph()

    with store().open(paper.path) as file:
        assert not Image.open(file).getexif()
        assert b"Reimers" not in file.read()
    assert (paper.name, paper.content_type) == ("Formular.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("content", "name"), [(files.SVG, "form.jpg"), (files.archive(word__document=b""), "form.pdf")]
)
def test_what_is_no_paper_is_not_kept(content: bytes, name: str) -> None:
    with pytest.raises(Exception, match=name):
        papers.take(BytesIO(content), name=name)


def test_the_seal_of_the_answer_covers_the_photograph() -> None:  # LAW 1.1
    person, paper = anna(), photograph()
    kept = signed(person, paper)

    row = Consent.objects.get(contact=person)
    assert row.snapshot == {"how": "paper", "paper": kept.digest}
    assert (kept.contact_id, kept.touchpoint_id, kept.kept_by) == (person, row.touchpoint_id, 7)


def test_a_photograph_is_handed_over_with_all_else_and_goes_with_the_person(  # LAW 1.12, 1.13
    django_capture_on_commit_callbacks: object,
) -> None:
    person, paper = anna(), photograph()
    signed(person, paper)
    [row] = persons.export(person)["capture_paper"]
    assert row["content"].startswith("/9j/")

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        does(person, "contact.erased")
    assert not Paper.objects.exists()
    assert not is_there(paper.path)


def test_a_photograph_moves_with_a_merge_and_back_and_so_does_one_of_meanwhile() -> None:
    winner, loser, paper, later = anna(), bernd(), photograph(), photograph()
    kept = signed(loser, paper)

    does(winner, "contact.merged", {"loser": loser})
    assert papers.found(winner, kept.pk)
    people.write_down(Met(email="bernd@example.org", paper=later), by=7)
    does(winner, "contact.unmerged", {"loser": loser})
    assert [one.path for one in papers.of_contact(loser)] == [paper.path, later.path]


def test_what_no_answer_names_is_removed_after_a_day() -> None:
    kept, lost, fresh = signed(anna(), photograph()).path, photograph().path, photograph().path
    yesterday = clock.now().timestamp() - 2 * 86_400
    for path in (kept, lost):
        os.utime(store().path(path), (yesterday, yesterday))

    papers.drop_leftovers()
    assert [is_there(path) for path in (kept, lost, fresh)] == [True, False, True]


def test_a_note_of_a_photograph_is_good_once_and_nobody_makes_one() -> None:
    paper = photograph()
    token = papers.sign(paper)

    assert papers.read(token) == paper
    with pytest.raises(papers.PaperGone):
        papers.read(token[:-1] + ("A" if token[-1] != "A" else "B"))
    signed(anna(), paper)
    with pytest.raises(papers.PaperGone):
        papers.read(token)
    assert Contact.objects.count() == 1
