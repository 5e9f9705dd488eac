"""The tables people read, built from the replications of each organisation: rows as dictionaries."""

import math
from collections.abc import Iterator
from dataclasses import fields

from simulate.findings.catalogue import CATALOGUE, WAITS
from simulate.findings.gains import Gains
from simulate.findings.lines import weekly
from simulate.findings.money import ALL, KINDS
from simulate.findings.replications import Estimate, differences, estimate, replications_needed
from simulate.findings.series import Series
from simulate.findings.staff import UnitStaff
from simulate.findings.time_use import CATEGORIES
from simulate.findings.units import ALL_STEPS, UnitWait
from simulate.findings.value import COLUMNS as VALUE_COLUMNS

Row = dict[str, object]


def _columns(names: str) -> list[str]:
    return names.split()


_STAFF = tuple(field.name for field in fields(UnitStaff) if field.name != "posts")

COLUMNS = {
    "summary": _columns("organisation measure group value low high still_waiting settled replications"),
    "differences": _columns("organisation baseline measure group difference low high distinct replications needed"),
    "waits_by_unit": _columns(
        "organisation unit step visits mean mean_low mean_high median p90 still_waiting left_line within_limit "
        "over_limit joint overtaken time_to_finish_mean use line_mean offered_load overloaded line_grows settled"
    ),
    "curves": _columns("organisation measure day waiting low high"),
    "time_use": _columns("organisation category days low high"),
    "gains": _columns(
        "organisation baseline measure group gained gained_low gained_high same same_low same_high "
        "lost lost_low lost_high undecided mean_gain mean_gain_low mean_gain_high children replications"
    ),
    "staff": ["organisation", "unit", "posts", *(name + end for name in _STAFF for end in ("", "_low", "_high"))],
    "money": _columns(
        "organisation baseline payer kind currency per_child low high per_1000_children difference difference_low "
        "difference_high distinct replications"
    ),
    "value": _columns(VALUE_COLUMNS),
}
"""The columns of each table."""


def summary_rows(series: Series) -> Iterator[Row]:
    """Give every figure of an organisation that somebody was there to measure; NaN is then: not reached."""
    for measure in CATALOGUE:
        for group in series.groups:
            figure = estimate(list(series.figure(measure.key, group).values()))
            if figure.replications:
                yield {
                    "organisation": series.organisation,
                    "measure": measure.key,
                    "group": group,
                    **_interval("value", figure),
                    "still_waiting": series.still_waiting(measure.key, group),
                    "settled": series.settled(measure.key, group),
                    "replications": figure.replications,
                }


def difference_rows(series: Series, baseline: Series) -> Iterator[Row]:
    """Give the difference of every figure from the baseline, paired by replication."""
    for measure in CATALOGUE:
        for group in series.groups:
            figure = difference(series, baseline, measure.key, group)
            if figure.replications:
                yield {
                    "organisation": series.organisation,
                    "baseline": baseline.organisation,
                    "measure": measure.key,
                    "group": group,
                    **_interval("difference", figure),
                    "distinct": figure.distinct,
                    "replications": figure.replications,
                    "needed": replications_needed(figure) or math.nan,
                }


def difference(series: Series, baseline: Series, measure: str, group: str) -> Estimate:
    """Estimate how much a figure differs from the baseline's."""
    return estimate(differences(series.figure(measure, group), baseline.figure(measure, group)))


def unit_rows(series: Series) -> Iterator[Row]:
    """Give the waits of each unit and step; the load stands in the rows of all steps together."""
    keys = dict.fromkeys(key for each in series.findings for key in each.waits)
    units = list(series.loads)
    # every unit's row of all steps comes first
    for unit, step in sorted(keys, key=lambda key: (units.index(key[0]), key[1] != ALL_STEPS)):
        waits = [each.waits[unit, step] for each in series.findings if (unit, step) in each.waits]
        figures = {field.name: _mean_of(waits, field.name) for field in fields(UnitWait)}
        visits = math.fsum(wait.visits for wait in waits) / len(series.findings)
        within = figures["within_limit"].value
        row: Row = {
            "organisation": series.organisation,
            "unit": unit,
            "step": step,
            "visits": visits,
            **_interval("mean", figures["mean"], "mean_"),
            **{name: figures[name].value for name in ("median", "p90", "still_waiting", "left_line")},
            "within_limit": within,
            "over_limit": 1 - within,
            **{name: figures[name].value for name in ("joint", "overtaken")},
            "time_to_finish_mean": figures["time_to_finish_mean"].value,
        }
        loads = {"use": "use", "line_mean": "line_mean", "offered_load": "offered"}
        for column, name in loads.items():
            row[column] = series.load(unit, name).value if step == ALL_STEPS else math.nan
        row |= {
            "overloaded": unit in series.overloaded,
            "line_grows": unit in series.growing,
            "settled": unit not in series.unsettled,
        }
        yield row


def curve_rows(series: Series) -> Iterator[Row]:
    """Give the share of children still waiting after 0, 7, 14 … days."""
    days = weekly(series.findings[0].window.horizon).tolist()
    for wait in WAITS:
        shares = [each.curves[wait].tolist() for each in series.findings]
        for day, values in zip(days, zip(*shares, strict=True), strict=True):
            figure = estimate(values)
            if figure.replications:
                yield {
                    "organisation": series.organisation,
                    "measure": wait,
                    "day": day,
                    **_interval("waiting", figure),
                }


def time_use_rows(series: Series) -> Iterator[Row]:
    """Give the mean days a child with a real need spends in each category until it has all its support."""
    for category in CATEGORIES:
        figure = estimate([each.time_use[category] for each in series.findings])
        yield {"organisation": series.organisation, "category": category, **_interval("days", figure)}


def gain_rows(series: Series, baseline: str) -> Iterator[Row]:
    """Give the shares of children who gain and lose against the baseline, and the days gained on average."""
    keys = dict.fromkeys(key for each in series.findings for key in each.gains)
    waits, groups = list(WAITS), series.groups
    for wait, group in sorted(keys, key=lambda key: (waits.index(key[0]), groups.index(key[1]))):
        found = [each.gains[wait, group] for each in series.findings if (wait, group) in each.gains]
        figures = {field.name: _mean_of(found, field.name) for field in fields(Gains)}
        if not figures["gained"].replications:
            continue
        row: Row = {"organisation": series.organisation, "baseline": baseline, "measure": wait, "group": group}
        for name in ("gained", "same", "lost"):
            row |= _interval(name, figures[name], f"{name}_")
        yield row | {
            "undecided": figures["undecided"].value,
            **_interval("mean_gain", figures["mean_gain"], "mean_gain_"),
            "children": figures["children"].value,
            "replications": figures["gained"].replications,
        }


def staff_rows(series: Series) -> Iterator[Row]:
    """Give the comings and goings of each unit that has staff rules."""
    for unit in dict.fromkeys(name for each in series.findings for name in each.staff):
        found = [each.staff[unit] for each in series.findings if unit in each.staff]
        row: Row = {
            "organisation": series.organisation,
            "unit": unit,
            "posts": _mean_of(found, "posts").value,
        }
        for name in _STAFF:
            row |= _interval(name, _mean_of(found, name), f"{name}_")
        yield row


def money_rows(series: Series, baseline: Series) -> Iterator[Row]:
    """Give what a counted child costs, by payer and kind, with the difference from the baseline.

    The sums come first, payers in order of their names. What costs nothing in both is left out, but for the total.
    Without prices of its own an organisation has no rows, without prices of the baseline no difference.
    """
    if not series.priced:
        return
    keys = {key for one in (baseline, series) for each in one.findings for key in each.costs}
    payers = sorted({payer for payer, _ in keys}, key=lambda payer: (payer != ALL, payer))
    for payer in payers:
        for kind in (ALL, *KINDS):
            mine, theirs = series.cost(payer, kind), baseline.cost(payer, kind)
            if (payer, kind) != (ALL, ALL) and not any([*mine.values(), *theirs.values()]):
                continue
            figure = estimate(list(mine.values()))
            apart = estimate(differences(mine, theirs) if series is not baseline else [])
            yield {
                "organisation": series.organisation,
                "baseline": baseline.organisation,
                "payer": payer,
                "kind": kind,
                "currency": series.findings[0].currency,
                "per_child": figure.value,
                "low": figure.low,
                "high": figure.high,
                "per_1000_children": 1000 * figure.value,
                **_interval("difference", apart, "difference_"),
                "distinct": apart.distinct,
                "replications": figure.replications,
            }


def _mean_of(parts: list[UnitWait] | list[Gains] | list[UnitStaff], name: str) -> Estimate:
    return estimate([float(getattr(part, name)) for part in parts])


def _interval(name: str, figure: Estimate, prefix: str = "") -> Row:
    return {name: figure.value, f"{prefix}low": figure.low, f"{prefix}high": figure.high}
