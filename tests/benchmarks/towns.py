"""The towns that are timed: shipped scenarios, larger and smaller, with and without rules for staff."""

from pathlib import Path
from typing import Any

import simulate
from simulate.scenario.schema.scenario import Arrivals, Scenario, Unit

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
BASE = SCENARIOS / "helsingborg.toml"
TUTORIAL = SCENARIOS / "tutorial.toml"

_RATES = ("per_day", "per_week", "per_month", "per_year")


def base() -> Scenario:
    """Read the base scenario."""
    return simulate.load(BASE)


def tutorial() -> Scenario:
    """Read the smallest shipped scenario."""
    return simulate.load(TUTORIAL)


def times_as_large(scenario: Scenario, factor: float) -> Scenario:
    """Give a town with so many times the children, workers and cases of each meeting; at least one of each.

    Raises ValueError for what it would have to scale too and does not: changes, phases, children on a list.
    """
    phases = any(organisation.phases for organisation in scenario.organisations.values())
    if scenario.changes or scenario.start_from or phases:
        raise ValueError("a scenario with changes, phases or start_from cannot be made larger here")
    organisations = {
        name: organisation.model_copy(
            update={"units": {unit: _larger(change, factor) for unit, change in organisation.units.items()}}
        )
        for name, organisation in scenario.organisations.items()
    }
    return scenario.model_copy(
        update={
            "arrivals": {name: _more(stream, factor) for name, stream in scenario.arrivals.items()},
            "units": {name: _larger(unit, factor) for name, unit in scenario.units.items()},
            "organisations": organisations,
        }
    )


def _more(stream: Arrivals, factor: float) -> Arrivals:
    if stream.counts is not None:
        raise ValueError("a stream with counts cannot be made larger here")
    given = {rate: getattr(stream, rate) for rate in _RATES}
    return stream.model_copy(update={rate: value * factor for rate, value in given.items() if value is not None})


def _larger(unit: Unit, factor: float) -> Unit:
    """Scale a unit, or what is different in it; keys that are not given stay so."""
    update: dict[str, Any] = {}
    for key in ("workers", "cases"):
        value = getattr(unit, key)
        if value:
            update[key] = max(1, round(value * factor))
    if unit.extra_staff is not None:
        extra = unit.extra_staff
        keys = ("workers", "line_above", "leave_at")
        scaled = {key: round(getattr(extra, key) * factor) for key in keys}
        update["extra_staff"] = extra.model_copy(update=scaled | {"workers": max(1, scaled["workers"])})
    return unit.model_copy(update=update)


def without_staff_rules(scenario: Scenario) -> Scenario:
    """Give the same town with everybody always there."""
    rules = {"absence": None, "turnover": 0.0, "pressure": None, "extra_staff": None, "development": None}
    units = {name: unit.model_copy(update=rules) for name, unit in scenario.units.items()}
    return scenario.model_copy(update={"units": units})
