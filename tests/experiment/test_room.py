"""How much memory a run needs: told before it begins, with what would help, and refused where it cannot be had."""

import logging
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from worlds import small_world

from simulate import interface
from simulate.cli import commands
from simulate.experiment import room
from simulate.experiment.room import Part, Room, TooLargeError, machine_memory, room_of, workers_that_fit
from simulate.experiment.variants import variants
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.shipped import shipped_folder
from simulate.world.children import cohort
from simulate.world.planning import plan

GB = 2**30
CRISES = small_world(needs__schooling__crisis_per_month=None, needs__schooling__crisis_per_day="0.2")
RETURNS = small_world(needs__schooling__returns='{ chance = 0.9, delay = "40 days" }')


@pytest.mark.parametrize(
    "scenario",
    [load(shipped_folder() / "helsingborg.toml"), load(shipped_folder() / "queue.toml"), load_text(CRISES),
     load_text(RETURNS)],
    ids=["base", "queue", "crises", "returns"],
)  # fmt: skip
def test_as_many_visits_are_expected_as_are_planned(scenario: Scenario) -> None:
    expected, planned = room._lives(scenario), plan(cohort(scenario, 1), next(iter(scenario.organisations)))
    assert expected.children == pytest.approx(len(planned.children), rel=0.15)
    assert expected.visits == pytest.approx(len(planned.visits), rel=0.3)
    assert expected.needs == pytest.approx(len(planned.needs), rel=0.3)


def memory(text: str, **how: bool) -> Room:
    kept = {"every_child": False, "every_visit": False} | how
    return room_of(variants({"town": load_text(text)}), 10, engine="compiled", **kept)


@pytest.mark.parametrize(
    ("larger", "helps"),
    [(small_world(arrivals__school__per_month="200000"), r"fewer children \(arrivals\.school\.per_month\)"),
     (CRISES.replace('crisis_per_day = 0.2', 'crisis_per_day = 1').replace("per_month = 20", "per_month = 20000"),
      r"fewer crises .*arrivals\.school\.per_month"),
     (small_world(units__social_office__workers="900000",
                  units__social_office__absence='{ share = 0.1, spell = { exponential = "3 days" } }'),
      r"fewer workers.*units\.social_office"),
     (small_world(run__observe='"900 years"', arrivals__school__per_month="0.1"), "fewer replications or organisa"),
    ],
)  # fmt: skip
def test_what_takes_most_memory_is_named_with_the_key_that_makes_it_less(larger: str, helps: str) -> None:
    assert re.search(helps, memory(larger).largest(1).helps)
    assert memory(larger).total(1) > memory(small_world()).total(1)


def test_lists_of_all_replications_are_counted_as_often() -> None:
    usual, every = memory(small_world()), memory(small_world(), every_visit=True, every_child=True)
    assert [after.bytes / before.bytes for before, after in zip(usual.kept, every.kept, strict=True)] == [1, 10, 10]


def test_more_processes_need_more_and_each_the_same() -> None:
    needed = memory(small_world())
    apart = [needed.total(workers) for workers in (1, 2, 3)]
    assert apart[1] - apart[0] == pytest.approx(apart[2] - apart[1])


OF_2_GB = Room((Part(2 * GB, "5 children in each replication", "fewer children (arrivals.a.per_day)"),), ())


@pytest.fixture
def has(monkeypatch: pytest.MonkeyPatch) -> Callable[[float | None], None]:
    """Let the machine have so many gigabytes."""
    return lambda size: monkeypatch.setattr(room, "machine_memory", lambda: None if size is None else size * GB)


def test_as_many_processes_work_as_memory_is_there_for(
    has: Callable[[float | None], None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "simulate")
    has(8)
    assert workers_that_fit(OF_2_GB, 4, given=False) == 2
    assert caplog.messages == ["2 instead of 4 processes share the work, so that the memory is enough."]
    has(64)
    assert workers_that_fit(OF_2_GB, 4, given=False) == 4
    has(None)
    assert workers_that_fit(OF_2_GB, 4, given=True) == 4
    assert len(caplog.messages) == 1


def test_what_may_not_fit_is_warned_of_and_what_cannot_is_refused(
    has: Callable[[float | None], None], caplog: pytest.LogCaptureFixture
) -> None:
    told = "This run needs about 2.2 GB of memory, and this machine has {}. Most of it is for 5 children in each "
    told += "replication. What helps: fewer children (arrivals.a.per_day)."
    has(3)
    assert workers_that_fit(OF_2_GB, 1, given=False) == 1
    assert caplog.messages == [f"{told.format('3.0 GB')} It may run out of it."]
    has(1.5)
    with pytest.raises(TooLargeError) as raised:
        workers_that_fit(OF_2_GB, 3, given=False)
    assert str(raised.value) == f"{told.format('1.5 GB')} Nothing was run."
    with pytest.raises(TooLargeError, match=r"in 3 processes.*or --workers 1, which needs 2\.2 GB\. Nothing was run"):
        workers_that_fit(OF_2_GB, 3, given=True)


def test_a_run_that_cannot_fit_ends_with_2_before_it_begins(
    has: Callable[[float | None], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("town.toml").write_text(small_world(arrivals__school__per_month="500000"), encoding="utf-8")
    has(2)
    told = CliRunner().invoke(commands, ["run", "town.toml"])
    assert told.exit_code == 2
    assert "arrivals.school.per_month" in told.stderr
    assert "GB" in told.stderr
    assert not Path("results").exists()
    with pytest.raises(TooLargeError):
        interface.run("town.toml")


def test_the_limits_of_control_groups_are_found(tmp_path: Path) -> None:
    listed, root = tmp_path / "cgroup", tmp_path / "fs"
    of_group = "memory.limit_in_bytes"
    for folder, name, text in (("memory/a/b", of_group, "4096\n"), ("memory/a", of_group, "2048"),
                               ("c/d", "memory.max", "max\n"), ("c", "memory.max", "1024")):  # fmt: skip
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / name).write_text(text)
    listed.write_text("4:memory:/a/b\n2:cpu,cpuacct:/\n0::/c/d\n")
    assert sorted(room._allowed(listed, root)) == [1024, 2048, 4096]
    assert list(room._allowed(tmp_path / "none", root)) == []


def test_this_machine_tells_what_it_has() -> None:
    has = machine_memory()
    assert has is None or 2**28 < has < 2**50


GROWS = """
import sys
from simulate.experiment.how import How
from simulate.experiment.replications import Block, replicate
from simulate.experiment.variants import variants
from simulate.scenario.reading.load import load_text
import pandas, simulate.world.planning, simulate.findings.measure
from simulate.experiment.engines import prepare
prepare("compiled", "compiled")

def peak():  # of this program alone, where ru_maxrss begins with what its parent had
    with open("/proc/self/status") as status:
        return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

(first, *_) = variants({"town": load_text(sys.stdin.read())})
before = peak()
replicate((first,), How(), "compiled", Block(2, (first.label,), True))
print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the peak there")
@pytest.mark.parametrize(
    "text",
    [small_world(arrivals__school__per_month="4000"), CRISES.replace("per_month = 20", "per_month = 800")],
    ids=["children", "crises"],
)
def test_a_replication_takes_about_the_memory_that_is_estimated(text: str) -> None:
    pytest.importorskip("numba")
    command = [sys.executable, "-c", GROWS]
    told = subprocess.run(command, input=text, capture_output=True, text=True, check=True, timeout=300)
    estimated = memory(text).each[0].bytes
    assert 0.6 < int(told.stdout) / estimated < 1.5


def test_sizes_are_written_as_all_numbers_are(has: Callable[[float | None], None]) -> None:
    has(1_000)
    needs = Room((Part(12_345 * GB, "12 345 children in each replication", "fewer children"),), ())
    with pytest.raises(TooLargeError, match=r"about 12 345 GB of memory, and this machine has 1 000 GB\."):
        workers_that_fit(needs, 1, given=False)
