"""Processes that write a large file together. This file imports no models: they are read before Django is set up."""

import os
import pickle
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from django.utils import translation

from trichter.kernel.children import die_with_parent


def crew(processes: int, plan: Any) -> ProcessPoolExecutor:
    """So many processes that know the plan and take `writing.write_here`."""
    given = (pickle.dumps(plan), translation.get_language(), os.getpid())
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_start, initargs=given)


def _start(plan: bytes, language: str, parent: int) -> None:
    """Whoever started us decides about Ctrl-C, and does not leave us behind."""
    die_with_parent(parent=parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    import django

    django.setup()
    translation.activate(language)
    from trichter.generation.imports.writing import begin_here

    begin_here(pickle.loads(plan))  # noqa: S301 from our own parent
