"""An installation that sends mail, and has an offer that visitors take."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.crashes.victim import Victim, runs
from tests.faces.cli.installations import wait
from tests.faces.cli.test_serve_killed import granian_worker

_ABANDONED = """
    UPDATE outreach_message SET due_at = now() WHERE state = 'sending' AND begun_at < now() - interval '5 seconds'
    RETURNING id
"""


class Posting(Victim):
    """Its mail server is at that port of this machine; `forms` are what its visitors will send."""

    def __init__(self, mail_port: int) -> None:
        super().__init__()
        self.mail_port = mail_port
        self.forms: list[dict[str, str]] = []

    def environment(self) -> dict[str, str]:
        """Without what does not lead to mail: its reactions are killed elsewhere, and would take half of the time."""
        mail = f"smtp://127.0.0.1:{self.mail_port}?tls=none"
        return super().environment() | {
            "DJANGO_SETTINGS_MODULE": "tests.crashes.mail_settings",
            "TRICHTER_MAIL_URL": mail,
            "TRICHTER_LOG_LEVEL": "warning",
            "TRICHTER_PROCESSES": "2",
        }

    def offer(self) -> None:
        """Publish the offer, and prepare what visitors will send."""
        command = [sys.executable, "-m", "tests.crashes.offering", str(self.port)]
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        self.forms = json.loads(done.stdout.splitlines()[-1])

    def kill_granian(self) -> None:
        """The process that answers requests."""
        pid = granian_worker(self)
        os.kill(pid, signal.SIGKILL)
        wait(lambda: not runs(pid), "it has ended")

    def abandon(self) -> list[tuple[Any, ...]]:
        """Let the leases run out of those who have been sending for longer than that takes here."""
        return self.ask(_ABANDONED)

    def doctor(self) -> dict[str, dict[str, str]]:
        """What it finds, by name; the domain of an invented house has nothing that speaks for it."""
        program = Path(sys.executable).with_name("trichter")
        found = subprocess.run(
            [program, "doctor", "--json"], env=self.environment(), stdout=subprocess.PIPE, check=False
        )
        return {check["check"]: check for check in json.loads(found.stdout)["checks"]}
