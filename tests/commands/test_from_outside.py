"""The program as a user meets it: exit codes, no tracebacks, what is imported, Ctrl-C, ended processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from worlds import small_world

from tests.commands.processes import outside

HEAVY = ("pandas", "scipy.stats", "matplotlib", "simpy", "numba")
ENDING = [(getattr(signal, name), 128 + getattr(signal, name)) for name in ("SIGINT", "SIGTERM", "SIGHUP")
          if hasattr(signal, name)]  # fmt: skip
LONG = small_world(run__observe='"40 years"', run__replications="8")


def heeds_interruptions() -> None:
    """Undo what a shell does to commands in the background, as the tests themselves may be: they ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def loaded_by(folder: Path, arguments: list[str], names: tuple[str, ...]) -> list[str]:
    """Tell which of some modules a command loads, run in a folder with a town and others with mistakes."""
    (folder / "town.toml").write_text(small_world(), encoding="utf-8")
    (folder / "wrong.toml").write_text(small_world(units__school_team__workers='"four"'), encoding="utf-8")
    (folder / "broken.toml").write_text("title = ", encoding="utf-8")
    code = (
        "import sys\nfrom simulate.cli import main\n"
        f"try: main()\nfinally: print(*(name for name in {names!r} if name in sys.modules), file=sys.stderr)"
    )
    told = outside(folder, *arguments, code=code)
    assert "Traceback" not in told.stderr
    assert told.stdout or told.returncode == 2
    return told.stderr.splitlines()[-1].split()


@pytest.mark.parametrize("arguments", [["check", "town.toml"], ["check", "town.toml", "--all"], ["plan", "town.toml"]])
def test_what_looks_at_plans_imports_nothing_that_runs_or_draws(tmp_path: Path, arguments: list[str]) -> None:
    assert loaded_by(tmp_path, arguments, (*HEAVY, "numpy")) == ["numpy"]


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["run", "--help"], ["--version"], ["new", "mine.toml"], ["new", "list.csv", "--waiting-list"],
     ["diff", "town.toml", "town.toml"], ["diff", "town.toml", "town.toml", "--organisations", "siloed", "no"],
     ["check", "missing.toml"], ["check", "wrong.toml"], ["check", "broken.toml"], ["plan", "missing.toml"],
     ["run", "missing.toml"], ["run", "wrong.toml"], ["run", "town.toml", "-o", "town.toml"],
     ["run", "town.toml", "--set", "nonsense"], ["run", "town.toml", "--set", "units.school_team.workres=3"],
     ["run", "town.toml", "--workers", "no"], ["no-such-command"]],
)  # fmt: skip
def test_what_only_reads_files_or_ends_in_a_mistake_does_not_even_import_numpy(
    tmp_path: Path, arguments: list[str]
) -> None:
    assert loaded_by(tmp_path, arguments, (*HEAVY, "numpy")) == []


def test_importing_the_package_costs_nothing(tmp_path: Path) -> None:
    code = f"import simulate, sys; print([n for n in (*{HEAVY!r}, 'numpy', 'click', 'pydantic') if n in sys.modules])"
    assert outside(tmp_path, code=code).stdout.strip() == "[]"


def test_the_public_names_are_there(tmp_path: Path) -> None:
    code = "import simulate; print(simulate.load.__name__, simulate.run.__name__, simulate.Results.__name__, "
    code += "simulate.ScenarioError.__name__, bool(simulate.__version__), 'load' in dir(simulate))"
    assert outside(tmp_path, code=code).stdout.split() == ["load", "run", "Results", "ScenarioError", "True", "True"]


def test_a_wrong_file_ends_with_2_and_words_on_stderr_only(tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text(small_world(units__school_team__workers='"four"'), encoding="utf-8")
    told = outside(tmp_path, "run", "wrong.toml")
    assert (told.returncode, told.stdout) == (2, "")
    assert "wrong.toml:" in told.stderr
    assert "units.school_team.workers" in told.stderr
    assert "Traceback" not in told.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["wrong.toml"]


def started(folder: Path, *arguments: str, code: str | None = None) -> "subprocess.Popen[str]":
    """Start the program, or some code, as the first of a group of processes."""
    command = ["-m", "simulate", *arguments] if code is None else ["-c", code, *arguments]
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heeds_interruptions,
    )


@pytest.mark.skipif(os.name != "posix", reason="signals to a group of processes")
@pytest.mark.parametrize(
    ("workers", "sent", "code"), [*(("2", *each) for each in ENDING), *(("1", *each) for each in ENDING[:1])]
)
def test_an_interrupted_run_ends_soon_with_its_processes_and_leaves_nothing(
    tmp_path: Path, workers: str, sent: signal.Signals, code: int
) -> None:
    (tmp_path / "town.toml").write_text(LONG, encoding="utf-8")
    process = started(tmp_path, "run", "town.toml", "--workers", workers, "--no-figures", "--engine", "simpy")
    time.sleep(2)
    assert process.poll() is None, "the run was too short to be interrupted"
    os.killpg(process.pid, sent)
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, output) == (code, "")
    assert "Traceback" not in errors
    assert [path.name for path in tmp_path.iterdir()] == ["town.toml"]
    assert _all_ended(process.pid)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="signals of terminals that are closed")
def test_a_run_under_nohup_outlives_its_terminal(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(small_world(run__observe='"4 years"', run__replications="4"), encoding="utf-8")
    code = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); from simulate.cli import main; main()"
    process = started(tmp_path, "run", "town.toml", "--no-figures", "--engine", "simpy", code=code)
    time.sleep(1)
    assert process.poll() is None, "the run was too short for its terminal to be closed"
    os.killpg(process.pid, signal.SIGHUP)
    _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    assert (tmp_path / "results" / "town" / "summary.csv").exists()


def _all_ended(group: int) -> bool:
    """Tell whether no process of a group is left, giving them a moment to end."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes where Linux lists them")
def test_a_process_that_is_killed_is_named_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(small_world(run__observe='"3 years"', run__replications="4"), encoding="utf-8")
    asked = ["run", "town.toml", "--no-figures", "--engine", "simpy"]
    process = started(tmp_path, *asked, "--workers", "2", "-o", "disturbed")
    wait_for(lambda: children_of(process.pid))
    killed = children_of(process.pid)[0]
    os.kill(killed, signal.SIGKILL)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert f"Process {killed} of the run was killed (SIGKILL)" in errors
    assert "Traceback" not in errors
    assert outside(tmp_path, *asked, "--workers", "1", "-o", "undisturbed").returncode == 0
    for name in ("table.txt", "summary.csv", "lines.csv", "children.csv"):
        assert (tmp_path / "disturbed" / name).read_bytes() == (tmp_path / "undisturbed" / name).read_bytes()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes where Linux lists them")
def test_nothing_goes_on_when_the_main_process_is_killed(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(LONG, encoding="utf-8")
    process = started(tmp_path, "run", "town.toml", "--workers", "3")
    wait_for(lambda: len(children_of(process.pid)) == 2)
    process.kill()
    process.communicate(timeout=20)
    assert _all_ended(process.pid)


def children_of(number: int) -> list[int]:
    """List the processes of a run beside the main one; the one that only looks after shared memory is none."""
    children = Path(f"/proc/{number}/task/{number}/children").read_text(encoding="utf-8").split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def wait_for(what: Callable[[], object]) -> None:
    """Wait until something is true."""
    until = time.monotonic() + 60
    while not what():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.01)


FOR_A_MINUTE = """
import sys
from types import SimpleNamespace
from numba import njit

@njit(nogil=True)
def count(many):
    x = 0.0
    for i in range(many):
        x = (x * 1.0000001 + i) % 7.0
    return x

def run(plan):
    print("in compiled code", file=sys.stderr, flush=True)
    count(2**40)

count(1)
engine = SimpleNamespace(is_compiled=lambda: True, prepare=lambda on_compile: None, run=run)
sys.modules["simulate.engine.compiled.run"] = engine
from simulate.cli import main
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals to a group of processes")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_compiled_code_that_takes_long_is_interrupted_too(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    pytest.importorskip("numba")
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    command = ["run", "town.toml", "--engine", "compiled", "--workers", "1"]
    process = started(tmp_path, *command, code=FOR_A_MINUTE)
    assert process.stderr is not None
    assert process.stderr.readline() == "in compiled code\n"
    begun = time.monotonic()
    os.killpg(process.pid, sent)
    output, errors = process.communicate(timeout=40)
    assert (process.returncode, output) == (code, "")
    assert time.monotonic() - begun < 10
    assert "Traceback" not in errors
    assert [path.name for path in tmp_path.iterdir()] == ["town.toml"]
    assert _all_ended(process.pid)


def test_a_reader_who_stops_reading_causes_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    told = subprocess.run(
        f"{sys.executable} -m simulate check town.toml --all | head -1",
        shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert told.stdout == "Three units\n"
    assert "Traceback" not in told.stderr
