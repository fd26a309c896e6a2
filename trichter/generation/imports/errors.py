"""Why a file or a profile cannot be used, each in one sentence for the person who brought it."""

from errno import EACCES, EISDIR, ENOENT

from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError


def because(error: OSError) -> str:
    """Why a file cannot be opened, for the usual reasons in the reader's language."""
    usual = {ENOENT: _("there is none"), EACCES: _("this is not permitted"), EISDIR: _("it is a folder")}
    return str(usual.get(error.errno or 0, error.strerror or error))


class Unreadable(DomainError):
    """Base of what is wrong with the file itself."""


class NoSuchFile(Unreadable):
    sentence = _("The file “%(file)s” cannot be opened: %(problem)s.")


class EmptyFile(Unreadable):
    sentence = _("The file “%(file)s” is empty.")


class NoRows(Unreadable):
    sentence = _("The file “%(file)s” has a header but no rows.")


class NotATable(Unreadable):
    sentence = _("The file “%(file)s” is neither a text table (CSV) nor a spreadsheet.")


class WrongEncoding(Unreadable):
    sentence = _(
        "The file “%(file)s” is not written in %(encoding)s; leave the encoding out of the profile or correct it."
    )


class UnknownEncoding(Unreadable):
    sentence = _("There is no encoding “%(encoding)s”.")


class BadSpreadsheet(Unreadable):
    sentence = _("The spreadsheet “%(file)s” cannot be read: %(problem)s.")


class NoSuchSheet(Unreadable):
    sentence = _("There is no sheet “%(sheet)s” in “%(file)s”; there are: %(sheets)s.")


class NoTitles(Unreadable):
    sentence = _("Line %(line)s of “%(file)s” is empty, so it cannot hold the titles of the columns.")


class MissingColumns(Unreadable):
    sentence = _("The profile needs columns that the file does not have: %(missing)s. The file has: %(present)s.")


class RepeatedColumns(Unreadable):
    sentence = _("The profile uses columns that stand more than once in the header: %(repeated)s.")


class BadProfile(DomainError):
    sentence = _("The profile “%(file)s” is wrong at %(place)s: %(problem)s.")


class NotAProfile(DomainError):
    sentence = _("The profile “%(file)s” cannot be read: %(problem)s.")


class AlreadyRunning(DomainError):
    sentence = _("This file is being imported by another process at this moment.")


class SameFile(DomainError):
    sentence = _("The refused rows cannot be written into the file that is being imported.")


class NothingToResume(DomainError):
    sentence = _("No import of this file with this profile was left unfinished.")


class BadExportName(DomainError):
    sentence = _("The name of the export must end in .csv or .xlsx.")


class CannotWrite(DomainError):
    sentence = _("The file “%(file)s” cannot be written: %(problem)s.")


class TooManyForASheet(DomainError):
    sentence = _("A spreadsheet holds at most %(most)s rows; export to .csv instead.")
