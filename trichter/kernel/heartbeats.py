"""Signs of life: a part that works says so, and `trichter doctor` sees when it stopped."""

import os
import socket
from datetime import datetime

from trichter.kernel import clock
from trichter.kernel.models import Heartbeat


def beat(part: str) -> None:
    """Say that this process is alive."""
    host = socket.gethostname()[:150]
    now = {"part": part, "host": host, "pid": os.getpid(), "at": clock.now()}
    Heartbeat.objects.update_or_create(name=f"{part}@{host}", defaults=now)


def last(part: str) -> datetime | None:
    """When any process of a part was last alive."""
    return Heartbeat.objects.filter(part=part).order_by("-at").values_list("at", flat=True).first()
