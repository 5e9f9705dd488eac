"""Results that were saved, beside one another: the same measures of two runs, paired where the same children came."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.experiment.provenance import DISTRIBUTION
from simulate.experiment.variants import same_children
from simulate.findings.catalogue import CATALOGUE, Measure
from simulate.findings.estimates import Estimate, differences, estimate
from simulate.findings.groups import ALL
from simulate.language import say
from simulate.scenario.reading.load import load
from simulate.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


class NoResultsError(ValueError):
    """A folder that holds no results of a run, or not all that is needed of them."""


@dataclass(frozen=True)
class Saved:
    """The results of a run as they were saved."""

    name: str  # as people see it
    scenario: Scenario
    provenance: dict[str, Any]
    summary: "pd.DataFrame"
    replications: "pd.DataFrame | None"  # of every measure; None where the table was taken out


@dataclass(frozen=True)
class Beside:
    """A measure of an organisation in both."""

    organisation: str
    measure: Measure
    one: float
    other: float
    difference: Estimate | None  # paired by replication; None where it cannot be


def saved(folder: Path) -> Saved:
    """Read a results folder. Raises NoResultsError, and ScenarioError for a scenario that cannot be read any more."""
    import pandas as pd

    try:
        told = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
        if not isinstance(told, dict) or told.get("program") != DISTRIBUTION:
            raise NoResultsError(say("{folder} is no folder of results of this program", folder=folder))
        summary = pd.read_csv(folder / "summary.csv")
        every = folder / "replications.csv"
        replications = pd.read_csv(every) if every.is_file() else None
    except (OSError, ValueError) as problem:
        if isinstance(problem, NoResultsError):
            raise
        raise NoResultsError(say("{folder} is no folder of results: {why}", folder=folder, why=problem)) from problem
    return Saved(str(folder), load(folder / "scenario.toml"), told, summary, replications)


def are_paired(one: Saved, other: Saved) -> bool:
    """Tell whether the same children came, with the same luck, so that replications can be compared one by one."""
    there = one.replications is not None and other.replications is not None
    return there and same_children(one.scenario, other.scenario)


def beside(one: Saved, other: Saved) -> Iterator[Beside]:
    """Give every measure of all children in the organisations that both have."""
    paired, left, right = are_paired(one, other), _values(one), _values(other)
    for organisation in common(one, other):
        for measure in CATALOGUE:
            key = organisation, measure.key
            if key in left and key in right:
                # a percentile is one of all replications together, and has none that could be compared one by one
                difference = _paired(one, other, key) if paired and measure.percent is None else None
                yield Beside(organisation, measure, left[key], right[key], difference)


def common(one: Saved, other: Saved) -> list[str]:
    """List the organisations that both have, in the order of the first."""
    return [name for name in one.provenance["organisations"] if name in other.provenance["organisations"]]


def _values(of: Saved) -> dict[tuple[str, str], float]:
    rows = of.summary[of.summary["group"] == ALL.key]
    keys = zip(rows["organisation"].astype(str), rows["measure"].astype(str), strict=True)
    return dict(zip(keys, rows["value"].astype(float).tolist(), strict=True))


def _paired(one: Saved, other: Saved, key: tuple[str, str]) -> Estimate:
    """Compare a measure of an organisation replication by replication."""
    these, those = (_by_replication(each, key) for each in (other, one))
    return estimate(differences(these, those))


def _by_replication(of: Saved, key: tuple[str, str]) -> dict[int, float]:
    table = of.replications
    assert table is not None
    mine = table[(table["organisation"] == key[0]) & (table["measure"] == key[1]) & (table["group"] == ALL.key)]
    return dict(zip(mine["replication"].tolist(), mine["value"].tolist(), strict=True))
