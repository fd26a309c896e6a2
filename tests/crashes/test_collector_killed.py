"""Every event that was acknowledged is there once, and none twice, whatever is killed while they come."""

# issue 6, must show 3
from collections.abc import Callable, Iterator

import pytest

from tests.crashes.senders import Senders, sending
from tests.crashes.victim import Victim
from tests.faces.cli.installations import free_port, wait

KEY = "c" * 24
SOURCE = """
    INSERT INTO hits_source (name, key, hosts, ground, may_identify, created_at)
    VALUES ('site', %s, '{}', 'assured', false, '2026-11-01') RETURNING id
"""
KEPT = "SELECT name FROM hits_hit"
WAITING = "SELECT count(*) FROM hits_waiting"
IN_VISITS = "SELECT coalesce(sum(pages + events), 0) FROM hits_visit"


class Alone:
    """A `trichter collector` of its own beside the web server; somebody starts it again."""

    def __init__(self, victim: Victim) -> None:
        self.victim, self.port = victim, free_port()
        self.start()

    def start(self) -> None:
        """And let the installation end it, should nobody else."""
        self.process = self.victim.run("collector", "--port", str(self.port))

    def kill(self) -> None:
        """And all that it has started: a worker does not outlive its main."""
        self.process.kill()
        self.victim.processes.remove(self.process)
        self.process.wait()
        self.start()


@pytest.fixture
def alone(victim: Victim) -> Iterator[Alone]:
    made = Alone(victim)
    yield made
    victim.processes.remove(made.process)
    made.process.terminate()
    made.process.wait()


def test_what_was_acknowledged_is_there_once_whatever_is_killed(victim: Victim, alone: Alone) -> None:
    victim.ask(SOURCE, KEY)
    kills = (victim.kill_web, alone.kill, victim.kill_postgres, alone.kill, victim.kill_keeper)

    with sending([victim.port, alone.port], KEY) as senders:
        for kill in kills:
            kill_under_load(senders, kill)
            victim.wait_until_whole()
        wait_for_more(senders)

    assert senders.wrong == []
    assert senders.in_vain, "nothing was killed under anybody"
    assert sorted(name for (name,) in victim.ask(KEPT)) == sorted(senders.taken)
    every_event_is_in_a_visit_once(victim, senders)


def kill_under_load(senders: Senders, kill: Callable[[], None]) -> None:
    """While some are answered and others on their way."""
    wait_for_more(senders)
    kill()


def wait_for_more(senders: Senders) -> None:
    before = len(senders.taken)
    wait(lambda: senders.wrong or len(senders.taken) > before + 100, "more are taken")


def every_event_is_in_a_visit_once(victim: Victim, senders: Senders) -> None:
    wait(lambda: victim.number(WAITING) == 0, "all is digested")
    assert victim.number(IN_VISITS) == len(senders.taken)
