"""Tables in the terminal: as wide as it is, with its colours, and plain where nobody looks on."""

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table


def drawn(title: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, total: Sequence[str] = ()) -> str:
    """The text of a table; the first column holds words, the others numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE, show_footer=bool(total))
    for place, words in enumerate(head):
        footer = total[place] if total else ""
        table.add_column(words, footer, justify="right" if place else "left", no_wrap=bool(place))
    for row in rows:
        table.add_row(*row)
    console = Console()
    with console.capture() as written:
        console.print(table)
    return written.get().rstrip()
