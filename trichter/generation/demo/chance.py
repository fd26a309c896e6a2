"""Chance that always falls the same way, in streams: so that one change does not shift everything else."""

from random import Random


def chance(of: str) -> Random:
    """The stream of this name; the same in every process and every year."""
    return Random(of)  # noqa: S311 for an invented company, not for a secret
