"""Nobody can add a table about people and forget the people: it says how it merges, is exported and is erased."""

import pytest
from django.db import connection

from trichter.kernel import persons

pytestmark = pytest.mark.django_db

_ABOUT_PEOPLE = """
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      AND (c.relname = 'contacts_contact' OR a.attname ~ '(^|_)contact(_id)?$' OR EXISTS (
          SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = c.oid AND a.attnum = ANY(f.conkey)
          AND f.confrelid = 'contacts_contact'::regclass))
"""


def tables_about_people() -> set[str]:
    """Those with a column that is called so, or that refers to a contact by whatever name."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT_PEOPLE)
        return {table for (table,) in cursor.fetchall()}


def test_every_table_about_people_is_registered() -> None:
    assert tables_about_people() - persons.registered() == set()


def test_what_is_registered_is_there() -> None:
    assert persons.registered() <= set(connection.introspection.table_names())


@pytest.mark.parametrize(
    "column",
    [
        "contact_id bigint",
        "winning_contact_id bigint",
        "whoever bigint REFERENCES contacts_contact",
        "contact_id bigint, PRIMARY KEY (contact_id)",
    ],
)
def test_a_table_that_forgot_the_people_is_found(column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE stray (id bigint, {column})")
    assert tables_about_people() - persons.registered() == {"stray"}
