"""Runs the benches in an installation of their own and prints one JSON line for each budget.

`python -m bench intake import_rows` runs those named; without names, all. Exits 1 if a budget is missed.
"""

import importlib
import json
import os
import pkgutil
import sys
import tempfile
from pathlib import Path

import bench


def main(names: list[str]) -> int:
    """The exit code."""
    with tempfile.TemporaryDirectory(prefix="trichter-bench-") as home:
        Path(home).chmod(0o711)
        for name in [name for name in os.environ if name.startswith("TRICHTER_") and "BENCH" not in name]:
            del os.environ[name]
        os.environ |= {"TRICHTER_HOME": home, "TRICHTER_LOG_LEVEL": "error"}
        _install()
        lines = [line for name in names or _all() for line in _run(name)]
        _leave(Path(home))
    return 0 if all(line["ok"] for line in lines) else 1


def _run(name: str) -> list[dict[str, object]]:
    lines: list[dict[str, object]] = importlib.import_module(f"bench.{name}").run()
    for line in lines:
        print(json.dumps(line), flush=True)
    return lines


def _all() -> list[str]:
    return [module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_")]


def _install() -> None:
    import django

    from trichter.kernel.environment import environment
    from trichter.kernel.postgres.ensure import ensure

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trichter.config.settings")
    ensure(environment())
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _leave(home: Path) -> None:
    from django.db import connections

    from trichter.kernel.postgres.server import leave

    connections.close_all()
    if "DATABASE_URL" not in os.environ:
        leave(home, patience=30)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
