"""Children per month from a CSV file with the columns month and children."""

import datetime
import math
import re
from collections.abc import Mapping

from simulate.language import mark, said, say, say_n
from simulate.language.lists import listed
from simulate.scenario.errors import Mistake
from simulate.scenario.reading.csv_rows import CsvRow, CsvTable, csv_table, in_column
from simulate.scenario.reading.slips import about_number
from simulate.scenario.wording import got, shown

_THOUSANDS = re.compile(r"[1-9]\d{0,2}([.,]\d{3})+", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_COLUMNS = ["month", "children"]
_MOST_MISTAKES = 10
_BEGINS_OTHERWISE = mark("expected {month} (the months begin with the scenario's start); got {given}")
_DOES_NOT_FOLLOW = mark("expected {month} (every month must follow the one before); got {given}")


def read_counts(text: str, file: str, start: datetime.date | None) -> tuple[list[float], list[Mistake]]:
    """Read the children of every month, the first being the month of `start`, and what is wrong with them.

    The file is written as `csv_table` has it; numbers may have decimal commas, or decimal points, but not both.
    """
    table = csv_table(text)
    if table is None or sorted(table.names) != sorted(_COLUMNS):
        return [], [Mistake("", _wrong_header(table), file, table.line if table is not None else 1)]
    unclear = _unclear_numbers(table)
    children: list[float] = []
    mistakes: list[Mistake] = []
    expected = None if start is None else (start.year, start.month)
    for row in table.rows:
        try:
            month, count = _row(table, row, unclear)
            if expected is not None and month != expected:
                raise ValueError(_wrong_month(month, expected, first=not children))
            expected = (month[0] + month[1] // 12, month[1] % 12 + 1)
            children.append(count)
        except ValueError as problem:
            mistakes.append(Mistake("", str(problem), file, row.line))
            expected = None  # the next row is taken at its word
        if len(mistakes) == _MOST_MISTAKES:
            break
    if not children and not mistakes:
        mistakes.append(Mistake("", say("there are no months below the first line"), file, table.line))
    return children, mistakes


def _wrong_header(table: CsvTable | None) -> str:
    columns = listed(_COLUMNS)
    if table is None or not table.names:
        return say("the first line must name the columns {columns}; there is none", columns=columns)
    names = listed(map(got, table.names))
    return say("the first line must name the columns {columns}; got {names}", columns=columns, names=names)


def _unclear_numbers(table: CsvTable) -> dict[str, str]:
    """Find numbers that may be read in two ways, with a point or a comma for thousands or decimals, and say so."""
    place = table.names.index("children")
    numbers = [row.cells[place] for row in table.rows if len(row.cells) == len(_COLUMNS)]
    commas, points = ([each for each in numbers if sign in each] for sign in ",.")
    if commas and points:
        why = say("{number} in the same file has a decimal comma", number=shown(commas[0]))
        return {each: _two_readings(each, why, ",") for each in points}
    doubtful, clear = (points, ",") if table.separator == ";" else (commas, ".")
    if all(_THOUSANDS.fullmatch(each) for each in doubtful):
        why = say("no number in the file shows which")
        return {each: _two_readings(each, why, clear) for each in doubtful}
    return {}


def _two_readings(number: str, why: str, clear: str) -> str:
    """Say that a number is not clear, and how to write it with the sign that is."""
    decimal = re.sub("[.,]", clear, number, count=1)
    if not _THOUSANDS.fullmatch(number):
        return say(
            "{number} has a decimal point, but {why}; write {decimal}",
            number=shown(number),
            why=why,
            decimal=decimal,
        )
    return say(
        "{number} may mean {plain} or {decimal}: {why}; write one of the two",
        number=shown(number),
        plain=re.sub("[.,]", "", number),
        decimal=decimal,
        why=why,
    )


def _row(table: CsvTable, row: CsvRow, unclear: Mapping[str, str]) -> tuple[tuple[int, int], float]:
    if len(row.cells) != len(_COLUMNS):
        raise ValueError(
            say_n(
                "a line has a month and a number of children; got one cell",
                "a line has a month and a number of children; got {count} cells",
                len(row.cells),
                count=len(row.cells),
            )
        )
    cells = table.named(row)
    month, count = cells["month"], cells["children"]
    match = _MONTH.fullmatch(month)
    if match is None:
        message = say("must be written like 2015-01; got {given}", given=got(month))
        raise ValueError(in_column("month", message))
    if count in unclear:
        raise ValueError(in_column("children", unclear[count]))
    try:
        children = float(count.replace(",", "."))
    except ValueError:
        children = math.nan
    if not 0 <= children < math.inf:
        raise ValueError(in_column("children", _no_number(count)))
    return (int(match[1]), int(match[2])), children


def _no_number(count: str) -> str:
    help_ = about_number(count)
    if not help_:
        return say("must be a number of at least 0; got {given}", given=got(count))
    return say("must be a number of at least 0; got {given} ({help})", given=got(count), help=help_)


def _wrong_month(month: tuple[int, int], expected: tuple[int, int], first: bool) -> str:
    year, number = expected
    wanted, given = f"{year:04}-{number:02}", f"{month[0]:04}-{month[1]:02}"
    sentence = _BEGINS_OTHERWISE if first else _DOES_NOT_FOLLOW
    return in_column("month", said(sentence, month=wanted, given=given))


def months_in_run(start: datetime.date, end: float) -> int:
    """Count the calendar months that a run of `end` days from `start` touches."""
    last = start + datetime.timedelta(days=max(0, math.ceil(end) - 1))
    return (last.year - start.year) * 12 + last.month - start.month + 1
