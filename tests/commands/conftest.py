"""A small town in a folder of its own, and commands run there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from worlds import small_world

from simulate.cli import commands


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a small scenario and stand in its folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "town.toml"
    path.write_text(small_world(), encoding="utf-8")
    return path


@pytest.fixture
def simulate() -> Callable[..., Result]:
    """Run a command as the command line does, in this process."""

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(commands, [str(argument) for argument in arguments])

    return call
