"""What a table is, and what its rows are made of."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulate.findings.estimates import Estimate, estimate
from simulate.findings.series import Series

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, object]
Make = Callable[[Sequence[Series], Sequence[str]], "pd.DataFrame"]
"""Makes a table of all organisations, the baseline first, with these columns."""

NOTHING = Estimate(math.nan, math.nan, math.nan, math.nan, 0)


@dataclass(frozen=True)
class Table:
    """A table of the results: a file of its name in the results folder, and a sheet of the workbook."""

    meaning: str  # what it holds, in a sentence
    columns: tuple[str, ...]  # none where they are as they were found
    make: Make
    only_if_any: bool = False  # it stands in a results folder only where it has rows

    def of(self, series: Sequence[Series]) -> "pd.DataFrame":
        """Make it of all organisations, the baseline first. A table without rows keeps its columns."""
        return self.make(series, self.columns)


def of_each(rows: Callable[[Series], Iterable[Row]]) -> Make:
    """Make a table of the rows of each organisation."""
    return lambda series, columns: _framed((row for each in series for row in rows(each)), columns)


def of_each_and_baseline(rows: Callable[[Series, Series], Iterable[Row]]) -> Make:
    """Make a table of the rows of each organisation, the baseline among them, beside the baseline."""
    return lambda series, columns: _framed((row for each in series for row in rows(each, series[0])), columns)


def of_others(rows: Callable[[Series, Series], Iterable[Row]]) -> Make:
    """Make a table of the rows of each organisation but the baseline, beside it."""
    return lambda series, columns: _framed((row for each in series[1:] for row in rows(each, series[0])), columns)


def _framed(rows: Iterable[Row], columns: Sequence[str]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(columns))


def with_ends(*names: str) -> list[str]:
    """Give the columns of some values and of the ends of their intervals."""
    return [name + end for name in names for end in ("", "_low", "_high")]


def mean_of(parts: Sequence[Any], name: str, least: float = 0.0, most: float = math.inf) -> Estimate:
    """Average an attribute of what was found in each replication."""
    return estimate([float(getattr(part, name)) for part in parts], least, most)


def interval(name: str, found: Estimate, prefix: str = "") -> Row:
    """Give a value and the ends of its interval; what is not reached, be it the value or an end, is NaN."""
    cells = {name: found.value, f"{prefix}low": found.low, f"{prefix}high": found.high}
    return {column: value if math.isfinite(value) else math.nan for column, value in cells.items()}
