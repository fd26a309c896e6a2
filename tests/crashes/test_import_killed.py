"""An import does not notice the end of what it does not need, and goes on after the end of what it needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crashes.importing import AGAIN, EXPECTED, Importer, told
from tests.crashes.victim import Victim

RECORDED = "SELECT learned->>'email', learned->>'last_name' FROM timeline_touchpoint WHERE kind = 'contact.imported'"
PEOPLE = "SELECT email, last_name FROM contacts_contact WHERE email LIKE 'row-%%'"
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
    importer.kill_before_commit()
    importer.start()
    importer.advance()
    victim.kill_postgres()

    result = importer.result()
    assert {name: result[name] for name in EXPECTED} == EXPECTED
    assert GONE in importer.said
    assert sorted(victim.ask(RECORDED)) == sorted(set(told()))
    assert sorted(victim.ask(PEOPLE)) == sorted(dict(told()).items()), "the later of two rows about a person counts"
    assert len(Path(result["rejects"]).read_text("utf-8-sig").splitlines()) == 1 + EXPECTED["rejected"]

    importer.start()
    again = importer.result()
    assert {name: again[name] for name in AGAIN} == AGAIN
