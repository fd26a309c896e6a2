"""What an installation costs that does nothing: the time until it answers, and the memory of all its processes."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trichter.kernel.postgres.place import place

_START_SECONDS = 3.0
_IDLE_MEGABYTES = 350.0
# The budget says five minutes; memory no longer moves after some seconds. TRICHTER_BENCH_SETTLE=300 waits as long.
_SETTLE = float(os.environ.get("TRICHTER_BENCH_SETTLE", "20"))


def run() -> list[dict[str, Any]]:
    """Start, stop and start again; then measure the second start and the memory after a while."""
    with tempfile.TemporaryDirectory(prefix="trichter-bench-") as above:
        Path(above).chmod(0o711)
        home, port = Path(above) / "home", _free_port()
        with _serving(home, port):
            pass
        with _serving(home, port) as (supervisor, seconds):
            work = sum(_seconds_of_work(pid) for pid in _family(supervisor))
            time.sleep(_SETTLE)
            shares = _shares(home, supervisor)
    memory = sum(shares.values())
    return [
        _line("idle: start", round(seconds, 2), "s", _START_SECONDS) | {"processor_seconds": round(work, 2)},
        _line("idle: memory", round(memory, 1), "MB", _IDLE_MEGABYTES)
        | {"settled_seconds": _SETTLE, "shares": {name: round(share, 1) for name, share in shares.items()}},
    ]


def _line(name: str, value: float, unit: str, limit: float) -> dict[str, Any]:
    ratio = round(value / limit, 3)
    return {"bench": name, "value": value, "unit": unit, "limit": limit, "ratio": ratio, "budget": 1, "ok": ratio <= 1}


@contextmanager
def _serving(home: Path, port: int) -> Iterator[tuple[int, float]]:
    """Process and seconds until the first page could be answered."""
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    variables |= {"TRICHTER_HOME": str(home), "TRICHTER_PORT": str(port)}
    began = time.perf_counter()
    with Path(f"{home}.log").open("ab") as log:
        command = [str(Path(sys.executable).with_name("trichter")), "serve"]
        process = subprocess.Popen(command, env=variables, stdout=log, stderr=log)
    try:
        while not _is_ready(port):
            assert process.poll() is None, Path(f"{home}.log").read_text("utf-8")
            time.sleep(0.02)
        yield process.pid, time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _shares(home: Path, supervisor: int) -> dict[str, float]:
    """Megabytes (proportional set size: shared pages count once) of the parts."""
    postgres = int((place(home).data / "postmaster.pid").read_text("ascii").split()[0])
    keeper = int(Path(f"/proc/{postgres}/stat").read_text("ascii").rpartition(")")[2].split()[1])
    parts = {"supervisor": [supervisor], "keeper": [keeper], "postgres": _family(postgres)}
    parts["web and worker"] = [pid for pid in _family(supervisor) if pid != supervisor]
    return {name: sum(_pss(pid) for pid in pids) for name, pids in parts.items()}


def _family(pid: int) -> list[int]:
    children = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    return [pid, *(member for child in children for member in _family(child))]


def _seconds_of_work(pid: int) -> float:
    """Of a processor, children that have ended included: on a busy machine it says more than the clock."""
    ticks = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[11:15]
    return sum(int(tick) for tick in ticks) / os.sysconf("SC_CLK_TCK")


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
