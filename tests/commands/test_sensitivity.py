"""`simulate sensitivity` as a planner meets it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

Call = Callable[..., Result]
BRIEFLY = ("--draws", "4", "--engine", "simpy")
DIALS = ("--dial", "organisations.siloed.retelling=0:2", "--dial", "units.school_team.workers=3:6")


def test_worlds_are_told_in_sentences_and_saved(town: Path, simulate: Call) -> None:
    told = simulate("sensitivity", town, *BRIEFLY, *DIALS, "-o", "out")
    assert told.exit_code == 0, told.output
    assert max(map(len, told.stdout.splitlines())) <= 100
    assert "Three units: 4 worlds that are plausible" in told.output
    assert "integrated is worse than siloed in" in told.output
    assert {path.name for path in Path("out").iterdir()} == {
        "worlds.csv", "spreads.csv", "influences.csv", "figures", "provenance.json", "scenario.toml", "table.txt"
    }  # fmt: skip
    assert {path.name for path in Path("out/figures").glob("*.png")} == {"worlds.png", "dials.png"}
    assert len(pd.read_csv("out/worlds.csv")) == 4
    assert list(pd.read_csv("out/influences.csv").columns) == [
        "organisation", "dial", "correlation", "sure", "worth_knowing", "worth_is_sure"
    ]  # fmt: skip


def test_json_and_quiet_are_for_programs(town: Path, simulate: Call) -> None:
    found = json.loads(simulate("sensitivity", town, *BRIEFLY, *DIALS, "--no-figures", "--json").stdout)
    assert {"spreads", "influences", "worlds", "provenance"} == set(found)
    quiet = simulate("sensitivity", town, *BRIEFLY, *DIALS, "--no-figures", "--quiet", "--force")
    assert (quiet.exit_code, quiet.output) == (0, "")


def test_a_file_without_dials_ends_with_2(town: Path, simulate: Call) -> None:
    told = simulate("sensitivity", town, *BRIEFLY)
    assert told.exit_code == 2
    assert "the file has no dials: name some with --dial" in told.stderr


TARGETS = """
[targets.full]
measure = "full_support_mean"
value = "100 days"
tolerance = "1000 days"
source = "assumption"
"""


def test_worlds_that_meet_targets_are_told_and_saved_beside_all(town: Path, simulate: Call) -> None:
    targets = town.parent / "targets.toml"
    targets.write_text(TARGETS.replace('"1000 days"', '"90 days"'), encoding="utf-8")
    told = simulate("sensitivity", town, *BRIEFLY, *DIALS, "--targets", targets, "-o", "out")
    assert told.exit_code == 0, told.output
    assert max(map(len, told.stdout.splitlines())) <= 100
    assert "4 of the 4 worlds meet all targets" in told.output
    assert {"spreads_meeting.csv", "targets.csv"} <= {path.name for path in Path("out").iterdir()}
    meeting, every = pd.read_csv("out/spreads_meeting.csv"), pd.read_csv("out/spreads.csv")
    pd.testing.assert_frame_equal(meeting, every)  # all worlds meet these
    targets.write_text(
        TARGETS.replace('value = "100 days"', 'value = "2000 days"').replace("1000", "1"), encoding="utf-8"
    )
    none = json.loads(
        simulate("sensitivity", town, *BRIEFLY, *DIALS, "--targets", targets, "--no-figures", "--json").stdout
    )
    assert none["spreads_meeting"] == []
    assert not any(world["meets_targets"] for world in none["worlds"])


def test_a_wrong_file_of_targets_ends_with_2(town: Path, simulate: Call) -> None:
    targets = town.parent / "targets.toml"
    targets.write_text(TARGETS.replace("full_support_mean", "ful_support_mean"), encoding="utf-8")
    told = simulate("sensitivity", town, *BRIEFLY, *DIALS, "--targets", targets)
    assert told.exit_code == 2
    assert "did you mean full_support_mean?" in told.stderr


def test_indices_are_told_saved_and_drawn_and_how_many_worlds_they_take_is_said(town: Path, simulate: Call) -> None:
    of_16 = ("--indices", "--draws", "16", "-r", "1", "--engine", "simpy")
    told = simulate("sensitivity", town, *DIALS, *of_16, "-o", "out")
    assert told.exit_code == 0, told.output
    assert "64 worlds are run: 16 × (2 + 2)" in told.stderr
    assert max(map(len, told.stdout.splitlines())) <= 100
    assert "Three units: 32 worlds that are plausible" in told.stdout
    assert "Dials, by which share of the spread they settle" in told.stdout
    assert {"indices.csv", "crossed.csv", "worlds.csv"} <= {path.name for path in Path("out").iterdir()}
    assert {"indices.png", "indices.svg"} <= {path.name for path in Path("out/figures").iterdir()}
    assert list(pd.read_csv("out/indices.csv").columns) == [
        "organisation", "group", "dial", "first", "first_low", "first_high",
        "total", "total_low", "total_high", "of_luck"
    ]  # fmt: skip
    assert (len(pd.read_csv("out/worlds.csv")), len(pd.read_csv("out/crossed.csv"))) == (32, 64)
    found = json.loads(simulate("sensitivity", town, *DIALS, *of_16, "--no-figures", "--json", "-o", "other").stdout)
    assert len(found["crossed"]) == 64
    assert [each["dial"] for each in found["indices"]] == pd.read_csv("out/indices.csv")["dial"].tolist()


def test_of_too_few_draws_for_indices_the_table_says_so_and_no_picture_of_them_is_drawn(
    town: Path, simulate: Call
) -> None:
    told = simulate("sensitivity", town, *BRIEFLY, *DIALS, "--indices", "-o", "out")
    assert told.exit_code == 0, told.output
    assert "it takes at least 16 draws" in " ".join(told.stdout.split())
    assert pd.read_csv("out/indices.csv")["total"].isna().all()
    assert {path.name for path in Path("out/figures").glob("*.png")} == {"worlds.png", "dials.png"}


def test_indices_of_draws_that_are_no_power_of_two_end_with_2(town: Path, simulate: Call) -> None:
    told = simulate("sensitivity", town, *DIALS, "--draws", "6", "--indices", "-o", "out")
    assert told.exit_code == 2
    assert "take 4 or 8" in told.stderr
    assert not Path("out").exists()


def test_without_salib_indices_end_with_2_and_it_is_said_how_to_get_it(
    town: Path, simulate: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    told = simulate("sensitivity", town, *BRIEFLY, *DIALS, "--indices", "-o", "out")
    assert told.exit_code == 2
    assert "python -m pip install SALib" in told.stderr
    assert not Path("out").exists()
