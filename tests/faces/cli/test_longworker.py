"""The worker does long work beside all else, as soon as somebody asks for it."""

import time

import pytest

from tests.factories import anna, known
from trichter.faces.cli.serve.longworker import LongWorker
from trichter.kernel.stopping import Stop
from trichter.spine import longwork
from trichter.spine.models import Work


@pytest.mark.django_db(transaction=True)
def test_what_is_asked_for_is_done_until_the_worker_is_asked_to_stop() -> None:
    stop = Stop()
    worker = LongWorker(stop)
    worker.start()
    people = [anna()]
    task = longwork.start("bulk.tag", {"people": {"ids": people}, "tag": "messe", "on": True}, by=None)
    while not Work.objects.filter(id=task.pk, state="done").exists():
        time.sleep(0.02)
    worker.stop(patience=30)
    assert known(people[0]).tags == ["messe"]
