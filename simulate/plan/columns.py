"""Columns: the arrays of numbers that plans and logs are made of."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Numbers = TypeVar("Numbers", Integers, Floats)

NONE = -1
"""In a column of numbers of visits, teams or units: there is none."""


@dataclass(frozen=True)
class Ragged(Generic[Numbers]):
    """Several numbers per row: row i holds `values[starts[i]:starts[i + 1]]`."""

    starts: Integers  # (rows + 1,)
    values: Numbers

    def row(self, number: int) -> Numbers:
        """Give the numbers of one row."""
        return self.values[self.starts[number] : self.starts[number + 1]]

    @property
    def counts(self) -> Integers:
        """How many numbers each row holds: (rows,)."""
        return np.diff(self.starts)

    @cached_property
    def rows(self) -> Integers:
        """The row that each value belongs to: (values,)."""
        begun = np.bincount(self.starts[1:-1], minlength=len(self.values) + 1)  # how many rows begin at each value
        return np.cumsum(begun[:-1])  # np.repeat takes nine times as long

    def lists(self) -> list[list[Any]]:
        """Give all rows as Python lists."""
        values = self.values.tolist()
        return [values[a:b] for a, b in pairwise(self.starts.tolist())]

    def turned(self: "Ragged[Integers]", count: int) -> "Ragged[Integers]":
        """Turn rows of numbers around: for each number from 0 to `count`, the rows that hold it."""
        return Ragged.from_pairs(self.values, self.rows, count)

    @staticmethod
    def from_pairs(rows: Integers, values: Numbers, count: int) -> "Ragged[Numbers]":
        """Collect (row, value) pairs by row, keeping the order of values within a row."""
        order = np.argsort(rows, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count))]).astype(np.int64)
        return Ragged(starts, values[order])
