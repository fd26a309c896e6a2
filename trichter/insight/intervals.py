"""How sure a share is, and whether shares rise along ordered groups: with so few customers both are asked first.

Sources: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
Statistical Association 22 (1927), 209–212; P. Armitage, "Tests for linear trends in proportions and frequencies",
Biometrics 11 (1955), 375–386.
"""

from collections.abc import Sequence
from math import sqrt

SURE = 1.959963984540054
"""So many standard deviations to either side hold 95 of 100."""


def wilson(won: int, of: int) -> tuple[float, float] | None:
    """Between which shares the true one lies in 95 of 100 cases; None of nobody."""
    if not of:
        return None
    share, z2 = won / of, SURE * SURE
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = SURE * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def trend(groups: Sequence[tuple[int, int]]) -> float | None:
    """By how many standard deviations the share (won, of) falls from the first group to the last; None where there is
    nothing to compare."""
    people, won = sum(of for _won, of in groups), sum(each for each, _of in groups)
    if not 0 < won < people:
        return None
    rate, ranks = won / people, range(len(groups), 0, -1)
    score = sum(rank * (each - of * rate) for rank, (each, of) in zip(ranks, groups, strict=True))
    first = sum(of * rank for rank, (_won, of) in zip(ranks, groups, strict=True))
    second = sum(of * rank * rank for rank, (_won, of) in zip(ranks, groups, strict=True))
    spread = rate * (1 - rate) * (second - first * first / people)
    return score / sqrt(spread) if spread > 0 else None
