"""`simulate sweep` as a planner meets it: words, files, pictures and mistakes."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from worlds import small_world

Call = Callable[..., Result]
POSTS, RETELLING = "units.school_team.workers=2:6", "organisations.siloed.retelling=0:1"
BRIEFLY = ("-r", "2", "--steps", "2", "--engine", "simpy")


def test_one_dial_gives_a_sentence_a_table_and_a_folder(town: Path, simulate: Call) -> None:
    told = simulate("sweep", town, "--dial", POSTS, *BRIEFLY, "-o", "out")
    assert told.exit_code == 0, told.output
    assert "integrated against siloed, as “units.school_team.workers” is turned:" in told.output
    assert max(map(len, told.stdout.splitlines())) <= 100
    assert {path.name for path in Path("out").iterdir()} == {
        "points.csv", "differences.csv", "figures", "provenance.json", "scenario.toml", "table.txt"
    }  # fmt: skip
    assert {path.name for path in Path("out/figures").iterdir()} == {"sweep.svg", "sweep.png"}
    assert set(pd.read_csv("out/points.csv")["units.school_team.workers"]) == {2, 6}
    assert json.loads(Path("out/provenance.json").read_text())["dials"] == {"units.school_team.workers": [2, 6]}


def test_two_dials_give_a_map(town: Path, simulate: Call) -> None:
    told = simulate("sweep", town, "--dial", POSTS, "--dial", RETELLING, *BRIEFLY, "-o", "out")
    assert told.exit_code == 0, told.output
    assert "integrated against siloed, at 4 points: better at" in told.output
    assert "Nearest to the file as it is: units.school_team.workers" in told.output
    assert Path("out/figures/sweep.png").stat().st_size > 10_000


def test_a_dial_of_the_file_is_named_and_shown_by_its_title(town: Path, simulate: Call) -> None:
    keys = 'title = "Posts at school"\nkeys = ["units.school_team.workers"]\nfrom = 2\nusual = 4\nto = 6\n'
    town.write_text(f"{small_world()}\n[dials.posts]\n{keys}", encoding="utf-8")
    told = simulate("sweep", town, "--dial", "posts", *BRIEFLY, "--no-figures")
    assert told.exit_code == 0, told.output
    assert "as “Posts at school” is turned" in told.output
    assert Path("results/town-sweep-posts/points.csv").exists()
    assert not Path("results/town-sweep-posts/figures").exists()
    assert "posts" in pd.read_csv("results/town-sweep-posts/points.csv").columns


def test_what_was_swept_once_is_kept_beside_the_results(town: Path, simulate: Call) -> None:
    simulate("sweep", town, "--dial", POSTS, *BRIEFLY, "--no-figures")
    cells = {path: path.stat().st_mtime_ns for path in Path("results/.cells").rglob("*.json")}
    assert len(cells) == 2 * 2 * 2  # values, replications, organisations
    told = simulate("sweep", town, "--dial", POSTS, *BRIEFLY, "--no-figures", "--force", "--measure", "crises")
    assert told.exit_code == 0, told.output
    assert {path: path.stat().st_mtime_ns for path in Path("results/.cells").rglob("*.json")} == cells


def test_json_and_quiet_are_for_programs(town: Path, simulate: Call) -> None:
    told = simulate("sweep", town, "--dial", POSTS, *BRIEFLY, "--no-figures", "--json")
    found = json.loads(told.stdout)
    assert {row["organisation"] for row in found["points"]} == {"siloed", "integrated"}
    quiet = simulate("sweep", town, "--dial", POSTS, *BRIEFLY, "--no-figures", "--quiet", "--force")
    assert (quiet.exit_code, quiet.output) == (0, "")


def test_a_picture_of_what_is_neither_good_nor_bad_says_where_it_is_more(town: Path, simulate: Call) -> None:
    simulate("sweep", town, "--dial", POSTS, "--dial", RETELLING, *BRIEFLY, "--measure", "gap_needs", "-o", "out")
    drawn = Path("out/figures/sweep.svg").read_text(encoding="utf-8")
    assert "Where is more" in drawn
    assert "better" not in drawn


def test_values_of_a_long_sweep_do_not_run_into_each_other_below_the_curve(town: Path, simulate: Call) -> None:
    simulate("sweep", town, "--dial", POSTS, *BRIEFLY, "--steps", "41", "-r", "1", "-o", "out")
    drawn = Path("out/figures/sweep.svg").read_text(encoding="utf-8")
    assert ">2.1<" not in drawn
    assert ">2.5<" in drawn


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--dial", "posts"), "there is no dial"),
        (("--dial", POSTS, "--dial", POSTS), "both dials are units.school_team.workers"),
        (("--dial", POSTS, "--dial", RETELLING, "--dial", "x"), "one dial or two; got 3"),
        (("--dial", POSTS, "--measure", "x"), "there is no measure x"),
        (("--dial", "arrivals.school.urgent=0:3"), "arrivals.school.urgent"),
    ],
)
def test_what_cannot_be_swept_ends_with_2_and_writes_nothing(
    town: Path, simulate: Call, arguments: tuple[str, ...], why: str
) -> None:
    told = simulate("sweep", town, *BRIEFLY, *arguments)
    assert told.exit_code == 2
    assert why in told.stderr
    assert "Traceback" not in told.stderr
    assert not any(Path("results").glob("[!.]*"))


def test_results_that_are_there_are_not_replaced_unasked(town: Path, simulate: Call) -> None:
    assert simulate("sweep", town, "--dial", POSTS, *BRIEFLY, "--no-figures").exit_code == 0
    told = simulate("sweep", town, "--dial", POSTS, *BRIEFLY, "--no-figures")
    assert told.exit_code == 2
    assert "exists already" in told.stderr
