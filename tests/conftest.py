"""One database server for a whole run: an embedded one that does not wait for the disk, or that of DATABASE_URL."""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import run

_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ

if not _IS_WORKER:
    # Workers inherit these; what the developer has set for her own installation must not reach a test.
    for _name in [name for name in os.environ if name.startswith("TRICHTER_")]:
        del os.environ[_name]
    _folder = run.new_folder()
    os.environ |= {"TRICHTER_HOME": str(_folder / "home"), "TRICHTER_DURABLE": "false", "TRICHTER_LANGUAGE": "en"}
    os.environ["TMPDIR"] = tempfile.tempdir = str(_folder / "tmp")
    # Hundreds of processes are started: none shall compile all of our modules again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Here and not in pyproject.toml: pytest-django would read the settings before the home is known.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trichter.config.settings")


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Begin to make a database while Django is set up and the tests are collected."""
    if not _IS_WORKER:
        run.prepare()
    from django.conf import settings

    # Loads them, too: only then does pytest-django set Django up. Hundreds of tests have a colleague with a password,
    # and to make one is meant to take long.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = _empty_all_tables  # type: ignore[attr-defined]


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """In a new clone all is to be compiled once: each worker begins with other tests, and finds the rest compiled."""
    if _IS_WORKER:
        names = [".".join(path.with_suffix("").parts) for path in sorted(Path("tests").rglob("test_*.py"))]
        place = len(names) * int(os.environ["PYTEST_XDIST_WORKER"][2:]) // int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        for name in names[place:] + names[:place]:
            with suppress(Exception):  # which is told when it is collected
                import_module(name)


def _empty_all_tables(_case: object) -> None:
    """Those that are not empty, which are few. To truncate all costs more than most tests do."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FULL)
        deletions = [f'DELETE FROM "{table}"' for (table,) in cursor.fetchall()]
        # Neither the guards of tables that only grow nor foreign keys have a say.
        cursor.execute("; ".join(["SET LOCAL session_replication_role = replica", *deletions]))


_FULL = """
    SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname <> 'django_migrations' AND pg_relation_size(oid) > 0
"""


def pytest_collection_finish() -> None:
    """What is there now stays: the collector of cycles need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop it and remove what it kept."""
    if not _IS_WORKER:
        run.end()
        shutil.rmtree(_folder, ignore_errors=True)


_LONG = ("crashes", "faces/way", "faces/cli", "generation/test_demo", "kernel/postgres")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that nobody waits for one worker in the end; then pytest-django's order."""
    above = Path(__file__).parent
    items.sort(key=lambda item: not str(item.path.relative_to(above)).startswith(_LONG))


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """A copy of the database of this run, which goes with it; elsewhere one that is migrated, as Django has it."""
    if "DATABASE_URL" in os.environ:
        request.getfixturevalue("django_db_setup")
        return
    from django.db import connection

    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    with django_db_blocker.unblock():
        connection.close()
        run.copy_database(name)
    connection.settings_dict["NAME"] = name


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that goes to the database from now on; Django does not see those that we send past it."""
    import psycopg

    sent: list[str] = []
    execute = psycopg.Cursor.execute

    def noted(cursor: Any, query: Any, *given: Any, **how: Any) -> Any:
        sent.append(str(query))
        return execute(cursor, query, *given, **how)

    monkeypatch.setattr(psycopg.Cursor, "execute", noted)
    return sent


_FIRST_POLICIES = (
    "0002_first_tracks",
    "0008_policies_by_rules",
    "0009_buying",
    "0010_suggesting",
    "0012_promoters_by_rating",
    "0014_buying_by_content",
)
"""What the migrations of stages put into the database."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """After a test that commits all tables are emptied; what the migrations had put there is put back."""
    yield
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        from trichter.kernel import remembering

        remembering.forget_all()
        from django.apps import apps
        from django.db import connection
        from pytest_django.plugin import blocking_manager_key

        from trichter.qualification.lifecycle.models import Track

        # After the last test the test database is gone already, and the name is that of the real one.
        is_there = str(connection.settings_dict["NAME"]).startswith("test_")
        with item.config.stash[blocking_manager_key].unblock():
            if is_there and not Track.objects.exists():
                for name in _FIRST_POLICIES:
                    import_module(f"trichter.qualification.lifecycle.migrations.{name}").make(apps, None)
                import_module("trichter.qualification.scoring.migrations.0002_first_models").make(apps, None)
                import_module("trichter.sales.handover.migrations.0002_first_reasons").make(apps, None)
