"""Organisations compared: all replications of all of them, as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from simulate.findings.estimates import replications_needed
from simulate.findings.groups import ALL
from simulate.findings.load import ExpectedLoad
from simulate.findings.looks import Sought
from simulate.findings.measure import Findings, pair
from simulate.findings.series import Series, by_organisation
from simulate.findings.tables.of_children import CHILDREN, CURVES, GAINS, TIME_USE
from simulate.findings.tables.of_looks import LOOKS
from simulate.findings.tables.of_measures import DIFFERENCES, REPLICATIONS, SUMMARY, difference
from simulate.findings.tables.of_money import MONEY
from simulate.findings.tables.of_needs import NEEDS
from simulate.findings.tables.of_units import LINES, PLACES_IN_USE, SECOND_WAITS, STAFF, WAITS_BY_UNIT
from simulate.findings.tables.of_warm_up import WARM_UP
from simulate.findings.tables.of_working_time import CHILDREN_PER_WORKER, MEASURES_BY_UNIT
from simulate.findings.tables.table import Table
from simulate.findings.warm_up import LEAST_CHILDREN, WarmUp
from simulate.language import say
from simulate.scenario.steadiness import Steadiness

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
    of_time: bool = False  # that load is of working time that is shared, so that visits may take ever longer


@dataclass(frozen=True)
class Unsettled:
    """A unit whose line or open cases were not as they remain when children began to count, though it keeps up."""

    organisation: str
    unit: str
    asks: float  # days of warm-up
    settles: bool  # within the run
    is_line: bool  # it is its line, whatever its open cases are
    has_line: bool  # somebody stands in it, on average
    share: float  # how many more children there were than later, as a share of these


@dataclass(frozen=True)
class Tables:
    """Everything a comparison says. A value or upper end of NaN is a percentile not reached; intervals are 95 %."""

    summary: Annotated["pd.DataFrame", SUMMARY]
    differences: Annotated["pd.DataFrame", DIFFERENCES]
    looks: Annotated["pd.DataFrame", LOOKS]
    replications: Annotated["pd.DataFrame", REPLICATIONS]
    waits_by_unit: Annotated["pd.DataFrame", WAITS_BY_UNIT]
    second_waits: Annotated["pd.DataFrame", SECOND_WAITS]
    measures_by_unit: Annotated["pd.DataFrame", MEASURES_BY_UNIT]
    children_per_worker: Annotated["pd.DataFrame", CHILDREN_PER_WORKER]
    children: Annotated["pd.DataFrame", CHILDREN]
    lines: Annotated["pd.DataFrame", LINES]
    warm_up: Annotated["pd.DataFrame", WARM_UP]
    places_in_use: Annotated["pd.DataFrame", PLACES_IN_USE]
    curves: Annotated["pd.DataFrame", CURVES]
    time_use: Annotated["pd.DataFrame", TIME_USE]
    needs: Annotated["pd.DataFrame", NEEDS]
    gains: Annotated["pd.DataFrame", GAINS]
    staff: Annotated["pd.DataFrame", STAFF]
    money: Annotated["pd.DataFrame", MONEY]
    verdicts: tuple[Verdict, ...]
    overloads: tuple[Overload, ...]
    unsettled: tuple[Unsettled, ...] = ()  # units that were not as they remain when children began to count
    sought: Sought | None = None  # until which difference was known the run went on, if it did


TABLES: dict[str, Table] = {
    name: hint.__metadata__[0] for name, hint in Tables.__annotations__.items() if hasattr(hint, "__metadata__")
}
"""The tables of a results folder, each in a file of its name; described in results/README.md."""


def shown(tables: Tables) -> "dict[str, pd.DataFrame]":
    """Give the tables that stand in a results folder, by name."""
    every: dict[str, pd.DataFrame] = {name: getattr(tables, name) for name in TABLES}
    return {name: table for name, table in every.items() if len(table) or not TABLES[name].only_if_any}


def compare(
    findings: Sequence[Findings],
    baseline: str,
    loads: Mapping[str, Mapping[str, ExpectedLoad]] | None = None,
    sought: Sought | None = None,
    steady: Mapping[str, Steadiness] | None = None,
) -> Tables:
    """Compare organisations over all their replications, paired by replication and by child.

    The findings may come in any order; `loads` are those to be expected, by organisation and unit; `sought` is what
    came of looking until differences were known, if the run went on for that; `steady` is how long the
    same is asked in an organisation, where that is known. Raises ValueError if
    the baseline is not among the findings, if a replication is there twice, or if its children were already compared
    with another baseline.
    """
    series = [
        replace(each, sought=sought, steady=(steady or {}).get(each.organisation))
        for each in by_organisation(_paired(findings, baseline), baseline, loads)
    ]
    return Tables(
        **{name: table.of(series) for name, table in TABLES.items()},
        verdicts=tuple(_verdict(each, series[0]) for each in series[1:]),
        overloads=tuple(overload for each in series for overload in _overloads(each)),
        unsettled=tuple(unsettled for each in series for unsettled in _unsettled(each)),
        sought=sought,
    )


def _paired(findings: Sequence[Findings], baseline: str) -> list[Findings]:
    """Compare the children where that has not been done, replication by replication."""
    wrong = next((each.gains_against for each in findings if each.gains_against not in ("", baseline)), None)
    if wrong is not None:
        raise ValueError(
            say("the children were compared with {one}; compare with it, not with {other}", one=wrong, other=baseline)
        )
    replications: dict[int, list[Findings]] = {}
    for each in findings:
        replications.setdefault(each.replication, []).append(each)
    return [each for alike in replications.values() for each in pair(alike, baseline)]


def _verdict(series: Series, baseline: Series) -> Verdict:
    estimates = {measure: difference(series, baseline, measure, ALL.key) for measure in VERDICT_ON}
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
            series.expected_load(unit).shares_time,
        )
        for unit in series.overloaded
    ]


def _unsettled(series: Series) -> list[Unsettled]:
    """List the units for which the warm-up is too short, or the run; of those that cannot keep up it is told so."""
    return [
        Unsettled(
            series.organisation,
            unit,
            found.days,
            found.judged is WarmUp.TOO_SHORT,
            found.worst is found.line,
            found.line.later >= LEAST_CHILDREN,
            found.worst.share,
        )
        for unit, found in series.settlings.items()
        if found.judged in (WarmUp.TOO_SHORT, WarmUp.NOT_SETTLED) and unit not in series.overloaded
    ]
