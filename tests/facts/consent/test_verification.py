"""Whoever gets past the database's door to change the ledger is found out by its chains."""

from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.facts.consent.saying import Person, Say, entry, found_newsletter, found_person
from trichter.facts.consent import services
from trichter.facts.consent.erasure import forget
from trichter.facts.consent.models import Chain, Consent, State
from trichter.facts.consent.verification import Broken, Damage, verify
from trichter.kernel import append_only


def tamper(statement: str, *values: Any) -> None:
    """Change the ledger as an intruder with the database's password would."""
    with transaction.atomic(), append_only.opened("erasure"), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def chain(person: Person, say: Say) -> Chain:
    """Three answers of one address, beside a chain that nobody touches."""
    anna = person("anna@example.org")
    for state in ("requested", "granted", "withdrawn"):
        say(anna, state, "anna@example.org", ip="192.0.2.7")
    say(anna, "granted", "+49 40 123456", channel="phone")
    assert verify() == []
    return Chain.objects.get(channel="email")


@pytest.mark.parametrize(
    ("change", "seq", "damage"),
    [
        ("SET state = 'refused' WHERE seq = 2", 2, Damage.SEAL),
        ("SET at = at - interval '1 microsecond' WHERE seq = 2", 2, Damage.SEAL),
        ("SET recorded_at = recorded_at - interval '1 day' WHERE seq = 2", 2, Damage.SEAL),
        ("SET legal_basis = 'contract' WHERE seq = 1", 1, Damage.SEAL),
        ("SET touchpoint_id = touchpoint_id + 1 WHERE seq = 1", 1, Damage.SEAL),
        ("SET address = 'bernd@example.org' WHERE seq = 3", 3, Damage.PERSONAL),
        ("SET ip = NULL WHERE seq = 1", 1, Damage.PERSONAL),
        ("SET snapshot = '{}' WHERE seq = 1", 1, Damage.PERSONAL),
        ("SET salt = NULL WHERE seq = 1", 1, Damage.PERSONAL),
        ("SET hash = personal_digest WHERE seq = 1", 1, Damage.SEAL),
        ("SET seq = 4 WHERE seq = 3", 4, Damage.GAP),
    ],
)
def test_a_changed_row_is_named(chain: Chain, change: str, seq: int, damage: Damage) -> None:
    # LAW 1.1
    tamper(f"UPDATE consent_consent {change} AND chain_id = %s", chain.pk)
    assert verify() == [Broken(chain.pk, seq, damage)]
    assert verify([chain.pk]) == [Broken(chain.pk, seq, damage)]


@pytest.mark.parametrize(("gone", "found", "damage"), [(1, 2, Damage.GAP), (2, 3, Damage.GAP), (3, 3, Damage.END)])
def test_a_row_taken_out_is_missed(chain: Chain, gone: int, found: int, damage: Damage) -> None:
    # LAW 1.1
    tamper("DELETE FROM consent_consent WHERE chain_id = %s AND seq = %s", chain.pk, gone)
    assert verify() == [Broken(chain.pk, found, damage)]


def test_a_forged_length_is_noticed(chain: Chain) -> None:
    tamper("UPDATE consent_chain SET length = 2 WHERE id = %s", chain.pk)
    assert verify() == [Broken(chain.pk, 4, Damage.END)]


def test_a_whole_chain_taken_out_is_missed(chain: Chain) -> None:
    tamper("DELETE FROM consent_consent WHERE chain_id = %s", chain.pk)
    assert verify() == [Broken(chain.pk, 1, Damage.END)]


def test_a_row_resealed_by_itself_does_not_fit_its_successor(chain: Chain) -> None:
    first = Consent.objects.get(chain=chain, seq=1)
    tamper("UPDATE consent_consent SET hash = %s WHERE chain_id = %s AND seq = 1", bytes(32), chain.pk)
    tamper("UPDATE consent_consent SET prev_hash = %s WHERE chain_id = %s AND seq = 2", bytes(32), chain.pk)
    assert verify() == [Broken(chain.pk, 1, Damage.SEAL)]
    tamper("UPDATE consent_consent SET hash = %s WHERE chain_id = %s AND seq = 1", bytes(first.hash), chain.pk)
    assert verify() == [Broken(chain.pk, 2, Damage.UNLINKED)]


def test_only_the_chains_asked_for_are_walked(chain: Chain) -> None:
    tamper("UPDATE consent_consent SET state = 'granted' WHERE chain_id = %s", chain.pk)
    assert verify(list(Chain.objects.exclude(pk=chain.pk).values_list("pk", flat=True))) == []


def test_a_merge_leaves_the_chains_whole(chain: Chain, person: Person) -> None:
    tamper("UPDATE consent_consent SET contact_id = %s", person("anna@firma.example"))
    assert verify() == []


plain_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
snapshots = st.none() | st.dictionaries(
    plain_text,
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | plain_text,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain_text, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=3,
)
answers = st.fixed_dictionaries(
    {
        "who": st.integers(0, 2),
        "address": st.integers(0, 2),
        "state": st.sampled_from(State.values),
        "snapshot": snapshots,
        "ip": st.none() | st.ip_addresses().map(str),
        "user_agent": st.none() | plain_text,
        "confirmation_mail": st.none() | plain_text,
    }
)
histories = st.lists(st.lists(answers, min_size=1, max_size=4) | st.integers(0, 2), max_size=8)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories, victim=st.data())
def test_any_history_verifies_and_any_change_to_it_does_not(
    history: list[list[dict[str, Any]] | int], victim: st.DataObject
) -> None:
    # LAW 1.1, 1.12: a number in the history erases that person, a list is a batch of answers.
    with transaction.atomic():
        found_newsletter()
        people = [found_person(f"reader{n}@example.org") for n in range(3)]
        for step in history:
            if isinstance(step, int):
                with append_only.opened("erasure"):
                    forget(people[step])
            else:
                services.append([answered(people, **answer) for answer in step])
        assert verify() == []
        rows = list(Consent.objects.values_list("pk", flat=True))
        if rows:
            tamper("UPDATE consent_consent SET touchpoint_id = -1 WHERE id = %s", victim.draw(st.sampled_from(rows)))
            assert len(verify()) == 1
        transaction.set_rollback(True)


def answered(people: list[int], *, who: int, address: int, state: str, **given: Any) -> services.Entry:
    return entry(people[who], state, f"reader{address}@example.org", **given)
