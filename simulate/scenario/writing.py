"""From a `Scenario` back to TOML: complete, with all that was left to defaults, and readable."""

import datetime
import json
import re
from collections.abc import Iterator
from typing import Any

from simulate.scenario.plain import Plain
from simulate.scenario.schema.durations import SHAPES
from simulate.scenario.schema.keys import NAMED_TABLES
from simulate.scenario.schema.kinds import Table
from simulate.scenario.schema.scenario import Scenario

_WIDTH = 110
_LONGEST_PIECE = 1000  # characters of a text on one line; 4096 may be read
_KEPT_EMPTY = ("with",)  # said although it is the default: it is what a line of `needs` is about
_NEUTRAL = (
    "turnover",
    "time_to_fill",
    "handover_days",
    "cases_of_leavers",
    "hours",
    "post_hours",
    "posts_stay",
    "work_stops",
    "limit_in",
)  # left out where they say nothing
_INLINE = ("returns", "absence", "pressure", "extra_staff", "development", "hours", "start_up")
_LISTS_OF_TABLES = ("changes", "phases")  # written as [[tables]]


def to_toml(scenario: Scenario) -> str:
    """Write a scenario as TOML that loads back as an equal scenario and needs no other file."""
    return written_tables(plain_tables(scenario))


def written_tables(plain: Plain) -> str:
    """Write plain tables, of a whole scenario or of what one changes of another, as TOML."""
    lines = list(_pairs({key: value for key, value in plain.items() if not _stands_apart(key, value)}))
    for name, table in plain.items():
        if name in NAMED_TABLES:
            for entry, terms in table.items():
                lines += _table(f"{name}.{_key(entry)}", terms)
        elif _stands_apart(name, table):
            lines += _tables(name, table)
    return "\n".join(lines) + "\n"


def plain_tables(scenario: Scenario) -> Plain:
    """Give a scenario as the plain tables that its TOML holds, without what is empty by default."""
    return plain_table(scenario)


def plain_table(table: Table) -> Plain:
    """Give one table as the plain table that its TOML holds, without what is empty by default."""
    full: Plain = _full(table, table.model_dump(by_alias=True, exclude_none=True))
    return full


def _full(table: Any, plain: Any) -> Any:
    """Leave out of a table's plain values what says nothing and would be so by itself."""
    if isinstance(table, dict):
        return {key: _full(table[key], value) for key, value in plain.items()}
    if isinstance(table, list):
        return [_full(*both) for both in zip(table, plain, strict=True)]
    if not isinstance(table, Table):
        return plain
    full = {}
    for name, field in type(table).model_fields.items():
        key, value = field.alias or name, getattr(table, name)
        is_default = value == field.get_default(call_default_factory=True)
        if key in plain and not (is_default and _says_nothing(table, key, value)):
            full[key] = _full(value, plain[key])
    return full


def _says_nothing(table: Table, key: str, value: Any) -> bool:
    """Tell whether a default need not be written."""
    if key == "turnover" and getattr(table, "pressure", None) is not None:
        return False  # pressure must have a turnover beside it, were it 0
    return key in _NEUTRAL or (value in ({}, [], "") and key not in _KEPT_EMPTY)


def _stands_apart(key: str, value: Any) -> bool:
    """Tell whether a value is written below its table, under a heading of its own."""
    if isinstance(value, list):
        return key in _LISTS_OF_TABLES
    return isinstance(value, dict) and key not in _INLINE and not any(shape in value for shape in SHAPES)


def _tables(name: str, value: Any) -> Iterator[str]:
    for table in value if isinstance(value, list) else ():
        yield from _table(name, table, "\n[[{}]]")
    if isinstance(value, dict):
        yield from _table(name, value)


def _table(name: str, table: Plain, heading: str = "\n[{}]") -> Iterator[str]:
    """Write one table: its values first, then the tables inside it."""
    inner = {key: value for key, value in table.items() if _stands_apart(key, value)}
    values = {key: value for key, value in table.items() if key not in inner}
    if values or not inner or "[[" in heading:
        yield heading.format(name)
    yield from _pairs(values)
    for key, value in inner.items():
        yield from _tables(f"{name}.{_key(key)}", value)


def _pairs(table: Plain) -> Iterator[str]:
    for key, value in table.items():
        yield f"{_key(key)} = {written_value(value)}"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def written_value(value: Any) -> str:
    """Write one value as TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(str(value))
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime.date():
            return value.isoformat()
        case list():
            return _list(value)
        case dict():
            return f"{{ {', '.join(_pairs(value))} }}"
    return str(value)


def _list(items: list[Any]) -> str:
    """Write a list on one line if it is short, a table on each line, or as many values on a line as fit."""
    written = [written_value(item) for item in items]
    tables = any(isinstance(item, dict) for item in items)
    if not tables and sum(len(item) + 2 for item in written) < _WIDTH:
        return f"[{', '.join(written)}]"
    lines = [""]
    for item in written:
        if tables or len(lines[-1]) + len(item) > _WIDTH:
            lines.append("")
        lines[-1] += f" {item},"
    return "[\n" + "".join(f" {line}\n" for line in lines if line) + "]"


def _text(text: str) -> str:
    """Write a text; long ones, and those of several lines, between three quotation marks."""
    if "\n" not in text and len(text) <= _LONGEST_PIECE:
        return json.dumps(text, ensure_ascii=False)
    written = "\n".join("\\\n".join(_pieces(line)) for line in text.split("\n"))
    return f'"""\n{written}"""'


def _pieces(line: str) -> Iterator[str]:
    """Cut a long line where a backslash joins it again; such a join swallows spaces unless they are escaped."""
    for at in range(0, max(len(line), 1), _LONGEST_PIECE):
        piece = line[at : at + _LONGEST_PIECE].replace("\\", "\\\\").replace("\t", "\\t").replace('"', '\\"')
        yield f"\\u0020{piece[1:]}" if at and piece.startswith(" ") else piece
