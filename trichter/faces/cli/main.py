"""The `trichter` command: a database for those that need one, the reader's language, one sentence when it cannot."""

import gc
import io
import os
import select
import signal
import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import django
from django.conf import settings
from django.core.management import ManagementUtility, get_commands, load_command_class
from django.db import OperationalError
from django.utils import translation
from django.utils.translation import gettext
from pydantic import ValidationError

from trichter import __version__
from trichter.kernel.environment import environment
from trichter.kernel.errors import DomainError
from trichter.kernel.postgres.errors import explain
from trichter.kernel.problems import problem

# These look after the database themselves, or never ask it.
_WITHOUT_DATABASE = {
    "", "help", "version", "check", "collectstatic", "compilemessages", "diffsettings", "doctor", "findstatic",
    "makemessages", "makemigrations", "serve",
}  # fmt: skip

_OWN = "trichter.faces.cli"


def main() -> None:
    """Run what the command line says; the exit code is not 0 when it could not."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trichter.config.settings")
    _speak_at_once()
    # makemigrations asks the database what it has applied, and works without an answer.
    warnings.filterwarnings("ignore", "Got an error checking a consistent migration history", RuntimeWarning)
    _check_environment()
    try:
        run(sys.argv)
    except DomainError as error:
        _leave(_sentence(error))
    except OperationalError as error:
        _leave(_sentence(explain(error)))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        if not _is_unheard():
            raise
        _leave_unheard()


def _speak_at_once() -> None:
    """Line by line also into a file or a pipe: a log tells things in their order, and what is killed has said all."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)


def _check_environment() -> None:
    try:
        environment()
    except ValidationError as error:
        _speak_without_settings()
        _leave("\n".join(_complaints(error)))


def _leave(sentence: str) -> NoReturn:
    """With the sentence. A mail server that hands something over has to keep it (sysexits) until that is mended."""
    sys.stderr.write(sentence + "\n")
    sys.exit(os.EX_TEMPFAIL if sys.argv[1:2] == ["receive"] else 1)


def _is_unheard() -> bool:
    """Whether nobody reads any more what is said here: a connection elsewhere may have broken as well."""
    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)
    return any(event & select.POLLERR for _file, event in poll.poll(0))


def _leave_unheard() -> NoReturn:
    """Whoever read along has read enough, as `head` does. What is flushed at the end shall not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(128 + signal.SIGPIPE)


def run(arguments: Sequence[str]) -> None:
    """Run one command in this process."""
    settings_of_this_process = environment()
    if needs_database(arguments):
        from trichter.kernel.postgres.ensure import ensure

        ensure(settings_of_this_process)
    set_up()
    translation.activate(language(os.environ))
    if needs_database(arguments) and get_commands().get(arguments[1]) == _OWN:
        from trichter.kernel import keymarks
        from trichter.kernel.schema import bring_up_to_date

        # Whoever comes first to a new or newly released installation makes its tables.
        bring_up_to_date()
        keymarks.check()
    if list(arguments[1:]) in ([], ["help"], ["--help"], ["-h"]):
        sys.stdout.write(overview())
    else:
        ManagementUtility(list(arguments)).execute()


def set_up() -> None:
    """Django, and all that stays for as long as the process lives: the collector of cycles need not look at it while it
    comes, which would take an eighth of the start, nor ever after. So processes that are forked go on sharing it."""
    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()


def overview() -> str:
    """Our commands, a line each; Django's are there too, for those who know them."""
    names = sorted(name for name, app in get_commands().items() if app == _OWN)
    helps = {name: gettext(str(load_command_class(_OWN, name).help)) for name in names}
    lines = [f"  {name:<{max(map(len, names))}}  {text}" for name, text in helps.items()]
    return "\n".join([f"Trichter {__version__}", "", *lines, "", gettext("trichter COMMAND --help says more."), ""])


def needs_database(arguments: Sequence[str]) -> bool:
    """Whether a command wants the database before it begins."""
    command = arguments[1] if len(arguments) > 1 else ""
    return command not in _WITHOUT_DATABASE and not {"-h", "--help", "--version"} & set(arguments)


def language(variables: Mapping[str, str]) -> str:
    """The language to speak: `TRICHTER_LANGUAGE`, else the terminal's, else the installation's."""
    if "TRICHTER_LANGUAGE" in variables:
        return environment().language
    return _language_of_terminal(variables) or environment().language


def _language_of_terminal(variables: Mapping[str, str]) -> str | None:
    terminal = next((variables[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if variables.get(name)), None)
    return terminal and ("de" if terminal.startswith("de") else "en")


def _sentence(error: DomainError) -> str:
    """The error in the reader's language, also when Django's settings are what is wrong."""
    try:
        django.setup()
    except DomainError:
        _speak_without_settings()
    translation.activate(language(os.environ))
    return str(error)


def _speak_without_settings() -> None:
    """As the terminal does, when the settings are what is wrong."""
    settings.configure(LOCALE_PATHS=[Path(__file__).parents[3] / "locale"])
    django.setup()
    translation.activate(_language_of_terminal(os.environ) or "de")


def _complaints(error: ValidationError) -> list[str]:
    """One line for each variable that is wrong, without its value: it may be a password."""
    return [f"{_variable(str(found['loc'][0]))}: {problem(found)}" for found in error.errors(include_input=False)]


def _variable(field: str) -> str:
    return field if field.isupper() else f"TRICHTER_{field.upper()}"
