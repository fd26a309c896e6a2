"""Children that die with their parent: nothing may be left running after a kill -9, which runs no cleanup."""

import ctypes
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(how: signal.Signals = signal.SIGKILL, *, parent: int | None = None) -> None:
    """Ask the kernel to signal this process when the thread that started it ends.

    `parent` is the expected parent: if it died before we asked, nobody would tell us any more, so we end now.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def dying_with_me(how: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """A `preexec_fn` for subprocess. It runs after the change of user, which would have reset the wish."""
    me = os.getpid()
    return lambda: die_with_parent(how, parent=me)
