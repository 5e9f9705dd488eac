"""A sweep as tables: a row for each point, organisation, measure and group, for whoever goes on with it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulate.experiment.sweep import Sweep
from simulate.findings.estimates import Estimate
from simulate.findings.families import told_apart

if TYPE_CHECKING:
    import pandas as pd


def points_table(sweep: Sweep, dials: Sequence[str]) -> "pd.DataFrame":
    """Give every measure at every point: the values of the dials, and the mean with its interval."""
    import pandas as pd

    told = sweep.told_of()
    every = (
        point.estimate(organisation, *key)
        for point in sweep.points
        for organisation in sweep.organisations
        for key in told
    )
    rows = len(sweep.organisations) * len(told)
    columns = _dials(sweep, dials, rows, 1)
    columns |= _names(organisation=_each(sweep.organisations, len(told)), measure=[measure for measure, _ in told],
                      group=[group for _, group in told], rows=rows * len(sweep.points))  # fmt: skip
    return pd.DataFrame(columns | _numbers("value", every, rows * len(sweep.points)))


def differences_table(sweep: Sweep, dials: Sequence[str]) -> "pd.DataFrame":
    """Give how every measure of the others differs from the baseline at every point, paired by replication.

    `distinct`: its interval excludes 0. `sure`: so it does with all points of the measure and group taken together.
    """
    import pandas as pd

    told, others, points = sweep.told_of(), sweep.organisations[1:], len(sweep.points)
    rows, sure = len(others) * len(told) * points, list[bool]()

    def every() -> Iterator[Estimate]:
        for organisation in others:
            for key in told:
                found = sweep.differences(organisation, *key)
                sure.extend(told_apart(found))
                yield from found

    columns = _dials(sweep, dials, 1, len(others) * len(told))
    columns |= _names(organisation=_each(others, len(told) * points), baseline=[sweep.baseline],
                      measure=_each([measure for measure, _ in told], points),
                      group=_each([group for _, group in told], points), rows=rows)  # fmt: skip
    numbers = _numbers("difference", every(), rows)
    counts = numbers.pop("replications")
    distinct = (numbers["low"] > 0) | (numbers["high"] < 0)
    return pd.DataFrame(columns | numbers | {"distinct": distinct, "sure": sure, "replications": counts})


Columns = dict[str, NDArray[Any]]
"""By name; there may be millions of rows, so no row is an object of its own."""


def _each(names: Sequence[str], times: int) -> list[str]:
    return [name for name in names for _ in range(times)]


def _names(rows: int, **columns: Sequence[str]) -> Columns:
    """Give columns of names, each of them again from the beginning until there are so many rows."""
    return {
        name: np.tile(np.array(column, dtype=object), rows // max(len(column), 1)) for name, column in columns.items()
    }


def _dials(sweep: Sweep, dials: Sequence[str], each: int, times: int) -> Columns:
    """Give the values of the dials at all points: each so many times in a row, and all of that so many times."""
    at = np.array([point.at for point in sweep.points])
    return {dial: np.tile(np.repeat(at[:, number], each), times) for number, dial in enumerate(dials)}


def _numbers(what: str, every: Iterable[Estimate], rows: int) -> Columns:
    told = ((each.value, each.low, each.high, each.replications) for each in every)
    numbers = np.fromiter(told, dtype=np.dtype((np.float64, 4)), count=rows)
    return {what: numbers[:, 0], "low": numbers[:, 1], "high": numbers[:, 2],
            "replications": numbers[:, 3].astype(np.int64)}  # fmt: skip
