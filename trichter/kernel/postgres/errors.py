"""What can be wrong with the database, each with one sentence that says what to do."""

from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from trichter.kernel.environment import environment
from trichter.kernel.errors import DomainError
from trichter.kernel.home import DiskFull, free_megabytes

# SQLSTATE classes: connection exceptions, intervention of an operator (shutdown, crash).
_CONNECTION_LOST = ("08", "57P")


class DatabaseError(DomainError):
    """The database cannot be used."""


class AddressNotUnderstood(DatabaseError):
    sentence = _(
        "DATABASE_URL is not an address of a PostgreSQL database; write postgresql://user:password@host:5432/name."
    )


class ServerTooOld(DatabaseError):
    sentence = _("The database server is PostgreSQL %(found)s; Trichter needs version %(least)s or newer.")


class ServerNotReached(DatabaseError):
    sentence = _("The database server of DATABASE_URL cannot be reached: %(reason)s")


class DatabaseWentAway(DatabaseError):
    sentence = _(
        "The database went away; what was acknowledged is kept. See `trichter doctor` and start the command again."
    )


class DataOfOlderVersion(DatabaseError):
    sentence = _(
        "The data in %(folder)s is of PostgreSQL %(found)s, this Trichter runs %(needed)s: "
        "export it with the Trichter that wrote it and import it here."
    )


class DataOfNewerVersion(DatabaseError):
    sentence = _(
        "The data in %(folder)s is of PostgreSQL %(found)s, this Trichter runs only %(needed)s: "
        "use the newer Trichter again."
    )


class DataGone(DatabaseError):
    sentence = _(
        "The database of this home was in %(folder)s and is not there any more; "
        "restore it, or remove %(note)s to begin anew."
    )


class SocketFolderNotOurs(DatabaseError):
    sentence = _("The folder %(folder)s belongs to somebody else; remove it or choose a shorter TRICHTER_HOME.")


class NoSystemUser(DatabaseError):
    sentence = _(
        "PostgreSQL refuses to run as root and the system user %(name)s cannot be made: %(reason)s "
        "Run Trichter as another user or set DATABASE_URL."
    )


class ServerDidNotStart(DatabaseError):
    sentence = _("The embedded database did not start: %(reason)s (more in %(log)s)")


def explain(error: OperationalError) -> DomainError:
    """The sentence for a database that failed at work; raises the error again if it is our own fault."""
    state = getattr(error.__cause__, "sqlstate", None)
    if state == "53100":
        return DiskFull(folder=environment().home_path, free=free_megabytes(environment().home_path))
    if state is None or state.startswith(_CONNECTION_LOST):
        return DatabaseWentAway()
    raise error
