"""A sender that comes to the given point of sending a mail, says so, and waits to be killed."""

import smtplib
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

import django

POINTS = ("before", "claimed", "committed", "within", "answered", "told")


def main(database: str, url: str, point: str) -> None:
    django.setup()
    from django.db import connection

    from trichter.kernel.environment import Environment
    from trichter.spine import intake
    from trichter.spine.outreach import outcomes, queue, sending, transports

    connection.settings_dict["NAME"] = database
    transport = transports.configured(Environment(mail_url=url))
    assert isinstance(transport, transports.Smtp)
    stops: dict[str, Callable[[], Any]] = {
        "before": stop,
        "claimed": lambda: setattr(queue, "take", stop_after(queue.take)),
        "committed": lambda: setattr(transports.Smtp, "deliver", stop),
        "within": lambda: setattr(smtplib.SMTP, "send", stop_within(smtplib.SMTP.send)),
        "answered": lambda: setattr(outcomes, "settle", stop),
        "told": lambda: setattr(outcomes, "record", stop_after(intake.record)),
    }
    stops[point]()
    sending.send_next(transport)


def stop(*_given: Any) -> NoReturn:
    sys.stdout.write("here\n")
    sys.stdout.flush()
    time.sleep(60)
    sys.exit("nobody killed me")


def stop_after(action: Callable[..., Any]) -> Callable[..., Any]:
    def act(*given: Any) -> Any:
        action(*given)
        stop()

    return act


def stop_within(send: Callable[[smtplib.SMTP, Any], None]) -> Callable[[smtplib.SMTP, Any], None]:
    """Half of the mail is said."""

    def act(connection: smtplib.SMTP, said: Any) -> None:
        if b"Subject:" not in (said if isinstance(said, bytes) else said.encode()):
            return send(connection, said)
        send(connection, said[: len(said) // 2])
        stop()

    return act


if __name__ == "__main__":
    main(*sys.argv[1:])
