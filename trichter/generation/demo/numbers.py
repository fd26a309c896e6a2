"""How many people reach which stage in which period: the numbers of the design, and smaller ones for the months before.

Everything else of the demo company is drawn so that these come out exactly.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

STAGES = ("subscriber", "lead", "mql", "sql", "opportunity", "customer", "promoter")
Counts = tuple[int, int, int, int, int, int, int]
"""How many reach each of `STAGES` for the first time."""

LATEST: Mapping[str, Counts] = {
    "search": (384, 168, 71, 38, 18, 6, 2),
    "paid_search": (324, 142, 46, 23, 10, 3, 1),
    "event": (130, 86, 42, 24, 12, 4, 1),
    "affiliate": (160, 78, 22, 10, 4, 1, 0),
    "paid_social": (190, 74, 31, 17, 8, 2, 1),
    "email": (140, 43, 17, 8, 4, 2, 0),
    "direct": (46, 13, 4, 1, 1, 0, 0),
    "referral": (24, 8, 3, 3, 1, 1, 0),
}
"""The last 90 days by channel of the first touch. Leads, MQL and customers are those of `design/screens/01`."""

_BEFORE: Counts = (1213, 541, 194, 100, 51, 16, 4)
"""The 90 days before: the drawn rates, each a little lower or higher, as far as whole people allow."""
_EARLIER: Counts = (380, 165, 57, 29, 15, 5, 1)
_FIRST: Counts = (130, 55, 18, 9, 4, 1, 0)
"""A young firm: it began to advertise in earnest half a year ago."""

DAYS = (90, 90, 90, 95)
"""The lengths of the periods, the latest first: together a year."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included, and who reaches what in them, by channel. `number` 0 is the latest."""

    number: int
    first: date
    last: date
    counts: Mapping[str, Counts]


def periods(today: date) -> Iterator[Period]:
    """The periods of the year that ends today, the oldest first."""
    for number in reversed(range(len(DAYS))):
        last = today - timedelta(days=sum(DAYS[:number]))
        yield Period(number, last - timedelta(days=DAYS[number] - 1), last, _counts(number))


def _counts(number: int) -> Mapping[str, Counts]:
    if number == 0:
        return LATEST
    return spread((_BEFORE, _EARLIER, _FIRST)[number - 1])


def spread(totals: Counts) -> dict[str, Counts]:
    """The totals over the channels, in the latest proportions, by largest remainder: so the sums stay exact."""
    columns = [shares(total, [counts[place] for counts in LATEST.values()]) for place, total in enumerate(totals)]
    return dict(zip(LATEST, zip(*columns, strict=True), strict=True))


def shares(total: int, weights: list[int]) -> list[int]:
    """The total in these proportions, in whole numbers that add up to it."""
    exact = [total * weight / sum(weights) for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares
