"""Machine code on the disk: kept for the next process, found only by what it fits."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import simulate
from simulate.engine import machine_code
from simulate.engine.machine_code import keep, kept, key_of

pytest.importorskip("llvmlite")

CODE = bytes(range(256)) * 100


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_is_kept_is_found_again_under_its_name_only(cache: Path) -> None:
    assert kept("engine-1") is None
    file = keep("engine-1", CODE)
    assert file is not None
    assert list(cache.iterdir()) == [file], "nothing else is left"
    assert kept("engine-1") == CODE
    assert kept("engine-2") is None


@pytest.mark.parametrize("length", [0, 10, 32, 33, 25_000])
def test_a_file_that_is_not_whole_is_as_good_as_none(cache: Path, length: int) -> None:
    file = keep("engine-1", CODE)
    assert file is not None
    file.write_bytes(file.read_bytes()[:length])
    assert kept("engine-1") is None
    assert keep("engine-1", CODE) == file
    assert kept("engine-1") == CODE


def test_a_disk_that_is_full_leaves_nothing_behind(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    assert keep("engine-1", CODE) is None
    assert list(cache.iterdir()) == []


def test_the_name_tells_what_the_code_was_made_from_and_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source.py"
    monkeypatch.setattr(machine_code, "_HERE", tmp_path)
    source.write_text("one = 1")
    name = key_of(["source.py"], 1)
    assert key_of(["source.py"], 1) == name
    assert key_of(["source.py"], 2) != name, "tables are laid out otherwise"
    monkeypatch.setattr(machine_code, "version", lambda package: "0.0.1")
    assert key_of(["source.py"], 1) != name
    monkeypatch.undo()
    monkeypatch.setattr(machine_code, "_HERE", tmp_path)
    source.write_text("one = 2")
    assert key_of(["source.py"], 1) != name


def test_where_the_package_cannot_be_written_the_engine_is_kept_in_the_users_cache(tmp_path: Path) -> None:
    package = Path(simulate.__file__).parent
    shutil.copytree(package, tmp_path / "simulate", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "simulate" / "engine" / "__pycache__").touch()  # so that no folder can be made there, not even by root
    (tmp_path / "home").mkdir()
    code = (
        "from simulate.engine import machine_code as m, native; "
        "print(m.__file__, native.is_compiled(), m.keep('engine-1', b'code'), m.kept('engine-1'))"
    )
    places = {name: str(tmp_path / "home") for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA")}
    others = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=others | places | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    file, is_compiled, where, content = told.stdout.split()
    assert Path(file).is_relative_to(tmp_path / "simulate")
    assert Path(where).is_relative_to(tmp_path / "home")
    assert (is_compiled, content) == ("False", "b'code'")
