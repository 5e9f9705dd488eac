"""The compiled engine as Python, watched: every number of a row and every number that is written is looked at.

For tests and for finding faults: a row that there is not, or a number that does not fit its field, is an error.
"""

import operator
from typing import Any

import numpy as np

from simulate.engine.compiled.layout.kinds import Table
from simulate.engine.compiled.layout.town import Tables


class WatchedTable:
    """A table whose rows are counted from 0 to its end, and whose numbers fit."""

    def __init__(self, name: str, table: Table) -> None:
        self.name, self.table = name, table

    def __len__(self) -> int:
        return len(self.table)

    def _checked(self, number: Any) -> int:
        row = operator.index(number)
        if not 0 <= row < len(self.table):
            raise IndexError(f"{self.name} has {len(self.table)} rows, and no row {row}")
        return row

    def __getitem__(self, number: Any) -> Any:
        row = self._checked(number)
        return WatchedRow(self, row) if self.table.dtype.names else self.table[row].item()

    def __setitem__(self, number: Any, value: Any) -> None:
        row = self._checked(number)
        if isinstance(value, WatchedRow):
            self.table[row] = value.copied()
        else:
            self.table[row] = fitting(value, self.table.dtype, self.name)


class WatchedRow:
    """A row of such a table."""

    __slots__ = ("_number", "_table")

    def __init__(self, table: WatchedTable, number: int) -> None:
        object.__setattr__(self, "_table", table)
        object.__setattr__(self, "_number", number)

    def copied(self) -> Any:
        """Give what stands in all its fields."""
        return self._table.table[self._number]

    def __getattr__(self, field: str) -> Any:
        return self._table.table[field][self._number].item()

    def __setattr__(self, field: str, value: Any) -> None:
        column = self._table.table[field]
        column[self._number] = fitting(value, column.dtype, f"{self._table.name}.{field}")


def fitting(value: Any, kind: np.dtype[Any], where: str) -> Any:
    """Give a number that fits a field. Raises OverflowError, or TypeError for a fraction where a whole number is."""
    if kind.kind == "i":
        whole, width = operator.index(value), np.iinfo(kind)
        if not width.min <= whole <= width.max:
            raise OverflowError(f"{where} is {kind}, which {whole} does not fit")
        return whole
    return float(value) if kind.kind == "f" else bool(value)


def watched(tables: Tables) -> Tables:
    """Give the same tables, watched."""
    return Tables(**{name: WatchedTable(name, table) for name, table in vars(tables).items()})
