"""Watched tables: what compiled code would do in silence is an error."""

import numpy as np
import pytest

from simulate.engine.compiled.layout.kinds import record
from simulate.engine.compiled.layout.town import TOWN
from simulate.engine.compiled.watchful import WatchedTable

ROWS = WatchedTable("rows", np.zeros(3, dtype=record(day="f8", row="i4", code="i1")))
NUMBERS = WatchedTable("numbers", np.zeros(3, dtype=np.int32))


@pytest.mark.parametrize("row", [-1, 3, 1000])
@pytest.mark.parametrize("table", [ROWS, NUMBERS])
def test_a_row_that_there_is_not_is_an_error(table: WatchedTable, row: int) -> None:
    with pytest.raises(IndexError, match=f"has 3 rows, and no row {row}"):
        table[row]
    with pytest.raises(IndexError):
        table[row] = 1


@pytest.mark.parametrize("wrong", [1.0, np.float64(0.5), None])
def test_a_number_of_a_row_is_a_whole_number(wrong: float) -> None:
    with pytest.raises(TypeError):
        ROWS[wrong]


@pytest.mark.parametrize(("field", "most"), [("row", 2**31 - 1), ("code", 127)])
def test_a_number_that_does_not_fit_its_field_is_an_error(field: str, most: int) -> None:
    row = ROWS[1]
    for fits in (most, -most - 1):
        setattr(row, field, fits)
        assert getattr(ROWS[1], field) == fits
    for wrong in (most + 1, -most - 2):
        with pytest.raises(OverflowError, match=f"rows.{field} is int"):
            setattr(row, field, wrong)
    with pytest.raises(TypeError):
        setattr(row, field, 0.5)


def test_a_field_that_there_is_not_is_an_error() -> None:
    with pytest.raises(ValueError, match="no field"):
        ROWS[0].days = 1.0
    with pytest.raises(ValueError, match="no field"):
        _ = ROWS[0].days


def test_a_row_is_copied_with_all_its_fields() -> None:
    ROWS[0].day, ROWS[0].row, ROWS[0].code = 2.5, 7, 3
    ROWS[2] = ROWS[0]
    assert (ROWS[2].day, ROWS[2].row, ROWS[2].code) == (2.5, 7, 3)
    ROWS[0].day = 1.0
    assert ROWS[2].day == 2.5


def test_no_field_has_the_name_of_something_every_row_of_numpy_has() -> None:
    """Numba and records of numpy would read that instead."""
    taken = set(dir(np.ndarray)) | set(dir(np.record))
    named = {f"{table}.{name}": name for table, kind in TOWN.items() for name in kind.names or ()}
    assert {field for field, name in named.items() if name in taken and name != "real"} == set()
