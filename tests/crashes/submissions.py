"""Five hundred submissions of one form."""

from dataclasses import dataclass

SLUG = "zwoelf-hebel"
SUBMISSIONS = 500


@dataclass(frozen=True, slots=True)
class Submission:
    """One of them; its need is like no other's, so that a double would be seen."""

    number: int
    email: str
    need: str
    is_ticked: bool


def all_submissions() -> list[Submission]:
    """Every fourth ticks the newsletter, every tenth is somebody known, every tenth has been here just before."""
    return [
        Submission(number, _email(number), f"need-{number}", is_ticked=number % 4 == 1) for number in range(SUBMISSIONS)
    ]


def is_known(one: Submission) -> bool:
    """Whether the house has met them before all this."""
    return one.number % 10 == 0


def _email(number: int) -> str:
    who = number - 4 if number % 10 == 5 else number
    return f"visitor-{who}@firma-{who % 7}.example"
