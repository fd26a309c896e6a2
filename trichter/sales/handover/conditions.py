"""For whom a route is: its condition is a rule in words, asked of the person; no words fit everybody."""

from collections.abc import Sequence

from trichter.qualification.rules import asking, checking, text, words
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.tree import Rule


def read(condition: str) -> Rule | None:
    """The rule of a condition; none if everybody is meant. Raises `BadRule`."""
    return checking.check(text.parse(condition)).rule if condition.strip() else None


def said(condition: str) -> tuple[str, str]:
    """A condition in words, and why it cannot be asked any more: then it stands as it was written."""
    try:
        rule = read(condition)
    except BadRule as error:
        return condition, str(error)
    return (words.phrase(rule.where) if rule else ""), ""


def problem(condition: str) -> str:
    """Why a condition cannot be asked any more: a field that it names may have gone."""
    try:
        read(condition)
    except BadRule as error:
        return str(error)
    return ""


def fitting(conditions: Sequence[str], contact: int) -> list[bool]:
    """For each condition whether it holds of this person; one that cannot be asked any more holds of nobody."""
    rules = {place: rule for place, one in enumerate(conditions) if not problem(one) and (rule := read(one))}
    held = asking.holding(rules, [contact]).get(contact, set()) if rules else set()
    return [place in held or not one.strip() for place, one in enumerate(conditions)]


def how_many(condition: str) -> int | None:
    """For how many people it holds; nothing for everybody. Raises `BadRule`."""
    rule = read(condition)
    return asking.count(rule) if rule else None


def composed(*, places: str = "", language: str = "", offer: int | None = None, also: str = "") -> str:
    """The usual conditions in words: places as `DE 20000-29999, AT`, the person's language, an offer taken."""
    areas = ", ".join(_quoted(one.strip()) for one in places.split(",") if one.strip())
    said = (
        f"(place is in ({areas}) or company.place is in ({areas}))" if areas else "",
        f"language is {_quoted(language)}" if language else "",
        f"did form.submitted where offer is {offer}" if offer else "",
        f"({also.strip()})" if also.strip() and (areas or language or offer) else also.strip(),
    )
    return " and ".join(filter(None, said))


def _quoted(said: str) -> str:
    return '"' + said.replace("\\", "").replace('"', "") + '"'
