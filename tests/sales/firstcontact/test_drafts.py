"""A draft is written for this person: from their answers, in their words, naming each that it uses."""

import pytest

from tests.sales.offers import answered, asks, react
from trichter.sales.firstcontact import queries
from trichter.sales.firstcontact.models import Proposal, Way
from trichter.sales.firstcontact.wordsmith import own_words

pytestmark = pytest.mark.django_db


def proposal_for(wants: str = "file", **said: object) -> Proposal:
    contact = asks(wants, **said).contact_id  # type: ignore[arg-type]
    react()
    found = queries.of_contact(contact)
    assert found
    return found


def test_two_submissions_that_differ_only_in_interest_get_different_drafts() -> None:
    one = proposal_for(phase="evaluation", asked=answered(need="Der Strompreis", interest="Lastspitzen"))
    other = proposal_for(
        phase="evaluation",
        asked=answered(need="Der Strompreis", interest="ISO 50001"),
        email="berta@walzwerk.example",
    )
    assert one.body != other.body
    assert one.subject != other.subject
    assert "„Lastspitzen“" in one.body
    assert "Lastspitzen" not in other.body
    assert "„ISO 50001“" in other.body


def test_a_draft_names_the_answers_it_uses_and_why() -> None:
    found = proposal_for(asked=answered(need="Der Strompreis", interest="Lastspitzen", timing="bis Sommer"))
    used = {one.label: (one.answer, one.why) for one in queries.used(found)}

    assert used["Was drückt?"] == ("Der Strompreis", "need")
    assert used["Was interessiert Sie?"] == ("Lastspitzen", "interest")
    assert used["Bis wann?"] == ("bis Sommer", "timing")
    for answer in ("Der Strompreis", "Lastspitzen", "bis Sommer"):
        assert answer in found.body
    assert all(one.reason for one in queries.used(found))


def test_what_a_draft_does_not_use_it_does_not_name() -> None:
    asked = [*answered(need="Der Strompreis"), {"question": "Woher kennen Sie uns?", "answer": "Radio", "means": ""}]
    found = proposal_for(asked=asked)
    assert "Radio" not in found.body
    assert "Radio" not in {one.answer for one in queries.used(found)}


@pytest.mark.parametrize(
    ("phase", "step"), [("need", "Viertelstunde"), ("evaluation", "Beispielrechnung"), ("purchase", "Umfang und Preis")]
)
def test_the_next_step_fits_the_buying_phase(phase: str, step: str) -> None:
    assert step in proposal_for(phase=phase).body


def test_a_draft_speaks_of_the_firm_and_to_the_person() -> None:
    body = proposal_for().body
    assert body.startswith("Guten Tag Frau Dr. Reimers,\n\nam ")
    assert "Wellner Gießtechnik GmbH" in body
    assert "Metallverarbeitung, rund 180 Beschäftigte" in body
    assert "Leiterin Produktion" in body


def test_a_draft_speaks_the_persons_language() -> None:
    found = proposal_for(language="en", asked=answered(interest="peak loads"), phase="purchase")
    assert found.body.startswith("Hello Dr Reimers,\n\nOn ")
    assert "“peak loads”" in found.body
    assert "Kind regards" in found.body


def test_the_topic_of_the_offer_stands_in_where_no_interest_was_asked() -> None:
    found = proposal_for(topics=["Energie messen"])
    assert "„Energie messen“" in found.body
    assert ("topic", "interest") in {(one.of, one.why) for one in queries.used(found)}


def test_whoever_came_by_an_event_is_met_there() -> None:
    assert "Veranstaltung" in proposal_for(channel="event").body
    assert "Veranstaltung" not in proposal_for(channel="search", email="b@walzwerk.example").body


def test_a_question_is_quoted_and_leaves_room_for_the_answer() -> None:
    question = {"question": "Ihre Frage", "answer": "Passt das in unseren Schaltschrank?", "means": ""}
    found = proposal_for("answer", asked=[question])
    assert "Sie fragen: „Passt das in unseren Schaltschrank?“" in found.body
    assert "[Ihre Antwort]" in found.body


def test_notes_for_a_call_are_for_whoever_calls() -> None:
    found = proposal_for("callback", phone="+49 2331 5550142", asked=answered(need="Der Strompreis"), language="de")
    assert found.way == Way.CALL
    assert "“Der Strompreis”" in found.body
    assert "Find out" in found.body


def test_a_second_submission_overtakes_the_first_and_considers_both() -> None:
    proposal_for(asked=answered(need="Der Strompreis"))
    newer = proposal_for(title="Preisliste", asked=answered(interest="Lastspitzen"))

    assert list(queries.everybodys()) == [newer]
    assert "„Preisliste“" in newer.body
    assert "„12 Hebel gegen Stromkosten“" in newer.body
    assert "Der Strompreis" in newer.body


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("Der Strom ist teuer.", "Der Strom ist teuer"),
        ("Geht das?", "Geht das?"),
        ('Wir suchen "grünen" Strom', "Wir suchen ‚grünen‘ Strom"),
        ("zwei\n\n Zeilen ", "zwei Zeilen"),
        ('5" Rohr', "5' Rohr"),
    ],
)
def test_own_words_are_quoted_as_the_language_quotes(said: str, quoted: str) -> None:
    assert own_words(said, "de") == quoted


def test_long_words_are_cut_between_words() -> None:
    cut = own_words("Hundert Wörter " * 100, "de")
    assert cut.endswith(("Wörter …", "Hundert …"))
    assert len(cut) < 250
