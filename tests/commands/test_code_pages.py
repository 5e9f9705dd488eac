"""What is printed where not every character can be: in the code pages of Windows, and in ASCII."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from worlds import small_world

from simulate.cli.plain import ERRORS, plain

TITLE = "Lund – 统一"


def printed(folder: Path, encoding: str, *arguments: str) -> tuple[str, str]:
    """Run the program with streams of an encoding, and read what it has printed on both, in that encoding."""
    (folder / "town.toml").write_text(small_world(title=f'"{TITLE}"'), encoding="utf-8")
    told = subprocess.run([sys.executable, "-m", "simulate", *arguments], cwd=folder, capture_output=True, timeout=300,
                          env=os.environ | {"PYTHONIOENCODING": encoding})  # fmt: skip
    return told.stdout.decode(encoding), told.stderr.decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "ascii"])
def test_no_sign_is_lost_in_an_encoding_that_has_no_real_minus(tmp_path: Path, encoding: str) -> None:
    asked = ("run", "town.toml", "--no-figures", "--engine", "simpy", "--force")
    whole, _ = printed(tmp_path, "utf-8", *asked)
    assert re.search(r"−\d+ \[−\d+, −?\d+\]", whole)
    found, _ = printed(tmp_path, encoding, *asked)
    one, other = (re.findall(r"[-+]?\d[\d.]*", text.replace("−", "-").replace("–", "-")) for text in (whole, found))
    assert one == other
    unknown = whole.count("?")  # ends of intervals
    assert found.count("?") == unknown + 2, "two characters of the title have nothing like them"
    assert (tmp_path / "results" / "town" / "table.txt").read_text(encoding="utf-8").startswith(TITLE)


def test_messages_keep_their_signs_too(tmp_path: Path) -> None:
    _, told = printed(tmp_path, "cp1252", "check", "1990−95 ….toml")
    assert told.startswith("1990-95 ….toml: ")


def test_json_loses_nothing_in_any_encoding(tmp_path: Path) -> None:
    asked = ("run", "town.toml", "--no-figures", "--engine", "simpy", "--force", "--json")
    assert json.loads(printed(tmp_path, "cp1252", *asked)[0]) == json.loads(printed(tmp_path, "utf-8", *asked)[0])


@pytest.mark.parametrize(
    ("text", "written"),
    [("−6 [−82, 70] ± 1", "-6 [-82, 70] +- 1"), ("1990–95 … ≥ 3 × ½", "1990-95 ... >= 3 x 1/2"), ("a → b", "a -> b"),
     ("Växjö, Œuvre, Łódź", "Vaxjo, ?uvre, ?odz"), ("“ja” ‘nej’ 12 %", "\"ja\" 'nej' 12 %"), ("统", "?"),
     ("e\u0301\u200b", "e"), ("└── intake", "`-- intake")],
)  # fmt: skip
def test_plain_characters_stand_for_others(text: str, written: str) -> None:
    assert plain(text) == written
    assert text.encode("ascii", ERRORS) == written.encode()


def test_what_an_encoding_has_is_left_as_it_is() -> None:
    assert "Växjö – 6 ± 1".encode("cp1252", ERRORS).decode("cp1252") == "Växjö – 6 ± 1"
