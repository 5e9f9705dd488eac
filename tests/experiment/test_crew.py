"""Work shared among processes, some of which are killed."""

import atexit
import errno
import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from unittest import mock

import pytest
from language.pseudo import in_capitals
from worlds import small_world

from simulate.experiment import replications
from simulate.experiment.alike import alike
from simulate.experiment.comparing import run_comparison
from simulate.experiment.crew import Crew, WorkerDiedError, crew
from simulate.experiment.expected_load import Loads, loads_to_expect
from simulate.experiment.how import How
from simulate.experiment.process import OtherProcess
from simulate.experiment.replications import Block, Lived, run_replications
from simulate.experiment.variants import Variant, variants
from simulate.language import say
from simulate.plan import PlanError
from simulate.scenario.errors import Mistake, ScenarioError
from simulate.scenario.reading.load import load_text

POSIX = pytest.mark.skipif(os.name != "posix", reason="processes are killed by signals")


def in_another_process() -> bool:
    return multiprocessing.parent_process() is not None


def wait_for(what: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is true."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.01)


def squared(block: int) -> tuple[int, int]:
    return block * block, os.getpid()


def tell_at_the_end_what_is_garbage(file: Path, block: object) -> None:
    """Let this process tell, when it ends, of how many things it is going to find out whether they are garbage."""
    atexit.register(lambda: file.write_text(str(len(gc.get_objects()))))


def squared_by_both(folder: Path, block: int) -> tuple[int, int]:
    """Do nothing in this process before another one has begun."""
    if in_another_process():
        (folder / "begun").touch()
    wait_for((folder / "begun").exists)
    return squared(block)


def tell_what_is_done(folder: Path, block: int) -> tuple[bool, bool]:
    """Tell whether this is the main process, and whether the file `first` is there."""
    if in_another_process():
        (folder / "begun").touch()
    return not in_another_process(), (folder / "first").exists()


def end_there(folder: Path, block: int) -> int:
    """Let every other process end that begins."""
    if in_another_process():
        (folder / "begun").touch()
        os._exit(7)
    wait_for((folder / "begun").exists)
    return block


def hang_there_once(folder: Path, block: object) -> None:
    """Let the first other process tell its number and then wait to be killed; this process waits for it to begin."""
    number = folder / "number"
    if in_another_process() and not number.exists():
        (folder / "draft").write_text(str(os.getpid()))
        (folder / "draft").rename(number)
        time.sleep(600)
    wait_for(number.exists)


def square_but_hang_there_once(folder: Path, block: int) -> int:
    hang_there_once(folder, block)
    return block * block


def replicate_but_hang_there_once(folder: Path, *arguments: object) -> list[Lived]:
    hang_there_once(folder, arguments)
    return REPLICATE(*arguments)  # type: ignore[arg-type]


REPLICATE = replications.replicate


def killer(folder: Path) -> threading.Thread:
    """Kill the process that tells its number in a folder."""

    def kill() -> None:
        wait_for((folder / "number").exists)
        os.kill(int((folder / "number").read_text()), signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


def fail(folder: Path, error: Exception, block: int) -> None:
    squared_by_both(folder, block)
    if in_another_process():
        raise error


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_every_block_is_done_once_by_any_number_of_workers(workers: int) -> None:
    with crew(workers) as members:
        done = list(members.share(squared, range(20)))
    assert sorted((block, square) for block, (square, _) in done) == [(n, n * n) for n in range(20)]


def test_this_process_works_too_and_takes_the_first_block(tmp_path: Path) -> None:
    with crew(2) as members:
        by = {block: number for block, (_, number) in members.share(partial(squared_by_both, tmp_path), range(6))}
    assert by[0] == os.getpid()
    assert len(set(by.values())) == 2


def test_what_a_crew_has_done_does_not_keep_it_from_other_work(tmp_path: Path) -> None:
    with crew(2) as members:
        assert members.here(lambda: os.getpid()) == os.getpid()
        assert len(list(members.share(partial(squared_by_both, tmp_path), range(4)))) == 4
        assert dict(members.share(abs, [-1, -2, -3])) == {-1: 1, -2: 2, -3: 3}


def test_spare_processes_take_part_only_in_what_is_shared_among_all(tmp_path: Path) -> None:
    with crew(1, spare=1) as members:
        assert not members.is_alone
        (other,) = members._others
        wait_for(lambda: other.connection.poll())
        alone = [number for _, (_, number) in members.share(squared, range(6), among=members.workers)]
        together = [number for _, (_, number) in members.share(partial(squared_by_both, tmp_path), range(6))]
    assert set(alone) == {os.getpid()}
    assert len(set(together)) == 2


def test_what_is_to_be_done_first_is_done_here_while_others_begin(tmp_path: Path) -> None:
    def first() -> None:
        wait_for((tmp_path / "begun").exists)  # which another process makes in its first block
        (tmp_path / "first").touch()

    with crew(2) as members:
        work = partial(tell_what_is_done, tmp_path)
        done = dict(members.share(work, range(4), first_here=first))
    assert done[0] == (False, mock.ANY), "the other process took the first block"
    assert all(was_done for was_here, was_done in done.values() if was_here)
    with crew(1) as members:
        assert dict(members.share(abs, [-1, -2], first_here=(tmp_path / "alone").touch)) == {-1: 1, -2: 2}
    assert (tmp_path / "alone").exists()


@pytest.mark.parametrize("fault", [GeneratorExit, ZeroDivisionError])
def test_a_crew_whose_results_are_not_all_taken_is_ended(tmp_path: Path, fault: type[BaseException]) -> None:
    with crew(2) as members:
        shared = members.share(partial(squared_by_both, tmp_path), range(6))
        next(shared)
        assert not members.is_alone
        if fault is GeneratorExit:
            shared.close()
        else:
            with pytest.raises(fault):
                shared.throw(fault())
        assert members.is_alone


def test_what_goes_wrong_in_what_is_done_first_is_raised(tmp_path: Path) -> None:
    def first() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), crew(2) as members:
        list(members.share(partial(squared_by_both, tmp_path), range(4), first_here=first))


@POSIX
def test_a_process_that_is_killed_is_named_and_its_block_done_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    thread = killer(tmp_path)
    with crew(2) as members:
        done = dict(members.share(partial(square_but_hang_there_once, tmp_path), range(5)))
    thread.join()
    assert done == {n: n * n for n in range(5)}
    (line,) = caplog.messages
    number = (tmp_path / "number").read_text()
    assert line.startswith(
        f"Process {number} of the run was killed (SIGKILL), probably by the system because memory ran out. "
    )
    assert line.endswith(" is done again.")


@POSIX
def test_a_run_of_which_a_process_is_killed_gives_the_same_as_an_undisturbed_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = variants({"town": load_text(small_world())})
    undisturbed = lived(compared, workers=1)
    monkeypatch.setattr(replications, "replicate", partial(replicate_but_hang_there_once, tmp_path))
    thread = killer(tmp_path)
    disturbed = lived(compared, workers=2)
    thread.join()
    assert "SIGKILL" in caplog.text
    assert "replication" in caplog.text
    assert figures(disturbed) == figures(undisturbed)


def replicate_and_tell(folder: Path, *arguments: object) -> list[Lived]:
    if in_another_process():
        (folder / "begun").touch()
    return REPLICATE(*arguments)  # type: ignore[arg-type]


def test_loads_are_worked_out_here_while_others_begin_with_the_replications(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait_for_others(compared: tuple[Variant, ...]) -> Loads:
        wait_for((tmp_path / "begun").exists)
        return loads_to_expect(compared)

    compared = variants({"town": load_text(small_world())})
    how = How(replications=2, engine="simpy")
    with crew(1) as members:
        alone = run_comparison(compared, how, members).tables
    monkeypatch.setattr(replications, "replicate", partial(replicate_and_tell, tmp_path))
    monkeypatch.setattr("simulate.experiment.comparing.loads_to_expect", wait_for_others)
    with crew(2) as members:
        together = run_comparison(compared, how, members).tables
    assert alike(together, alone)


def lived(compared: tuple[Variant, ...], workers: int) -> list[list[Lived]]:
    with crew(workers) as members:
        return run_replications(compared, How(replications=4), "simpy", members)


def figures(found: list[list[Lived]]) -> str:
    return str([(each.findings.organisation, each.findings.replication, each.findings.values, each.findings.gains)
                for one in found for each in one])  # fmt: skip


def test_processes_that_end_again_and_again_over_a_block_end_the_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = r"exit code 7.*the third over [1-4]\. Nothing was written.*--workers 1.*per_month"
    with pytest.raises(WorkerDiedError, match=told), crew(2) as members:
        list(members.share(partial(end_there, tmp_path), range(1, 5)))
    assert len(caplog.messages) == 2


def test_a_process_that_cannot_begin_is_done_without(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with crew(2, partial(import_module, "experiment.ends_when_imported")) as members:
        (other,) = members._others
        wait_for(lambda: other.connection.poll())
        done = dict(members.share(abs, [-1, -2]))
    assert done == {-1: 1, -2: 2}
    assert "(exit code 3). The run goes on without it." in caplog.text


def test_what_a_process_does_at_first_may_fail_and_it_takes_part_all_the_same(tmp_path: Path) -> None:
    with crew(2, partial(import_module, "simulate.there_is_no_such_module")) as members:
        by = [number for _, (_, number) in members.share(partial(squared_by_both, tmp_path), range(6))]
    assert len(set(by)) == 2


def leave_word(folder: Path, fails: bool = False) -> None:
    """Let it be known that this was done, and by whom."""
    (folder / f"word-{os.getpid()}").touch()
    if fails:
        raise ZeroDivisionError


@pytest.mark.parametrize("fails", [False, True])
def test_others_get_ready_by_the_way_and_then_take_part_again(tmp_path: Path, fails: bool) -> None:
    with crew(2) as members:
        by = {number for _, (_, number) in members.share(partial(squared_by_both, tmp_path), range(6))}
        members.others_get_ready(partial(leave_word, tmp_path, fails))
        wait_for(lambda: list(tmp_path.glob("word-*")))
        again = members.share(partial(squared_by_both, tmp_path), range(6, 12))
        both = {number for _, (_, number) in again}
    (word,) = tmp_path.glob("word-*")
    assert {f"word-{number}" for number in by - {os.getpid()}} == {word.name}
    assert both <= by


def say_how_it_stands(folder: Path, block: int) -> tuple[bool, str]:
    squared_by_both(folder, block)
    return in_another_process(), say("It stands well.")


def test_other_processes_speak_the_language_that_is_spoken_here(tmp_path: Path) -> None:
    with crew(2) as members:
        work = partial(say_how_it_stands, tmp_path)
        with in_capitals():
            told = {one for _, one in members.share(work, range(6))}
        assert told == {(False, "IT STANDS WELL."), (True, "IT STANDS WELL.")}
        (tmp_path / "begun").unlink()
        told = {one for _, one in members.share(work, range(6))}
        assert told == {(False, "It stands well."), (True, "It stands well.")}


def test_processes_that_the_machine_cannot_start_are_done_without(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("simulate.experiment.crew.OtherProcess", refuse)
    with crew(3) as members:
        assert dict(members.share(abs, [-1, -2])) == {-1: 1, -2: 2}
    assert caplog.messages == ["Only 1 of 3 processes could be started: Resource temporarily unavailable."]


@pytest.mark.parametrize(
    ("error", "kind"),
    [(PlanError("no way"), PlanError), (ScenarioError([Mistake("a.b", "is wrong")]), ScenarioError),
     (MemoryError(), MemoryError)],
)  # fmt: skip
def test_an_error_in_another_process_is_raised_here_with_where_it_was(
    tmp_path: Path, error: Exception, kind: type[Exception]
) -> None:
    with pytest.raises(kind) as raised, crew(2) as members:
        list(members.share(partial(fail, tmp_path, error), range(4)))
    assert str(raised.value) == str(error)
    assert "in fail" in "".join(raised.value.__notes__)


class OddError(Exception):
    """Cannot be sent to another process and back."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


def fail_oddly(folder: Path, block: int) -> None:
    fail(folder, OddError("one", "two"), block)


def test_an_error_that_cannot_be_sent_is_told_all_the_same(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="OddError: one and two"), crew(2) as members:
        list(members.share(partial(fail_oddly, tmp_path), range(4)))


def test_a_process_that_has_nothing_more_to_do_ends_without_looking_for_garbage(tmp_path: Path) -> None:
    other = OtherProcess()
    assert other.answer() is None
    other.begin(partial(tell_at_the_end_what_is_garbage, tmp_path / "things"), 1)
    other.answer()
    other.end()
    wait_for((tmp_path / "things").exists)
    wait_for((tmp_path / "things").read_text)
    assert int((tmp_path / "things").read_text()) < 1_000  # a run has a hundred thousand of them


def test_when_something_goes_wrong_the_others_are_ended_at_once(tmp_path: Path) -> None:
    begun = time.monotonic()
    others = []

    def go_wrong() -> None:
        with crew(2) as members:
            others.extend(members._others)
            next(members.share(partial(square_but_hang_there_once, tmp_path), range(5)))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        go_wrong()
    (other,) = others
    assert other._process.exitcode is not None
    assert time.monotonic() - begun < 60, "it did not wait for the one that hangs"


def test_the_order_in_which_blocks_are_done_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = variants({"town": load_text(small_world())})
    in_order = figures(lived(compared, workers=1))

    def backwards(self: Crew, work: Callable[[Block], object], blocks: list[Block], **_: object) -> object:
        return [(block, work(block)) for block in reversed(blocks)]

    monkeypatch.setattr(Crew, "share", backwards)
    assert figures(lived(compared, workers=2)) == in_order
    assert figures(lived(compared, workers=4)) == in_order
