"""A reaction whose effect shows how often it happened: nothing in the database keeps it from standing twice."""

import time

from django.db import connection

from tests.crashes.apps import ECHO, LOCK
from trichter.kernel.reactions import Cause, reaction
from trichter.spine.reactions import answer
from trichter.spine.touch import SYSTEM, Touch


@reaction(ECHO, on=("form.submitted",))
def echo(cause: Cause) -> None:
    """A note on the timeline, and then a moment, told by a lock, before the worker can note that this is done."""
    answer(cause, [Touch("note.written", {"text": "echo"}, contact=cause.contact_id, actor=SYSTEM)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [LOCK])
        time.sleep(0.02)
        cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [LOCK])
