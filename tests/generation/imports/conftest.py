"""Runs of imports leave files in the home: each test has its own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from trichter.kernel.environment import environment

    monkeypatch.setattr(environment(), "home", tmp_path / "home")
    return tmp_path / "home"
