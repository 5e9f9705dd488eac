"""`simulate calibrate` as a planner meets it."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

from simulate.scenario.reading.load import load

Call = Callable[..., Result]
BRIEFLY = ("-r", "2", "--engine", "simpy", "--runs", "6")
TARGETS = """
move = ["units.social_office.workers=3:9"]

[targets.length]
measure = "visit_whole_mean"
step = "investigation"
value = "70 days"
tolerance = "5 days"
source = "assumption"

[checks.returns]
measure = "returns_12m"
value = 20
tolerance = 5
source = "assumption"
"""


@pytest.fixture
def targets(town: Path) -> Path:
    path = town.parent / "targets.toml"
    path.write_text(TARGETS, encoding="utf-8")
    return path


def test_a_calibration_is_told_and_saved_with_the_file_of_what_was_changed(
    town: Path, targets: Path, simulate: Call
) -> None:
    before = town.read_text(encoding="utf-8")
    told = simulate("calibrate", town, targets, *BRIEFLY, "-o", "out")
    assert told.exit_code == 0, told.output
    assert max(map(len, told.output.splitlines())) <= 100
    for words in ("Fitted to:", "Only held against:", "investigation", "units.social_office.workers", "out"):
        assert words in told.output
    assert {path.name for path in Path("out").iterdir()} == {
        *("targets.csv", "dials.csv", "slopes.csv", "tried.csv", "calibrated.toml"),
        *("figures", "provenance.json", "scenario.toml", "table.txt"),
    }
    for name in ("targets", "dials"):
        assert Path(f"out/figures/{name}.png").stat().st_size > 10_000
    tables = {name: pd.read_csv(f"out/{name}.csv") for name in ("targets", "dials", "slopes", "tried")}
    assert tables["targets"]["kind"].tolist() == ["target", "check"]
    assert len(tables["tried"]) <= 6
    found = tables["dials"].set_index("dial").loc["units.social_office.workers", "found"]
    assert load("out/calibrated.toml").units["social_office"].workers == found
    assert town.read_text(encoding="utf-8") == before
    provenance = json.loads(Path("out/provenance.json").read_text(encoding="utf-8"))
    assert provenance["tried"] == len(tables["tried"])


def test_dials_of_the_command_line_are_moved_beside_those_of_the_file(
    town: Path, targets: Path, simulate: Call
) -> None:
    further = ("--dial", "arrivals.school.per_month=10:30")
    found = json.loads(simulate("calibrate", town, targets, *BRIEFLY, *further, "--no-figures", "--json").stdout)
    assert {"met", "alike", "calibrated", "targets", "dials", "slopes", "tried", "provenance"} == set(found)
    assert [each["dial"] for each in found["dials"]] == [
        "units.social_office.workers", "arrivals.school.per_month"
    ]  # fmt: skip
    assert sum(found["met"].values()) == 1
    quiet = simulate("calibrate", town, targets, *BRIEFLY, *further, "--no-figures", "--quiet", "--force")
    assert (quiet.exit_code, quiet.output) == (0, "")


def test_a_wrong_file_of_targets_is_told_with_all_its_mistakes_and_nothing_is_written(
    town: Path, targets: Path, simulate: Call
) -> None:
    wrong = TARGETS.replace('step = "investigation"', 'step = "investigatoin"').replace(
        "tolerance = 5", "tolerance = 0"
    )
    targets.write_text(wrong, encoding="utf-8")
    told = simulate("calibrate", town, targets, *BRIEFLY)
    assert told.exit_code == 2
    assert f"{targets}:6: targets.length.step" in told.stderr
    assert "did you mean investigation?" in told.stderr
    assert "targets.toml:14: checks.returns.tolerance" in told.stderr
    assert "Traceback" not in told.stderr
    assert not Path("results").exists()


def test_what_cannot_be_calibrated_ends_with_2(town: Path, targets: Path, simulate: Call) -> None:
    without = targets.parent / "still.toml"
    without.write_text(TARGETS.replace("move", "# move"), encoding="utf-8")
    for file, arguments, why in (
        (targets, ("--dial", "postz"), "there is no dial"),
        (without, (), "no dial may be moved"),
        (targets, ("--dial", "units.*.workers=3:9"), "both move"),
        (town.parent / "none.toml", (), "there is no such file"),
    ):
        told = simulate("calibrate", town, file, *BRIEFLY, *arguments)
        assert told.exit_code == 2, told.output
        assert why in told.stderr
        assert "Traceback" not in told.stderr
