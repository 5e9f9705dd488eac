"""Changes made by hand: `--set key.path=value` on the command line, keywords in Python.

Both become the same thing, a mapping from key path to plain value, laid upon a scenario like one more file.
"""

import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from simulate.language import say
from simulate.scenario.errors import Mistake, ScenarioError
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.reading.layers import Layer, Resolved
from simulate.scenario.reading.merging import put
from simulate.scenario.reading.text import LONGEST_LINE, MOST_KEY_PARTS
from simulate.scenario.reading.toml_hints import hint
from simulate.scenario.schema.durations import SHAPES, Duration, written_days, written_duration
from simulate.scenario.schema.keys import KINDS, wanted_at
from simulate.scenario.wording import did_you_mean, dotted, in_a_row, nearest, no_such, printable, shown

_A_KEY = "units.reception.workers"
_QUOTES = "\"'“”„‘’‚«»"
_PART = re.compile(r"""\s*(?:"([^"\\]*)"|'([^']*)'|([^\s."'=]+))\s*""")


def from_command_line(texts: Iterable[str]) -> dict[str, Any]:
    """Read settings such as "units.reception.workers=20"; the schema says how to take each value.

    A value is read as TOML; where the key wants a text, a length of time or a date, quotation marks may be left
    out. Nothing after the equals sign takes the key away. Raises ScenarioError with all that is wrong.
    """
    changes: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for text in texts:
        try:
            name, value = _split(text)
            path = key_path(name)
            if dotted(path) in changes:
                raise ValueError(say("this key is set twice"))
            changes[dotted(path)] = _typed(path, value.strip())
        except ValueError as problem:
            mistakes.append(Mistake(printable(text[:60]), str(problem), "--set"))
    if mistakes:
        raise ScenarioError(mistakes)
    return changes


def from_keywords(keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Read Python keywords: a dotted key is taken as it is, in another `__` stands for the dot."""
    return {key if "." in key else key.replace("__", "."): value for key, value in keywords.items()}


def key_path(text: str) -> KeyPath:
    """Split a dotted key; parts with dots in them are quoted, and numbers count the items of lists.

    Raises ValueError for what is no key.
    """
    parts: list[str | int] = []
    at = 0
    while match := _PART.match(text, at):
        name = next(group for group in match.groups() if group is not None)
        wanted = wanted_at(tuple(parts))
        in_list = wanted is not None and wanted.items() is not None and name.isascii() and name.isdigit()
        parts.append(int(name) if in_list and len(name) < 10 else name)
        at = match.end()
        if at == len(text):
            if len(parts) > MOST_KEY_PARTS:
                raise ValueError(say("a key has at most {most} parts", most=MOST_KEY_PARTS))
            return tuple(parts)
        if text[at] != ".":
            break
        at += 1
    raise ValueError(say("{key} is not a key; write it like {example}", key=shown(text), example=_A_KEY))


def with_changes(resolved: Resolved, changes: Mapping[str, Any], origin: str) -> tuple[Resolved, list[Mistake]]:
    """Lay changes by hand upon a scenario; `origin` is what messages call them. Gives what is wrong with them, too."""
    table = resolved.table
    lines: dict[KeyPath, int | None] = {}
    mistakes: list[Mistake] = []
    for key, value in changes.items():
        try:
            path = key_path(str(key))
            _check_place(resolved.table, path, value)
            plain = _plain(value)
            table = put(table, path, plain)
            lines.update(dict.fromkeys(_paths(path, plain)))
        except (ValueError, IndexError) as problem:
            mistakes.append(Mistake(printable(str(key)[:200]), str(problem), origin))
    by_hand = Layer(origin, {}, lines, by_hand=True)
    return Resolved(table, (by_hand, *resolved.layers)), mistakes


def _split(text: str) -> tuple[str, str]:
    """Part a setting at the first equals sign outside quotation marks."""
    if len(text) > LONGEST_LINE:
        raise ValueError(say("a setting has at most {most} characters", most=LONGEST_LINE))
    match = re.match(r"""((?:"[^"]*"|'[^']*'|[^"'=])*)=(.*)""", text, re.DOTALL)
    if match is None:
        raise ValueError(say("write a setting as key=value, for example {example}", example=f"{_A_KEY}=20"))
    return match[1], match[2]


def _typed(path: KeyPath, text: str) -> Any:
    """Read a value as the schema wants it at its place; what does not fit is left for the check to refuse.

    Raises ValueError for a list or a table that cannot be read.
    """
    wanted = wanted_at(path)
    if text == "" and (wanted is None or wanted.optional or wanted.is_date() or not wanted.takes("string")):
        return None
    value = _toml_value(text)
    if isinstance(value, str) or wanted is None:
        return text if value is None else value
    is_text = wanted.takes("string") and not (wanted.takes("array") or wanted.takes("object") or wanted.is_duration())
    if is_text and not wanted.is_date():
        return text
    if value is not None:
        return value
    if text.startswith(("[", "{")):
        raise ValueError(_no_value(text, hint(f"{path[-1]} = {text}")))
    if text and (text[0] in _QUOTES or text[-1] in _QUOTES):
        plain = text.strip(_QUOTES)
        raise ValueError(
            say("{text} has other quotation marks than TOML, or one only: write {plain}", text=shown(text), plain=plain)
        )
    try:
        return float(text)  # TOML knows neither ".5" nor "5."
    except ValueError:
        return text


def _no_value(text: str, help_: str) -> str:
    if not help_:
        return say("{text} is no value in TOML", text=shown(text))
    return say("{text} is no value in TOML: {help}", text=shown(text), help=help_)


def _toml_value(text: str) -> Any:
    """Read a TOML value; None where it is not one."""
    if "\n" in text or any(text.count(bracket) > MOST_KEY_PARTS for bracket in "[{."):
        return None
    try:
        table = tomllib.loads(f"value={text}")
    except (ValueError, RecursionError):
        return None
    return table["value"]


def _check_place(table: Plain, path: KeyPath, value: Any) -> None:
    """See that the schema knows a place, and that a name in it is not a slip. Raises ValueError."""
    if path == ("extends",):
        raise ValueError(say("extends can only stand in a file"))
    for length in range(1, len(path) + 1):
        part, above = path[length - 1], path[: length - 1]
        if wanted_at(path[:length]) is None and not _is_key_of_duration(path[:length]):
            wanted = wanted_at(above)
            keys = None if wanted is None else wanted.table()
            if keys is None:
                raise ValueError(say("{key} has no keys of its own; it is {wanted}", key=dotted(above), wanted=wanted))
            missing = say("there is no key {key}", key=shown(str(part)))
            raise ValueError(in_a_row(missing, did_you_mean(str(part), keys, "keys_here")))
    kind = KINDS.get(str(path[0]))
    names = table.get(str(path[0]), {})
    if kind is not None and len(path) > 1 and isinstance(names, dict) and path[1] not in names:
        near = nearest(str(path[1]), names)
        if near is not None and not (len(path) == 2 and isinstance(value, Mapping)):
            raise ValueError(no_such(kind, str(path[1]), [near]))


def _is_key_of_duration(path: KeyPath) -> bool:
    wanted = wanted_at(path[:-1])
    known = {*SHAPES, *(name for _, further in SHAPES.values() for name in further)}
    return wanted is not None and wanted.is_duration() and path[-1] in known


def _plain(value: Any) -> Any:
    """Turn Python values into those that a TOML file gives."""
    match value:
        case Duration():
            return written_duration(value)
        case datetime.timedelta():
            return written_days(value / datetime.timedelta(days=1))
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items() if each is not None}
        case list() | tuple():
            return [_plain(each) for each in value]
        case str():
            return str(value)
    if hasattr(value, "model_dump"):  # a table of a scenario already read
        return _plain(value.model_dump(by_alias=True, exclude_none=True))
    if hasattr(value, "tolist"):  # numpy's numbers and arrays
        return value.tolist()
    return value


def _paths(path: KeyPath, value: Any) -> list[KeyPath]:
    """List a place and all places below it that a value fills."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, each in below for deeper in _paths((*path, key), each))]
