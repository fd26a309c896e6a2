"""Those who tell what visitors do: many at once, and each insists with the same message ids until it is taken."""

import base64
import http.client
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count

from tests.faces.cli.installations import LONG

SENDERS = 8
BATCH = 5
PACE = 0.03
"""Seconds between two parcels of a sender: many are on their way whenever something is killed, not too many in all."""
_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Senders:
    """They send to these ports in turn. `taken` are the names of events that were acknowledged."""

    def __init__(self, ports: Sequence[int], key: str) -> None:
        self.ports, self.key = ports, key
        self.taken: list[str] = []
        self.in_vain = 0
        self.wrong: list[tuple[int, bytes]] = []
        self._numbers = count()
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._send, args=(place,)) for place in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """What was begun is sent until it is taken."""
        self._is_over.set()
        for thread in self._threads:
            thread.join(LONG)
            assert not thread.is_alive(), "somebody insists still"

    def _send(self, place: int) -> None:
        port = self.ports[place % len(self.ports)]
        while not self._is_over.is_set() and not self.wrong:
            number = next(self._numbers)
            names = [f"{number}.{part}" for part in range(BATCH if number % 2 else 1)]
            path, body = self._batch(number, names) if number % 2 else self._page(number, names)
            self._insist(port, path, body)
            self.taken += names
            time.sleep(PACE)

    def _insist(self, port: int, path: str, body: bytes) -> None:
        end = time.monotonic() + LONG
        while (answer := self._answer(port, path, body))[0] not in (200, 204):
            if answer[0] not in (0, 503) or time.monotonic() > end:
                self.wrong.append(answer)
                return
            self.in_vain += 1
            time.sleep(0.1)

    def _answer(self, port: int, path: str, body: bytes) -> tuple[int, bytes]:
        """The status, 0 if no answer came or half of one, and what was said."""
        shown = base64.b64encode(f"{self.key}:".encode()).decode()
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=LONG)
        try:
            line.request("POST", path, body, {"Authorization": f"Basic {shown}", "User-Agent": _AGENT})
            answer = line.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            line.close()

    def _page(self, number: int, names: list[str]) -> tuple[str, bytes]:
        """As our own script tells it."""
        seen = [{"i": name, "t": "page", "n": name, "u": "https://www.ahornwerk.example/"} for name in names]
        return "/t/e", json.dumps({"k": self.key, "v": f"{number:032x}", "e": seen}).encode()

    def _batch(self, number: int, names: list[str]) -> tuple[str, bytes]:
        """As Segment's libraries do."""
        told = {"type": "track", "anonymousId": f"{number:032x}", "context": {"userAgent": _AGENT}}
        return "/v1/batch", json.dumps(
            {"batch": [{**told, "messageId": name, "event": name} for name in names]}
        ).encode()


@contextmanager
def sending(ports: Sequence[int], key: str) -> Iterator[Senders]:
    """They send for as long as that takes."""
    senders = Senders(ports, key)
    try:
        yield senders
    finally:
        senders.finish()
