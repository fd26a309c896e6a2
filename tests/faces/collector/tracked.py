"""An installation that takes visits: the real commands, a source, and what its database says."""

import base64
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg

from tests.faces.cli.installations import LONG, Installation, wait

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"


@dataclass(frozen=True, slots=True)
class Answered:
    """What the collector says."""

    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def code(self) -> str:
        """The word for programs."""
        return str(json.loads(self.body)["code"])


class Tracked(Installation):
    """`trichter serve`, or `trichter collector` alone."""

    def ask(self, statement: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
        """What its database answers; if it is away, as soon as it is back."""
        end = time.monotonic() + LONG
        while True:
            try:
                with psycopg.connect(host=str(self.where.sockets), user="trichter", dbname="trichter") as database:
                    cursor = database.execute(statement, values)
                    return cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError:
                assert time.monotonic() < end, "the database stays away"
                time.sleep(0.05)

    def number(self, statement: LiteralString, *values: Any) -> int:
        """The one number that it answers."""
        ((found,),) = self.ask(statement, *values)
        return int(found)

    def source(self, *hosts: str, ground: str = "asked", may_identify: bool = False) -> tuple[int, str]:
        """Number and key of a new one, which is known to the collector soon."""
        number = self.number("SELECT count(*) FROM hits_source") + 1
        key = f"{number:024x}"
        self.ask(
            "INSERT INTO hits_source (id, name, key, hosts, ground, may_identify, created_at)"
            " OVERRIDING SYSTEM VALUE VALUES (%s, 'site', %s, %s, %s, %s, '2026-11-01')",
            number, key, list(hosts), ground, may_identify,
        )  # fmt: skip
        self.ask("INSERT INTO consent_purpose (key, label, position) VALUES ('visits', '{}', 0) ON CONFLICT DO NOTHING")
        self.ask(
            "INSERT INTO consent_wording (purpose, channel, language, version, text, created_at)"
            " SELECT 'visits', 'tracking', l, 1, t, '2026-11-01' FROM (VALUES ('de', 'Dürfen wir?'), ('en', 'May we?'))"
            " AS told (l, t) ON CONFLICT DO NOTHING"
        )
        wait(lambda: self.send("/t/e", {"k": key, "e": []}).status == 204, "the source is known")
        return number, key

    def send(self, path: str, body: Any, *, key: str = "", **headers: str) -> Answered:
        """Post something, as JSON if it is no bytes; `key` as Segment's libraries show it."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        shown = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()} if key else {}
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        url = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(url, data, {"User-Agent": FIREFOX, **shown, **more}, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answered(answer.status, answer.read(), dict(answer.headers))
        except urllib.error.HTTPError as error:
            with error:
                return Answered(error.code, error.read(), dict(error.headers))
