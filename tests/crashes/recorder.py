"""A process that records what it is told line by line, and writes down each key only after `record()` has answered.

When the database goes away it does what a caller has to do: see to it that there is one, and say the same again.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.db import InterfaceError, OperationalError, connection

from trichter.kernel.environment import environment
from trichter.kernel.postgres.ensure import ensure


def main(acknowledged: Path) -> None:
    """Until there are no more lines."""
    ensure(environment())
    django.setup()
    with acknowledged.open("ab") as file:
        for line in sys.stdin:
            answer = insist(json.loads(line))
            file.write(json.dumps(answer).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def insist(told: dict[str, Any]) -> dict[str, Any]:
    """Record it, however often the database dies meanwhile; what became of it, and how often it was said in vain."""
    from trichter.spine.intake import record
    from trichter.spine.touch import Touch

    in_vain = 0
    while True:
        try:
            (recorded,) = record([Touch(**told)])
        except (OperationalError, InterfaceError):
            in_vain += 1
            connection.close()
            ensure(environment())
        else:
            answer = {"contact": recorded.contact_id, "touchpoint": recorded.touchpoint_id}
            return {"key": told["key"], **answer, "in_vain": in_vain}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
