"""Scoring everybody by another version: a table of scores is made beside the one that answers, and takes its place.

A million rows are written faster without indexes, and nobody waits: the old scores answer until the new ones are
complete. Whoever is touched meanwhile is noted (`services`) and scored once more before the tables change places. Each
function is one transaction, called in their order by the spine; a run that was killed is begun anew.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from trichter.kernel import clock
from trichter.qualification.rules.querying import Population
from trichter.qualification.scoring import reigning
from trichter.qualification.scoring.models import Reign
from trichter.qualification.scoring.reigning import Edition
from trichter.qualification.scoring.services import WORTH_KEEPING
from trichter.qualification.scoring.statement import COLUMNS, scored

Range = tuple[int, int]
_WITHIN = Population("{} BETWEEN %(first)s AND %(last)s", are_many=True)
_LAST = 2**62
AT_ONCE = 1_000
_INDEXES = (
    "ALTER TABLE scoring_next ADD CONSTRAINT scoring_next_pkey PRIMARY KEY (contact_id)",
    "CREATE INDEX score_by_engagement_next ON scoring_next (falls_at, contact_id)",
    "CREATE INDEX score_by_fit_next ON scoring_next (fit, contact_id)",
    "ANALYZE scoring_next (contact_id, version_id, fit, falls_at)",
)
_CHANGE_PLACES = (
    "DROP TABLE IF EXISTS scoring_old",
    "ALTER TABLE scoring_score RENAME TO scoring_old",
    "ALTER TABLE scoring_old RENAME CONSTRAINT scoring_score_pkey TO scoring_old_pkey",
    "ALTER INDEX score_by_engagement RENAME TO score_by_engagement_old",
    "ALTER INDEX score_by_fit RENAME TO score_by_fit_old",
    "ALTER TABLE scoring_next RENAME TO scoring_score",
    "ALTER TABLE scoring_score RENAME CONSTRAINT scoring_next_pkey TO scoring_score_pkey",
    "ALTER INDEX score_by_engagement_next RENAME TO score_by_engagement",
    "ALTER INDEX score_by_fit_next RENAME TO score_by_fit",
)


@dataclass(frozen=True, slots=True)
class Renewal:
    """The version that is to answer, and the one whose scores tell of everybody, if there are such."""

    edition: Edition
    kept: Edition | None


@transaction.atomic
def begin() -> Renewal | None:
    """Make room for the next version's scores, and wait for those who do not know yet that it is coming.

    Whoever writes scores locks their table before they look which versions there are. So once it could be locked
    against them all, everybody who writes later notes whom they touched.
    """
    reign = Reign.objects.exclude(next_id=None).first()
    if reign is None or reign.next_id is None:
        return None
    _run(
        "SET LOCAL lock_timeout = '5s'",
        "DELETE FROM scoring_touched",
        "DROP TABLE IF EXISTS scoring_next",
        "CREATE TABLE scoring_next (LIKE scoring_score INCLUDING DEFAULTS)",
        "LOCK TABLE scoring_score IN SHARE MODE",
    )
    is_whole = reign.version_id != reign.next_id and _note_unscored() <= AT_ONCE
    return Renewal(reigning.edition(reign.next_id), reigning.edition(reign.version_id) if is_whole else None)


def _note_unscored() -> int:
    """Whoever has no score yet has none to be read; how many they are."""
    with connection.cursor() as cursor:
        # Read by itself and to the end, so that several workers share in it.
        cursor.execute(
            """
            SELECT coalesce((array_agg(c.id))[:%s], '{}')
            FROM contacts_contact c LEFT JOIN scoring_score s ON s.contact_id = c.id
            WHERE s.contact_id IS NULL AND c.merged_into_id IS NULL AND c.erased_at IS NULL
            """,
            [AT_ONCE + 1],
        )
        people = cursor.fetchone()[0]
        if people:
            cursor.execute("INSERT INTO scoring_touched (contact_id) SELECT unnest(%s::bigint[])", [people])
    return len(people)


def ranges(number: int) -> list[Range]:
    """Everybody in so many parts of about the same size, by id. Who comes later belongs to the last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM contacts_contact")
        size = max(1, -(-cursor.fetchone()[0] // number))
        cursor.execute(
            "SELECT (SELECT id FROM contacts_contact ORDER BY id OFFSET n * %s LIMIT 1) FROM generate_series(1, %s) n",
            [size, number - 1],
        )
        starts = [0, *(row[0] for row in cursor.fetchall() if row[0] is not None)]
    return list(zip(starts, [start - 1 for start in starts[1:]] + [_LAST], strict=True))


@transaction.atomic
def fill(renewal: Renewal, people: Range) -> int:
    """Score these people by the version; how many they are. Several may do this at the same time."""
    now = clock.now()
    edition, kept = renewal.edition, renewal.kept
    statement = scored(edition.content, _WITHIN, kept=kept.content if kept else None)
    first, last = people
    given = statement.given(now) | {"first": first, "last": last, "today": clock.today(now), "version": edition.id}
    with connection.cursor() as cursor:
        # What was sorted once is grouped as it comes.
        cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL enable_hashagg = off")
        cursor.execute(_into_next(statement.text), given)
        return int(cursor.rowcount)


@transaction.atomic
def index() -> None:
    """Have the new scores found as fast as the old ones."""
    _run(*_INDEXES)


@transaction.atomic
def catch_up(edition: Edition) -> int:
    """Score up to a thousand of those once more who were touched meanwhile; how many they were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM scoring_touched WHERE id = ANY(ARRAY(SELECT id FROM scoring_touched ORDER BY id LIMIT %s))"
            " RETURNING contact_id",
            [AT_ONCE],
        )
        people = [contact for (contact,) in cursor.fetchall()]
        if people:
            now = clock.now()
            given = edition.of_given.given(now) | {"contacts": people, "today": clock.today(now), "version": edition.id}
            cursor.execute("DELETE FROM scoring_next WHERE contact_id = ANY(%s)", [people])
            cursor.execute(_into_next(edition.of_given.text), given)
    return len(people)


@transaction.atomic
def take_over(edition: Edition, *, patience: str = "2s") -> bool:
    """Let the new scores answer; False if yet another version is wanted by now.

    Raises `OperationalError` if somebody reads for so long that everybody would have to wait: try once more later.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [patience])
        cursor.execute("LOCK TABLE scoring_score IN ACCESS EXCLUSIVE MODE")
    reign = Reign.objects.select_for_update().get()
    if reign.next_id != edition.id:
        return False
    while catch_up(edition):
        pass
    _run(*_CHANGE_PLACES)
    reign.version_id, reign.next_id, reign.since = edition.id, None, clock.now()
    reign.save()
    return True


@transaction.atomic
def keep_past() -> None:
    """What people were worth by the version before joins their past; the old table goes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('scoring_old') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute(
            f"""
            INSERT INTO scoring_past (contact_id, since, version_id, fit, falls_at)
            SELECT o.contact_id, o.since, o.version_id, o.fit, o.falls_at FROM scoring_old o
            WHERE o.since < %s AND {WORTH_KEEPING} ON CONFLICT DO NOTHING
            """,
            [clock.today()],
        )
        cursor.execute("DROP TABLE scoring_old")


def _into_next(select: str) -> str:
    return f"""
        INSERT INTO scoring_next (version_id, since, {COLUMNS})
        SELECT %(version)s, %(today)s, {COLUMNS} FROM ({select}) AS scored
    """


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
