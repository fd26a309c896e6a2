"""Every command explains itself in the reader's language."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.utils import translation

OURS = "trichter.faces.cli"
COMMANDS = sorted(name for name, app in get_commands().items() if app == OURS)
DJANGOS = {"help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color"}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_in_german_what_it_does_and_what_its_arguments_mean(name: str) -> None:
    english, german = told(name, "en"), told(name, "de")

    assert english.keys() == german.keys()
    assert [place for place in english if english[place] == german[place]] == []


def told(name: str, language: str) -> dict[str, str]:
    """What it says of itself (under no name) and of its arguments."""
    with translation.override(language):
        parser = load_command_class(OURS, name).create_parser("trichter", name)
    assert parser.description
    ours = [action for action in parser._actions if action.dest not in DJANGOS]
    return {"": parser.description} | {action.dest: action.help for action in ours if action.help}


def test_who_reads_no_further_is_told_no_more_and_sees_no_traceback() -> None:
    ours, theirs = os.pipe()
    os.close(ours)  # as `head` does when it has seen enough
    said = subprocess.run(
        [Path(sys.executable).with_name("trichter"), "help"], stdout=theirs, stderr=subprocess.PIPE, check=False
    )
    os.close(theirs)
    assert (said.returncode, said.stderr) == (128 + signal.SIGPIPE, b"")
