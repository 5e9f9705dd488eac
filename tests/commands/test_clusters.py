"""`--cluster` as a researcher meets it: the same files, clear refusals, and nothing left there after Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from clusters import LocalCluster, two_workers
from worlds import small_world

Call = Callable[..., Result]
POSTS = "units.school_team.workers=2:6"
BRIEFLY = ("--engine", "simpy", "--no-figures", "-r", "1")
QUESTIONS = {
    "sweep": ("--dial", POSTS, "--steps", "2"),
    "match": ("--dial", POSTS),
    "explain": ("--orders", "2"),
    "sensitivity": ("--dial", POSTS, "--draws", "2", "--targets", "targets.toml"),
    "calibrate": ("targets.toml", "--runs", "4"),
}
TARGETS = """
move = ["units.school_team.workers=2:6"]
[targets.length]
measure = "visit_whole_mean"
step = "investigation"
value = "70 days"
tolerance = "50 days"
source = "assumption"
[targets.crises]
measure = "crises"
value = 20
tolerance = 15
source = "assumption"
"""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    with two_workers(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_cluster_writes_the_same_tables_as_this_machine(
    town: Path, simulate: Call, two: LocalCluster, question: str
) -> None:
    town.write_text(small_world(run__observe='"200 days"', run__follow_up='"100 days"'), encoding="utf-8")
    (town.parent / "targets.toml").write_text(TARGETS, encoding="utf-8")
    asked = (question, town, *QUESTIONS[question], *BRIEFLY)
    assert simulate(*asked, "-o", "here/out").exit_code == 0
    told = simulate(*asked, "-o", "there/out", "--cluster", two.address)
    assert told.exit_code == 0, told.output
    tables = {path.name: path.read_bytes() for path in Path("here/out").glob("*.csv")}
    assert tables
    assert {path.name: path.read_bytes() for path in Path("there/out").glob("*.csv")} == tables
    assert Path("there/out/table.txt").read_bytes() == Path("here/out/table.txt").read_bytes()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--cluster", "tcp://127.0.0.1:9"), "No scheduler of a cluster answers at tcp://127.0.0.1:9"),
        (("--cluster", "nonsense"), "that is no address"),
        (("--cluster", "tcp://127.0.0.1:9", "--workers", "2"), "give one of the two"),
    ],
)
def test_a_cluster_that_is_not_there_ends_with_2_and_writes_nothing(
    town: Path, simulate: Call, more: tuple[str, ...], why: str
) -> None:
    told = simulate("sweep", town, *QUESTIONS["sweep"], *BRIEFLY, *more)
    assert (told.exit_code, told.stdout) == (2, "")
    assert why in told.stderr
    assert "Traceback" not in told.stderr
    assert [path.name for path in town.parent.iterdir()] == ["town.toml"]


def test_without_dask_a_cluster_ends_with_2_and_says_how_to_get_it(
    town: Path, simulate: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    told = simulate("match", town, *QUESTIONS["match"], *BRIEFLY, "--cluster", "tcp://127.0.0.1:8786")
    assert told.exit_code == 2
    assert "python -m pip install distributed" in told.stderr


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent by a signal")
def test_after_ctrl_c_nothing_is_left_on_the_cluster_and_what_was_done_is_kept(town: Path, two: LocalCluster) -> None:
    asked = ["sweep", "town.toml", "--dial", POSTS, "--steps", "200", "-r", "50", "--engine", "simpy"]
    process = subprocess.Popen(
        [sys.executable, "-m", "simulate", *asked, "--cluster", two.address],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    until = time.monotonic() + 100
    while not list(Path("results/.cells").rglob("*.json")):
        assert time.monotonic() < until, "it has not begun"
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (130, "")
    assert "Interrupted" in errors
    assert "Traceback" not in errors
    assert "distributed" not in errors
    while two.tasks():
        assert time.monotonic() < until, "tasks are left on the scheduler"
        time.sleep(0.1)
    assert [path.name for path in Path("results").iterdir()] == [".cells"]
