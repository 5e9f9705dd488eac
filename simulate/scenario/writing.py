"""From a `Scenario` back to TOML: complete, with all that was left to defaults, and readable."""

import datetime
import json
import re
from collections.abc import Iterator
from typing import Any

from simulate.scenario.durations import SHAPES
from simulate.scenario.keys import NAMED_TABLES
from simulate.scenario.merging import Plain
from simulate.scenario.schema import Scenario

_WIDTH = 110
_LONGEST_PIECE = 1000  # characters of a text on one line; 4096 may be read
_SAY_NOTHING_EMPTY = {
    "source": {},
    "units": {},
    "arrivals": {},
    "organisations": {},
    "changes": [],
    "phases": [],
    "newcomer": [],
    "closed": [],
    "worker_year": {},
    "consultant_year": {},
    "replacement": {},
    "meeting_hour": {},
    "hours_per_case": {},
    "support_day": {},
    "surges": [],
    "ages": [],
    "endings": [],
    "title": "",
    "description": "",
}


def to_toml(scenario: Scenario) -> str:
    """Write a scenario as TOML that loads back as an equal scenario and needs no other file."""
    plain = plain_tables(scenario)
    lines = list(_pairs({key: value for key, value in plain.items() if not isinstance(value, dict)}))
    for name, table in plain.items():
        if name in NAMED_TABLES:
            for entry, terms in table.items():
                lines += _table(f"{name}.{_key(entry)}", terms)
        elif isinstance(table, dict):
            lines += _table(name, table)
    return "\n".join(lines) + "\n"


def plain_tables(scenario: Scenario) -> Plain:
    """Give a scenario as the plain tables that its TOML holds, without what is empty by default."""
    return _full(scenario.model_dump(by_alias=True, exclude_none=True))


def _full(table: Plain) -> Plain:
    """Leave out what is empty and would be so by itself."""
    full = {key: _full(value) if isinstance(value, dict) else value for key, value in table.items()}
    return {
        key: value for key, value in full.items() if key not in _SAY_NOTHING_EMPTY or value != _SAY_NOTHING_EMPTY[key]
    }


def _table(name: str, table: Plain) -> Iterator[str]:
    """Write one table: its values first, then the tables inside it."""
    inner = {key: value for key, value in table.items() if isinstance(value, dict) and not _is_inline(value)}
    values = {key: value for key, value in table.items() if key not in inner}
    if values or not inner:
        yield f"\n[{name}]"
    yield from _pairs(values)
    for key, value in inner.items():
        yield from _table(f"{name}.{_key(key)}", value)


def _is_inline(table: Plain) -> bool:
    """Tell whether a table is written as a value: a distribution, or the terms of returns."""
    return "chance" in table or any(shape in table for shape in SHAPES)


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
