"""An import does not notice the end of what it does not need, and goes on after the end of what it needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crashes.importing import AGAIN, EXPECTED, Importer, recorded_lines
from tests.crashes.victim import Victim

LINES = "SELECT (payload->>'line')::int FROM timeline_touchpoint WHERE kind = 'contact.imported' ORDER BY 1"
ADDRESSES = "SELECT count(*), count(DISTINCT contact_id) FROM contacts_identifier WHERE value LIKE 'row-%%'"
GONE = "The database went away. What is in stays in; going on when it is back."


@pytest.fixture
def importer(victim: Victim, tmp_path: Path) -> Iterator[Importer]:
    """It has begun."""
    made = Importer(victim, tmp_path)
    yield made
    made.kill()


def test_a_file_is_in_exactly_once_whatever_is_killed_meanwhile(victim: Victim, importer: Importer) -> None:
    importer.advance()
    for kill in (victim.kill_web, victim.kill_worker, victim.kill_supervisor):
        kill()
        importer.advance()
        victim.wait_until_whole()
    worker = victim.worker
    victim.kill_keeper()
    importer.advance()
    victim.wait_until_whole()
    assert victim.worker == worker, "an idle worker waits for its database"
    importer.kill()
    importer.start()
    importer.advance()
    victim.kill_postgres()

    result = importer.result()
    assert {name: result[name] for name in EXPECTED} == EXPECTED
    assert GONE in importer.said
    assert victim.ask(LINES) == [(line,) for line in recorded_lines()]
    assert victim.ask(ADDRESSES) == [(EXPECTED["created"], EXPECTED["created"])]
    assert len(Path(result["rejects"]).read_text("utf-8-sig").splitlines()) == 1 + EXPECTED["rejected"]

    importer.start()
    again = importer.result()
    assert {name: again[name] for name in AGAIN} == AGAIN
