"""Those who come at the same moment are recorded together: one batch and one commit for all who wait.

Whoever comes first records for those who have come by then; the next batch is led by one of those who came meanwhile.
So nobody waits who is alone, and under load a batch grows as large as the wait of the one before it.
"""

import threading
from collections import deque
from collections.abc import Sequence
from itertools import islice

from django.db import InterfaceError, OperationalError, connection

from trichter.spine.intake import record
from trichter.spine.touch import Recorded, Touch

MOST = 200
"""Touches in one batch: more only makes the last of them wait for the first."""
LANES = 2
"""Batches at once: while one waits for the lock of a contact, another goes on."""


class _Waiting:
    """One who waits for their touches to be recorded, or to be asked to record for all."""

    def __init__(self, touches: Sequence[Touch]) -> None:
        self.touches = touches
        self.recorded: list[Recorded] | None = None
        self.error: BaseException | None = None
        self.leads = False
        self.called = threading.Event()

    @property
    def is_answered(self) -> bool:
        return self.recorded is not None or self.error is not None


class _Gathering:
    """Who waits, and how many lead; of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting] = deque()
        self._leaders = 0

    def record(self, touches: Sequence[Touch]) -> list[Recorded]:
        one = _Waiting(touches)
        with self._lock:
            self._waiting.append(one)
            self._call_leaders()
        if not one.called.is_set():
            connection.close()  # a place in the pool for somebody who has work for it
        one.called.wait()
        if one.leads:
            self._lead(one)
        if one.error is not None:
            raise one.error
        assert one.recorded is not None, "whoever is called leads or is answered"
        return one.recorded

    def _call_leaders(self) -> None:
        """With the lock held: a free lane goes to whoever has waited longest."""
        while self._leaders < LANES and (first := next((one for one in self._waiting if not one.leads), None)):
            first.leads = True
            self._leaders += 1
            first.called.set()

    def _lead(self, leader: _Waiting) -> None:
        """Record for those who wait, the leader among them, and pass the lane on."""
        with self._lock:
            self._waiting.remove(leader)
            others = [one for one in islice(self._waiting, MOST) if not one.leads]
            batch = _up_to_most([leader, *others])
            for one in batch[1:]:
                self._waiting.remove(one)
        try:
            _record_all(batch)
        finally:
            for one in batch:
                one.error = one.error or (None if one.is_answered else RuntimeError("whoever led the batch was ended"))
                one.called.set()
            with self._lock:
                self._leaders -= 1
                self._call_leaders()


def _up_to_most(waiting: list[_Waiting]) -> list[_Waiting]:
    """The first of them, as far as the batch does not grow past `MOST`; one alone may."""
    batch, size = [waiting[0]], len(waiting[0].touches)
    for one in waiting[1:]:
        size += len(one.touches)
        if size > MOST:
            break
        batch.append(one)
    return batch


def _record_all(batch: list[_Waiting]) -> None:
    try:
        recorded = iter(record([touch for one in batch for touch in one.touches]))
    except (OperationalError, InterfaceError) as error:
        # The database is away, for each of them.
        for one in batch:
            one.error = error
    except Exception as error:  # noqa: BLE001 raised again by whomever it belongs to
        if len(batch) == 1:
            batch[0].error = error
            return
        # Somebody's touches cannot be recorded; the others shall not suffer for it.
        for one in batch:
            _record_all([one])
    else:
        for one in batch:
            one.recorded = list(islice(recorded, len(one.touches)))


_here = _Gathering()


def record_together(touches: Sequence[Touch]) -> list[Recorded]:
    """As `intake.record`, for many callers at once in the threads of a process; raises what it raises.

    Within a transaction nothing is shared: what is recorded there stands or falls with it.
    """
    return record(touches) if connection.in_atomic_block else _here.record(touches)
