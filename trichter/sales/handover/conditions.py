"""Whether a route is for somebody: its condition is a text that is asked of the person; no text fits everybody."""

from collections.abc import Sequence

from trichter.facts.contacts.models import Contact


def fitting(conditions: Sequence[str], contact: Contact) -> list[bool]:  # noqa: ARG001
    """For each condition whether it holds of this person."""
    return [not condition for condition in conditions]
