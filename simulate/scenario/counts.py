"""Children per month from a CSV file with the columns month and children."""

import csv
import datetime
import io
import math
import re

from simulate.scenario.errors import Mistake
from simulate.scenario.wording import got, listed

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_COLUMNS = ["month", "children"]
_MOST_MISTAKES = 10


def read_counts(text: str, file: str, start: datetime.date | None) -> tuple[list[float], list[Mistake]]:
    """Read the children of every month, the first being the month of `start`, and what is wrong with them.

    Columns are separated by commas, or by semicolons with decimal commas, as a Swedish Excel writes them.
    """
    header, *lines = text.split("\n")
    separator = ";" if ";" in header else ","
    names = [name.strip().strip('"').lower() for name in header.split(separator)]
    if names != _COLUMNS:
        message = f"the first line must name the columns {listed(_COLUMNS)}; got {listed(map(got, names))}"
        return [], [Mistake("", message, file, 1)]
    children: list[float] = []
    mistakes: list[Mistake] = []
    expected = None if start is None else (start.year, start.month)
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        try:
            month, count = _row(line, separator)
            if expected is not None and month != expected:
                raise ValueError(_wrong_month(month, expected, first=not children))
            expected = (month[0] + month[1] // 12, month[1] % 12 + 1)
            children.append(count)
        except ValueError as problem:
            mistakes.append(Mistake("", str(problem), file, number))
            expected = None  # the next row is taken at its word
        if len(mistakes) == _MOST_MISTAKES:
            break
    if not children and not mistakes:
        mistakes.append(Mistake("", "there are no months below the first line", file, 1))
    return children, mistakes


def _row(line: str, separator: str) -> tuple[tuple[int, int], float]:
    cells = [cell.strip() for row in csv.reader(io.StringIO(line), delimiter=separator) for cell in row]
    if len(cells) != len(_COLUMNS):
        raise ValueError(f"a line has a month and a number of children; got {len(cells)} cells")
    month, count = cells
    match = _MONTH.fullmatch(month)
    if match is None:
        raise ValueError(f"column month: must be written like 2015-01; got {got(month)}")
    try:
        children = float(count.replace(",", ".") if separator == ";" else count)
    except ValueError:
        children = math.nan
    if not 0 <= children < math.inf:
        raise ValueError(f"column children: must be a number of at least 0; got {got(count)}")
    return (int(match[1]), int(match[2])), children


def _wrong_month(month: tuple[int, int], expected: tuple[int, int], first: bool) -> str:
    year, number = expected
    reason = "the months begin with the scenario's start" if first else "every month must follow the one before"
    return f"column month: expected {year:04}-{number:02} ({reason}); got {month[0]:04}-{month[1]:02}"


def months_in_run(start: datetime.date, end: float) -> int:
    """Count the calendar months that a run of `end` days from `start` touches."""
    last = start + datetime.timedelta(days=max(0, math.ceil(end) - 1))
    return (last.year - start.year) * 12 + last.month - start.month + 1
