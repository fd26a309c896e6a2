"""Logs say what happened, and nothing about whom."""

import json
import logging

import pytest
import structlog

from trichter.kernel.logs import configure_logs


@pytest.fixture(autouse=True)
def _fresh_logs(capsys: pytest.CaptureFixture[str]) -> None:
    """After capsys, so that the handler writes to what it captures."""
    configure_logs("info")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_both_kinds_of_loggers_write_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("ours").info("imported", rows=3)
    logging.getLogger("theirs").warning("careful: %s", "x")

    ours, theirs = lines(capsys)
    assert (ours["event"], ours["rows"], ours["logger"], ours["level"]) == ("imported", 3, "ours", "info")
    assert (theirs["event"], theirs["logger"]) == ("careful: x", "theirs")


def test_an_error_is_logged_by_type_and_place_and_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        try:
            raise KeyError("sentinel@example.org")
        except KeyError as error:
            raise ValueError("sentinel@example.org") from error
    except ValueError:
        structlog.get_logger("ours").exception("failed")
        logging.getLogger("theirs").exception("failed")

    for line in lines(capsys):
        assert line["error"] == "builtins.ValueError < builtins.KeyError"
        assert "test_logs.py" in str(line["trace"])
        assert "sentinel" not in json.dumps(line)


def test_django_does_not_log_the_path_of_a_failed_request(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("django.request").error("Internal Server Error: %s", "/u/sentinel")

    (line,) = lines(capsys)
    assert line["event"] == "request failed"
    assert "sentinel" not in json.dumps(line)


@pytest.mark.parametrize("logger", ["csrf", "DisallowedHost", "SuspiciousFileOperation"])
def test_django_does_not_log_what_stood_in_a_request_it_refused(
    capsys: pytest.CaptureFixture[str], logger: str
) -> None:
    try:
        raise ValueError("sentinel.example.org")
    except ValueError:
        logging.getLogger(f"django.security.{logger}").exception("Forbidden (%s): %s", "Referer sentinel", "/sentinel")

    (line,) = lines(capsys)
    assert (line["event"], line["logger"]) == ("request refused", f"django.security.{logger}")
    assert "sentinel" not in json.dumps(line)
