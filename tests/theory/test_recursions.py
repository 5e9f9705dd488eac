"""Single runs held to the last bit against the recursions that every such queue must follow."""

import heapq

import numpy as np
import pytest
from queues import ONE_ORGANISATION, Effort, one_unit, scenario

from simulate.engine.reference import run
from simulate.plan import Floats
from simulate.world.children import cohort
from simulate.world.planning import plan

SHAPES = {
    "fixed": '"1 day"',
    "gamma": '{ gamma = "1 day", cv = 2 }',
    "lognormal": '{ lognormal = "1 day", cv = 0.8 }',
    "exponential": '{ exponential = "1 day" }',
}


def starts_in_turn(arrivals: Floats, work: Floats, places: int) -> Floats:
    """Give when each is called, first come first served, as places become free (Kiefer, Wolfowitz 1955)."""
    free = [0.0] * places
    starts = []
    for came, days in zip(arrivals.tolist(), work.tolist(), strict=True):
        starts.append(max(came, heapq.heappop(free)))
        heapq.heappush(free, starts[-1] + days)
    return np.array(starts)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("workers", "caseload", "rate"), [(1, 1, 0.9), (3, 1, 3.3), (2, 3, 5.7)])
def test_every_child_is_called_when_the_recursion_of_its_queue_says(
    shape: str, workers: int, caseload: int, rate: float
) -> None:
    unit = f"workers = {workers}\ncaseload = {caseload}"
    text = one_unit(f"per_day = {rate}", SHAPES[shape], unit)
    plans = plan(cohort(scenario(text, Effort(1, 800, 0, warm_up=0, follow_up=0.1)), 0), "one")
    log = run(plans)
    expected = starts_in_turn(plans.children.arrival, plans.duration, workers * caseload)
    expected[expected >= plans.end] = np.nan
    assert np.nanmax(log.started - log.asked) > 0
    np.testing.assert_array_equal(log.started, expected)


@pytest.mark.parametrize("patience", ['"1.5 days"', '{ exponential = "1.5 days" }'])
def test_only_those_are_called_whose_patience_lasts_until_a_place_is_free(patience: str) -> None:
    text = one_unit("per_day = 2.4", SHAPES["exponential"], "workers = 2", need=f"patience = {patience}")
    plans = plan(cohort(scenario(text, Effort(1, 1500, 0, warm_up=0, follow_up=0.1)), 0), "one")
    log = run(plans)
    free = [0.0, 0.0]
    expected = np.full(len(plans.children), np.nan)
    rows = zip(plans.children.arrival, plans.duration, plans.needs.patience, strict=True)
    for child, (came, days, patient) in enumerate(rows):
        begins = max(came, free[0])
        if begins < came + patient and begins < plans.end:
            expected[child] = begins
            heapq.heapreplace(free, begins + days)
    assert np.isnan(expected).mean() > 0.2
    np.testing.assert_array_equal(log.started, expected)


def test_a_meeting_takes_so_many_in_turn_at_each_of_its_instants() -> None:
    text = f"""
[arrivals.street]
per_day = 0.55
first_need = "help"
[needs.help]
pathway = ["committee"]
[steps.committee]
role = "decision"
unit = "board"
[units.board]
administration = "town"
meets_every = "10 days"
cases = 6
{ONE_ORGANISATION}"""
    plans = plan(cohort(scenario(text, Effort(1, 3000, 0, warm_up=0, follow_up=5)), 0), "one")
    log = run(plans)
    meetings = [(10.0 * number, place) for number in range(1, 301) for place in range(6)]
    expected = []
    for came in plans.children.arrival.tolist():
        meetings = meetings[next((n for n, (day, _) in enumerate(meetings) if day >= came), len(meetings)) :]
        expected.append(meetings.pop(0)[0] if meetings else np.nan)
    np.testing.assert_array_equal(log.started, expected)
