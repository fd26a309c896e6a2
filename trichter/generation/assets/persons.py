"""What becomes of the promises to a person: they move with a merge and go with an erasure, and their links are dead."""

from trichter.kernel import persons
from trichter.kernel.persons import Rows


def declare() -> None:
    """Register the table of this package."""
    persons.register(Rows("assets_delivery", follows="touchpoint_id"))
