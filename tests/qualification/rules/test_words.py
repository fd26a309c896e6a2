"""What a rule says in words: in both languages, in one way to read it, and whatever the rule names."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import given, settings

from tests.qualification.rules.strategies import rules
from trichter.kernel.words import Words
from trichter.qualification.rules.operands import Operand, Vocabulary
from trichter.qualification.rules.text import parse
from trichter.qualification.rules.tree import Compare, Did, Every, Rule, Touches
from trichter.qualification.rules.words import phrase, sentence, sentences


class Declared(Vocabulary):
    """Without what is made from rows."""

    def _family(self, prefix: str) -> dict[str, Operand]:
        return {}


FERTIGER = (
    "company.industry is any of (Metall, Holz) and company.employees between 50 and 5000 and (did page.viewed where"
    ' path starts with "/preise" at least 2 times in the last 30 days or did form.submitted) and not prospect'
)


def test_a_rule_is_a_sentence_in_both_languages() -> None:
    assert sentences(parse(FERTIGER), Declared()) == Words(
        "People of whom this is true: Industry is “Metall” or “Holz”, and Employees is between 50 and 5,000, and"
        " (at least 2 times “Page viewed” (Path of the page starts with “/preise”) in the last 30 days, or at least"
        " once “Form submitted”). Not those of whom this is true: Prospect applies.",
        "Personen, für die gilt: Branche ist „Metall“ oder „Holz“, und Beschäftigte liegt zwischen 50 und 5.000, und"
        " (mindestens 2-mal „Seite besucht“ (Pfad der Seite beginnt mit „/preise“) in den letzten 30 Tagen, oder"
        " mindestens einmal „Formular gesendet“). Ohne die, für die gilt: Prospect trifft zu.",
    )


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("prospect or custom.gone is 3", "Prospect trifft zu, oder „custom.gone“ ist 3"),
        ("not email is known", "E-Mail ist nicht bekannt"),
        ("not email is not a", "E-Mail ist „a“"),
        ("not company.employees at least 5", "nicht (Beschäftigte ist mindestens 5)"),
        ("not did call.made", "nie „Anruf“"),
        ("did call.made between 1 and 5 times", "1- bis 5-mal „Anruf“"),
        ("did call.made exactly 1 time on today", "genau einmal „Anruf“ heute"),
        ("did nothing.known where x is 1", "mindestens einmal „nothing.known“ („x“ ist 1)"),
        ("birthday recurs in the next 7 days", "Geburtstag jährt sich in den nächsten 7 Tagen"),
        ("active in the last 1 day", "Letzte Aktivität liegt innerhalb des letzten Tages"),
        ("active on 1 month ago", "Letzte Aktivität liegt vor einem Monat"),
        ("active after 2026-03-01", "Letzte Aktivität liegt nach dem 1. März 2026"),
        ("active before this month", "Letzte Aktivität liegt vor diesem Monat"),
        ("active not on last week", "Letzte Aktivität liegt nicht letzte Woche"),
        ("active between last year and in 2 weeks", "Letzte Aktivität liegt von letztem Jahr bis in 2 Wochen"),
        ("channel.first is any of (paid_search, fax)", "Erster Kanal ist Bezahlte Suche oder „fax“"),
        ("company.phone is known", "Telefon (Firma) ist bekannt"),
        ("last call.made before 30 days ago", "zum letzten Mal „Anruf“ früher als vor 30 Tagen"),
        (
            "sum of amount of purchase.made in the last 365 days at least 1000.5",
            "Summe von Betrag bei „Kauf“ (in den letzten 365 Tagen) ist mindestens 1.000,5",
        ),
        (
            "any colleague (did call.made and prospect)",
            "für jemand anderen derselben Firma: (mindestens einmal „Anruf“, und Prospect trifft zu)",
        ),
    ],
)
def test_every_condition_has_its_words(text: str, german: str) -> None:
    with translation.override("de"):
        assert phrase(parse(text).where, Declared()) == german


@pytest.fixture(scope="module", autouse=True)
def _german() -> Iterator[None]:
    with translation.override("de"):
        yield


@settings(max_examples=60, deadline=None)
@given(rules)
def test_no_rule_is_without_words(rule: Rule) -> None:
    assert sentence(rule, Declared()).endswith(".")


def test_what_is_no_rule_any_more_is_named_as_it_stands() -> None:
    touches = Touches(kinds=("%s",))
    gone = Every(
        all=(
            Compare(operand="%d", operator="100 %d", values=("%s",)),
            Compare(operand="email", operator="is", values=(1, 2)),
            Did(did=touches, measure="first", operator="100 %", values=(3,)),
        )
    )
    assert phrase(gone, Declared()) == "„%d“ 100 %d „%s“, und E-Mail is 1, 2, und zum ersten Mal „%s“ 100 % 3"
