"""`simulate explain` as a planner meets it."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from click.testing import Result

Call = Callable[..., Result]
BRIEFLY = ("-r", "2", "--orders", "3", "--engine", "simpy")


def test_a_difference_is_explained_in_sentences_and_saved(town: Path, simulate: Call) -> None:
    told = simulate("explain", town, *BRIEFLY, "-o", "out")
    assert told.exit_code == 0, told.output
    assert max(map(len, told.output.splitlines())) <= 100
    assert "Three units: what makes integrated differ from siloed" in told.output
    assert "the whole difference" in told.output
    assert {path.name for path in Path("out").iterdir()} == {
        "shares.csv", "figures", "provenance.json", "scenario.toml", "table.txt"
    }  # fmt: skip
    assert set(pd.read_csv("out/shares.csv")["feature"]) >= {"door", "assessment", "decision", "passes_on"}
    assert Path("out/figures/explanation.png").stat().st_size > 10_000


def test_json_and_quiet_are_for_programs_and_what_was_asked_once_is_kept(town: Path, simulate: Call) -> None:
    found = json.loads(simulate("explain", town, *BRIEFLY, "--no-figures", "--json").stdout)
    assert {row["feature"] for row in found["shares"]} >= {"door", "passes_on"}
    cells = len(list(Path("results/.cells").rglob("*.json")))
    quiet = simulate("explain", town, *BRIEFLY, "--no-figures", "--quiet", "--measure", "crises")
    assert (quiet.exit_code, quiet.output) == (0, "")
    assert len(list(Path("results/.cells").rglob("*.json"))) == cells
    assert {path.name for path in Path("results").glob("*explained*")} == {
        f"{town.stem}-explained", f"{town.stem}-explained-crises"
    }  # fmt: skip


def test_what_cannot_be_explained_ends_with_2(town: Path, simulate: Call) -> None:
    for arguments, why in (
        (("--organisations", "siloed"), "two organisations are compared"),
        (("--measure", "x"), "cannot be asked about"),
    ):
        told = simulate("explain", town, *BRIEFLY, *arguments)
        assert told.exit_code == 2
        assert why in told.stderr
