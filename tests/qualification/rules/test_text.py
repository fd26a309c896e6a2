"""The text form of rules: what people write is what is asked, and what is asked can be written."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.qualification.rules.strategies import rules
from trichter.qualification.rules.printing import printed
from trichter.qualification.rules.problems import NotARule
from trichter.qualification.rules.text import LONGEST, parse, place_in
from trichter.qualification.rules.tree import Place, Rule


@settings(max_examples=150, deadline=None)
@given(rules)
def test_every_rule_is_read_again_as_it_was_written(rule: Rule) -> None:
    again = parse(printed(rule))
    # As JSON too: to Python 1, 1.0 and True are equal.
    assert (again, repr(again.json_form())) == (rule, repr(rule.json_form()))


WORDS = ["and", "or", "not", "did", "is", "any", "of", "at least", "in the last", "30 days", "ago", "a"]
SIGNS = [".", ",", "(", ")", '"', "„", "“", "-", ":", "#", "\n", "1"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS + SIGNS), max_size=12).map(" ".join) | st.text(max_size=20))
def test_any_text_is_a_rule_or_refused_with_its_position(text: str) -> None:
    try:
        rule = parse(text)
    except NotARule as error:
        refused = error
    else:
        assert parse(printed(rule)) == rule
        return
    assert refused.at is not None
    assert 0 <= refused.at <= len(text)
    assert str(refused)


INDUSTRY = """
# Lukrative Fertiger
company.industry is any of ("Metall", Gießerei) and company.employees between 50 and 500
and (did "page.viewed" where path starts with "/preise" at least 2 times in the last 30 days
     or did form.submitted where offer is 12)
and not stage is any of (opportunity, customer)
"""


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            INDUSTRY,
            "company.industry is any of (Metall, Gießerei) and company.employees between 50 and 500 and"
            ' (did page.viewed where path starts with "/preise" at least 2 times in the last 30 days'
            " or did form.submitted where offer is 12) and not stage is any of (opportunity, customer)",
        ),
        ("origin is paid_search AND stage at least mql and not customer", None),
        ("never did page.viewed where path is x, seconds at least 60 in the last 7 days", None),
        ("sum of amount of purchase.made in the last 365 days at least 1000", None),
        ("last page.viewed before 30 days ago", None),
        ("first any of (purchase.made, deal.won) in the last 2 years on last year", None),
        ("count of page.viewed on today is any of (2, 3)", None),
        ("any colleague (did page.viewed and prospect)", None),
        ("a = 1 or b != x or c>=-2.5 or d <7", "a is 1 or b is not x or c at least -2.5 or d less than 7"),
        ("a is not known and b is not unknown", "a is unknown and b is known"),
        ("a is true or b is yes or c is no", "a or b or c is no"),
        ("did a.b in the last week exactly 1 time", "did a.b exactly 1 times in the last 1 week"),
        ("a and b or c and not (d or e)", "(a and b) or (c and not (d or e))"),
        ("a is „Zweig“ or b is “Zweig”", "a is Zweig or b is Zweig"),
        ("birthday on in 7 days or birthday between today and next month", None),
        ("city is in (79, DE)", None),
    ],
)
def test_what_people_write_is_written_back_in_one_form(said: str, written: str | None) -> None:
    assert printed(parse(said)) == (written or said.replace("AND", "and"))


@pytest.mark.parametrize(
    ("text", "at", "sentence"),
    [
        ("stage is", 8, "The rule ends too early. What is missing: a value: a word"),
        ("stage mql", 6, "Line 1, character 7: “mql” cannot stand here. What may: a comparison such as “is”"),
        ("a is 1 and\nb is 01", 16, "Line 2, character 6: “01” cannot stand here. What may: a value"),
        ("(a is 1", 7, "What is missing: “and”, “or” or the closing parenthesis."),
        ("a is 1)", 6, "“)” cannot stand here. What may: “and”, “or” or the end."),
        ("a is any of mql", 12, "“mql” cannot stand here. What may: a list in parentheses."),
        ("a is any of (1 2)", 15, "What may: a comma or the closing parenthesis."),
        ("a between 1", 11, "What is missing: “and” with a second value."),
        ('a is "Metall', 5, "This is no rule: a quotation mark is not closed."),
        ("a in the last 3", 14, "What may: a length of time such as “30 days”."),
        ("did", 3, "What is missing: a touchpoint kind such as “page.viewed”."),
        ("did a.b at least 2", 18, "What is missing: “times”."),
        ("did a.b where x", 15, "What is missing: a comparison such as “is” or “at least”."),
        (
            "did a.b at most 2 times exactly 2 times",
            24,
            "What may: when (“in the last 30 days”), “and”, “or” or the end.",
        ),
        ("sum of amount", 13, "What is missing: “of”."),
        ("a and and b", 6, "What may: a condition such as"),
        ("a is 2026-02-30", 5, "This is no rule: there is no such day."),
        ("a is 1e999", 5, "This is no rule: not a number."),
        ("a on 10001 days ago", 5, "This is no rule: it may be at most 10000."),
        ("# only this", 11, "What is missing: a condition such as"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place_and_what_may_stand_there(
    text: str, at: int, sentence: str
) -> None:
    with translation.override("en"), pytest.raises(NotARule) as refused:
        parse(text)
    with translation.override("en"):
        assert sentence in str(refused.value)
    assert refused.value.at == at


def test_a_text_may_be_nested_as_deep_as_anybody_types_it() -> None:
    assert parse("not " * 2_000 + "a")
    with pytest.raises(NotARule):
        parse("(" * 2_000 + "a")
    with pytest.raises(NotARule) as refused:
        parse("a" * (LONGEST + 1))
    assert refused.value.at == LONGEST


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (("where",), None),
        (("where", "all", 1), "company.employees between 50 and 500"),
        (("where", "all", 2, "any", 0), 'did "page.viewed" where path starts with "/preise" at least 2 times in'),
        (("where", "all", 2, "any", 0, "did", "kinds"), '"page.viewed" where path starts with "/preise"'),
        (("where", "all", 2, "any", 0, "did", "where", 0), 'path starts with "/preise"'),
        (("where", "all", 2, "any", 0, "did", "when"), "in the last 30 days"),
        (("where", "all", 3, "not"), "stage is any of (opportunity, customer)"),
    ],
)
def test_a_place_in_the_tree_is_found_in_the_text(place: Place, found: str | None) -> None:
    start, end = place_in(INDUSTRY, place)
    assert INDUSTRY[start:end].startswith(found or "company.industry is any of")
    if "where" in place[1:] or "when" in place or "not" in place:
        assert INDUSTRY[start:end] == found
