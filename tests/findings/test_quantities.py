"""What can be asked of an organisation by name: on a few visits by hand, and against the tables of a run."""

import math
from dataclasses import replace

import numpy as np
import pytest
from worlds import one_office, small_world

from simulate.engine import reference
from simulate.findings.counted import Counted
from simulate.findings.measure import measure
from simulate.findings.place import Place, Rounds
from simulate.findings.quantities import ASKABLE, PLACE_MEASURES, Quantity, value_of
from simulate.findings.unit_measures import UNIT_MEASURES
from simulate.findings.window import Window
from simulate.scenario.reading.load import load_text
from simulate.world.children import cohort
from simulate.world.planning import plan

NAN = math.nan


def rounds(rows: list[tuple[float, float, float, float]], end: float = 100.0) -> Rounds:
    """Give rounds by when each was asked for, started, finished and left."""
    return Rounds(*np.array(rows).T, end, end)


def test_a_share_begun_within_some_days_is_of_those_followed_for_so_long_and_still_in_line() -> None:
    some = rounds(
        [
            (0, 10, 20, NAN),  # begun in time, on the last day
            (0, 11, 20, NAN),  # too late
            (5, NAN, NAN, NAN),  # still in line: too late
            (0, NAN, NAN, 30),  # left after ten days: too late
            (0, NAN, NAN, 9),  # left before: nobody knows
            (95, 96, 97, NAN),  # not followed for ten days
        ]
    )
    assert some.begun_within(10) == 25
    assert math.isnan(rounds([(95, 96, 97, NAN)]).begun_within(10))


def test_what_takes_longer_than_some_days_is_counted_from_when_it_is_asked_for() -> None:
    some = rounds([(0, 10, 14, NAN), (0, 0, 15, NAN), (0, 1, NAN, NAN), (90, 91, NAN, NAN)])
    assert some.longer_than(14) == pytest.approx(200 / 3)  # the second and the third; the last is not followed so long


def test_lengths_wait_for_those_that_are_not_finished() -> None:
    assert rounds([(0, 10, 14, NAN), (0, 10, 30, NAN)]).length().mean_within(100) == 12
    assert rounds([(0, 10, 14, NAN), (0, 10, 30, NAN)]).whole().mean_within(100) == 22
    assert rounds([(0, 10, 14, NAN), (0, 20, 30, NAN)]).wait().percentile(50) == 10
    # one of two is not finished: half of all lengths are over after four days, and the rest nobody has seen the end of
    assert rounds([(0, 10, 14, NAN), (0, 10, NAN, NAN)]).length().percentile(60) == math.inf


@pytest.fixture(scope="module")
def town() -> tuple[Counted, object]:
    text = small_world(units__social_office__turnover="0.4", units__social_office__time_to_fill='"30 days"')
    scenario = load_text(text)
    planned = plan(cohort(scenario, 1), "siloed")
    log, window = reference.run(planned), Window(100.0, 200.0, 200.0)
    return Counted(planned, log, window), measure(planned, log, window, 1)


def test_waits_of_a_place_are_those_of_the_tables(town) -> None:
    counted, found = town
    for (unit, step), wait in found.waits.items():
        place = Place(counted, unit, "" if step == "all" else step)
        assert place.rounds.wait().mean_within(200.0) == pytest.approx(wait.mean, nan_ok=True)
        assert place.rounds.whole().mean_within(200.0) == pytest.approx(wait.time_to_finish_mean, nan_ok=True)
        assert len(place.rounds.asked) == wait.visits


def test_the_limit_of_a_step_is_kept_by_as_many_as_the_tables_say(town) -> None:
    counted, found = town
    limit = 4 * 30.4375
    late = Place(counted, step="investigation").rounds.longer_than(limit)
    assert 100 - late == pytest.approx(100 * found.waits["social_office", "investigation"].within_limit)


def test_children_at_a_time_are_counted_once_however_many_visits_they_have(town) -> None:
    counted, _ = town
    days = np.arange(100.25, 500.0, 0.5)  # from the warm-up to the end
    for place in (Place(counted, step="open_care"), Place(counted, unit="social_office"), Place(counted)):
        visits = place.visits
        begin, until = counted.log.started[visits], np.fmin(counted.log.finished[visits], counted.log.end)
        child = counted.plan.visits.child[visits]
        there = [len(set(child[(begin <= day) & (until > day)].tolist())) for day in days.tolist()]
        assert place.children_at_a_time() == pytest.approx(np.mean(there), rel=0.02)


def test_those_that_begin_in_a_year_are_counted(town) -> None:
    counted, _ = town
    started = counted.log.started[Place(counted, step="investigation").visits]
    assert Place(counted, step="investigation").begun_per_year() == pytest.approx(
        ((started >= 100) & (started < 500)).sum() * 365.25 / 400
    )


def test_of_a_need_only_its_own_visits_count(town) -> None:
    counted, _ = town
    of_need, all_ = Place(counted, step="investigation", need="protection"), Place(counted, step="investigation")
    assert of_need.visits.tolist() == all_.visits.tolist()
    assert len(Place(counted, step="investigation", need="schooling").visits) == 0
    assert math.isnan(Place(counted, step="investigation", need="schooling").rounds.begun_within(5))


def test_workers_in_their_first_year_are_those_who_joined_less_than_a_year_before(town) -> None:
    counted, _ = town
    service = counted.services[[unit.name for unit in counted.plan.units].index("social_office")]
    young = total = 0.0
    for begin, until, new in zip(service.begin, service.until, service.newcomer, strict=True):
        for day in np.arange(100.5, 500.0):
            if begin <= day < until:
                total += 1
                young += bool(new and day < begin + 365.25)
    assert young > 0
    assert Place(counted, "social_office").under_a_year() == pytest.approx(100 * young / total, abs=0.5)
    assert Place(counted, "school_team").under_a_year() == 0  # where nobody comes or goes
    assert math.isnan(Place(counted, "school_board").under_a_year())  # a meeting has no workers


def test_every_measure_can_be_asked_for_and_stands_under_a_key_of_its_own(town) -> None:
    counted, found = town
    asked = [Quantity(each.key, unit="social_office") for each in UNIT_MEASURES]
    for each in PLACE_MEASURES:
        step, limit = "" if each.of_unit else "investigation", 30.0 if each.limit else 0.0
        asked.append(Quantity(each.key, unit="social_office", step=step, limit=limit))
    asked += [Quantity("full_support_mean", "several needs"), Quantity("begun_within", step="reception", limit=30.0)]
    asked.append(replace(asked[-1], limit=14.0))
    assert len({each.key for each in asked}) == len(asked)
    for each in asked:
        low, high = each.bounds
        value = value_of(each, counted, found)
        assert math.isnan(value) or low <= value <= high, each
    assert value_of(asked[-3], counted, found) == found.values["full_support_mean", "several needs"]
    assert len(ASKABLE) == len({each.key for each in ASKABLE.values()})


def test_of_units_without_rules_for_staff_nothing_is_known_of_leavers() -> None:
    scenario = load_text(one_office(0.5, observe=50, follow_up=50, warm_up=10))
    planned = plan(cohort(scenario, 1), "one")
    log, window = reference.run(planned), Window(10.0, 50.0, 50.0)
    counted, found = Counted(planned, log, window), measure(planned, log, window, 1)
    assert math.isnan(value_of(Quantity("leavers_per_100", unit="office"), counted, found))
    assert value_of(Quantity("in_line", unit="office"), counted, found) == found.loads["office"].line_mean
