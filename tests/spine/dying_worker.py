"""A worker that claims all there is, begins with the first, says so, and waits to be killed."""

import sys
import time

import django

from trichter.kernel.reactions import Cause, reaction


def main(database: str) -> None:
    django.setup()
    from django.db import connection

    from trichter.spine import reactions
    from trichter.spine.touch import Touch

    connection.settings_dict["NAME"] = database

    @reaction("test.killed", on=("note.written",))
    def begin(cause: Cause) -> None:
        reactions.answer(cause, [Touch("call.made", {"text": "x"}, contact=cause.contact_id)])
        sys.stdout.write("begun\n")
        sys.stdout.flush()
        time.sleep(60)

    reactions.drain()


if __name__ == "__main__":
    main(sys.argv[1])
