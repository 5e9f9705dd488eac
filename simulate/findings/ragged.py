"""Some rows of a ragged column, all at once."""

import numpy as np

from simulate.plan import Integers


def entries(starts: Integers, rows: Integers) -> tuple[Integers, Integers]:
    """Address the entries of some rows (numbers, any order, also several times) of a ragged column, row by row.

    `starts` are those of `Ragged`. Returns, for each entry, the position of its row in `rows` and its place among the
    column's values: (R,) each.
    """
    first = starts[rows]
    counts = starts[rows + 1] - first
    position = np.repeat(np.arange(len(rows)), counts)
    offset = first - (np.cumsum(counts) - counts)
    return position, np.arange(len(position)) + offset[position]
