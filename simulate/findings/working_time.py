"""Working time: all time but that in which a unit's work stands still, on its closed days and nights."""

import numpy as np

from simulate.plan import Floats, PlannedUnit


def worked_until(unit: PlannedUnit, days: Floats) -> Floats:
    """Give how many days of a unit's working time have passed on some days, which are 0 or more: like `days`."""
    if not unit.stops:
        return days
    begins, ends = np.array(unit.stops, dtype=np.float64).T
    ended = np.append(0.0, ends)  # before the first of them as if one had ended on day 0
    worked = np.append(0.0, np.cumsum(begins - ended[:-1]))
    begun = np.searchsorted(begins, days, side="right")
    found: Floats = worked[begun] + np.maximum(days - ended[begun], 0.0)
    return found


def working_days(unit: PlannedUnit, opens: float, closes: float) -> float:
    """Count the days of a unit's working time between two days."""
    first, last = worked_until(unit, np.array([opens, closes], dtype=np.float64)).tolist()
    return float(last - first)
