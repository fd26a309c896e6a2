"""Reactions that a test declares, and the notes of which ran."""

from collections.abc import Callable

from tests.factories import day
from trichter.kernel import clock
from trichter.kernel.reactions import Cause, Condition, forget, reaction
from trichter.spine.models import Reaction
from trichter.spine.reactions import drain


class Declare:
    """Declares reactions until the test ends; `ran` notes each run, with what it was about."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, Cause]] = []
        self._names: list[str] = []

    def __call__(
        self,
        name: str,
        *on: str,
        handle: Callable[[Cause], object] | None = None,
        when: Condition = lambda _payload: True,
    ) -> None:
        def note(cause: Cause) -> None:
            self.ran.append((name, cause))
            if handle:
                handle(cause)

        self._names.append(name)
        reaction(name, on=on, when=when)(note)

    def forget(self) -> None:
        """Take all declarations back."""
        for name in self._names:
            forget(name)


def states() -> dict[str, str]:
    """What became of the reactions of the test."""
    return dict(Reaction.objects.filter(name__startswith="test.").values_list("name", "state"))


def drained(moment: float) -> int:
    """Drain on a day of March."""
    with clock.at(day(moment)):
        return drain()


def fail(_cause: Cause) -> None:
    """What some reactions do."""
    raise LookupError("the moon is away")
