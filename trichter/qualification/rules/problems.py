"""What can be wrong with a rule, each with its place, so that whoever wrote it sees where."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError
from trichter.qualification.rules.tree import Place


class BadRule(DomainError):
    """Base. `place` leads through the tree; `at` is the position in the text, if it came as text."""

    sentence: Any = _("This rule cannot be understood.")

    def __init__(self, *, place: Place = (), at: int | None = None, **given: Any) -> None:
        super().__init__(**given)
        self.place = place
        self.at = at


class NotARule(BadRule):
    sentence = _("This is no rule: %(problem)s.")


class Unexpected(NotARule):
    sentence = _("Line %(line)s, character %(column)s: “%(found)s” cannot stand here. What may: %(expected)s.")


class EndsTooEarly(NotARule):
    sentence = _("The rule ends too early. What is missing: %(expected)s.")


class UnknownOperand(BadRule):
    sentence = _("There is nothing called “%(operand)s” to compare.")


class UnknownOperator(BadRule):
    sentence = _("“%(operand)s” cannot be compared with “%(operator)s”.")


class UnknownKindOfTouchpoint(BadRule):
    sentence = _("There is no touchpoint kind “%(kind)s”.")


class UnknownPart(BadRule):
    sentence = _("Touchpoints of this kind carry no “%(part)s”.")


class WrongValue(BadRule):
    sentence = _("“%(value)s” is no value for “%(operand)s”: %(problem)s.")


class WrongNumberOfValues(BadRule):
    sentence = _("“%(operator)s” takes another number of values.")


class UpsideDown(BadRule):
    sentence = _("“%(operand)s” can never lie between the two: the smaller or earlier one comes first.")


class TooDeep(BadRule):
    sentence = _("This rule is nested more than %(most)s deep.")


class TooLarge(BadRule):
    sentence = _("This rule has more than %(most)s parts.")


class ReadsTooMuch(BadRule):
    sentence = _("“%(operand)s” is itself computed from this sort of rule and cannot be asked here.")


class ColleaguesWithin(BadRule):
    sentence = _("Within what is asked of colleagues, their colleagues cannot be asked about in turn.")
