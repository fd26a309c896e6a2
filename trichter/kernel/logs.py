"""Structured logs: JSON lines for machines, plain lines in a terminal, and never a person's data in either."""

import logging
import logging.config
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger


def configure_logs(level: str) -> None:
    """Send structlog's and the standard library's records through the same processors to standard error."""
    shared = _shared()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(log_config(level))


def log_config(level: str) -> dict[str, Any]:
    """The same as `logging.config.dictConfig` wants it, for servers that configure logging themselves."""
    formatter = {"()": structlog.stdlib.ProcessorFormatter, "foreign_pre_chain": _shared(), "processors": _renderers()}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "filters": {"discreet": {"()": _Discreet}},
        "handlers": {"stderr": {"()": _StandardError, "formatter": "structured", "filters": ["discreet"]}},
        "root": {"level": level.upper(), "handlers": ["stderr"]},
        "loggers": {
            # Our own log of requests says it better; only what failed stays.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "asyncio": {"level": "WARNING"},
        },
    }


class _StandardError(logging.Handler):
    """To what standard error is now: whoever captures it replaces it, and closes what it was."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(f"{self.format(record)}\n")
        except ValueError:
            self.handleError(record)


class _Discreet(logging.Filter):
    """Django names the path, and a path may carry an address or a token; so may a host or a referer it refuses.

    It hangs on the handler: a filter of a logger does not see what the loggers below it pass up.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request":
            record.msg, record.args = "request failed", ()
        elif record.name.startswith("django.security"):
            record.msg, record.args = "request refused", ()
        return True


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _trace_without_values,
    ]


def _renderers() -> list[Processor]:
    clean = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if sys.stderr.isatty():
        return [clean, structlog.dev.ConsoleRenderer()]
    return [clean, structlog.processors.JSONRenderer(ensure_ascii=False)]


def _trace_without_values(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:  # noqa: ARG001
    """Where it broke, without what the error says: a database error quotes the very address that it met twice."""
    caught = event.pop("exc_info", None)
    if not caught:
        return event
    error = (
        caught if isinstance(caught, BaseException) else (caught if isinstance(caught, tuple) else sys.exc_info())[1]
    )
    if error is not None:
        event["error"] = " < ".join(_names(error))
        event["trace"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def _names(error: BaseException) -> list[str]:
    """The types of an error and of what caused it."""
    names: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(names) < 10:
        names.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        cause = cause.__cause__ or cause.__context__
    return names
