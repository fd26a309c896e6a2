"""`trichter rebuild` finds everything right, or mends it and says so."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.factories import anna, bernd, does, stage
from tests.generation.tracking.visitors import Browser, site, work
from trichter.facts.timeline.hits import partitions
from trichter.facts.timeline.hits.models import ReadDay
from trichter.qualification.lifecycle.models import Standing

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("rebuild", *arguments, stdout=out)
    return out.getvalue()


def told() -> Any:
    return json.loads(said("--json"))


def test_what_was_computed_live_stays_as_it_is() -> None:
    does(anna(), "deal.opened")
    bernd()

    assert told() == {"contacts": 2, "differing": 0}


def test_what_went_wrong_is_mended_and_told() -> None:
    contact = anna()
    Standing.objects.filter(contact_id=contact).update(stage="customer", position=7)

    assert told() == {"contacts": 1, "differing": 1}
    assert stage(contact) == "lead"
    assert told() == {"contacts": 1, "differing": 0}


def test_people_are_told_in_a_sentence() -> None:
    contact = anna()
    assert "Contacts computed anew: 1; all were as they should be." in said()

    Standing.objects.filter(contact_id=contact).delete()
    assert "wrong and now mended: 1" in said()


def test_sums_of_pages_are_counted_anew_from_the_log() -> None:
    partitions.see_to()
    Browser(site()).agree().see("/preise")
    work()
    ReadDay.objects.update(views=5, readers=5)
    said()
    assert [(row.views, row.readers) for row in ReadDay.objects.all()] == [(1, 1)]
