"""Files that cannot be read, or are no text in TOML, are refused in words that say why."""

import os
import sys
from pathlib import Path

import pytest
from scenario.refused import refusal, refusal_of_file
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load, load_text


def test_a_missing_file_is_named_and_a_near_name_suggested(tmp_path: Path) -> None:
    (tmp_path / "helsingborg.toml").write_text(small_world())
    assert refusal_of_file(tmp_path / "helsingburg.toml") == (
        "FILE: there is no such file; did you mean helsingborg.toml?"
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# only a note\n", "\ufeff"])
def test_an_empty_file_points_to_the_command_that_writes_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "empty.toml").write_text(text, encoding="utf-8")
    assert "this file is empty; `simulate new FILE` writes a scenario to start from" in refusal_of_file(
        tmp_path / "empty.toml"
    )


def test_a_folder_is_refused_as_a_folder(tmp_path: Path) -> None:
    assert refusal_of_file(tmp_path) == "FILE: this is a folder, not a scenario file"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="everything is readable here")
def test_a_file_one_may_not_read_is_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "closed.toml"
    path.write_text(small_world())
    path.chmod(0)
    assert refusal_of_file(path) == "FILE: you are not allowed to read this file"


def test_a_refused_permission_is_told_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "closed.toml"
    path.write_text(small_world())

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert refusal_of_file(path) == "FILE: you are not allowed to read this file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert refusal_of_file(tmp_path / "pipe.toml") == "FILE: this is not an ordinary file"


def test_a_name_no_file_can_have_is_refused_without_a_traceback() -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        load("a\0b.toml")
    with pytest.raises(ScenarioError, match="cannot be read"):
        load("x" * 5000)


def test_five_megabytes_are_refused_by_their_size(tmp_path: Path) -> None:
    (tmp_path / "large.toml").write_bytes(b"a = 1\n" * 900_000)
    assert "larger than 1024 KiB" in refusal_of_file(tmp_path / "large.toml")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", "this is a binary file, not text"),
        (b"\xff\xd8\xff\xe0\x10JFIF", "this is a binary file, not text"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe\x00", "this is a binary file, not text"),
        (b"title = 'x'\x00", "this is a binary file, not text"),
        ('title = "Helsingborg"'.encode("utf-16"), "this file is written in UTF-16; save it as UTF-8"),
        ('title = "Helsingborg"'.encode("utf-16-le"), "this file is written in UTF-16; save it as UTF-8"),
        ('title = "Helsingborg"'.encode("utf-32"), "this file is written in UTF-16; save it as UTF-8"),
        (b'title = "x"\n# f\xf6rskola\n', ":2: byte 0xF6 is not UTF-8; save the file as UTF-8"),
        (b'title = "x"\ndescription = "\x1b[31m"\n', ":2: the control character U+001B may not stand in a text file"),
        (b'title = "x"\rstart = 1', ":1: the control character U+000D may not stand in a text file"),
        ("\ufeff\ufefftitle = 'x'".encode(), ":1: the control character U+FEFF may not stand in a text file"),
    ],
)
def test_other_encodings_and_binary_files_are_recognised(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "strange.toml").write_bytes(content)
    assert words in refusal_of_file(tmp_path / "strange.toml")


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "windows.toml").write_bytes(b"\xef\xbb\xbf" + small_world().replace("\n", "\r\n").encode())
    assert load(tmp_path / "windows.toml") == load_text(small_world())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = 'x'\ntitle = 'y'", "2: title: this key is given twice; it is first given in line 1"),
        (
            "[units.x]\nworkers = 1\n[units.y]\n[units.x]",
            "4: units.x: this key is given twice; it is first given in line 1",
        ),
        ("x = " + "[" * 21 + "]" * 21, "1: brackets are nested more than 20 deep"),
        ("x = " + "{ a = " * 21 + "1" + " }" * 21, "1: brackets are nested more than 20 deep"),
        ("\n" + ".".join(["a"] * 21) + " = 1", "2: a key has more than 20 parts with dots between them"),
        ("[" + " . ".join(["'a'"] * 21) + "]", "1: a key has more than 20 parts with dots between them"),
        ("x = '" + "y" * 5000 + "'", "1: this line has 5006 characters; 4096 are allowed"),
        ("share = 0,5", "write a decimal point, not a comma: 0.5"),
        ("limit = 14 days", 'write a length of time in quotation marks: "14 days"'),
        ("unit = reception", 'write text in quotation marks: "reception"'),
        ("title = “Lund”", 'write straight quotation marks: "…"'),
        ("stays = True", "write true or false"),
        ("start = 2018-02-30", "there is no 2018-02-30: that month has 28 days"),
        ("workers = 05", "write a number without leading zeros"),
        ("urgent = .5", "write a number with a digit before the point: 0.5"),
        ("urgent =", "a value must follow the equals sign"),
        ("[units.förskola]", 'write a name with other letters than a–z in quotation marks: [units."förskola"]'),
        ("title: x", "write key = value"),
        ("[units.x\nworkers = 1", "1: this is not TOML"),
        ("needs = [\n  1,\n  2\nx = 1", "a list ends with ]"),
    ],
)
def test_text_that_is_not_toml_is_refused_with_its_line_and_a_hint(text: str, words: str) -> None:
    [message] = refusal(text)
    assert words in message
