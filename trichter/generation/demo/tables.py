"""Data as people read it: words and tables in plain text."""


def words(text: str) -> tuple[str, ...]:
    """What white space separates."""
    return tuple(text.split())


def rows(text: str) -> tuple[tuple[str, ...], ...]:
    """A line for each row, its cells separated by `|`; empty cells at the end may be left out."""
    return tuple(tuple(cell.strip() for cell in line.split("|")) for line in text.splitlines() if line.strip())
