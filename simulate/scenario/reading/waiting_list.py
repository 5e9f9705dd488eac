"""Open cases from a CSV file. Messages name the line and the column, and show nothing of a row but the wrong cell."""

import datetime
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from simulate.language import say, say_n
from simulate.language.lists import either, listed
from simulate.scenario.errors import Complaint, Mistake
from simulate.scenario.plain import Plain
from simulate.scenario.reading.csv_rows import CsvTable, csv_table, in_column
from simulate.scenario.reading.parts import Parts
from simulate.scenario.reading.slips import yes_or_no
from simulate.scenario.rules.start_from import (
    MOST_CASES,
    cell_shown,
    looks_like_birth,
    steps_on_ways,
    unknown_column,
    unknown_name,
    wrong_cases,
)
from simulate.scenario.schema.scenario import OpenCase
from simulate.scenario.wording import in_a_row

COLUMNS = ("child", "stream", "needs", "urgent", "age", "step", "unit", "waiting_since", "started_on")
_MUST = ("stream", "needs")
_ONE_OF = (("step", "unit"), ("waiting_since", "started_on"))
_MOST_TOLD = 30  # mistakes told in full; of the others only the places are named

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Row:
    """A row of the file: its line, and its cells that are not empty."""

    line: int
    cells: dict[str, str]


def read_waiting_list(text: str, file: str, parts: Parts) -> tuple[list[Plain], list[Mistake]]:
    """Read open cases as a scenario's tables hold them, and everything that is wrong with them.

    The file is written as `csv_table` has it; a number may have a decimal comma. `unit` is turned into the step of the
    child's needs which it does.
    """
    table = csv_table(text)
    if table is None:
        return [], [Mistake("", say("there is no line with the columns {columns}", columns=listed(COLUMNS)), file, 1)]
    wrong_header = list(_wrong_header(table.names))
    if wrong_header:
        return [], [Mistake("", message, file, table.line) for message in wrong_header]
    if not table.rows:
        return [], [Mistake("", say("there are no cases below the line with the columns"), file, table.line)]
    if len(table.rows) > MOST_CASES:
        message = say("there are {count} cases; {most} are allowed", count=len(table.rows), most=MOST_CASES)
        return [], [Mistake("", message, file, table.line)]
    cases, places, wrong = _read_rows(table, parts)
    start = parts.head.get("start")
    births = [line for line, case in zip(places, cases, strict=True) if looks_like_birth(case.child, start)]
    if births:
        logger.warning("%s: %s", file, in_column("child", _like_birth(births)))
    return [_plain(case) for case in cases], _told(wrong, file)


def _like_birth(lines: list[int]) -> str:
    return say(
        "what stands in {lines} looks like a date of birth, or the beginning of a personal identity number. "
        "Number the children yourself (1, 2, 3), so that nobody can be known by it.",
        lines=_lines(lines),
    )


def _wrong_header(names: Sequence[str]) -> Iterator[str]:
    """Judge the line of columns; where it is perhaps none, nothing of it is shown."""
    missing = [name for name in _MUST if name not in names]
    missing += [either(both) for both in _ONE_OF if not any(name in names for name in both)]
    if missing:
        yield say_n(
            "the first line must name the columns, of which {missing} is missing; the columns are {columns}, "
            "separated by commas or semicolons",
            "the first line must name the columns, of which {missing} are missing; the columns are {columns}, "
            "separated by commas or semicolons",
            len(missing),
            missing=listed(missing),
            columns=listed(COLUMNS),
        )
    if any(name not in names for name in _MUST):
        return
    for number, name in enumerate(names):
        if name not in COLUMNS:
            yield unknown_column(name, COLUMNS)
        elif name in names[:number]:
            yield say("the column {column} is there twice", column=name)


def _read_rows(table: CsvTable, parts: Parts) -> tuple[list[OpenCase], list[int], list[Complaint]]:
    """Read cases, the line of each, and what is wrong with them, at its line and column."""
    cases: list[OpenCase] = []
    lines: list[int] = []
    wrong: list[Complaint] = []
    columns = len(table.names)
    for each in table.rows:
        if len(each.cells) != columns:
            message = say_n(
                "there are {columns} columns; this line has one cell; a cell with a line break, a comma or a semicolon "
                "in it can be the cause",
                "there are {columns} columns; this line has {cells} cells; a cell with a line break, a comma or a "
                "semicolon in it can be the cause",
                len(each.cells),
                columns=columns,
                cells=len(each.cells),
            )
            wrong.append(Complaint((each.line, ""), message))
            continue
        row = _Row(each.line, {name: cell for name, cell in table.named(each).items() if cell})
        case, wrong_here = _case(row, parts)
        cases.append(case)
        lines.append(each.line)
        wrong += wrong_here
    for complaint in wrong_cases(cases, parts):
        number, column = complaint.path
        wrong.append(replace(complaint, path=(lines[int(number)], column)))
    return cases, lines, wrong


def _case(row: _Row, parts: Parts) -> tuple[OpenCase, list[Complaint]]:
    """Read the cells of a row one by one; what cannot be read is None in the case."""
    values: dict[str, Any] = {}
    wrong: list[Complaint] = []
    for column, read in _READERS.items():
        try:
            values[column] = read(row.cells[column]) if column in row.cells else None
        except ValueError as problem:
            values[column] = None
            wrong.append(Complaint((row.line, column), str(problem)))
    for column in _MUST:
        if column not in row.cells:
            wrong.append(Complaint((row.line, column), say("must be given")))
    given = [column for column in ("waiting_since", "started_on") if column in row.cells]
    if len(given) != 1:
        message = say("give waiting_since or started_on")
        if given:
            message = say("give waiting_since or started_on, not both")
        wrong.append(Complaint((row.line, given[-1] if given else "waiting_since"), message))
    if "unit" in row.cells:
        try:
            values["step"] = _step_in_unit(row.cells["unit"], values["step"], values["needs"], parts)
        except ValueError as problem:
            wrong.append(Complaint((row.line, "unit"), str(problem)))
    elif "step" not in row.cells:
        wrong.append(Complaint((row.line, "step"), say("give step or unit")))
    return OpenCase.model_construct(**values), wrong


def _done_by(parts: Parts, step: str) -> set[str | None]:
    """Name the units that do a step in some organisation: a list may be from before teams are merged, or after."""
    return {parts.steps_in(features)[step].unit for features in parts.organisations.values()} | {parts.steps[step].unit}


def _step_in_unit(unit: str, step: str | None, needs: list[str] | None, parts: Parts) -> str | None:
    """Find the step of a child's needs that a unit does. Raises ValueError where there is none, or are several."""
    if unit not in parts.names["units"]:
        raise ValueError(unknown_name("unit", unit, parts.names["units"]))
    if step is not None:
        if step in parts.steps and unit not in _done_by(parts, step):
            raise ValueError(say("the step {step} is done elsewhere; leave the cell empty", step=step))
        return step
    known = [need for need in needs or [] if need in parts.needs]
    if not known or len(known) < len(needs or []):
        return None  # that is wrong already
    on_the_way = [name for name in steps_on_ways(parts, known) if name in parts.steps]
    done_there = [name for name in on_the_way if parts.steps[name].unit == unit]
    done_there = done_there or [name for name in on_the_way if unit in _done_by(parts, name)]
    if not done_there:
        raise ValueError(
            say_n(
                "the unit {unit} does no step of the need {needs}",
                "the unit {unit} does no step of the needs {needs}",
                len(known),
                unit=unit,
                needs=listed(known),
            )
        )
    if len(done_there) > 1:
        steps = listed(done_there)
        raise ValueError(
            say("the unit {unit} does {steps} for these needs; name one in the column step", unit=unit, steps=steps)
        )
    return done_there[0]


def _child(cell: str) -> int:
    if re.fullmatch(r"[1-9]\d{0,5}", cell) is None:
        raise ValueError(
            say("must be a whole number from 1 to 999999, of your own making; what stands there is not shown")
        )
    return int(cell)


def _names(cell: str) -> list[str]:
    names = [name.strip() for name in cell.split("+")]
    if not all(names):
        raise ValueError(say("must be names of needs with + between them"))
    return names


def _urgent(cell: str) -> bool:
    written = yes_or_no(cell)
    if written is None:
        raise ValueError(say("must be yes or no, or empty; {given}", given=cell_shown(cell, ("yes", "no"))))
    return written == "true"


def _age(cell: str) -> float:
    plain = cell.replace(",", ".")
    if re.fullmatch(r"\d{1,2}(\.\d{1,9})?", plain) is None or float(plain) > 30:
        raise ValueError(say("must be an age in years from 0 to 30, such as 7 or 7.5; {given}", given=cell_shown(cell)))
    return float(plain)


def _date(cell: str) -> datetime.date:
    """Read a day, also as a database writes it, with a midnight behind it."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)([ T]00:00(:00(\.0+)?)?)?", cell)
    with suppress(ValueError):
        if match is not None:
            return datetime.date.fromisoformat(match[1])
    raise ValueError(say("must be a date written like 2018-01-31; {given}", given=cell_shown(cell)))


_READERS: dict[str, Callable[[str], Any]] = {
    "child": _child,
    "stream": str,
    "needs": _names,
    "urgent": _urgent,
    "age": _age,
    "step": str,
    "waiting_since": _date,
    "started_on": _date,
}


def _plain(case: OpenCase) -> Plain:
    """Give a case as a table of the file."""
    return {name: value for name in _READERS if (value := getattr(case, name)) is not None}


def _told(wrong: list[Complaint], file: str) -> list[Mistake]:
    """Put what is wrong into messages: each one once, with all its lines; and name every place."""
    places: dict[tuple[str, str], list[int]] = {}
    for complaint in sorted(dict.fromkeys(wrong), key=lambda each: each.path[0]):
        line, column = complaint.path
        places.setdefault((str(column), complaint.message), []).append(int(line))
    told = [
        Mistake("", in_column(column, _told_of(message, lines)), file, lines[0])
        for (column, message), lines in list(places.items())[:_MOST_TOLD]
    ]
    rest = list(places.items())[_MOST_TOLD:]
    if rest:
        by_column: dict[str, list[int]] = {}
        for (column, _), lines in rest:
            by_column.setdefault(column, []).extend(lines)
        named = in_a_row(*(_where(column, lines) for column, lines in by_column.items()))
        first = min(line for _, lines in rest for line in lines)
        told.append(Mistake("", say("also wrong: {places}", places=named), file, first))
    return told


def _told_of(message: str, lines: list[int]) -> str:
    if len(lines) == 1:
        return message
    return say("{message} (also in {lines})", message=message, lines=_lines(lines[1:]))


def _where(column: str, lines: list[int]) -> str:
    if column:
        return say("column {column} in {lines}", column=column, lines=_lines(lines))
    return say("number of cells in {lines}", lines=_lines(lines))


def _lines(numbers: list[int]) -> str:
    """Write line numbers briefly: lines 3, 5–9 and 12."""
    lines = sorted(set(numbers))
    breaks = [0, *(at for at, (one, other) in enumerate(pairwise(lines), start=1) if other > one + 1), len(lines)]
    runs = [lines[begin:end] for begin, end in pairwise(breaks)]
    words = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return say_n("line {numbers}", "lines {numbers}", len(lines), numbers=listed(words))
