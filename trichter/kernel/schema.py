"""The state of the database's tables: whether they are those of this release, and bringing them there."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# Any number, as long as it is ours alone: nodes that start at once migrate one after the other.
_LOCK = 7_482_001


def pending() -> list[str]:
    """The migrations that this release has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def bring_up_to_date() -> list[str]:
    """Apply what is pending; returns it."""
    if not pending():
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            if missing := pending():
                call_command("migrate", interactive=False, verbosity=0)
            return missing
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
