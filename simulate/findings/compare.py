"""Organisations compared: all replications of all of them, as tables."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.findings import tables
from simulate.findings.estimates import replications_needed
from simulate.findings.groups import ALL
from simulate.findings.in_line import weeks
from simulate.findings.load import ExpectedLoad
from simulate.findings.measure import Findings, pair
from simulate.findings.series import Series, by_organisation

if TYPE_CHECKING:
    import pandas as pd

VERDICT_ON = ("first_support_median", "first_support_mean")
"""The difference that has to be told from luck: the first of these that is reached in both organisations."""


@dataclass(frozen=True)
class Verdict:
    """Whether there were enough replications to tell an organisation from the baseline."""

    organisation: str
    baseline: str
    measure: str
    difference: float
    replications: int
    distinct: bool  # the interval of the difference excludes 0
    needed: int | None  # how many replications it would take, about; None where that cannot be said
    too_narrow: bool = False  # the replications are so few and skewed that the interval may be too narrow


@dataclass(frozen=True)
class Overload:
    """A unit that cannot keep up in an organisation."""

    organisation: str
    unit: str
    offered_load: float
    grows: bool  # its line grows during the run
    settled: bool  # its waits are the same whenever one looks, mostly as so many leave the line
    plus_minus: float = 0.0  # of the offered load


@dataclass(frozen=True)
class Tables:
    """Everything a comparison says. A value or upper end of NaN is a percentile not reached; intervals are 95 %."""

    summary: "pd.DataFrame"
    differences: "pd.DataFrame"
    replications: "pd.DataFrame"
    waits_by_unit: "pd.DataFrame"
    lines: "pd.DataFrame"
    places_in_use: "pd.DataFrame"
    curves: "pd.DataFrame"
    time_use: "pd.DataFrame"
    gains: "pd.DataFrame"
    staff: "pd.DataFrame"
    money: "pd.DataFrame"
    children: "pd.DataFrame"
    verdicts: tuple[Verdict, ...]
    overloads: tuple[Overload, ...]


def compare(
    findings: Sequence[Findings], baseline: str, loads: Mapping[str, Mapping[str, ExpectedLoad]] | None = None
) -> Tables:
    """Compare organisations over all their replications, paired by replication and by child.

    The findings may come in any order; `loads` are those to be expected, by organisation and unit. Raises ValueError if
    the baseline is not among the findings, if a replication is there twice, or if its children were already compared
    with another baseline.
    """
    import pandas as pd

    series = by_organisation(_paired(findings, baseline), baseline, loads)
    first, others = series[0], series[1:]
    rows = {
        "summary": map(tables.summary_rows, series),
        "differences": (tables.difference_rows(each, first) for each in others),
        "replications": map(tables.replication_rows, series),
        "waits_by_unit": map(tables.unit_rows, series),
        "places_in_use": map(tables.places_rows, series),
        "curves": map(tables.curve_rows, series),
        "time_use": map(tables.time_use_rows, series),
        "gains": (tables.gain_rows(each, baseline) for each in others),
        "staff": map(tables.staff_rows, series),
        "money": (tables.money_rows(each, first) for each in series),
    }
    listed = {name: list(itertools.chain.from_iterable(parts)) for name, parts in rows.items()}
    # a table without rows keeps its columns
    framed = {name: pd.DataFrame(table, columns=tables.COLUMNS[name]) for name, table in listed.items()}
    return Tables(
        **framed,
        lines=_lines(series),
        children=_children(series),
        verdicts=tuple(_verdict(each, first) for each in others),
        overloads=tuple(overload for each in series for overload in _overloads(each)),
    )


def _paired(findings: Sequence[Findings], baseline: str) -> list[Findings]:
    """Compare the children where that has not been done, replication by replication."""
    wrong = next((each.gains_against for each in findings if each.gains_against not in ("", baseline)), None)
    if wrong is not None:
        raise ValueError(f"the children were compared with {wrong}; compare with it, not with {baseline}")
    replications: dict[int, list[Findings]] = {}
    for each in findings:
        replications.setdefault(each.replication, []).append(each)
    return [each for alike in replications.values() for each in pair(alike, baseline)]


def _verdict(series: Series, baseline: Series) -> Verdict:
    estimates = {measure: tables.difference(series, baseline, measure, ALL.key) for measure in VERDICT_ON}
    measure = next((name for name in VERDICT_ON if estimates[name].value == estimates[name].value), VERDICT_ON[-1])
    found = estimates[measure]
    return Verdict(
        series.organisation,
        baseline.organisation,
        measure,
        found.value,
        found.replications,
        found.distinct,
        replications_needed(found),
        found.too_narrow,
    )


def _overloads(series: Series) -> list[Overload]:
    return [
        Overload(
            series.organisation,
            unit,
            series.load(unit, "offered").value,
            unit in series.growing,
            unit not in series.unsettled,
            series.expected_load(unit).plus_minus,
        )
        for unit in series.overloaded
    ]


def _lines(series: list[Series]) -> "pd.DataFrame":
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


def _children(series: list[Series]) -> "pd.DataFrame":
    import pandas as pd

    kept = [each for one in series for each in one.findings if each.children is not None]
    kept.sort(key=lambda each: each.replication)  # stable: organisations stay in their order
    return pd.concat([each.children for each in kept], ignore_index=True) if kept else pd.DataFrame()
