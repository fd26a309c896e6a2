"""Visitors of an offer: how a browser with JavaScript, one without, and a robot go through its form."""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import altcha
from django.test import Client

SLUG = "zwoelf-hebel"
PAGE = f"/o/{SLUG}/"
ANNA = {"email": "anna@wellner.example"}


class Reader(HTMLParser):
    """What the forms in the middle of a page would send, and its texts; the switch of languages stands above it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.by_id: dict[str, dict[str, str]] = {}
        self.text = ""
        self._textarea = ""
        self.feed(html[max(html.find("<main"), 0) :])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.by_id[given["id"]] = given | {"tag": tag}
        if tag == "input" and "name" in given:
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                self.values.setdefault(given["name"], [])
            else:
                self.values.setdefault(given["name"], []).append(given.get("value", ""))
        if tag == "textarea":
            self._textarea = given["name"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._textarea:
            self.values.setdefault(self._textarea, []).append(data.removeprefix("\n"))


@dataclass
class Visitor:
    """Somebody with a browser, at an address of their own."""

    address: str = "203.0.113.7"
    page: str = PAGE
    headers: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(headers={"accept-language": "de"}))

    def get(self, path: str = "", query: str = "") -> Any:
        return self.client.get((path or self.page) + query, REMOTE_ADDR=self.address, headers=self.headers)

    def post(self, answers: dict[str, Any], query: str = "") -> Any:
        return self.client.post(self.page + query, answers, REMOTE_ADDR=self.address, headers=self.headers)

    def proof(self) -> dict[str, str]:
        """What the script on the page does."""
        return solved(self.get(f"{self.page.removesuffix('embed/')}challenge/").json())

    def sends(self, answers: dict[str, Any], query: str = "") -> Any:
        """With JavaScript."""
        return self.post({**answers, **self.proof()}, query)

    def presses(self, page: Any) -> Any:
        """The button of a page to look over: everything on it is sent."""
        return self.post({name: values for name, values in Reader(page.content.decode()).values.items() if values})


def solved(answer: Any) -> dict[str, str]:
    """What a browser makes of a challenge."""
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(answer["challenge"]))
    assert solution is not None
    done = json.dumps({"challenge": answer["challenge"], "solution": solution.to_dict()})
    return {"token": answer["token"], "altcha": b64encode(done.encode()).decode()}


def proof() -> dict[str, str]:
    """For a form of the house's own."""
    return solved(Client().get("/challenge/").json())


def read(response: Any) -> Reader:
    return Reader(response.content.decode())
