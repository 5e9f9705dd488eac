"""Rows of ragged columns, all at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulate.findings.ragged import entries


@given(st.lists(st.lists(st.integers(), max_size=4), min_size=1, max_size=6), st.data())
def test_the_entries_of_some_rows_are_those_of_one_row_after_the_other(rows, data):
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=8))
    starts = np.cumsum([0, *map(len, rows)])
    position, place = entries(starts, np.array(chosen, dtype=np.int64))
    values = [value for row in rows for value in row]
    assert [values[each] for each in place] == [value for row in chosen for value in rows[row]]
    assert position.tolist() == [number for number, row in enumerate(chosen) for _ in rows[row]]
