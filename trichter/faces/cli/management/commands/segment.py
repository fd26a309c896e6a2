"""`trichter segment`: how many people a rule means, who they are, and which segments there are."""

import json
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.faces.cli.progress import grouped
from trichter.faces.cli.tables import drawn
from trichter.kernel.errors import DomainError


class NotUnderstood(DomainError):
    sentence = "%(problem)s\n  %(text)s\n  %(mark)s"


class Command(SpokenCommand):
    """Ask a rule, written as its text, of everybody."""

    help = gettext_noop("Counts the people whom a rule means, lists them, or lists the segments that there are.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to ask."""
        asked = parser.add_subparsers(dest="asked", required=True)
        count = asked.add_parser("count", help=_("how many people a rule means"))
        people = asked.add_parser("people", help=_("some of the people whom a rule means"))
        listed = asked.add_parser("list", help=_("all segments, with how many are in each"))
        for one in (count, people):
            one.add_argument("rule", metavar="RULE", help=_("such as: stage at least mql and not customer"))
        people.add_argument("--most", type=int, default=10, help=_("at most so many (default: 10)"))
        for one in (count, people, listed):
            one.add_argument("--json", action="store_true", help=_("one JSON object, for programs"))

    def handle(self, *_args: Any, asked: str, json: bool, **options: Any) -> None:
        """Answer for people or for programs."""
        if asked == "list":
            self._list(as_json=json)
        elif asked == "count":
            self._count(options["rule"], as_json=json)
        else:
            self._people(options["rule"], options["most"], as_json=json)

    def _count(self, text: str, *, as_json: bool) -> None:
        from trichter.qualification.rules import asking
        from trichter.qualification.rules.printing import printed

        rule = _rule(text)
        count = asking.count(rule)
        if as_json:
            self.stdout.write(json.dumps({"rule": printed(rule), "people": count}, ensure_ascii=False))
        else:
            self.stdout.write(f"{count}")

    def _people(self, text: str, most: int, *, as_json: bool) -> None:
        from trichter.insight.people import listed
        from trichter.qualification.rules import asking
        from trichter.qualification.rules.printing import printed

        rule = _rule(text)
        found = asking.sample(rule, most=max(most, 0))
        if as_json:
            self.stdout.write(json.dumps({"rule": printed(rule), "contacts": found}, ensure_ascii=False))
            return
        for one in listed(found):
            self.stdout.write(f"{one.id}  {one.name}  {one.company}  {one.stage_label}".rstrip())

    def _list(self, *, as_json: bool) -> None:
        from trichter.insight import segments

        rows = segments.listed()
        if as_json:
            told = [{"id": one.id, "name": one.name, "members": one.members, "rule": one.text} for one in rows]
            self.stdout.write(json.dumps({"segments": told}, ensure_ascii=False))
        elif rows:
            lines = [(one.name, grouped(one.members), str(one.id)) for one in rows]
            self.stdout.write(drawn(_("Segments"), (_("Segment"), _("People"), _("Number")), lines))
        else:
            self.stdout.write(_("There are no segments yet."))


def _rule(text: str) -> Any:
    """The rule, checked. Raises `NotUnderstood` with the place marked below the text."""
    from trichter.qualification.rules.checking import check
    from trichter.qualification.rules.problems import BadRule
    from trichter.qualification.rules.text import parse, place_in

    try:
        rule = parse(text)
    except BadRule as problem:
        raise _marked(problem, text, (problem.at or 0, (problem.at or 0) + 1)) from problem
    try:
        return check(rule).rule
    except BadRule as problem:
        raise _marked(problem, text, place_in(text, problem.place)) from problem


def _marked(problem: Any, text: str, span: tuple[int, int]) -> NotUnderstood:
    first, last = span
    line = text.replace("\n", " ")
    return NotUnderstood(problem=problem, text=line, mark=" " * first + "^" * max(last - first, 1))
