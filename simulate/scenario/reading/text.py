"""From a file's bytes to plain tables: limits before parsing, and the words for a text that is not TOML.

tomllib trusts its input: one long dotted key makes it eat gigabytes. So size, line length, nesting and the parts
of dotted keys are limited before it sees anything.
"""

import re
import stat
import tomllib
from pathlib import Path
from typing import Any, NoReturn

from simulate.language import say
from simulate.scenario.errors import Mistake, ScenarioError
from simulate.scenario.reading.places_in_text import tokens
from simulate.scenario.reading.toml_mistakes import toml_mistakes
from simulate.scenario.wording import in_a_row, near_miss, nearest, printable

LARGEST_FILE = 1024 * 1024  # bytes
LONGEST_LINE = 4096  # characters
DEEPEST_NESTING = 20
MOST_KEY_PARTS = 20

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]|\r(?!\n)")
# Control characters, the marks of UTF-16, and letters in UTF-8: what a text in Windows-1252 hardly holds.
_NOT_WINDOWS = re.compile(
    rb"^(\xff\xfe|\xfe\xff)|[\x00-\x08\x0b\x0c\x0e-\x1f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}"
)
_DEPTH = {"[": 1, "{": 1, "]": -1, "}": -1}
_UTF16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def read_text(path: Path, file: str, largest: int = LARGEST_FILE) -> str:
    """Read a small text file in UTF-8, with or without a byte-order mark.

    `file` is its name in messages. Raises ScenarioError for whatever cannot be read as such.
    """
    return decode(_content(path, file, largest), file, largest)


def read_table_text(path: Path, file: str) -> tuple[str, bool]:
    """Read a small CSV file in UTF-8, or in Windows-1252 as Excel writes its ordinary CSV; tell if it is the latter.

    Raises ScenarioError as `read_text` does.
    """
    content = _content(path, file, LARGEST_FILE)
    as_windows = _from_windows(content) if len(content) <= LARGEST_FILE else None
    if as_windows is None:
        return decode(content, file), False
    return check_text(as_windows, file), True


def _content(path: Path, file: str, largest: int) -> bytes:
    """Read the bytes of an ordinary file, one more than may be where there are too many."""
    try:
        mode = path.stat().st_mode
        content = b""
        if stat.S_ISREG(mode):
            with path.open("rb") as stream:
                content = stream.read(largest + 1)
    except FileNotFoundError:
        _refuse(file, in_a_row(say("there is no such file"), _similar_file(path)))
    except PermissionError:
        _refuse(file, say("you are not allowed to read this file"))
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
        _refuse(file, say("this file cannot be read ({reason})", reason=reason))
    if stat.S_ISDIR(mode):
        _refuse(file, say("this is a folder, not a scenario file"))
    if not stat.S_ISREG(mode):
        _refuse(file, say("this is not an ordinary file"))
    return content


def _from_windows(content: bytes) -> str | None:
    """Read text in Windows-1252; None for what is UTF-8, even if damaged, or no text in Windows-1252 either."""
    try:
        content.decode("utf-8")
        return None
    except UnicodeDecodeError:
        if _looks_like_utf16(content) or _NOT_WINDOWS.search(content):
            return None
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return None


def decode(content: bytes, file: str, largest: int = LARGEST_FILE) -> str:
    """Turn bytes into text, refusing what is too large, binary or in another encoding."""
    if len(content) > largest:
        size = largest // 1024
        _refuse(
            file, say("this file is larger than {size} KiB, so it can hardly be a scenario or its counts", size=size)
        )
    if content.startswith(_UTF16_OR_32) or _looks_like_utf16(content):
        _refuse(file, say("this file is written in UTF-16; save it as UTF-8"))
    if b"\0" in content:
        _refuse(file, say("this is a binary file, not text"))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        if re.search(rb"[\x00-\x08\x0e-\x1f]", content):
            _refuse(file, say("this is a binary file, not text"))
        byte = f"0x{content[problem.start]:02X}"
        _refuse(file, say("byte {byte} is not UTF-8; save the file as UTF-8", byte=byte), line)
    return check_text(text.removeprefix("\ufeff"), file)


def check_text(text: str, file: str) -> str:
    """Refuse control characters and long lines; give the text with plain line ends."""
    found = _CONTROL.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        code = f"U+{ord(found[0]):04X}"
        _refuse(file, say("the control character {code} may not stand in a text file", code=code), line)
    text = text.replace("\r\n", "\n")
    for number, line_text in enumerate(text.split("\n"), start=1):
        if len(line_text) > LONGEST_LINE:
            count, most = len(line_text), LONGEST_LINE
            _refuse(file, say("this line has {count} characters; {most} are allowed", count=count, most=most), number)
    return text


def parse(text: str, file: str) -> dict[str, Any]:
    """Read TOML as plain tables. Raises ScenarioError with everything that cannot be read, and where it stands."""
    if not any(piece.text != "\n" for piece in tokens(text)):
        _refuse(file, say("this file is empty; `simulate new FILE` writes a scenario to start from"))
    _check_nesting(text, file)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ScenarioError(toml_mistakes(text, file, str(problem))) from None
    except (ValueError, RecursionError) as problem:
        _refuse(file, say("this is not a scenario in TOML ({problem})", problem=printable(str(problem))))


def _check_nesting(text: str, file: str) -> None:
    """Count brackets and the parts of dotted keys as tomllib would meet them."""
    depth, parts, after_dot = 0, 0, True
    for piece in tokens(text):
        if piece.kind == "mark":
            depth = max(0, depth + _DEPTH.get(piece.text, 0))
            after_dot = piece.text == "."
            parts = parts if after_dot else 0
        else:
            parts = parts + 1 if after_dot else 1
            after_dot = False
        if depth > DEEPEST_NESTING:
            _refuse(file, say("brackets are nested more than {most} deep", most=DEEPEST_NESTING), piece.line)
        if parts > MOST_KEY_PARTS:
            too_many = say("a key has more than {most} parts with dots between them", most=MOST_KEY_PARTS)
            _refuse(file, too_many, piece.line)


def _looks_like_utf16(content: bytes) -> bool:
    start = content[:1000]
    return len(start) > 3 and max(start[0::2].count(0), start[1::2].count(0)) > 0.4 * len(start)


def _similar_file(path: Path) -> str:
    try:
        here = [entry.name for entry in path.parent.iterdir() if entry.suffix == path.suffix][:1000]
    except (OSError, ValueError):
        return ""
    near = nearest(path.name, here)
    return near_miss(printable(near) if near else None)


def _refuse(file: str, message: str, line: int | None = None, key: str = "") -> NoReturn:
    raise ScenarioError([Mistake(key, message, file, line)])
