"""What is to be expected of a scenario, worked out without running it."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulate.experiment.expected_load import loads_to_expect
from simulate.experiment.runnable import require_room_to_run
from simulate.experiment.variants import Variant
from simulate.findings.load import ExpectedLoad
from simulate.scenario.rates import children_expected
from simulate.scenario.schema.durations import DAYS_PER_MONTH
from simulate.scenario.schema.scenario import Scenario


@dataclass(frozen=True)
class Expected:
    """What is to be expected of a scenario."""

    scenario: Scenario
    per_month: Mapping[str, float]  # by stream: children per month over the whole run
    counted: float  # children who count in a replication: those of measured streams who come in the window
    load: Mapping[str, Mapping[str, ExpectedLoad]]  # by unit and organisation


def examine(scenario: Scenario) -> Expected:
    """Work out what is to be expected of a scenario; takes seconds.

    Raises TooLargeError for a scenario that this machine could not run.
    """
    require_room_to_run(scenario)
    loads = loads_to_expect([Variant(name, scenario, name) for name in scenario.organisations])
    run = scenario.run
    months = run.end / DAYS_PER_MONTH
    in_window = children_expected(scenario, run.warm_up, run.warm_up + run.observe)
    return Expected(
        scenario,
        per_month={name: expected / months for name, expected in children_expected(scenario).items()},
        counted=sum(children for name, children in in_window.items() if scenario.arrivals[name].measured),
        load={unit: {name: of_units[unit] for name, of_units in loads.items()} for unit in scenario.units},
    )
