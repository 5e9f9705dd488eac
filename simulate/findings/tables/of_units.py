"""Tables of units: the waits in their lines, how long these are, the places in use, and the staff."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from simulate.findings.comings_and_goings import UnitStaff
from simulate.findings.estimates import Estimate, estimate
from simulate.findings.in_line import weeks
from simulate.findings.percentiles import percentiles
from simulate.findings.second_waits import NO_WAITS
from simulate.findings.series import Series
from simulate.findings.tables.table import NOTHING, Row, Table, interval, mean_of, of_each, with_ends
from simulate.findings.units import ALL_STEPS, UnitWait
from simulate.language import mark

if TYPE_CHECKING:
    import pandas as pd

_LEAST_SHARE = 0.00005
"""Less is written as 0."""
_STAFF = tuple(field.name for field in fields(UnitStaff) if field.name != "posts")
_UNIT = ("visits", "mean", "median", "p90", "still_waiting", "left_line", "within_limit", "over_limit", "joint",
         "overtaken", "time_to_finish_mean", "work_mean", "stretched_mean", "times_as_long")  # fmt: skip
_LOAD = {"use": "use", "line_mean": "line_mean", "offered_load": "offered"}
_PERCENTILES = {"median": 50.0, "p90": 90.0}
_SHARES = ("still_waiting", "left_line", "within_limit", "joint", "overtaken")
_SHARES_OF_STAFF = ("vacant", "absent", "newcomers", "development_used")


def unit_rows(series: Series) -> Iterator[Row]:
    """Give the waits of each unit and step; the load stands in the rows of all steps together."""
    every = dict.fromkeys(key for each in series.findings for key in each.waits)
    units = list(series.loads)
    # every unit's row of all steps comes first
    keys = sorted(every, key=lambda key: (units.index(key[0]), key[1] != ALL_STEPS))
    curves = {key: {each.replication: each.waits[key].curve for each in series.findings if key in each.waits}
              for key in keys}  # fmt: skip
    asked = [(curves[key], percent) for key in keys for percent in _PERCENTILES.values()]
    percentile = iter(percentiles(asked))
    for unit, step in keys:
        found = _estimates_of_waits([each.waits.get((unit, step)) for each in series.findings])
        found |= {name: next(percentile) for name in _PERCENTILES}
        for column, name in _LOAD.items():
            found[column] = series.load(unit, name) if step == ALL_STEPS else NOTHING
        row: Row = {"organisation": series.organisation, "unit": unit, "step": step}
        for name in (*_UNIT, *_LOAD):
            row |= interval(name, found[name], f"{name}_")
        row |= {
            "overloaded": unit in series.overloaded,
            "line_grows": unit in series.growing,
            "settled": unit not in series.unsettled,
            "shares_time": series.shares_time(unit),
        }
        yield row


def _estimates_of_waits(waits: Sequence[UnitWait | None]) -> dict[str, Estimate]:
    """Average what is no percentile over replications; in those without such a visit there were none."""
    there = [wait for wait in waits if wait is not None]
    names = [name for name in _UNIT if name not in ("visits", "over_limit", *_PERCENTILES)]
    least = {"stretched_mean": -math.inf}  # fewer days than 0 where work is done in less time than was planned
    most = dict.fromkeys(_SHARES, 1.0)
    found = {name: mean_of(there, name, least.get(name, 0.0), most.get(name, math.inf)) for name in names}
    within = found["within_limit"]
    return found | {
        "visits": estimate([0.0 if wait is None else float(wait.visits) for wait in waits], least=0.0),
        "over_limit": replace(within, value=1 - within.value, low=1 - within.high, high=1 - within.low),
    }


def line_rows(series: Sequence[Series], columns: Sequence[str]) -> "pd.DataFrame":
    """List the mean length of every unit's line in every replication, week by week."""
    import numpy as np
    import pandas as pd

    every = [each for one in series for each in one.findings]
    parts = [(each, unit, weeks(each.window.end)[:-1], line) for each in every for unit, line in each.lines.items()]
    counts = [len(days) for _, _, days, _ in parts]

    def repeated(values: list[str]) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
        return np.repeat(np.array(values, dtype=object), counts)

    return pd.DataFrame(
        {
            "replication": np.repeat(np.array([each.replication for each, *_ in parts], dtype=np.int64), counts),
            "organisation": repeated([each.organisation for each, *_ in parts]),
            "unit": repeated([unit for _, unit, *_ in parts]),
            "day": np.concatenate([*(days for *_, days, _ in parts), np.empty(0)]),
            "line_mean": np.concatenate([*(line for *_, line in parts), np.empty(0)]),
        }
    )


def places_rows(series: Series) -> Iterator[Row]:
    """Give for what part of the time how many places of each unit were in use, where it is ever more than nothing."""
    for unit in dict.fromkeys(name for each in series.findings for name in each.occupied):
        found = [each.occupied[unit] for each in series.findings if unit in each.occupied]
        places = estimate([each.places for each in found]).value
        by_number = [dict(zip(each.in_use.tolist(), each.share.tolist(), strict=True)) for each in found]
        so_far = 0.0
        for number in sorted(set().union(*by_number)):
            share = estimate([each.get(number, 0.0) for each in by_number], least=0.0, most=1.0)
            so_far = min(so_far + share.value, 1.0)
            if share.value >= _LEAST_SHARE:
                yield {
                    "organisation": series.organisation,
                    "unit": unit,
                    "places": places,
                    "places_in_use": number,
                    **interval("share", share),
                    "at_most": so_far,
                }


def staff_rows(series: Series) -> Iterator[Row]:
    """Give the comings and goings of each unit that has staff rules."""
    for unit in dict.fromkeys(name for each in series.findings for name in each.staff):
        found = [each.staff[unit] for each in series.findings if unit in each.staff]
        row: Row = {
            "organisation": series.organisation,
            "unit": unit,
            "posts": mean_of(found, "posts").value,
        }
        for name in _STAFF:
            row |= interval(name, mean_of(found, name, most=1.0 if name in _SHARES_OF_STAFF else math.inf), f"{name}_")
        yield row


def second_wait_rows(series: Series) -> Iterator[Row]:
    """Give the second waits of each unit in which there are any, in the units' order."""
    for unit in series.loads:
        found = [each.second_waits.get(unit, NO_WAITS) for each in series.findings]
        there = [wait for wait in found if wait.waits]
        if not there:
            continue
        curves = {each.replication: wait.curve for each, wait in zip(series.findings, found, strict=True) if wait.waits}
        row: Row = {"organisation": series.organisation, "unit": unit}
        row |= interval("waits", mean_of(found, "waits"), "waits_") | interval("mean", mean_of(there, "mean"), "mean_")
        for (name, _), value in zip(
            _PERCENTILES.items(), percentiles([(curves, percent) for percent in _PERCENTILES.values()]), strict=True
        ):
            row |= interval(name, value, f"{name}_")
        yield row | interval("still_waiting", mean_of(there, "still_waiting", most=1.0), "still_waiting_")


WAITS_BY_UNIT = Table(
    mark("Waits, limits and load of every unit and step."),
    ("organisation", "unit", "step", *with_ends(*_UNIT, *_LOAD), "overloaded", "line_grows", "settled",
     "shares_time"),
    of_each(unit_rows),
)  # fmt: skip

SECOND_WAITS = Table(
    mark("How long visits that had begun stood in each unit's line again when their worker went."),
    ("organisation", "unit", *with_ends("waits", "mean", *_PERCENTILES, "still_waiting")),
    of_each(second_wait_rows),
    only_if_any=True,
)

LINES = Table(
    mark("How long each unit's line is, week by week."),
    ("replication", "organisation", "unit", "day", "line_mean"),
    line_rows,
)

PLACES_IN_USE = Table(
    mark("For what part of the time how many places of each unit are in use."),
    ("organisation", "unit", "places", "places_in_use", "share", "low", "high", "at_most"),
    of_each(places_rows),
)

STAFF = Table(
    mark("The comings and goings in each unit that has staff rules."),
    ("organisation", "unit", "posts", *with_ends(*_STAFF)),
    of_each(staff_rows),
)
