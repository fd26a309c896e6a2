"""What somebody may be about to type: tags and firms that are there already."""

from psycopg import sql

from trichter.insight.search import find
from trichter.kernel.persons import rows_of

MOST = 100
# What the statistics of the table hold to be common, and the tags of the people who came last: to know all of them
# would mean reading everybody.
TAGS = sql.SQL("""
    SELECT tag FROM (
        SELECT unnest(most_common_elems::text::text[]) AS tag FROM pg_stats
        WHERE schemaname = 'public' AND tablename = 'contacts_contact' AND attname = 'tags'
        UNION SELECT unnest(tags) FROM (SELECT tags FROM contacts_contact ORDER BY id DESC LIMIT 2000) latest
    ) known
""")
_TAGS = sql.SQL("{} ORDER BY lower(tag) LIMIT {}").format(TAGS, sql.Literal(MOST))


def tags() -> list[str]:
    """Tags in use."""
    return [row["tag"] for row in rows_of(_TAGS, {})]


def firms(beginning: str) -> list[str]:
    """Names of firms that contain these words."""
    return [hit.label for hit in find(beginning, 20) if hit.kind == "firm"] if beginning.strip() else []
