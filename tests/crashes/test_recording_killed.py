"""What was acknowledged is there once, and what is to be done about it is done once, whatever is killed meanwhile."""

import json

import pytest

from tests.crashes.apps import ECHO
from tests.crashes.orders import STEPS, Order, all_orders
from tests.crashes.recorders import Acknowledged, recording
from tests.crashes.victim import Victim
from tests.faces.cli.installations import wait

RECORDED = """
    SELECT coalesce(payload->>'title', payload->>'text'), contact_id, id FROM timeline_touchpoint
    WHERE kind IN ('form.submitted', 'contact.captured', 'asset.downloaded')
"""
KEYS = """
    SELECT contact_id, k.touchpoint_id FROM timeline_recordedkey k JOIN timeline_touchpoint t USING (contact_id)
    WHERE t.id = k.touchpoint_id AND kind <> 'contact.imported'
"""
OWNERS = "SELECT value, contact_id FROM contacts_identifier WHERE value LIKE 'own-%%' OR value LIKE 'shared-%%'"
CONTACTS = "SELECT count(*) FROM contacts_contact"
ECHOED = "SELECT caused_by FROM timeline_touchpoint WHERE kind = 'note.written'"
REACTIONS = "SELECT touchpoint_id, name FROM spine_reaction WHERE name IN ('duplicates.suggest', %s)"
SUGGESTED = "SELECT count(*) FROM contacts_duplicatesuggestion"
# What is due and has been tried without an error is under the lease of a worker, or of one that is no more.
FREE = "SELECT count(*) FROM spine_reaction WHERE state = 'due' AND (attempts = 0 OR error <> '')"
KEPT = "SELECT count(*) FROM spine_reaction WHERE state = 'due' AND attempts = 1 AND id = ANY(%s)"
HALF_DONE = """
    SELECT count(*) FROM spine_reaction r JOIN timeline_touchpoint echo ON echo.caused_by = r.touchpoint_id
    WHERE r.name = %s AND r.state <> 'done' AND echo.kind = 'note.written'
"""
UNDONE = "SELECT count(*) FROM spine_reaction WHERE state <> 'done'"
RUN_OUT = "UPDATE spine_reaction SET due_at = due_at - interval '1 day' WHERE state = 'due' RETURNING id"


@pytest.fixture
def orders() -> list[Order]:
    """What is to be recorded."""
    return all_orders()


def test_five_hundred_records_survive_all_that_can_be_killed(victim: Victim, orders: list[Order]) -> None:
    contacts = victim.number(CONTACTS)

    acknowledged = record_while_killing(victim, orders)

    everything_is_there_once(victim, orders, acknowledged)
    assert victim.number(CONTACTS) == contacts + one_contact_an_address(victim, orders, acknowledged)
    leases_are_kept_until_they_run_out(victim)
    every_reaction_is_done_once(victim, orders, acknowledged)
    nothing_is_wrong(victim)


def record_while_killing(victim: Victim, orders: list[Order]) -> list[Acknowledged]:
    """Each kill comes while some of a portion is acknowledged and the rest is on its way."""
    with recording(victim) as crew:
        kills = (
            victim.kill_web,
            victim.kill_echoing_worker,
            crew.recorders[1].kill,
            victim.kill_keeper,
            victim.kill_postgres,
            victim.kill_supervisor,
        )
        portion = len(orders) // len(kills) + 1
        for place, kill in enumerate(kills):
            crew.tell(orders[place * portion : (place + 1) * portion])
            crew.wait_until_busy()
            kill()
            victim.wait_until_whole()
        crew.finish()
        acknowledged = crew.acknowledged()
    assert any(one.in_vain for one in acknowledged), "the database went away under nobody"
    return acknowledged


def everything_is_there_once(victim: Victim, orders: list[Order], acknowledged: list[Acknowledged]) -> None:
    keys = sorted(one.key for one in orders)
    assert {one.key for one in acknowledged} == set(keys)
    recorded = victim.ask(RECORDED)
    assert sorted(key for key, _contact, _touchpoint in recorded) == keys
    assert {(one.key, one.contact, one.touchpoint) for one in acknowledged} == set(recorded)
    assert sorted(victim.ask(KEYS)) == sorted((contact, touchpoint) for _key, contact, touchpoint in recorded)


def one_contact_an_address(victim: Victim, orders: list[Order], acknowledged: list[Acknowledged]) -> int:
    """How many that are."""
    address = {one.key: one.email for one in orders}
    pairs = {(address[one.key], one.contact) for one in acknowledged}
    assert sorted(victim.ask(OWNERS)) == sorted(pairs)
    assert len(pairs) == len({contact for _email, contact in pairs}) == len(set(address.values()))
    return len(pairs)


def leases_are_kept_until_they_run_out(victim: Victim) -> None:
    wait(lambda: victim.number(FREE) == 0, "all is done but what killed workers had in hand")
    assert victim.number(KEPT, victim.orphans) == len(victim.orphans) > 0
    assert victim.number(HALF_DONE, ECHO) == 0

    victim.ask(RUN_OUT)
    wait(lambda: victim.number(UNDONE) == 0, "the next worker does the rest")


def every_reaction_is_done_once(victim: Victim, orders: list[Order], acknowledged: list[Acknowledged]) -> None:
    kind = {one.key: one.kind for one in orders}
    forms = {one.touchpoint for one in acknowledged if kind[one.key] == "form.submitted"}
    captures = {one.touchpoint for one in acknowledged if kind[one.key] == "contact.captured"}
    compared = [(touchpoint, "duplicates.suggest") for touchpoint in (*forms, *captures)]
    assert sorted(victim.ask(REACTIONS, ECHO)) == sorted([*compared, *((touchpoint, ECHO) for touchpoint in forms)])
    assert sorted(caused_by for (caused_by,) in victim.ask(ECHOED)) == sorted(forms)
    assert victim.number(SUGGESTED) == len(range(0, STEPS, 2))


def nothing_is_wrong(victim: Victim) -> None:
    assert all(check["status"] != "fail" for check in json.loads(victim.says("doctor", "--json"))["checks"])
    assert json.loads(victim.says("rebuild", "--json"))["differing"] == 0
