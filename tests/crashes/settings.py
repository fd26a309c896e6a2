"""Trichter's settings with one app more, whose reaction leaves a mark that could be left twice."""

from trichter.config.settings import *  # noqa: F403
from trichter.config.settings import INSTALLED_APPS as _THEIRS

INSTALLED_APPS = [*_THEIRS, "tests.crashes.apps.Crashes"]
