"""Mail that was written to harm costs no more than its size: of patterns that went through it again at each place, one
mail of 300 kB once took minutes."""

import time
from collections.abc import Iterator
from typing import Any

from trichter.spine.outreach.returns.reading import read

_SECONDS = 5.0
_KINDS = (b"text/html", b"text/plain", b"message/delivery-status")
_UNITS = (b"<", b"<style", b"<!--", b"\n", b">", b"550 ", b"message-id: <aaaaaaaaaaaa\r\n")


def run() -> list[dict[str, Any]]:
    """The slowest of them, in seconds of work."""
    value = round(max(_seconds(mail) for mail in _mails()), 3)
    ratio = round(value / _SECONDS, 3)
    return [
        {"bench": "returns: hostile mail", "value": value, "unit": "s", "limit": _SECONDS, "ratio": ratio, "budget": 1,
         "ok": ratio <= 1}
    ]  # fmt: skip


def _mails() -> Iterator[bytes]:
    for kind in _KINDS:
        for unit in _UNITS:
            yield b"From: a@b.example\r\nContent-Type: " + kind + b"\r\n\r\n" + unit * (300_000 // len(unit))
    layers = (b"Content-Type: multipart/mixed; boundary=a%d\r\n\r\n--a%d\r\n" % (n, n) for n in range(200))
    yield b"".join(layers) + b"\n" * 1_500_000


def _seconds(mail: bytes) -> float:
    began = time.process_time()
    read(mail)
    return time.process_time() - began
