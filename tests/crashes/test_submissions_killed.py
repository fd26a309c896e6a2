"""What a visitor was thanked for is there once, and mailed once, whatever is killed meanwhile."""

# LAW 2.6; issue 3, must show 2
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import pytest

from tests.crashes.keeping import Keeping
from tests.crashes.posting import Posting
from tests.crashes.submissions import SUBMISSIONS, all_submissions, is_known
from tests.crashes.visitors import visiting
from tests.faces.cli.installations import LONG, make_tables, wait
from tests.spine.outreach.sinks import listening

RECORDED = """
    SELECT payload->>'need', contact_id, learned->>'email' FROM timeline_touchpoint WHERE kind = 'form.submitted'
"""
SIGNED_UP = """
    SELECT form.payload->>'need' FROM timeline_touchpoint asked
    JOIN timeline_touchpoint form ON form.id = asked.caused_by WHERE asked.kind = 'consent.requested'
"""
OWNERS = "SELECT value, contact_id FROM contacts_identifier WHERE kind = 'email'"
CONTACTS = "SELECT count(*) FROM contacts_contact"
LEDGER = "SELECT message_id, address, template, state FROM outreach_message"
TOLD = "SELECT payload->>'message' FROM timeline_touchpoint WHERE kind = 'mail.sent'"
FREE = "SELECT count(*) FROM spine_reaction WHERE state = 'due' AND (attempts = 0 OR error <> '')"
UNDONE = "SELECT count(*) FROM spine_reaction WHERE state <> 'done'"
WAITING = "SELECT count(*) FROM outreach_message WHERE state IN ('queued', 'deferred', 'sending')"
RUN_OUT = "UPDATE spine_reaction SET due_at = due_at - interval '1 day' WHERE state = 'due' RETURNING id"
SUBJECTS = {"Ihr Download: Zwölf Hebel": "offer_file", "Bitte bestätigen Sie Ihre Anmeldung": "optin"}


@dataclass(frozen=True, slots=True)
class Row:
    """Of the ledger."""

    message_id: str
    address: str
    template: str
    state: str


@pytest.fixture
def sink() -> Keeping:
    return Keeping()


@pytest.fixture
def posting(sink: Keeping) -> Iterator[Posting]:
    """It runs, has an offer, and mails to that sink."""
    with listening(sink) as port:
        made = Posting(port)
        make_tables(made.home)
        try:
            made.serve()
            made.offer()
            yield made
        finally:
            made.remove()


def test_five_hundred_submissions_survive_all_that_can_be_killed(posting: Posting, sink: Keeping) -> None:
    known = posting.number(CONTACTS)

    kills = send_while_killing(posting, sink)
    everything_comes_to_rest(posting)

    every_submission_is_there_once(posting, known)
    every_mail_has_left_once(posting, sink, kills)
    nothing_is_wrong(posting)


def send_while_killing(posting: Posting, sink: Keeping) -> int:
    """Each kill comes while some of a portion is answered and the rest is on its way; how many could cut off a mail."""
    of_pages = (posting.kill_web, posting.kill_granian)
    of_mails = (
        posting.kill_worker,
        posting.kill_postgres,
        lambda: sink.within_a_mail(posting.kill_worker),
        posting.kill_keeper,
        lambda: sink.within_a_mail(posting.kill_postgres),
    )
    kills = [kill for pair in zip_longest(of_pages, of_mails) for kill in pair if kill]
    portion = SUBMISSIONS // len(kills) + 1
    with visiting(posting.port, posting.forms) as visitors:
        for place, kill in enumerate(kills):
            wait_until_there_are(sink.mails, place * 5)
            visitors.tell(range(place * portion, min((place + 1) * portion, SUBMISSIONS)))
            wait_until_there_are(visitors.answered, place * portion + 5)
            kill()
            posting.wait_until_whole()
        visitors.finish()
    assert visitors.wrong == []
    assert sorted(visitors.answered) == [*range(SUBMISSIONS)]
    assert visitors.in_vain, "nothing was killed under anybody"
    return len(of_mails)


def wait_until_there_are(done: Sequence[object], number: int) -> None:
    """Then there is something to kill."""
    wait(lambda: len(done) >= number, f"there are {number}")


def everything_comes_to_rest(posting: Posting) -> None:
    """Once the leases of those who were killed have run out."""
    wait_for_progress(lambda: posting.number(FREE), "all is done but what was in hand")
    posting.ask(RUN_OUT)
    wait_for_progress(lambda: posting.number(UNDONE), "the next worker does the rest")
    posting.abandon()
    wait_for_progress(lambda: posting.number(WAITING), "all mail has left")


def wait_for_progress(left: Callable[[], int], what: str) -> None:
    """Until nothing is left; a slow machine may take its time as long as it gets on."""
    before, since = left(), time.monotonic()
    while before:
        time.sleep(0.5)  # to ask costs what the others need
        if (now := left()) < before:
            before, since = now, time.monotonic()
        assert time.monotonic() < since + LONG, f"did not happen: {what}"


def every_submission_is_there_once(posting: Posting, known: int) -> None:
    everything = all_submissions()
    recorded = posting.ask(RECORDED)
    assert sorted((need, email) for need, _contact, email in recorded) == sorted(
        (one.need, one.email) for one in everything
    )
    assert sorted(need for (need,) in posting.ask(SIGNED_UP)) == sorted(one.need for one in everything if one.is_ticked)
    owners = dict(posting.ask(OWNERS))
    assert {(email, contact) for _need, contact, email in recorded} == set(owners.items())
    assert posting.number(CONTACTS) == known + len({one.email for one in everything if not is_known(one)})


def every_mail_has_left_once(posting: Posting, sink: Keeping, kills: int) -> None:
    """The ledger and the mail server agree, and both with what visitors asked for."""
    ledger = [Row(*row) for row in posting.ask(LEDGER)]
    in_doubt = {row.message_id for row in ledger if row.state == "in_doubt"}
    assert {row.state for row in ledger} == {"sent", "in_doubt"}
    assert Counter((row.address, row.template) for row in ledger) == Counter(expected())
    of_killed_worker, of_killed_database = sink.caught
    assert of_killed_worker in in_doubt
    assert of_killed_database not in in_doubt
    assert len(in_doubt) <= kills, "one mail is on its way at a time"

    kept = [mail.message_id for mail in sink.kept]
    sent = {row.message_id for row in ledger if row.state == "sent"}
    assert sorted(kept) == sorted(set(kept))
    assert sent == set(kept) - in_doubt
    assert sorted(message for (message,) in posting.ask(TOLD)) == sorted(sent)

    arrived = Counter((mail.recipient, SUBJECTS[mail.subject]) for mail in sink.kept)
    missing = Counter((row.address, row.template) for row in ledger if row.message_id not in kept)
    assert arrived + missing == Counter(expected())


def expected() -> Iterator[tuple[str, str]]:
    """Recipient and template of each mail that visitors have asked for."""
    for one in all_submissions():
        yield one.email, "offer_file"
        if one.is_ticked:
            yield one.email, "optin"


def nothing_is_wrong(posting: Posting) -> None:
    checks = posting.doctor()
    assert [checks[name]["status"] for name in ("consent", "outbox", "worker", "keys")] == ["ok"] * 4, checks
    assert json.loads(posting.says("rebuild", "--json"))["differing"] == 0
