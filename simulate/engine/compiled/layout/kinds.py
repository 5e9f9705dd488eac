"""How wide each number is that the compiled engine keeps. What does not fit is refused by `guards`, in words."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = NDArray[Any]
"""Rows of one kind: a structured array, or an array of plain numbers."""

DAYS = "f8"
LONG = "i8"
ROW = "i4"  # the number of a row of another table; NONE without
COUNT = "i4"
CODE = "i1"  # one of a few, see `codes`
FLAG = "i1"

MOST_ROWS = int(np.iinfo(ROW).max)  # of any table
SLOT_BITS = 22  # of a key in the tournament of a unit's slots, below the room
MOST_SLOTS = 2**SLOT_BITS  # of one unit
MOST_PLACES = 2**40 - 1  # of one worker: less than what stands for nobody, see `rules.NOBODY`
TICKET_BITS = 48  # of a moment's order, below what happens


def record(size: int = 0, /, **fields: str) -> np.dtype[Any]:
    """Describe a row by the names and widths of its fields; aligned, as numba asks for.

    Rows are `size` bytes long if that is more: those of 64, 128 … do not lie across more pieces of memory than need be.
    """
    kind: np.dtype[Any] = np.dtype(list(fields.items()), align=True)
    if size <= kind.itemsize:
        return kind
    where: Any = kind.fields
    names, formats, offsets = list(fields), list(fields.values()), [where[name][1] for name in fields]
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": size}, align=True)


def rows(kind: np.dtype[Any], values: list[dict[str, Any]]) -> Table:
    """Make a table of rows given by name; what is not given is 0."""
    names = kind.names or ()
    return np.array([tuple(value.get(name, 0) for name in names) for value in values], dtype=kind)


def column(values: NDArray[Any], kind: Any) -> Table:
    """Give a column of a plan as compiled code reads it: of this type and in one piece."""
    return np.ascontiguousarray(values, dtype=kind)


def in_order(first: Table, *others: Table) -> Table:
    """Give the order of rows by several columns, the first of them most important; else as they stand.

    Only what is alike in the first is sorted by the others: that is little, and the first is often in order already.
    """
    order: Table = np.argsort(first)
    alike = np.zeros(len(order) + 1, dtype=np.bool_)  # as the one before
    alike[1:-1] = first[order[1:]] == first[order[:-1]]
    together = np.flatnonzero(alike[1:] | alike[:-1])
    these = np.sort(order[together])
    order[together] = these[np.lexsort([column[these] for column in (*reversed(others), first)])]
    return order
