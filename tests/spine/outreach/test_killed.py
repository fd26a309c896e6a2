"""kill -9 at every point of sending: nothing twice, and nothing lost but what is listed as in doubt."""

# LAW 2.6; issue 3, must show 2
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.faces.cli.installations import wait
from tests.factories import anna, kinds
from tests.spine.outreach.dying_sender import POINTS
from tests.spine.outreach.posts import paper, row, settled
from tests.spine.outreach.sinks import Sink, listening
from trichter.kernel import clock
from trichter.kernel.environment import Environment
from trichter.spine.outreach import queries, queue, sending, transports

ROOT = Path(__file__).resolve().parents[3]

EXPECTED = {
    "before": ("sent", 1),
    "claimed": ("sent", 1),
    "committed": ("in_doubt", 0),
    "within": ("in_doubt", 0),
    "answered": ("in_doubt", 1),
    "told": ("in_doubt", 1),
}
"""Where the letter stands in the end, and how many mails the server has."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", POINTS)
def test_a_sender_that_is_killed_sends_nothing_twice(point: str) -> None:
    settled()
    contact = anna()
    posted = paper(contact)
    sink = Sink()
    with listening(sink) as port:
        url = f"smtp://127.0.0.1:{port}?tls=none"
        die(url, point)
        with clock.at(clock.now() + queue.LEASE):
            queue.doubt_the_abandoned(clock.now())
            send_all(url)
    assert (row(posted).state, len(sink.mails)) == EXPECTED[point]
    assert kinds(contact).count("mail.sent") == (1 if row(posted).state == "sent" else 0)
    assert [one.letter.id for one in queries.in_doubt()] == ([posted.id] if row(posted).state == "in_doubt" else [])


def die(url: str, point: str) -> None:
    """Let a sender come to that point, and kill it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.spine.outreach.dying_sender", str(connection.settings_dict["NAME"]), url, point],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "trichter.config.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.send_signal(signal.SIGKILL)
    wait(lambda: not _others(), "the database knows of its death and holds no row for it")


def _others() -> int:
    """How many are connected beside us."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def send_all(url: str) -> None:
    """What the next sender does."""
    transport = transports.configured(Environment(mail_url=url))
    assert transport is not None
    while sending.send_next(transport):
        pass
    transport.close()
