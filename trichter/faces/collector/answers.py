"""What the collector answers: little, without cookies, and to browsers only for the sites of the source."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from trichter.generation.tracking.errors import Busy, Refused
from trichter.kernel import bulk

Send = Callable[[dict[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]

JSON, TEXT, SCRIPT, GIF = (
    b"application/json",
    b"text/plain; charset=utf-8",
    b"text/javascript; charset=utf-8",
    b"image/gif",
)
_ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"referrer-policy", b"no-referrer"),
)
NO_CONTENT = 204
NO_STORE: Header = (b"cache-control", b"no-store")
A_DAY = b"86400"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and what it is; `headers` beside those that every answer has."""

    status: int
    body: bytes = b""
    type: bytes = TEXT
    headers: tuple[Header, ...] = field(default=(NO_STORE,))
    _whole: tuple[Header, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Most answers are the same: their headers are put together once."""
        length = () if self.status == NO_CONTENT else ((b"content-length", str(len(self.body)).encode()),)
        kind = ((b"content-type", self.type),) if self.body else ()
        object.__setattr__(self, "_whole", (*kind, *length, *_ALWAYS, *self.headers))

    async def send(self, send: Send, *, more: tuple[Header, ...] = ()) -> None:
        """Whole, at once."""
        headers = [*self._whole, *more]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


TAKEN = Answer(NO_CONTENT)
DONE = Answer(200, b'{"success":true}', JSON)
NOT_THERE = Answer(404, b"404\n")
NOT_SO = Answer(405, b"405\n")


def refusal(error: Refused) -> Answer:
    """For programs and, in both languages, for whoever set them up."""
    told = {"success": False, "code": error.code, "message": f"{error.words.en} / {error.words.de}"}
    again = ((b"retry-after", str(error.seconds).encode()),) if isinstance(error, Busy) else ()
    return Answer(error.status, bulk.json(told).encode(), JSON, (NO_STORE, *again))


def allowed(origin: str) -> tuple[Header, ...]:
    """That the page of this origin may read the answer; without cookies, which nobody here has."""
    return (
        ((b"access-control-allow-origin", origin.encode("latin-1", "replace")), (b"vary", b"Origin")) if origin else ()
    )


def preflight(origin: str) -> Answer:
    """What a page may send. Whether it may at all is decided by the key that comes with it."""
    permits: tuple[Header, ...] = (
        (b"access-control-allow-methods", b"GET, POST"),
        (b"access-control-allow-headers", b"authorization, content-type, content-encoding"),
        (b"access-control-max-age", A_DAY),
    )
    return Answer(NO_CONTENT, headers=(*permits, *allowed(origin)))
