"""The tables people read, built from the replications of each organisation: rows as dictionaries."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

from simulate.findings.catalogue import CATALOGUE, MEASURES
from simulate.findings.comings_and_goings import UnitStaff
from simulate.findings.estimates import Estimate, differences, estimate, replications_needed
from simulate.findings.gains import Gains
from simulate.findings.in_line import weekly
from simulate.findings.money import ALL, KINDS
from simulate.findings.percentiles import percentile_difference, percentiles
from simulate.findings.series import Series
from simulate.findings.time_use import CATEGORIES
from simulate.findings.units import ALL_STEPS, UnitWait
from simulate.findings.waits import WAITS

Row = dict[str, object]


def _columns(names: str) -> list[str]:
    return names.split()


_LEAST_SHARE = 0.00005
"""Less is written as 0."""


def _with_ends(*names: str) -> list[str]:
    """Give the columns of some values and of the ends of their intervals."""
    return [name + end for name in names for end in ("", "_low", "_high")]


_STAFF = tuple(field.name for field in fields(UnitStaff) if field.name != "posts")
_UNIT = _columns(
    "visits mean median p90 still_waiting left_line within_limit over_limit joint overtaken time_to_finish_mean",
)
_LOAD = {"use": "use", "line_mean": "line_mean", "offered_load": "offered"}
_PERCENTILES = {"median": 50.0, "p90": 90.0}
_SHARES = ("still_waiting", "left_line", "within_limit", "joint", "overtaken")
_SHARES_OF_STAFF = ("vacant", "absent", "newcomers", "development_used")
_NOTHING = Estimate(math.nan, math.nan, math.nan, math.nan, 0)

COLUMNS = {
    "summary": _columns(
        "organisation measure group value low high without waiting gave_up too_old never_noticed in_part settled "
        "children replications"
    ),
    "differences": _columns(
        "organisation baseline measure group difference low high distinct too_narrow replications needed"
    ),
    "replications": _columns("replication organisation measure group value"),
    "waits_by_unit": [
        *_columns("organisation unit step"),
        *_with_ends(*_UNIT, *_LOAD),
        *_columns("overloaded line_grows settled"),
    ],
    "places_in_use": _columns("organisation unit places places_in_use share low high at_most"),
    "curves": _columns("organisation measure day without low high"),
    "time_use": _columns("organisation category days low high"),
    "gains": _columns(
        "organisation baseline measure group gained gained_low gained_high same same_low same_high "
        "lost lost_low lost_high undecided mean_gain mean_gain_low mean_gain_high children replications"
    ),
    "staff": ["organisation", "unit", "posts", *_with_ends(*_STAFF)],
    "money": _columns(
        "organisation baseline payer kind currency per_child low high per_1000_children difference difference_low "
        "difference_high distinct replications"
    ),
}
"""The columns of each table."""


def summary_rows(series: Series) -> Iterator[Row]:
    """Give every measure of an organisation that somebody was there to measure; NaN is then: not reached."""
    for measure in CATALOGUE:
        for group in series.groups:
            found = series.estimate(measure.key, group)
            if found.replications:
                yield {
                    "organisation": series.organisation,
                    "measure": measure.key,
                    "group": group,
                    **_interval("value", found),
                    **series.ends(measure.key, group),
                    "settled": series.settled(measure.key, group),
                    "children": series.children(measure.key, group),
                    "replications": found.replications,
                }


def difference_rows(series: Series, baseline: Series) -> Iterator[Row]:
    """Give the difference of every measure from the baseline, paired by replication."""
    for measure in CATALOGUE:
        for group in series.groups:
            found = difference(series, baseline, measure.key, group)
            if found.replications:
                yield {
                    "organisation": series.organisation,
                    "baseline": baseline.organisation,
                    "measure": measure.key,
                    "group": group,
                    **_interval("difference", found),
                    "distinct": found.distinct,
                    "too_narrow": found.too_narrow,
                    "replications": found.replications,
                    "needed": replications_needed(found) or math.nan,
                }


def difference(series: Series, baseline: Series, measure: str, group: str) -> Estimate:
    """Estimate how much a measure differs from the baseline's, paired by replication."""
    percent = MEASURES[measure].percent
    if percent is None:
        return estimate(differences(series.values(measure, group), baseline.values(measure, group)))
    if group not in series.groups or group not in baseline.groups:
        return _NOTHING
    curves = series.curves(measure, group), baseline.curves(measure, group)
    return percentile_difference(*curves, percent, series.estimate(measure, group), baseline.estimate(measure, group))


def replication_rows(series: Series) -> Iterator[Row]:
    """Give every measure of every replication that had somebody to measure; NaN is then: not reached in it."""
    for each in series.findings:
        for measure in CATALOGUE:
            for group in series.groups:
                value = each.values.get((measure.key, group), math.nan)
                if not math.isnan(value):
                    yield {
                        "replication": each.replication,
                        "organisation": series.organisation,
                        "measure": measure.key,
                        "group": group,
                        "value": value if math.isfinite(value) else math.nan,
                    }


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
            found[column] = series.load(unit, name) if step == ALL_STEPS else _NOTHING
        row: Row = {"organisation": series.organisation, "unit": unit, "step": step}
        for name in (*_UNIT, *_LOAD):
            row |= _interval(name, found[name], f"{name}_")
        row |= {
            "overloaded": unit in series.overloaded,
            "line_grows": unit in series.growing,
            "settled": unit not in series.unsettled,
        }
        yield row


def _estimates_of_waits(waits: Sequence[UnitWait | None]) -> dict[str, Estimate]:
    """Average what is no percentile over replications; in those without such a visit there were none."""
    there = [wait for wait in waits if wait is not None]
    names = [name for name in _UNIT if name not in ("visits", "over_limit", *_PERCENTILES)]
    found = {name: _mean_of(there, name, most=1.0 if name in _SHARES else math.inf) for name in names}
    within = found["within_limit"]
    return found | {
        "visits": estimate([0.0 if wait is None else float(wait.visits) for wait in waits], least=0.0),
        "over_limit": replace(within, value=1 - within.value, low=1 - within.high, high=1 - within.low),
    }


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
                    **_interval("share", share),
                    "at_most": so_far,
                }


def curve_rows(series: Series) -> Iterator[Row]:
    """Give the share of children without what they wait for after 0, 7, 14 … days."""
    days = weekly(series.findings[0].window.horizon).tolist()
    for wait in WAITS:
        shares = [each.weekly[wait].tolist() for each in series.findings]
        for day, values in zip(days, zip(*shares, strict=True), strict=True):
            found = estimate(values, 0.0, 1.0)
            if found.replications:
                yield {
                    "organisation": series.organisation,
                    "measure": wait,
                    "day": day,
                    **_interval("without", found),
                }


def time_use_rows(series: Series) -> Iterator[Row]:
    """Give the mean days a child with a real need spends in each category until it has all its support."""
    for category in CATEGORIES:
        found = estimate([each.time_use[category] for each in series.findings], least=0.0)
        yield {"organisation": series.organisation, "category": category, **_interval("days", found)}


def gain_rows(series: Series, baseline: str) -> Iterator[Row]:
    """Give the shares of children who gain and lose against the baseline, and the days gained on average."""
    keys = dict.fromkeys(key for each in series.findings for key in each.gains)
    groups = series.groups
    for wait, group in sorted(keys, key=lambda key: (WAITS.index(key[0]), groups.index(key[1]))):
        paired = [each.gains[wait, group] for each in series.findings if (wait, group) in each.gains]
        bounds = {"mean_gain": (-math.inf, math.inf), "children": (0.0, math.inf)}
        found = {
            field.name: _mean_of(paired, field.name, *bounds.get(field.name, (0.0, 1.0))) for field in fields(Gains)
        }
        if not found["gained"].replications:
            continue
        row: Row = {"organisation": series.organisation, "baseline": baseline, "measure": wait, "group": group}
        for name in ("gained", "same", "lost"):
            row |= _interval(name, found[name], f"{name}_")
        yield row | {
            "undecided": found["undecided"].value,
            **_interval("mean_gain", found["mean_gain"], "mean_gain_"),
            "children": found["children"].value,
            "replications": found["gained"].replications,
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
            row |= _interval(
                name, _mean_of(found, name, most=1.0 if name in _SHARES_OF_STAFF else math.inf), f"{name}_"
            )
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
            found = estimate(list(mine.values()), least=0.0)
            apart = estimate(differences(mine, theirs) if series is not baseline else [])
            yield {
                "organisation": series.organisation,
                "baseline": baseline.organisation,
                "payer": payer,
                "kind": kind,
                "currency": series.findings[0].currency,
                "per_child": found.value,
                "low": found.low,
                "high": found.high,
                "per_1000_children": 1000 * found.value,
                **_interval("difference", apart, "difference_"),
                "distinct": apart.distinct,
                "replications": found.replications,
            }


def _mean_of(
    parts: Sequence[UnitWait] | Sequence[Gains] | Sequence[UnitStaff],
    name: str,
    least: float = 0.0,
    most: float = math.inf,
) -> Estimate:
    return estimate([float(getattr(part, name)) for part in parts], least, most)


def _interval(name: str, found: Estimate, prefix: str = "") -> Row:
    """Give a value and the ends of its interval; what is not reached, be it the value or an end, is NaN."""
    cells = {name: found.value, f"{prefix}low": found.low, f"{prefix}high": found.high}
    return {column: value if math.isfinite(value) else math.nan for column, value in cells.items()}
