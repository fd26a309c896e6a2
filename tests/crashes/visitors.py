"""Visitors of a page: several at once, and each insists until there is an answer."""

import http.client
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.crashes.submissions import SLUG
from tests.faces.cli.installations import LONG, wait

VISITORS = 8
THANKS, AWAY = 303, range(500, 600)


class Visitors:
    """Some at once. Whoever gets no answer, or one of a server in trouble, sends the very same request again."""

    def __init__(self, port: int, forms: Sequence[dict[str, str]]) -> None:
        self.port, self.forms = port, forms
        self.answered: list[int] = []
        self.in_vain: list[int] = []
        self.wrong: list[tuple[int, int, str]] = []
        self._told: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._have_left = threading.Event()
        self._threads = [threading.Thread(target=self._visit, daemon=True) for _visitor in range(VISITORS)]
        for thread in self._threads:
            thread.start()

    def tell(self, numbers: Sequence[int]) -> None:
        """Let them send these."""
        for number in numbers:
            self._told.put(number)

    def finish(self) -> None:
        """Until each has been answered."""
        wait(lambda: self.wrong or len(self.answered) == len(self.forms), "all are answered")
        self.leave()

    def leave(self) -> None:
        """Whatever they are waiting for."""
        self._have_left.set()
        for _thread in self._threads:
            self._told.put(None)
        for thread in self._threads:
            thread.join(LONG)

    def _visit(self) -> None:
        while (number := self._told.get()) is not None:
            self._insist(number)

    def _insist(self, number: int) -> None:
        body = urlencode(self.forms[number])
        while not self._have_left.is_set():
            status, page = self._send(body)
            if status == THANKS:
                self.answered.append(number)
                return
            if status not in (0, *AWAY):
                self.wrong.append((number, status, page))
                return
            self.in_vain.append(number)
            time.sleep(0.1)

    def _send(self, body: str) -> tuple[int, str]:
        """The status of the answer, and its text; 0 if none came, or half of one."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
            "User-Agent": "Mozilla/5.0 Firefox/140.0",
            "Accept-Language": "de",
        }
        try:
            line.request("POST", f"/o/{SLUG}/?utm_source=google&utm_medium=cpc", body, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            line.close()


@contextmanager
def visiting(port: int, forms: Sequence[dict[str, str]]) -> Iterator[Visitors]:
    """They have come, and wait to be told what to send."""
    visitors = Visitors(port, forms)
    try:
        yield visitors
    finally:
        visitors.leave()
