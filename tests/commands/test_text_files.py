"""Single text files: whole or not there, and never in the place of another that nobody gave up."""

from pathlib import Path
from typing import Any

import pytest

from simulate.files import FilesError, write_new


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_text_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_new(tmp_path / "one.toml", "title = 'å'\n")
    assert (tmp_path / "one.toml").read_bytes() == "title = 'å'\n".encode()
    with pytest.raises(FilesError, match="exists already"):
        write_new(tmp_path / "one.toml", "")
    write_new(tmp_path / "one.toml", "new", force=True)
    assert (tmp_path / "one.toml").read_text() == "new"

    def refuses(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", refuses)
    with pytest.raises(FilesError, match="Input/output error"):
        write_new(tmp_path / "two.toml", "text")
    assert names_in(tmp_path) == ["one.toml"]


def test_a_text_file_that_comes_at_the_last_moment_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_text

    def meanwhile(path: Path, text: str, **how: Any) -> int:
        write(tmp_path / "one.toml", "dear")
        return write(path, text, **how)

    monkeypatch.setattr(Path, "write_text", meanwhile)
    with pytest.raises(FilesError, match="exists already"):
        write_new(tmp_path / "one.toml", "text")
    assert (tmp_path / "one.toml").read_text() == "dear"
    assert names_in(tmp_path) == ["one.toml"]
