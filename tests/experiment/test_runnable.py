"""What this machine could not run is refused before it is looked at, in the words that a run has for it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from worlds import small_world

from simulate.cli import commands
from simulate.experiment import room

GB = 2**30
LARGE = small_world(arrivals__school__per_month="500000")  # some eight million children in all


@pytest.fixture
def has(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let the machine have so many gigabytes."""
    return lambda size: monkeypatch.setattr(room, "machine_memory", lambda: size * GB)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "town.toml"
    path.write_text(LARGE, encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["check", "plan"])
def test_a_town_too_large_to_run_is_refused_in_the_same_words(
    has: Callable[[float], None], town: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def must_not(*_: object, **__: object) -> None:
        raise AssertionError("it was begun")

    monkeypatch.setattr("simulate.experiment.plans_of_child.cohort", must_not)
    monkeypatch.setattr("simulate.experiment.examine.loads_to_expect", must_not)
    has(2)
    ran, looked_at = (CliRunner().invoke(commands, [each, str(town)]) for each in ("run", command))
    assert "arrivals.school.per_month" in ran.stderr
    assert (looked_at.exit_code, looked_at.stderr, looked_at.stdout) == (2, ran.stderr, "")


def test_a_town_that_may_be_too_large_to_run_is_warned_of_by_check(has: Callable[[float], None], town: Path) -> None:
    town.write_text(small_world(), encoding="utf-8")
    has(0.25)
    told = CliRunner().invoke(commands, ["check", str(town)])
    assert told.exit_code == 0, told.stderr
    warnings = " ".join(told.stdout.split("Warnings")[1].split())
    assert "this machine has 0.2 GB" in warnings
    assert "It may run out of it." in warnings
    has(16)
    assert "It may run out of it." not in CliRunner().invoke(commands, ["check", str(town)]).stdout
