"""The headline measures, in the order in which people read them."""

import math
from dataclasses import dataclass

from simulate.scenario.schema.durations import DAYS_PER_YEAR

WAITS = {"first_contact": "first contact", "first_support": "first support", "full_support": "full support"}
"""The three waits of a child, each counted from its arrival, and their names."""


@dataclass(frozen=True)
class Measure:
    """One figure about an organisation. Shares are in percent, whatever counts is per child unless said."""

    key: str
    label: str  # plain English, as on the screen
    unit: str  # "days", "%", "per child", "per 1000 children", "currency per child"
    better: str  # "lower", "higher", or "" where neither is
    counts: str  # whom or what the figure is about
    headline: bool = False  # whether the table on the screen shows it
    wait: str = ""  # the key in WAITS it is a figure of
    percent: float | None = None  # for a median or another percentile of that wait

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which values it must lie; a gap may be either way round."""
        if self.key.startswith("gap_"):
            return -math.inf, math.inf
        return 0.0, 100.0 if self.unit == "%" else math.inf


_NEEDY = "children with a real need"
_PERCENTS = {"_median": 50.0, "_p90": 90.0}


def _wait(key: str, label: str, unit: str, wait: str, headline: bool = False) -> Measure:
    counts = "all children" if wait == "first_contact" else _NEEDY
    percent = next((each for ending, each in _PERCENTS.items() if key.endswith(ending)), None)
    return Measure(key, label, unit, "lower", counts, headline, wait, percent)


CATALOGUE: tuple[Measure, ...] = (
    _wait("first_contact_median", "Wait to first contact, median", "days", "first_contact", True),
    _wait("first_contact_mean", "Wait to first contact, mean", "days", "first_contact"),
    _wait("first_support_median", "Wait to first support, median", "days", "first_support", True),
    _wait("first_support_mean", "Wait to first support, mean", "days", "first_support", True),
    _wait("first_support_p90", "Wait to first support, 90th percentile", "days", "first_support", True),
    _wait("full_support_median", "Wait to full support, median", "days", "full_support", True),
    _wait("full_support_mean", "Wait to full support, mean", "days", "full_support", True),
    _wait("full_support_p90", "Wait to full support, 90th percentile", "days", "full_support", True),
    _wait("no_first_support_1y", "Still without any support after a year", "%", "first_support", True),
    _wait("no_full_support_1y", "Still without full support after a year", "%", "full_support", True),
    _wait("no_first_support_end", "Still without any support at the end of follow-up", "%", "first_support"),
    _wait("no_full_support_end", "Still without full support at the end of follow-up", "%", "full_support"),
    Measure("children_in_limit", "Children whose whole wait is within the limits", "%", "higher", _NEEDY, True),
    Measure("people_met", "People met", "per child", "lower", _NEEDY, True),
    Measure("worker_changes", "Times a worker was replaced by another during help", "per child", "lower", _NEEDY, True),
    Measure("units_met", "Units met", "per child", "lower", _NEEDY),
    Measure("administrations", "Administrations met", "per child", "lower", _NEEDY),
    Measure("story_told", "Times the story is told", "per child", "lower", _NEEDY, True),
    Measure("handovers", "Handovers to another unit", "per child", "lower", _NEEDY, True),
    Measure("refusals", "Handovers refused", "per child", "lower", _NEEDY),
    Measure("unattended_days", "Days on which nobody works with the child", "days", "lower", _NEEDY, True),
    Measure("need_days", "Days of unmet need, all needs added", "days", "lower", _NEEDY, True),
    Measure("crises", "Crises", "per 1000 children", "lower", _NEEDY, True),
    Measure("given_up", "Needs given up", "%", "lower", "real needs", True),
    Measure("never_noticed", "Needs nobody has noticed yet", "%", "lower", "real needs", True),
    Measure("aged_out", "Needs the child grew too old for", "%", "lower", "real needs"),
    Measure("returns_12m", "Return within 12 months of a support", "%", "lower", "supports that ended", True),
    Measure("gap_needs", "Wait to first support, several needs minus one", "days", "", _NEEDY, True),
    Measure("gap_urgent", "Wait to first support, not urgent minus urgent", "days", "", _NEEDY),
    Measure("gap_streams", "Wait to first support, slowest stream minus fastest", "days", "", _NEEDY),
    Measure("screened_out", "Children who turn out to need no support", "%", "", "all children"),
    Measure("cost_per_child", "Cost, all payers together", "currency per child", "lower", "all children", True),
)
"""Every measure. Waits run from arrival; the mean is of the days waited within the follow-up; the gaps are between
mean waits to first support, and neither a larger nor a smaller one is better: it shrinks too where all wait longer.
Steps done within their limits are told by unit and step only: over all steps together the share changes with which
steps an organisation has, be each of them as quick as before."""

MEASURES = {measure.key: measure for measure in CATALOGUE}
YEAR = DAYS_PER_YEAR
