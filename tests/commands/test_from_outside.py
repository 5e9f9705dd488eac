"""The program as a user meets it: exit codes, no tracebacks, what is imported, Ctrl-C, ended processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from worlds import small_world

from simulate.experiment.crew import WorkerDiedError
from simulate.experiment.replications import Keep, run_replications
from simulate.experiment.variants import variants
from simulate.scenario.reading import load_text

HEAVY = ("pandas", "scipy.stats", "matplotlib", "simpy")
LONG = small_world(run__observe='"40 years"', run__replications="8")


def outside(folder: Path, *arguments: str, code: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program, or some code, in a process of its own."""
    command = ["-m", "simulate", *arguments] if code is None else ["-c", code, *arguments]
    return subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, timeout=120)


def heeds_interruptions() -> None:
    """Undo what a shell does to commands in the background, as the tests themselves may be: they ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["run", "--help"], ["--version"], ["check", "town.toml"], ["check", "missing.toml"],
     ["plan", "town.toml"], ["run", "missing.toml"], ["run", "town.toml", "--set", "nonsense"],
     ["diff", "town.toml", "town.toml"]],
)  # fmt: skip
def test_what_is_answered_at_once_imports_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    code = (
        "import sys\nfrom simulate.cli import main\n"
        f"try: main()\nfinally: print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    told = outside(tmp_path, *arguments, code=code)
    assert told.stderr.splitlines()[-1] == "[]"
    assert "Traceback" not in told.stderr


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


@pytest.mark.skipif(os.name != "posix", reason="signals to a group of processes")
@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_ends_soon_with_its_processes_and_leaves_nothing(
    tmp_path: Path, workers: str, sent: signal.Signals, code: int
) -> None:
    (tmp_path / "town.toml").write_text(LONG, encoding="utf-8")
    command = [sys.executable, "-m", "simulate", "run", "town.toml", "--workers", workers, "--no-figures"]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heeds_interruptions,
    )
    time.sleep(3)
    assert process.poll() is None, "the run was too short to be interrupted"
    os.killpg(process.pid, sent)
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, output) == (code, "")
    assert "Traceback" not in errors
    assert [path.name for path in tmp_path.iterdir()] == ["town.toml"]
    assert _all_ended(process.pid)


def _all_ended(group: int) -> bool:
    """Tell whether no process of a group is left, giving them a moment to end."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def _die(*_: object) -> None:
    os._exit(9)


def test_a_process_that_dies_is_told_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulate.experiment.replications.replicate", _die)
    compared = variants({"town": load_text(small_world())})
    with pytest.raises(WorkerDiedError, match="Nothing was written"):
        run_replications(compared, 3, Keep(), workers=2)


def test_a_reader_who_stops_reading_causes_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    told = subprocess.run(
        f"{sys.executable} -m simulate check town.toml --all | head -1",
        shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert told.stdout == "Three units\n"
    assert "Traceback" not in told.stderr
