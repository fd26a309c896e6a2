"""Those who come at the same moment are served together: one batch for all who wait.

Whoever comes first works for those who have come by then; the next batch is led by one of those who came meanwhile.
So nobody waits who is alone, and under load a batch grows as large as the wait of the one before it. If that one is
held up, by a lock perhaps, another goes on beside it.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError, connection

PATIENCE = 0.25
"""Seconds after which a batch counts as held up."""

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class _Waiting(Generic[Asked, Answer]):
    """One who waits for an answer to each of their questions, or to be asked to work for all."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = asked
        self.answers: list[Answer] | None = None
        self.error: BaseException | None = None
        self.leads = False
        self.called = threading.Event()

    @property
    def is_answered(self) -> bool:
        return self.answers is not None or self.error is not None


class Gathering(Generic[Asked, Answer]):
    """Who waits for `work`, and how many lead; of a process.

    `work` answers a batch of up to `most`, in order, within a transaction of its own; `lanes` is how many batches run
    at once when one of them is held up.
    """

    def __init__(self, work: Callable[[list[Asked]], Sequence[Answer]], *, lanes: int, most: int) -> None:
        self._work = work
        self._lanes = lanes
        self._most = most
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting[Asked, Answer]] = deque()
        self._leaders = 0

    def ask(self, asked: Sequence[Asked]) -> list[Answer]:
        """The answers to these; raises what `work` raises for them alone.

        Within a transaction nothing is shared: what is done there stands or falls with it.
        """
        if connection.in_atomic_block:
            return list(self._work(list(asked)))
        one = _Waiting[Asked, Answer](asked)
        with self._lock:
            self._waiting.append(one)
            self._call_leaders(1)
        if not one.called.is_set():
            connection.close()  # a place in the pool for somebody who has work for it
        if not one.called.wait(PATIENCE):
            with self._lock:
                self._call_leaders(self._lanes)
            one.called.wait()
        if one.leads:
            self._lead(one)
        if one.error is not None:
            raise one.error
        assert one.answers is not None, "whoever is called leads or is answered"
        return one.answers

    def _call_leaders(self, lanes: int) -> None:
        """With the lock held: a free lane goes to whoever has waited longest."""
        while self._leaders < lanes and (first := next((one for one in self._waiting if not one.leads), None)):
            first.leads = True
            self._leaders += 1
            first.called.set()

    def _lead(self, leader: _Waiting[Asked, Answer]) -> None:
        """Work for those who wait, the leader among them, and pass the lane on."""
        with self._lock:
            self._waiting.remove(leader)
            others = [one for one in islice(self._waiting, self._most) if not one.leads]
            batch = self._up_to_most([leader, *others])
            for one in batch[1:]:
                self._waiting.remove(one)
        try:
            self._answer_all(batch)
        finally:
            for one in batch:
                one.error = one.error or (None if one.is_answered else RuntimeError("whoever led the batch was ended"))
                one.called.set()
            with self._lock:
                self._leaders -= 1
                self._call_leaders(1)

    def _up_to_most(self, waiting: list[_Waiting[Asked, Answer]]) -> list[_Waiting[Asked, Answer]]:
        """The first of them, as far as the batch does not grow past `most`; one alone may."""
        batch, size = [waiting[0]], len(waiting[0].asked)
        for one in waiting[1:]:
            size += len(one.asked)
            if size > self._most:
                break
            batch.append(one)
        return batch

    def _answer_all(self, batch: list[_Waiting[Asked, Answer]]) -> None:
        try:
            answers = iter(self._work([asked for one in batch for asked in one.asked]))
        except (OperationalError, InterfaceError) as error:
            # The database is away, for each of them.
            for one in batch:
                one.error = error
        except Exception as error:  # noqa: BLE001 raised again by whomever it belongs to
            if len(batch) == 1:
                batch[0].error = error
                return
            # What somebody asks cannot be done; the others shall not suffer for it.
            for one in batch:
                self._answer_all([one])
        else:
            for one in batch:
                one.answers = list(islice(answers, len(one.asked)))
