"""Every request has an id and one log line, and neither says anything about a person."""

import json
import re

import pytest
from django.test import Client

from trichter.kernel.logs import configure_logs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _logs_in_full() -> None:
    configure_logs("info")


def test_a_sane_id_of_the_caller_is_kept(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "proxy-0815"})["X-Request-ID"] == "proxy-0815"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "anna@example.org", "a b c d e f g"])
def test_any_other_is_replaced(client: Client, given: str) -> None:
    answered = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]

    assert re.fullmatch("[0-9a-f]{16}", answered)


def test_the_log_names_the_route_and_not_the_path(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    answer = client.get("/kontakte/4711/?q=sentinel", headers={"X-Request-ID": "proxy-0815"})

    (line,) = [json.loads(line) for line in capsys.readouterr().err.splitlines() if '"request"' in line]
    assert (line["route"], line["method"], line["status"]) == ("/kontakte/<int:contact_id>/", "GET", answer.status_code)
    assert line["request_id"] == "proxy-0815"
    assert "4711" not in json.dumps(line)


def test_an_unknown_path_is_not_logged_either(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    client.get("/u/sentinel")

    assert "sentinel" not in capsys.readouterr().err


def test_health_and_readiness_are_open_to_everybody(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").json() == {"database": True, "migrations": True}
