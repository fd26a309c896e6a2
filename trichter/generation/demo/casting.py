"""Who goes which way: those with a part of their own, and invented people for all other ways."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from trichter.generation.demo.chance import chance
from trichter.generation.demo.courses import Course
from trichter.generation.demo.numbers import DAYS
from trichter.generation.demo.people import Consent, Person, Shape, invent

_POINTS_OF_WINNERS = (6, 8, 8, 10, 10, 12, 12, 14, 14, 15, 16, 18, 18, 20, 22, 25, 30)
"""With the two winners whom the design names: 19 deals, 285 measuring points, 342.000 €."""

_ANYBODY: Mapping[str, Any] = MappingProxyType({})


@dataclass(slots=True)
class Casting:
    """Courses and the people who go them. `latest` is the first of the last 90 days; none is given twice."""

    courses: Sequence[Course]
    latest: date
    people: dict[int, Person] = field(default_factory=dict)

    def take(self, person: Person, furthest: str, **kind: Any) -> Course:
        """Let this person go the freshest free way of that kind."""
        course = self._freshest(furthest, **kind)
        self.people[course.number] = person
        return course

    def invented(self, furthest: str, *, like: Mapping[str, Any] = _ANYBODY, **kind: Any) -> Course:
        """Let somebody new, at a firm and reachable, go the freshest free way of that kind; fields may be given."""
        course = self._freshest(furthest, **kind)
        self.people[course.number] = replace(invent(course.number), **like)
        return course

    def fill(self) -> None:
        """Invent somebody for each way that is left. No two have the same address."""
        taken = {person.email for person in self.people.values()}
        for course in list(self._free()):
            person = _with_habits(invent(course.number, shape=self._shape(course)), course)
            if person.email in taken:
                local, _, domain = person.email.partition("@")
                person = replace(person, email=f"{local}{course.number}@{domain}")
            taken |= {person.email} - {""}
            self.people[course.number] = person
        self._price()

    def _freshest(
        self, furthest: str, *, channel: str = "", as_lead: bool = False, days_ago: int = 0, all_lately: bool = False
    ) -> Course:
        """Who came last, but at least so many days ago; `all_lately` if even the beginning is within the 90 days."""
        until = self.latest + timedelta(days=DAYS[0] - days_ago)
        fitting = [
            course
            for course in self._free()
            if course.furthest == furthest
            and channel in ("", course.channel)
            and (course.began_as_lead or not as_lead)
            and course.reached[furthest].date() < until
            and (course.period == 0 or not all_lately)
        ]
        return max(fitting, key=lambda course: (course.reached[furthest], course.number))

    def _free(self) -> Iterator[Course]:
        return (course for course in self.courses if course.number not in self.people)

    def _shape(self, course: Course) -> Shape:
        """Consumers do not become MQL, and whoever left nothing but a name or a number stays a lead."""
        share = chance(f"shape {course.number}").random()
        if course.furthest == "lead" and course.began_as_lead:
            if course.fair and share < 0.2:
                return "badge"
            if course.channel in ("direct", "phone", "print") and share < 0.4:
                return "phone"
        is_private = course.furthest in ("subscriber", "lead") or (
            course.furthest == "customer" and not self._won_lately(course)
        )
        return "consumer" if is_private and share > 0.91 else "business"

    def _won_lately(self, course: Course) -> bool:
        return "customer" in course.reached and course.reached["customer"].date() >= self.latest

    def _price(self) -> None:
        """Whoever bought in the last 90 days and has no part of their own gets the measuring points that add up."""
        winners = [
            course.number
            for course in self.courses
            if self._won_lately(course) and self.people[course.number].key.isdigit()
        ]
        for number, points in zip(winners, _POINTS_OF_WINNERS, strict=True):
            self.people[number] = replace(self.people[number], points=points)


def _with_habits(person: Person, course: Course) -> Person:
    """Some never confirm, some leave again, some have a second browser."""
    if not person.email:
        return replace(person, consent="none")
    rng = chance(f"habits {course.number}")
    answers: tuple[Consent, ...] = ("confirmed", "withdrawn", "pending", "none")
    consent: Consent = rng.choices(answers, (70, 4, 12, 14) if course.began_as_lead else (95, 5, 0, 0))[0]
    home = (person.visitor, f"{person.visitor}-home") if rng.random() < 0.06 else ()
    return replace(person, consent=consent, browsers=home)
