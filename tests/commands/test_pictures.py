"""Pictures of runs in which there is little to see, and wherever matplotlib is meant to draw: all else is saved."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from worlds import small_world

from simulate import interface

Call = Callable[..., Result]

ON_THE_LIST = """[
  { stream = "school", needs = ["schooling"], step = "school_assessment", waiting_since = 2017-12-01 },
  { stream = "school", needs = ["schooling"], step = "school_assessment", waiting_since = 2017-12-04 },
]"""
ONCE = {"run__replications": "1"}
FEW = {
    "nobody comes": ONCE | {"arrivals__school__per_month": "0"},
    "nobody new comes": ONCE | {"arrivals__school__per_month": "0", "start_from__waiting": ON_THE_LIST},
    "nobody goes on": ONCE | {"steps__school_intake__go_on": "0", "steps__reception__go_on": "0"},
    "one day is looked at": ONCE | {"run__observe": '"1 day"', "arrivals__school__per_month": "3"},
    "there is no time to follow": ONCE | {"run__follow_up": '"0 days"'},
}  # fmt: skip
WITHOUT_UNITS = """
title = "Only time passes"
start = 2018-01-01
[run]
warm_up = "0 days"
observe = "100 days"
follow_up = "100 days"
replications = 2
[arrivals.street]
per_day = 0.2
first_need = "help"
needs = [{ share = 1, with = [] }]
[needs.help]
pathway = ["door", "support"]
[steps.door]
role = "intake"
[steps.support]
role = "support"
duration = "9 days"
[organisations.one]
[organisations.two]
"""


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", [*(small_world(**keys) for keys in FEW.values()), WITHOUT_UNITS],
                         ids=[*FEW, "there are no units"])  # fmt: skip
def test_a_run_in_which_there_is_little_to_see_is_saved_with_the_pictures_there_are(
    text: str, town: Path, simulate: Call
) -> None:
    town.write_text(text, encoding="utf-8")
    told = simulate("run", "town.toml", "--workers", 1, "--engine", "simpy", "--visits")
    assert told.exit_code == 0, told.stderr
    for table in (name for name, each in interface.TABLES.items() if not each.only_if_any):
        assert len(pd.read_csv(f"results/town/{table}.csv").columns)
    pictures = {path.stem for path in Path("results/town/figures").glob("*.png")}
    left_out = told.stderr.partition("there is nothing to show: ")[2]
    usual = {"waiting_for_first_support", "waiting_for_full_support", "waits_by_unit", "time_use", "journeys",
             "line_lengths"}  # fmt: skip
    assert {name for name in usual if name in left_out} == usual - pictures
    assert told.stderr.count("\n") == (1 if left_out else 0), told.stderr
    assert simulate("run", "town.toml", "--quiet", "--workers", 1, "-o", "quiet").output == ""


SAVES_WITHOUT_PICTURES = """
import sys
from simulate.cli import main
try:
    main()
finally:
    print(*sorted(name for name in sys.modules if name.partition(".")[0] in {"matplotlib", "PIL"}), file=sys.stderr)
"""


def test_a_run_without_pictures_imports_nothing_of_matplotlib(tmp_path: Path) -> None:
    asked = ("run", "town.toml", "--no-figures", "-r", "1", "--engine", "simpy", "--workers", "1")
    told = started(tmp_path, "-c", SAVES_WITHOUT_PICTURES, *asked, backend="agg")
    assert told.stderr.splitlines()[-1] == ""
    assert (tmp_path / "results" / "town" / "summary.csv").exists()


DRAWS_IN_PYTHON = """
import os
{before}
import simulate
results = simulate.run(simulate.load("town.toml"), replications=1, engine="simpy")
results.save("saved")
import matplotlib
print(matplotlib.rcParams["backend"], os.environ["MPLBACKEND"])
"""


EVERY = 8
"""Pictures of a run: two of waiting, two of who gains, waits, lines, time use and journeys."""


def started(folder: Path, *command: str, backend: str) -> subprocess.CompletedProcess[str]:
    (folder / "town.toml").write_text(small_world(), encoding="utf-8")
    told = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, timeout=300,
                          env=os.environ | {"MPLBACKEND": backend})  # fmt: skip
    assert told.returncode == 0, told.stderr
    return told


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_backend_that_is_not_installed_here_is_no_matter_of_ours(tmp_path: Path, workers: str) -> None:
    asked = ("-m", "simulate", "run", "town.toml", "--quiet", "--workers", workers, "--engine", "simpy")
    told = started(tmp_path, *asked, backend="module://not_installed_here.backend_inline")
    assert told.stderr == ""
    assert len(list((tmp_path / "results" / "town" / "figures").glob("*.png"))) == EVERY


@pytest.mark.parametrize(
    ("before", "then"),
    [("", "pdf"), ("import matplotlib", "pdf"), ("import matplotlib; matplotlib.use('svg')", "svg")],
)
def test_saving_in_a_notebook_leaves_it_the_backend_it_asked_for(tmp_path: Path, before: str, then: str) -> None:
    told = started(tmp_path, "-c", DRAWS_IN_PYTHON.format(before=before), backend="pdf")
    assert told.stdout.split() == [then, "pdf"]
    assert len(list((tmp_path / "saved" / "figures").glob("*.png"))) == EVERY
