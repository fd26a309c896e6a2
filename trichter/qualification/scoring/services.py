"""Scoring people: after each recording those whom it touched, in one statement for a batch of any size.

Which version answers is read within the same statement: it locks the table of scores before it looks, so that whoever
makes the next version's scores (`renewing`) hears of everybody touched since it began.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

from django.db import connection

from trichter.kernel import bulk, clock
from trichter.qualification.scoring import reigning
from trichter.qualification.scoring.reigning import Edition

_STATE = "version_id, fit, falls_at, held, rules, touchpoints, times"
_SCORE = """
    WITH scored AS MATERIALIZED (
        SELECT f.*, %(version)s::bigint AS version_id FROM ({select}) AS f
        WHERE EXISTS (SELECT FROM scoring_reign WHERE version_id = %(version)s)
    ), past AS (
        INSERT INTO scoring_past (contact_id, since, version_id, fit, falls_at)
        SELECT contact_id, o.since, o.version_id, o.fit, o.falls_at
        FROM scored JOIN scoring_score o USING (contact_id)
        WHERE o.since < %(today)s AND (o.fit, o.falls_at, o.version_id)
            IS DISTINCT FROM (scored.fit, scored.falls_at, scored.version_id) AND {worth}
        ON CONFLICT DO NOTHING
    ), touched AS (
        INSERT INTO scoring_touched (contact_id)
        SELECT contact_id FROM scored WHERE EXISTS (SELECT FROM scoring_reign WHERE next_id IS NOT NULL)
    ), written AS (
        INSERT INTO scoring_score AS s (contact_id, since, {state})
        SELECT contact_id, %(today)s, {state} FROM scored
        ON CONFLICT (contact_id) DO UPDATE SET ({state}) = ROW ({excluded}),
            since = CASE WHEN (s.fit, s.falls_at, s.version_id) IS DISTINCT FROM
                (excluded.fit, excluded.falls_at, excluded.version_id) THEN excluded.since ELSE s.since END
        WHERE ({mine}) IS DISTINCT FROM ({excluded})
    )
    SELECT version_id FROM scoring_reign
"""
WORTH_KEEPING = "(o.fit <> 0 OR o.falls_at IS NOT NULL)"
"""Who was worth nothing has no past."""


def score(contacts: Sequence[int], *, known: Edition | None = None) -> None:
    """Compute what these people are worth, and keep it. The same facts again change nothing.

    `known` is the version in force, as far as the caller knows.
    """
    scoring(contacts, known=known)()


def scoring(contacts: Sequence[int], *, known: Edition | None = None) -> Callable[[], bool]:
    """As `score`, sent only. Call the answer when what rests on the scores has been asked: whether it has to be asked
    again, for a new version took over between the two."""
    known = known or (reigning.now_in_force() if contacts else None)
    if known is None or not contacts:
        return lambda: False
    answer = _score(known, contacts)

    def is_another() -> bool:
        [(in_force,)] = answer()
        if in_force != known.id:
            _score(reigning.edition(in_force), contacts)()
        return bool(in_force != known.id)

    return is_another


def recompute(contacts: Sequence[int]) -> None:
    """Score them anew, from the facts alone; who is not there any more is worth nothing."""
    touch(contacts)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM scoring_score s USING contacts_contact c WHERE s.contact_id = ANY(%s) AND c.id = s.contact_id"
            " AND (c.merged_into_id IS NOT NULL OR c.erased_at IS NOT NULL)",
            [list(contacts)],
        )
    score(contacts)


def touch(contacts: Sequence[int]) -> None:
    """Have the next version's scores, if they are being made, look at these people once more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO scoring_touched (contact_id) SELECT unnest(%s::bigint[])"
            " WHERE EXISTS (SELECT FROM scoring_reign WHERE next_id IS NOT NULL)",
            [list(contacts)],
        )


def _score(edition: Edition, contacts: Sequence[int]) -> bulk.Answer:
    """The answer is the version in force: another than this one, and nothing was written."""
    now = clock.now()
    given = edition.of_given.given(now) | {"version": edition.id, "today": clock.today(now), "contacts": list(contacts)}
    return _statement(edition).ask(given)


@lru_cache(maxsize=4)
def _statement(edition: Edition) -> bulk.Prepared:
    text = _SCORE.format(
        select=edition.of_given.text,
        state=_STATE,
        mine=_named("s"),
        excluded=_named("excluded"),
        worth=WORTH_KEEPING,
    )
    return bulk.Prepared(text)


def _named(row: str) -> str:
    return ", ".join(f"{row}.{column}" for column in _STATE.split(", "))
