"""How the outbox treats a person's rows."""

from trichter.kernel import persons


class Outbox(persons.Rows):
    """Reactions are bookkeeping of touchpoints that stay: they name nobody, errors least of all."""

    def erase(self, contact: int) -> None:
        """Nothing in them is personal."""
