"""Machine code on the disk: kept in a folder that only its user can write to, and found only by what it fits."""

import ast
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulate.engine.compiled import kept

pytest.importorskip("llvmlite")

_POSIX = pytest.mark.skipif(os.name != "posix", reason="whose a folder is, as POSIX has it")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_folder_is_made_for_the_user_alone(cache: Path) -> None:
    assert not kept.is_there()
    folder = kept.ready()
    assert folder is not None
    assert folder.parent == cache
    if os.name == "posix":
        assert [path.stat().st_mode & 0o777 for path in (cache, folder)] == [0o700, 0o700]
    assert kept.ready() == folder
    assert not kept.is_there(), "nothing has been kept yet"
    (folder / "part").mkdir()
    (folder / "part" / "enter.nbi").touch()
    assert kept.is_there()
    kept.forget()
    assert not folder.exists()


@_POSIX
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
@pytest.mark.parametrize("which", ["the place", "the folder"])
def test_a_folder_that_others_can_write_to_is_not_used(cache: Path, mode: int, which: str) -> None:
    folder = kept.ready()
    assert folder is not None
    (folder / "enter.nbi").touch()
    (cache if which == "the place" else folder).chmod(mode)
    assert kept.ready() is None
    assert not kept.is_there()
    kept.forget()
    assert (folder / "enter.nbi").exists()


@_POSIX
def test_a_folder_of_somebody_else_is_not_used(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept.ready() is not None
    monkeypatch.setattr(kept.os, "getuid", lambda: 4711)
    assert kept.ready() is None


@_POSIX
def test_a_link_to_a_folder_is_not_used(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    cache.symlink_to(tmp_path / "elsewhere")
    assert kept.ready() is None


def test_a_relative_path_or_one_of_a_file_is_not_used(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.write_text("a file")
    assert kept.ready() is None
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NUMBA_CACHE_DIR", "here")
    assert kept.ready() is None
    assert not (tmp_path / "here").exists()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="where other systems have their cache")
def test_without_being_told_it_lies_in_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "mine"))
    folder = kept.ready()
    assert folder is not None
    assert folder.parent == tmp_path / "mine" / "supportflow"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert kept.folder() is None


def test_its_name_tells_what_the_code_was_made_from_and_by(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = (
        "plan/units.py",
        "log.py",
        "engine/rules.py",
        "engine/compiled/life.py",
        "engine/compiled/layout/town.py",
    )
    (tmp_path / "engine" / "compiled" / "layout").mkdir(parents=True)
    (tmp_path / "plan").mkdir()
    for name in sources:
        (tmp_path / name).write_text("a = 1")
    monkeypatch.setattr(kept, "_SIMULATE", tmp_path)
    names = [kept.folder()]
    assert kept.folder() == names[0]
    for name in sources:
        (tmp_path / name).write_text("a = 2")
        names.append(kept.folder())
    monkeypatch.setenv("NUMBA_OPT", "1")
    names.append(kept.folder())
    monkeypatch.setattr(kept, "version", lambda package: "0.0.1")
    names.append(kept.folder())
    assert len(set(names)) == 1 + len(sources) + 2


def test_its_name_tells_of_all_that_it_imports_of_the_program() -> None:
    """But not of the guards and the reference engine, which are asked before and after, nor of words: no part of it."""
    told = {source for some in kept._MADE_FROM for source in kept._SIMULATE.glob(some)}
    for source in told:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("simulate."):
                if str(node.module).startswith("simulate.language"):
                    continue
                place = kept._SIMULATE.joinpath(*str(node.module).split(".")[1:])
                names = {place / each.name for each in node.names}
                names = {each for each in names if each.is_dir() or each.with_suffix(".py").exists()} or {place}
                for name in names - {kept._SIMULATE / "engine" / each for each in ("guards", "reference")}:
                    assert name.with_suffix(".py") in told or (name / "__init__.py") in told, f"{source}: {name}"


def test_folders_of_other_engines_are_removed_when_nobody_has_used_them_for_a_day(cache: Path) -> None:
    folder = kept.ready()
    assert folder is not None
    long_ago = time.time() - 2 * 24 * 3600
    old, new, strange = (
        cache / name for name in (f"supportflow-engine-{32 * '0'}", f"supportflow-engine-{32 * '1'}", "my-engine")
    )
    for place, used in ((old, long_ago), (new, time.time()), (strange, long_ago), (folder, long_ago)):
        place.mkdir(mode=0o700, exist_ok=True)
        os.utime(place, (used, used))
    assert kept.ready() == folder
    assert {path.name for path in cache.iterdir()} == {folder.name, new.name, strange.name}
    assert folder.stat().st_mtime > long_ago + 3600, "it is in use"


COMPILE = """
import sys, numba
from simulate.engine.compiled import entry, live, run
from pathlib import Path
before = numba.config.CACHE_DIR
code = entry.MachineCode(Path(sys.argv[1]) if sys.argv[1] else None)
assert numba.config.CACHE_DIR == before
print(code.was_compiled)
run.require_right(code)
"""


@pytest.mark.slow
def test_the_engine_is_compiled_once_and_then_taken_from_the_disk(cache: Path) -> None:
    pytest.importorskip("numba")
    folder = kept.ready()
    assert folder is not None
    told = []
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", COMPILE, str(folder)], capture_output=True, text=True, check=True)
        told.append(done.stdout.strip())
    assert told == ["True", "False"]
    assert kept.is_there()
