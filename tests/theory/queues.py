"""Textbook queues as scenarios, run many times, and their means held against exact results.

Each replication gives one number, so the standard error is honest however the waits within a run hang together.
A result agrees when it lies within 4.5 standard errors of the exact value, and it only counts when that standard
error is small enough to notice a mistake. How many came and how long their work took, whose expectations are
known, serve as control variates: they halve the variance (Lavenberg and Welch 1981).

The queues run on the compiled engine, which takes a fiftieth of the time, and where there is no numba on SimPy. The
first replication of each runs on both, and they must write the same log: so what theory says of one it says of both.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from simulate.engine import reference
from simulate.log import Log
from simulate.plan import Booleans, Floats, Plan
from simulate.scenario.schema.scenario import Scenario
from simulate.world.children import cohort
from simulate.world.planning import plan
from tests.benchmarks.at_hand import fastest

MOST_STANDARD_ERRORS = 4.5

_HEADER = """
title = "A textbook queue"
start = 2018-01-01
seed = {seed}

[run]
warm_up = "{warm_up} days"
observe = "{observe} days"
follow_up = "{follow_up} days"
"""

ONE_ORGANISATION = "[organisations.one]\n"


@dataclass(frozen=True)
class Effort:
    """How long and how often a queue is run, and how small the relative standard error must then be."""

    replications: int
    days: float  # of each replication that count
    error: float
    warm_up: float = 200
    follow_up: float = 100

    @property
    def end(self) -> float:
        return self.warm_up + self.days + self.follow_up


def efforts(quick: Effort, thorough: Effort) -> pytest.MarkDecorator:
    """Run a test twice: quickly in the fast set, and thoroughly among the slow tests."""
    return pytest.mark.parametrize(
        "effort", [pytest.param(quick, id="quick"), pytest.param(thorough, id="thorough", marks=pytest.mark.slow)]
    )


def scenario(text: str, effort: Effort, seed: int = 1) -> Scenario:
    """Read a scenario whose title, seed and run are given by the effort."""
    header = _HEADER.format(seed=seed, warm_up=effort.warm_up, observe=effort.days, follow_up=effort.follow_up)
    return Scenario.model_validate(tomllib.loads(header + text))


Measured = dict[str, float]


def replicate(
    text: str, effort: Effort, measure: Callable[[Plan, Log], Measured], organisation: str = "one"
) -> dict[str, Floats]:
    """Run every replication and measure each: (replications,) by the name of the measure."""
    terms, (_, engine) = scenario(text, effort), fastest()
    rows = []
    for replication in range(effort.replications):
        plans = plan(cohort(terms, replication), organisation)
        log = engine(plans)
        if replication == 0:
            assert log.same_as(reference.run(plans)), "the engines write different logs"
        rows.append(measure(plans, log))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def counted(effort: Effort, log: Log) -> Booleans:
    """Tell which visits were asked for in the time that counts: (V,)."""
    return (log.asked >= effort.warm_up) & (log.asked < effort.warm_up + effort.days)


def of_step(plans: Plan, name: str) -> Booleans:
    """Tell which visits are of a step: (V,)."""
    return plans.visits.step == [step.name for step in plans.steps].index(name)


def mean_wait(log: Log, which: Booleans) -> float:
    """Give the mean wait of visits, all of which must have started."""
    waits = (log.started - log.asked)[which]
    assert not np.isnan(waits).any(), "somebody counted was never called: the follow-up is too short"
    return float(waits.mean())


def surprise(plans: Plan, effort: Effort, which: Booleans, rate: float, service: float, name: str = "") -> Measured:
    """Give the control variates of some visits: how far their number per day and mean work are from expectation."""
    return {
        f"number {name}": which.sum() / effort.days - rate,
        f"work {name}": float(plans.duration[which].mean()) - service,
    }


def controls(values: dict[str, Floats]) -> list[Floats]:
    """Pick the control variates out of what was measured."""
    return [some for name, some in values.items() if name.startswith(("number", "work"))]


def assert_agrees(what: str, values: Floats, exact: float, error: float, given: list[Floats] | None = None) -> None:
    """Hold the mean over replications against an exact value, and require the precision that was promised.

    `given` are control variates of expectation 0: the mean is then the intercept of a regression on them.
    """
    columns = np.column_stack([np.ones(len(values)), *(given or [])])
    estimate, *_ = np.linalg.lstsq(columns, values, rcond=None)
    rest = values - columns @ estimate
    variance = rest @ rest / (len(values) - columns.shape[1])
    standard_error = float(np.sqrt(variance * np.linalg.inv(columns.T @ columns)[0, 0]))
    z = (float(estimate[0]) - exact) / standard_error
    told = (
        f"{what}: {estimate[0]:.5g}, exactly {exact:.5g}, z = {z:+.2f}, "
        f"standard error {standard_error / exact:.2%} over {len(values)} replications"
    )
    print(told)
    assert abs(z) <= MOST_STANDARD_ERRORS, told
    assert standard_error <= error * exact, f"too coarse to tell: {told}"


def one_unit(arrivals: str, duration: str, unit: str, further: str = "", need: str = "") -> str:
    """Write a scenario of one unit that does one thing for everybody; the parts are TOML."""
    return f"""
[arrivals.street]
{arrivals}
first_need = "help"
[needs.help]
pathway = ["support"]
{need}
[steps.support]
role = "support"
unit = "office"
duration = {duration}
[units.office]
administration = "town"
{unit}
{ONE_ORGANISATION}{further}"""
