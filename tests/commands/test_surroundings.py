"""Odd surroundings: names that are no letters, folders that are gone, streams that nobody reads, others who come first.

What cannot come to a good end is refused in words before the work, with exit code 2; what has been worked out is saved.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from worlds import small_world

from tests.commands.processes import in_shell, outside

QUICK = ["--no-figures", "--engine", "simpy", "--workers", "1", "-r", "1"]
RUN = ["run", "town.toml", *QUICK]
POSIX = pytest.mark.skipif(os.name != "posix", reason="shells, streams and names of POSIX")


def assert_refused(told: "subprocess.CompletedProcess[bytes]", words: str) -> None:
    assert told.returncode == 2
    assert words in told.stderr.decode()
    for never in ("Traceback", "fault of the program"):
        assert never not in told.stderr.decode()
    assert told.stdout == b""


@POSIX
@pytest.mark.parametrize("command", [" ".join(RUN), "check town.toml", "new other.toml", "run --help"])
@pytest.mark.parametrize("stream", [">&-", ">/dev/full", "1</dev/null"])
def test_a_command_that_can_show_nothing_is_refused_before_its_work(tmp_path: Path, command: str, stream: str) -> None:
    assert_refused(in_shell(tmp_path, f"{command} {stream}"), "Standard output cannot be written (")
    assert [path.name for path in tmp_path.iterdir()] == ["town.toml"]


@POSIX
def test_help_that_nobody_can_read_is_no_fault_of_the_program(tmp_path: Path) -> None:
    told = in_shell(tmp_path, "--help >/dev/full")
    assert told.returncode == 1
    assert told.stderr.decode().startswith("Standard output cannot be written (No space left on device)")
    assert told.stderr.count(b"\n") == 1


@POSIX
def test_a_quiet_run_needs_nobody_who_listens_and_writes_nothing_of_it_elsewhere(tmp_path: Path) -> None:
    streams = ["", ">&-", ">&- 2>&- <&-", ">/dev/full 2>/dev/full"]
    for number, closed in enumerate(streams):
        told = in_shell(tmp_path, f"{' '.join(RUN)} --quiet --workers 2 -o {number} {closed}")
        assert (told.returncode, told.stdout, told.stderr) == (0, b"", b""), closed
    for path in (tmp_path / "0").iterdir():
        if path.name != "provenance.json":
            written = {(tmp_path / str(number) / path.name).read_bytes() for number in range(len(streams))}
            assert len(written) == 1, f"what was meant for a stream went into {path.name}"


@POSIX
@pytest.mark.parametrize("stream", ["2>&-", "2>/dev/full"])
def test_messages_that_nobody_can_get_stop_nothing_and_mistakes_still_end_with_2(tmp_path: Path, stream: str) -> None:
    told = in_shell(tmp_path, f"{' '.join(RUN)} {stream}")
    assert told.returncode == 0
    assert told.stdout.startswith(b"Three units\n")
    assert (tmp_path / "results" / "town" / "summary.csv").exists()
    for wrong in ("run nowhere.toml", "runn", "run town.toml"):
        assert in_shell(tmp_path, f"{wrong} {stream}").returncode == 2


FILLS_UP = """
import os, sys
from simulate import interface
compare = interface.run_comparison
def and_then_the_disk_is_full(*arguments, **more):
    found = compare(*arguments, **more)
    os.dup2(os.open("/dev/full", os.O_WRONLY), {stream})
    return found
interface.run_comparison = and_then_the_disk_is_full
from simulate.cli import main
main()
"""


@POSIX
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_results_are_saved_though_they_cannot_be_shown_any_more_and_the_exit_code_says_so(
    tmp_path: Path, more: list[str]
) -> None:
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    told = outside(tmp_path, *RUN, *more, code=FILLS_UP.format(stream=1))
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.splitlines() == [
        "Standard output cannot be written (No space left on device): not all was shown. What was to be saved is saved."
    ]
    assert (tmp_path / "results" / "town" / "provenance.json").exists()


@POSIX
def test_a_run_whose_messages_fill_the_disk_goes_on(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    told = outside(tmp_path, *RUN, code=FILLS_UP.format(stream=2))
    assert (told.returncode, told.stdout[:12]) == (0, "Three units\n")


@pytest.mark.skipif(sys.platform != "linux", reason="a disk that takes any bytes for a name")
@pytest.mark.parametrize(
    "arguments",
    [b"run t\xf6wn.toml", b"run town.toml -o \xf6", b"run town.toml --set title=\xf6", b"check t\xf6wn.toml",
     b"new \xf6.toml", b"plan t\xf6wn.toml", b"diff town.toml t\xf6wn.toml", b"\xf6"],
)  # fmt: skip
def test_a_name_that_is_not_utf_8_is_refused_before_the_work(tmp_path: Path, arguments: bytes) -> None:
    for name in ("town.toml", os.fsdecode(b"t\xf6wn.toml")):
        (tmp_path / name).write_text(small_world(), encoding="utf-8")
    command = [os.fsencode(sys.executable), b"-m", b"simulate", *arguments.split()]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60)
    assert_refused(told, "cannot be read as letters")
    assert "\\xf6" in told.stderr.decode(), "the name is shown as it can be typed"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="how a terminal is set on Linux")
def test_a_terminal_set_to_ascii_is_told_how_to_be_set(tmp_path: Path) -> None:
    (tmp_path / "förskola.toml").write_text(small_world(), encoding="utf-8")
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    arguments = f"run förskola.toml {' '.join(QUICK)}"
    assert_refused(in_shell(tmp_path, arguments, **ascii_only), "LC_ALL=C.UTF-8")
    assert in_shell(tmp_path, arguments, LC_ALL="C").returncode == 0
    assert (tmp_path / "results" / "förskola" / "summary.csv").exists()


@POSIX
@pytest.mark.parametrize(
    ("output", "words"),
    [("x" * 300, "File name too long"), ("/".join(["x" * 200] * 30), "File name too long"),
     ("loop", "leads back to itself"), ("loop/below", "leads back to itself"), ("town.toml/x", "is a file")],
)  # fmt: skip
def test_a_folder_that_cannot_be_made_is_refused_before_the_work(tmp_path: Path, output: str, words: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert_refused(in_shell(tmp_path, f"run town.toml -o {output}"), words)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["loop", "town.toml"]


@POSIX
@pytest.mark.parametrize("command", ["run loop", "check loop", "run loop/town.toml", "new loop", "new loop/x.toml"])
def test_a_link_that_leads_back_to_itself_is_no_fault_of_the_program(tmp_path: Path, command: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert_refused(in_shell(tmp_path, command), "loop")


@POSIX
@pytest.mark.parametrize(
    "command", ["run ../town.toml", "run {town} -o {folder}/out", "check {town}", "plan {town}", "new mine.toml"]
)
def test_a_folder_that_is_not_there_any_more_is_told_before_the_work(tmp_path: Path, command: str) -> None:
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    (tmp_path / "gone").mkdir()
    line = command.format(town=tmp_path / "town.toml", folder=tmp_path)
    told = subprocess.run(
        f"cd gone && rmdir ../gone && {sys.executable} -m simulate {line}",
        shell=True, cwd=tmp_path, capture_output=True, timeout=60,
    )  # fmt: skip
    assert_refused(told, "The folder you are in is not there any more")
    assert [path.name for path in tmp_path.iterdir()] == ["town.toml"]


def test_names_of_files_that_are_long_leave_room_for_what_is_added_to_them(tmp_path: Path) -> None:
    names = [f"{'😀' * 60}{number}.toml" for number in range(2)]
    for name in names:
        (tmp_path / name).write_text(small_world(), encoding="utf-8")
    told = outside(tmp_path, "run", *names, *QUICK, "--quiet")
    assert (told.returncode, told.stderr) == (0, "")
    (folder,) = (tmp_path / "results").iterdir()
    assert len([path for path in folder.iterdir() if path.name.startswith("scenario")]) == 2


COMES = """
from pathlib import Path
from simulate import interface
save = interface.Results.save
def and_somebody_came_before(*arguments, **more):
    Path("results/town").mkdir(parents=True, exist_ok=True)
    Path("results/town/letter.txt").write_text("dear")
    return save(*arguments, **more)
interface.Results.save = and_somebody_came_before
from simulate.cli import main
main()
"""


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_folder_that_comes_during_a_run_stays_and_the_results_are_beside_it(tmp_path: Path, force: list[str]) -> None:
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    told = outside(tmp_path, *RUN, *force, code=COMES)
    assert told.returncode == 1
    assert told.stdout.startswith("Three units\n")
    assert told.stdout.endswith("as it was run: results/town-2\n")
    assert "The finished results are in results/town-2" in told.stderr
    assert [path.name for path in (tmp_path / "results" / "town").iterdir()] == ["letter.txt"]
    assert (tmp_path / "results" / "town-2" / "summary.csv").exists()


FULL = """
import sys
from simulate.files import results
write, refusals = results._write_tables, int(sys.argv.pop(1))
def on_a_full_disk(*arguments):
    global refusals
    refusals -= 1
    if refusals >= 0:
        raise OSError(28, "No space left on device")
    write(*arguments)
results._write_tables = on_a_full_disk
from simulate.cli import main
main()
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder for what is temporary, as the program is to find it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    return folder


def test_results_for_which_the_disk_is_too_full_are_kept_on_another_where_nobody_else_may_look(
    tmp_path: Path, temporary: Path
) -> None:
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    told = outside(tmp_path, "1", *RUN, code=FULL)
    (private,) = temporary.iterdir()
    assert (told.returncode, told.stdout[:12]) == (1, "Three units\n")
    assert "town could not be written: No space left on device" in told.stderr
    assert f"The finished results are in {private / 'town'}: move them" in told.stderr
    assert (private / "town" / "provenance.json").exists()
    if os.name == "posix":
        assert private.stat().st_mode & 0o077 == 0
    assert list((tmp_path / "results").iterdir()) == []


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_results_that_can_be_written_nowhere_are_shown_all_the_same_and_the_loss_is_told(
    tmp_path: Path, temporary: Path, more: list[str]
) -> None:
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    told = outside(tmp_path, "2", *RUN, *more, code=FULL)
    assert told.returncode == 1
    if more:
        assert json.loads(told.stdout)["folder"] is None
    else:
        assert told.stdout.startswith("Three units\n")
    assert "scenario as it was run:" not in told.stdout
    assert "are lost: run it again with -o FOLDER on another disk" in told.stderr
    assert list(temporary.iterdir()) == []


MEMORY = """
import sys
from simulate.cli import running
from simulate import interface
def no_memory(*_, **__):
    raise MemoryError
{where} = no_memory
from simulate.cli import main
main()
"""


@pytest.mark.parametrize(
    ("where", "more", "words"),
    [
        ("interface.run_comparison", [], "Memory ran out. Nothing was written. What helps: "),
        ("interface.Results.save", [], "Memory ran out. Nothing was written. What helps: "),
        ("running._print_answer", [], "Memory ran out. The results are in results/town. What helps: "),
        ("running._tell_where", [], "Memory ran out. The results are in results/town. What helps: "),
        ("running._tell_where", ["--force"], "Memory ran out. The results are in results/town. What helps: "),
    ],
)
def test_where_memory_runs_out_it_is_told_what_has_become_of_the_results(
    tmp_path: Path, where: str, more: list[str], words: str
) -> None:
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    told = outside(tmp_path, *RUN, *more, code=MEMORY.format(where=where))
    assert (told.returncode, told.stderr[: len(words)]) == (1, words)
    assert (tmp_path / "results" / "town").exists() == ("The results are in" in words)


def test_memory_that_runs_out_while_a_scenario_is_looked_at_is_not_said_to_have_cost_anything(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    code = f"from simulate.experiment import examine\n{MEMORY.format(where='examine.examine')}"
    told = outside(tmp_path, "check", "town.toml", code=code)
    assert told.returncode == 1
    assert told.stderr.startswith("Memory ran out. What helps: ")
