"""Trichter's settings with one app more, after whom only those reactions are left that lead to mail."""

from trichter.config.settings import *  # noqa: F403
from trichter.config.settings import INSTALLED_APPS as _THEIRS

INSTALLED_APPS = [*_THEIRS, "tests.crashes.apps.MailAlone"]
