"""Cells done by a Dask cluster: the same bits, nothing lost with a worker, and no work for workers that differ."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from clusters import LocalCluster, two_workers
from worlds import small_world

import simulate
from simulate.experiment import cluster as module
from simulate.experiment.cells import Cell, Nowhere, keys_of, run_cells
from simulate.experiment.cluster import ClusterError, cluster
from simulate.experiment.crew import WorkerDiedError, crew
from simulate.files.cells import Cells
from simulate.interface.sweeping import sweep
from simulate.scenario.reading.load import load_text
from simulate.scenario.turning import dial_named, with_dials

POSTS = "units.school_team.workers=2:6"
COORDINATION = "organisations.integrated.coordination=0:1"
ROOT = Path(simulate.__file__).parent


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    with two_workers(tmp_path_factory.mktemp("cluster")) as found:
        yield found


def cells(count: int) -> list[Cell]:
    """Give cells of a small town, in some of which only posts differ."""
    town = load_text(small_world())
    posts, extra = dial_named(town, POSTS), dial_named(town, COORDINATION)
    worlds = [with_dials(town, [(posts, many), (extra, part)]) for part in (0.0, 0.5) for many in (2.0, 4.0, 6.0)]
    return [Cell(worlds[n % 6], ("siloed", "integrated"), 1 + n // 6) for n in range(count)]


class InMemory:
    """Keeps what is left of lives, and tells how many there are as each comes in."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def put(self, key: str, what: bytes) -> None:
        assert key not in self.kept, "nothing is done twice"
        self.kept[key] = what


def test_processes_here_and_workers_of_a_cluster_give_the_same_bits_as_one_alone(two: LocalCluster) -> None:
    asked, by_backend = cells(12), []
    for backend in (crew(1), crew(2), cluster(two.address, "simpy")):
        kept = InMemory()
        with backend as those:
            run_cells(asked, "simpy", those, kept)
        by_backend.append(kept.kept)
    alone, processes, workers = by_backend
    assert len(alone) == 2 * (3 + 6), "coordination in the one changes nothing in the silos"
    assert processes == alone
    assert workers == alone
    assert {key for keys in keys_of(asked, "simpy") for key in keys.values()} == set(alone)


def test_a_worker_that_is_killed_in_the_middle_takes_nothing_with_it(two: LocalCluster) -> None:
    asked, victim = cells(36), two.start_worker()
    kept, told = InMemory(), list[float]()

    def progress(done: float, total: int) -> None:
        told.append(done)
        if victim.poll() is None and done > total / 4:
            victim.kill()
            victim.wait()

    with cluster(two.address, "simpy") as those:
        assert those.workers == 3
        disturbed = run_cells(asked, "simpy", those, kept, progress)
    assert told == sorted(told)
    assert victim.poll() is not None
    assert len(kept.kept) == 6 * (3 + 6)
    with crew(1) as alone:
        undisturbed = InMemory()
        run_cells(asked, "simpy", alone, undisturbed)
    assert kept.kept == undisturbed.kept
    assert len(disturbed) == 36


def test_nothing_is_left_on_a_cluster_when_all_is_done_or_its_client_has_had_enough(two: LocalCluster) -> None:
    with cluster(two.address, "simpy") as those:
        run_cells(cells(6), "simpy", those, Nowhere())
        _none_left(two)

        class Enough(InMemory):
            def put(self, key: str, what: bytes) -> None:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run_cells(cells(60), "simpy", those, Enough())
        _none_left(two)


def _none_left(two: LocalCluster) -> None:
    until = time.monotonic() + 20
    while two.tasks():
        assert time.monotonic() < until, "tasks are left on the scheduler"
        time.sleep(0.05)


def test_what_work_raises_on_a_worker_is_raised_here(two: LocalCluster) -> None:
    with cluster(two.address, "simpy") as those, pytest.raises(ZeroDivisionError):
        list(those.share(lambda number: 1 / number, [1, 0]))


def test_a_sweep_by_a_cluster_is_kept_and_told_as_one_that_is_run_here(two: LocalCluster, tmp_path: Path) -> None:
    town = load_text(small_world())
    here = sweep(town, POSTS, 3, replications=2, engine="simpy")
    there = sweep(town, POSTS, 3, replications=2, engine="simpy", cluster=two.address, kept=Cells(tmp_path))
    assert there.points.equals(here.points)
    assert there.differences.equals(here.differences)
    assert len(list(tmp_path.rglob("*.json"))) == 3 * 2 * 2


def test_workers_that_run_another_program_are_refused_by_name_before_anything_is_done(
    two: LocalCluster, tmp_path: Path
) -> None:
    other = tmp_path / "simulate"
    shutil.copytree(ROOT, other, ignore=shutil.ignore_patterns("__pycache__"))
    (other / "log.py").write_text((other / "log.py").read_text(encoding="utf-8") + "\n# other\n", encoding="utf-8")
    process = two.start_worker(PYTHONPATH=str(tmp_path))
    try:
        with pytest.raises(ClusterError) as refused, cluster(two.address, "simpy"):
            pytest.fail("it was not refused")
    finally:
        _end(process, two)
    told = [line for line in str(refused.value).splitlines() if line.startswith("tcp://")]
    assert len(told) == 1, "the two others run what runs here"
    assert told[0].endswith(": another version of the program")


def test_workers_without_the_program_are_refused(two: LocalCluster, tmp_path: Path) -> None:
    (tmp_path / "simulate.py").write_text("raise ImportError", encoding="utf-8")
    process = two.start_worker(PYTHONPATH=str(tmp_path))
    try:
        with pytest.raises(ClusterError, match="supportflow is not installed"), cluster(two.address, "simpy"):
            pytest.fail("it was not refused")
    finally:
        _end(process, two)


def _end(process: "subprocess.Popen[bytes]", two: LocalCluster) -> None:
    """End a worker, and wait until the scheduler has seen it."""
    before = len(two.client.nthreads())
    process.kill()
    process.wait()
    while len(two.client.nthreads()) == before:
        time.sleep(0.05)


def test_of_workers_that_differ_it_is_said_in_what() -> None:
    here = {"Python": "3.11.7", "numba": "0.61", "supportflow": "abc"}
    module._require_alike({"tcp://one": dict(here)}, here)
    with pytest.raises(ClusterError) as refused:
        module._require_alike(
            {
                "tcp://one": dict(here),
                "tcp://two": {**here, "Python": "3.12.1", "numba": ""},
                "tcp://three": {},
            },
            here,
        )
    assert str(refused.value).splitlines()[1:-1] == [
        "tcp://two: Python 3.12.1, here 3.11.7; numba is not installed",
        "tcp://three: Python is not installed; numba is not installed; supportflow is not installed",
    ]


def test_a_worker_that_joins_later_and_runs_another_program_does_nothing_and_is_named(two: LocalCluster) -> None:
    here = module.facts_of(("numpy",))
    assert module._done(here, simulate.language.spoken_now(), abs, -1) == 1
    later = {**here, "supportflow": "another digest"}
    asked = two.client.submit(module._done, later, simulate.language.spoken_now(), abs, -1, pure=False)
    with pytest.raises(ClusterError, match=r"tcp://127.0.0.1:\d+: another version of the program"):
        asked.result()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "nothing://here:1", "here:port", ""])
def test_where_nobody_answers_it_is_said_within_seconds(address: str) -> None:
    begun = time.monotonic()
    with pytest.raises(ClusterError, match="No scheduler of a cluster answers"), cluster(address, "simpy"):
        pytest.fail("somebody answered")
    assert time.monotonic() - begun < 30


def test_a_cluster_without_workers_is_refused_and_one_that_loses_all_of_them_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SECONDS_TO_ANSWER", 1.0)
    monkeypatch.setattr(module, "_SECONDS_WITHOUT_WORKERS", 1.0)
    monkeypatch.setattr(module, "_SECONDS_BETWEEN_LOOKS", 0.2)
    with LocalCluster(tmp_path) as empty:
        with pytest.raises(ClusterError, match="has no workers"), cluster(empty.address, "simpy"):
            pytest.fail("it was not refused")
        worker = empty.start_worker()

        def kill(done: float, total: int) -> None:
            with suppress(ProcessLookupError):
                worker.kill()

        with cluster(empty.address, "simpy") as those, pytest.raises(WorkerDiedError, match="has had no workers for"):
            run_cells(cells(12), "simpy", those, Nowhere(), kill)


def test_a_scheduler_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SECONDS_BETWEEN_LOOKS", 0.2)
    with LocalCluster(tmp_path) as lost:
        lost.start_worker()

        def kill(done: float, total: int) -> None:
            lost._processes[0].kill()

        with cluster(lost.address, "simpy") as those, pytest.raises(WorkerDiedError, match="does not answer any more"):
            run_cells(cells(60), "simpy", those, Nowhere(), kill)


def test_without_dask_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match="pip install"), cluster("tcp://127.0.0.1:9", "simpy"):
        pytest.fail("it was not refused")


def test_processes_here_and_a_cluster_exclude_each_other() -> None:
    with pytest.raises(ValueError, match="give one of the two"):
        sweep(load_text(small_world()), POSTS, 2, workers=2, cluster="tcp://127.0.0.1:9")
