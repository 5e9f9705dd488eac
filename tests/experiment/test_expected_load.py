"""The load to be expected: known exactly for a queue, and the mean of what would be drawn."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import small_world

from simulate.experiment import expected_load
from simulate.experiment.expected_load import EXACT_ENOUGH, loads_to_expect
from simulate.experiment.variants import variants
from simulate.findings.asked import asked_of_units
from simulate.findings.capacity import capacity
from simulate.findings.load import ExpectedLoad, expected_loads
from simulate.findings.window import Window
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.shipped import template
from simulate.world.children import cohort
from simulate.world.planning import plan

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def expected(scenario: Scenario) -> dict[tuple[str, str], ExpectedLoad]:
    found = loads_to_expect(variants({"": scenario}))
    return {(label, unit): each for label, units in found.items() for unit, each in units.items()}


def drawn(scenario: Scenario, replications: int) -> dict[tuple[str, str], tuple[float, float]]:
    """Average the load over ordinary plans: the mean, and its standard error."""
    run = scenario.run
    window = Window(run.warm_up, run.observe, run.follow_up)
    loads: dict[tuple[str, str], list[float]] = {}
    for replication in range(1, replications + 1):
        children = cohort(scenario, replication)
        for organisation in scenario.organisations:
            planned = plan(children, organisation)
            has = capacity(planned.units, run.end, run.warm_up, run.end)
            of_plan = expected_loads(planned.units, [(asked_of_units(planned, window), has)], run.end - run.warm_up)
            for unit, found in of_plan.items():
                loads.setdefault((organisation, unit), []).append(found.share)
    return {key: (float(np.mean(each)), float(np.std(each) / np.sqrt(replications))) for key, each in loads.items()}


def assert_is_the_mean_of_what_is_drawn(scenario: Scenario, replications: int, bias: float = 0.0) -> None:
    """Compare all loads; `bias` is by how much the mean of ratios is more than the ratio of means."""
    found, means = expected(scenario), drawn(scenario, replications)
    assert found.keys() == means.keys()
    for key, (mean, error) in means.items():
        apart = abs(found[key].share - mean)
        assert apart <= 4.5 * float(np.hypot(error, found[key].plus_minus / 2.36)) + bias * mean, (key, mean)


def test_the_load_of_a_queue_is_what_its_file_says() -> None:
    queue = expected(load(SCENARIOS / "queue.toml"))["queue", "office"]
    assert queue.low <= 0.8 <= queue.high
    assert queue.plus_minus <= EXACT_ENOUGH
    assert (queue.places, queue.is_meeting) == (3, False)
    assert queue.days == pytest.approx(1.2, rel=0.01)
    assert queue.cv == pytest.approx(1, abs=0.03)
    assert queue.visits == pytest.approx(2 * 2600)  # two a day from the warm-up to the end, whatever the luck


@pytest.mark.parametrize("per_day", [9.0, 10.0, 12.0])
def test_the_load_of_a_queue_with_ten_or_more_for_nine_has_no_luck(per_day: float) -> None:
    queue = load(SCENARIOS / "queue.toml", {"arrivals.children.per_day": per_day / 4})
    office = expected(queue)["queue", "office"]
    assert office.low <= per_day / 10 <= office.high


def test_the_seed_is_no_part_of_it() -> None:
    one, other = (expected(load_text(small_world(seed=seed))) for seed in ("3", "4"))
    assert one == other


def test_the_tutorials_and_the_starters_loads_are_the_means_of_ordinary_plans() -> None:
    assert_is_the_mean_of_what_is_drawn(load(SCENARIOS / "tutorial.toml"), 150)
    assert_is_the_mean_of_what_is_drawn(load_text(template()), 60)


WORLDS: dict[str, dict[str, Any]] = {
    "seasons and growth": {
        "arrivals__school__month_factors": "[1, 1, 1, 1, 1, 2, 0, 0, 1, 1, 1, 1]",
        "arrivals__school__trend_per_year": "0.5",
    },
    "a change of everything": {"changes": (
        '[{ from = 2018-08-01, arrivals.school.per_month = 40, units.school_team.workers = 9, '
        "organisations.integrated.notices = 1 }]"
    )},
    "a first time, and development": {
        "organisations.integrated__start_up": '{ length = "200 days", pace = 0.7 }',
        "organisations.siloed__development":
            '{ share = 0.1, protected = true, gain = 0.6, half_life = "4 months" }',
    },
    "closed doors": {"units__school_team__hours": '"weekdays 8-16"'},
    "children who grow too old": {
        "leaves_at_age": "17.5",
        "arrivals__school__ages": "[{ share = 1, from = 16.5, to = 17.5 }]",
    },
    "staff that come and go": {
        "units__school_team__turnover": "0.4",
        "units__school_team__time_to_fill": '"4 months"',
        "units__school_team__newcomer": '[{ lasts = "3 months", caseload = 0.5 }]',
        "units__school_team__absence": '{ share = 0.1, spell = "20 days" }',
    },
}  # fmt: skip


@pytest.mark.parametrize("world", WORLDS)
def test_whatever_a_scenario_says_its_load_is_the_mean_of_ordinary_plans(world: str) -> None:
    scenario = load_text(small_world(**WORLDS[world]))
    # the mean of asked ÷ there is over asked ÷ mean there by the variance of what is there: up to 1 % with four workers
    assert_is_the_mean_of_what_is_drawn(scenario, 100, bias=0.01 if world.startswith("staff") else 0.0)


def test_a_waiting_list_is_there_once_and_what_comes_after_its_cases_counts() -> None:
    scenario = load(SCENARIOS / "from-today.toml")
    assert_is_the_mean_of_what_is_drawn(scenario, 100)
    nobody_new = load(SCENARIOS / "from-today.toml", {"arrivals.school.per_month": 0, "arrivals.clinic.per_month": 0})
    assert_is_the_mean_of_what_is_drawn(nobody_new, 100)
    assert expected(nobody_new)["siloed", "clinic"].share > 0.1


@pytest.mark.slow
def test_the_base_cases_loads_are_the_means_of_ordinary_plans() -> None:
    assert_is_the_mean_of_what_is_drawn(load(SCENARIOS / "helsingborg.toml"), 100, bias=0.001)


def test_a_unit_without_places_that_is_needed_has_a_load_without_end() -> None:
    town = load_text(small_world(changes="[{ from = 2018-03-01, units.school_board.cases = 1 }]"))
    assert np.isfinite(expected(town)["siloed", "school_board"].share)
    never = load_text(small_world(units__school_board__meets_every='"900 days"'))
    assert expected(never)["siloed", "school_board"].share == np.inf
    assert expected(never)["siloed", "school_board"].plus_minus == 0


def test_so_many_plans_are_made_as_it_takes_and_not_more(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real = expected_load.even_cohort

    def counting(scenario: Scenario, number: int, counts: Any) -> Any:
        made.append(number)
        return real(scenario, number, counts)

    monkeypatch.setattr(expected_load, "even_cohort", counting)
    loads_to_expect(variants({"": load(SCENARIOS / "queue.toml")}))
    assert made == [0, 1, 2, 3], "its load is known to half a point then"
    made.clear()
    loads_to_expect(variants({"": load(SCENARIOS / "from-today.toml")}))
    assert 4 < len(made) <= 8
    made.clear()
    monkeypatch.setattr(expected_load, "_MANY", 1)
    loads_to_expect(variants({"": load(SCENARIOS / "from-today.toml")}))
    assert made == [0, 1, 2]
