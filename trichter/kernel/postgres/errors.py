"""What can be wrong with the database, each with one sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError


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
