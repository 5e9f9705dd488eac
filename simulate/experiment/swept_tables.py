"""A sweep as tables: a row for each point, organisation, measure and group, for whoever goes on with it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulate.experiment.sweep import Sweep
from simulate.findings.families import told_apart

if TYPE_CHECKING:
    import pandas as pd


def points_table(sweep: Sweep, dials: Sequence[str]) -> "pd.DataFrame":
    """Give every measure at every point: the values of the dials, and the mean with its interval."""
    import pandas as pd

    rows = []
    for point in sweep.points:
        for organisation in sweep.organisations:
            for measure, group in sweep.told_of():
                found = point.estimate(organisation, measure, group)
                told = (found.value, found.low, found.high, found.replications)
                rows.append((*point.at, organisation, measure, group, *told))
    columns = [*dials, "organisation", "measure", "group", "value", "low", "high", "replications"]
    return pd.DataFrame(rows, columns=columns)


def differences_table(sweep: Sweep, dials: Sequence[str]) -> "pd.DataFrame":
    """Give how every measure of the others differs from the baseline at every point, paired by replication.

    `distinct`: its interval excludes 0. `sure`: so it does with all points of the measure and group taken together.
    """
    import pandas as pd

    rows = []
    for organisation in sweep.organisations[1:]:
        for measure, group in sweep.told_of():
            differences = sweep.differences(organisation, measure, group)
            every = zip(sweep.points, differences, told_apart(differences), strict=True)
            for point, found, is_sure in every:
                told = (found.value, found.low, found.high, found.distinct, is_sure, found.replications)
                rows.append((*point.at, organisation, sweep.baseline, measure, group, *told))
    columns = [*dials, "organisation", "baseline", "measure", "group", "difference", "low", "high", "distinct", "sure",
               "replications"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
