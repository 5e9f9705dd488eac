"""`simulate match` as a planner meets it."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from click.testing import Result

Call = Callable[..., Result]
DIAL = ("--dial", "organisations.siloed.retelling=0:6", "--both")
BRIEFLY = ("-r", "3", "--engine", "simpy")


def test_a_match_is_said_in_a_sentence_and_saved_with_all_that_was_tried(town: Path, simulate: Call) -> None:
    told = simulate("match", town, *DIAL, *BRIEFLY, "-o", "out")
    assert told.exit_code == 0, told.output
    assert max(map(len, told.output.splitlines())) <= 100
    assert "siloed" in told.output
    assert {path.name for path in Path("out").iterdir()} == {
        "tried.csv", "figures", "provenance.json", "scenario.toml", "table.txt"
    }  # fmt: skip
    assert list(pd.read_csv("out/tried.csv").columns) == ["value", "worse_by", "low", "high", "replications"]
    assert Path("out/figures/match.png").stat().st_size > 10_000


def test_json_tells_the_value_and_quiet_nothing(town: Path, simulate: Call) -> None:
    found = json.loads(simulate("match", town, *DIAL, *BRIEFLY, "--no-figures", "--json").stdout)
    assert {"at", "worse_until", "better_from", "today", "tried", "provenance"} == set(found)
    assert found["today"] == 0.5
    quiet = simulate("match", town, *DIAL, *BRIEFLY, "--no-figures", "--quiet", "--force")
    assert (quiet.exit_code, quiet.output) == (0, "")


def test_what_cannot_be_matched_ends_with_2(town: Path, simulate: Call) -> None:
    for arguments, why in (
        (("--dial", "posts"), "there is no dial"),
        ((*DIAL, "--organisations", "siloed"), "two organisations are matched"),
        ((*DIAL, "--organisations", "siloed,none"), 'there is no "none"'),
        ((*DIAL, "--measure", "x"), "cannot be asked about"),
    ):
        told = simulate("match", town, *BRIEFLY, *arguments)
        assert told.exit_code == 2
        assert why in told.stderr
        assert "Traceback" not in told.stderr
