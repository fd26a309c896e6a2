"""A worker that begins with the next step of a long work, says so, and waits to be killed."""

import sys
import time

import django

from trichter.kernel.words import Words


def main(database: str) -> None:
    django.setup()
    from django.db import connection

    from trichter.spine import longwork
    from trichter.spine.intake import record
    from trichter.spine.models import Work
    from trichter.spine.touch import SYSTEM, Touch

    connection.settings_dict["NAME"] = database

    @longwork.work("test.notes", label=Words("Notes", "Notizen"))
    def begin(task: Work) -> longwork.Step:
        record([Touch("note.written", {"text": "x"}, contact=task.facts["contact"], actor=SYSTEM)])
        sys.stdout.write("begun\n")
        sys.stdout.flush()
        time.sleep(60)
        return longwork.Step(1)

    longwork.advance()


if __name__ == "__main__":
    main(sys.argv[1])
