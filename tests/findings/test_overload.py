"""Which units are said to be overloaded, and whether their waits settle: by theory, by fixed numbers, over seeds."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from worlds import one_office

from simulate.experiment.comparing import run_comparison
from simulate.experiment.crew import crew
from simulate.experiment.how import How
from simulate.experiment.variants import variants
from simulate.findings.compare import Tables
from simulate.findings.load import UNKNOWN, ExpectedLoad
from simulate.findings.overload import UnitLoad, ends_of_run, is_overloaded, line_grows, never_settles
from simulate.scenario.reading.load import load_text

VISITS = 6700


def expected(share: float, plus_minus: float = 0.0) -> ExpectedLoad:
    return ExpectedLoad(share, plus_minus, places=1, days=1, cv=1, visits=VISITS)


def load(early: float = 10, late: float = 10, joined: int = 5000, left: int = 0, came: int = VISITS) -> UnitLoad:
    """One replication in which as many join the line as are `expected`, 5000 of them between the middles."""
    return UnitLoad(0.9, (early + late) / 2, early, late, joined, left, came)


def test_a_unit_asked_for_all_it_has_is_overloaded_even_before_its_line_grows():
    assert is_overloaded(expected(1.0), [load()])
    assert never_settles(expected(1.0), [load()])
    assert not is_overloaded(expected(0.99), [load()])
    assert not never_settles(expected(0.99), [load()])


def test_it_is_overloaded_before_the_run_by_the_same_definition():
    assert is_overloaded(expected(1.01))
    assert not is_overloaded(expected(0.99))


def test_a_load_that_may_as_well_be_below_1_is_no_overload():
    assert not is_overloaded(expected(1.02, plus_minus=0.03), [load()])
    assert is_overloaded(expected(1.02, plus_minus=0.01), [load()])
    assert not never_settles(expected(1.02, plus_minus=0.03), [load()])


def test_without_an_expected_load_only_the_line_tells():
    assert not is_overloaded(UNKNOWN, [load()])
    assert not never_settles(UNKNOWN, [load()])
    assert is_overloaded(UNKNOWN, [load(late=1000)] * 3)


def test_a_line_that_keeps_a_twentieth_of_those_who_join_grows():
    # load 1.05: of 5000 who join, 238 stay behind; luck moves a line by about sqrt(10 000) = 100
    grown = [load(early=20, late=20 + 5000 * (1 - 1 / 1.05)) for _ in range(2)]
    assert line_grows(grown[:1]) is False  # 238 could still be luck, in one replication …
    assert line_grows(grown * 2)  # … but not in four
    assert is_overloaded(expected(0.95), grown * 2)
    assert never_settles(expected(0.95), grown * 2)


def test_a_line_that_only_moves_a_little_does_not_grow_however_often_it_is_seen():
    assert not line_grows([load(early=20, late=20 + 5000 * 0.019)] * 1000)
    assert line_grows([load(early=20, late=20 + 5000 * 0.021)] * 1000)


def test_a_line_that_gets_shorter_or_that_nobody_joins_does_not_grow():
    assert not line_grows([load(early=500, late=20)] * 10)
    assert not line_grows([load(early=0, late=0, joined=0)])
    assert not line_grows([])


def test_a_line_that_differs_much_between_replications_must_grow_by_more():
    # 200 stay behind on average, 4 %: three times the spread of 400 ÷ sqrt(8) = 141 is more than that, of 100 it is not
    for spread, grows in ((400, False), (100, True)):
        lines = [load(late=10 + 200 + side * spread) for side in (1, -1)] * 4
        assert line_grows(lines) is grows


def test_where_enough_give_up_waits_settle_although_more_is_asked_than_there_is():
    # load 1.25: a fifth of those who join cannot be taken; those who leave vary by about 100 with luck
    assert never_settles(expected(1.25), [load(left=650)])
    assert not never_settles(expected(1.25), [load(left=1000)])
    assert is_overloaded(expected(1.25), [load(left=1000)])


def test_waits_settle_where_those_who_leave_are_too_few_by_no_more_than_luck():
    # as before, 1000 are to leave in each of four replications: three standard errors are 150
    assert not never_settles(expected(1.25), [load(left=900)] * 4)
    assert never_settles(expected(1.25), [load(left=800)] * 4)
    # where replications themselves differ by 400, three standard errors are more than 600
    assert not never_settles(expected(1.25), [load(left=left) for left in (400, 1200)] * 2)


def test_a_unit_that_few_of_those_reach_who_were_planned_settles():
    # the units before it lose half of them: at a load of 1.2 it is then asked for six tenths of what it has
    assert never_settles(expected(1.2), [load()])
    assert not never_settles(expected(1.2), [load(came=VISITS // 2)])
    assert never_settles(expected(1.02), [load(came=VISITS - 200)]), "a few less are luck"


def test_a_closed_unit_that_is_needed_never_settles():
    assert never_settles(expected(math.inf), [load(left=3)])


def test_whole_years_are_compared_where_there_is_room_for_two():
    assert ends_of_run(730.5, 2191.5) == 365.25
    assert ends_of_run(0, 100) == 50


def random_line(luck: np.random.Generator, per_day: float, load_: float, days: int) -> UnitLoad:
    """Follow a single queue in small steps: arrivals and departures by luck, days 0 … `days`."""
    steps = days * 10
    change = luck.poisson(per_day / 10, steps) - luck.poisson(per_day / load_ / 10, steps)
    total = np.cumsum(change)
    line = total - np.minimum(np.minimum.accumulate(total), 0)
    part = steps // 4
    return load(float(line[:part].mean()), float(line[-part:].mean()), joined=int(per_day * days * 3 / 4))


@pytest.mark.parametrize(("load_", "grows"), [(0.9, False), (0.95, False), (1.05, True), (1.1, True)])
def test_random_lines_are_told_apart(load_, grows):
    luck = np.random.default_rng(5)
    judged = [line_grows([random_line(luck, 6.0, load_, 1460) for _ in range(10)]) for _ in range(40)]
    assert judged == [grows] * 40


def run_office(seed: int, replications: int, per_day: float, workers: int, patience: float | None = None) -> Tables:
    office = load_text(one_office(per_day, workers, patience, seed=seed))
    with crew(1) as here:
        return run_comparison(variants({"": office}), How(replications=replications), here).tables


def verdicts(seeds: Sequence[int], replications: int, **office: float | str) -> tuple[int, int, int]:
    """Count the seeds by which the office is said to be overloaded, to have a growing line, and not to settle."""
    found = np.zeros(3, dtype=int)
    for seed in seeds:
        rows = run_office(seed, replications, **office).waits_by_unit  # type: ignore[arg-type]
        found += [int(rows[name].iloc[0]) for name in ("overloaded", "line_grows")] + [int(not rows["settled"].iloc[0])]
    return int(found[0]), int(found[1]), int(found[2])


def test_a_steady_line_that_people_leave_is_overloaded_and_settled_by_few_replications() -> None:
    assert verdicts(range(3), 2, per_day=12.36, workers=10, patience=10) == (3, 0, 0)
    assert verdicts(range(3), 1, per_day=12.36, workers=10, patience=10) == (3, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("replications", [1, 2, 6, 24])
def test_no_seed_calls_a_steady_line_unsettled_and_every_seed_calls_it_overloaded(replications: int) -> None:
    assert verdicts(range(60), replications, per_day=12.36, workers=10, patience=10) == (60, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize(("per_day", "replications"), [(0.9, 6), (0.9, 1), (0.96, 6)])
def test_hardly_any_seed_calls_a_single_server_below_its_load_unsettled(per_day: float, replications: int) -> None:
    overloaded, grows, unsettled = verdicts(range(60), replications, per_day=per_day, workers=1)
    assert (overloaded, grows, unsettled) == (0, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize(("replications", "seen"), [(1, 0), (6, 30), (24, 60)])
def test_a_single_server_above_its_load_never_settles_and_its_line_is_seen_to_grow(
    replications: int, seen: int
) -> None:
    # a tenth stays behind: 47 of the 520 who join between the middles. Luck moves a line by sqrt(2 × 520) = 32, so that
    # three standard errors are 97, 39 and 20: with one replication the line is seldom seen to grow, with six by most
    # seeds, with 24 by all. The load tells by itself that it never settles.
    overloaded, grows, unsettled = verdicts(range(60), replications, per_day=1.1, workers=1)
    assert (overloaded, unsettled) == (60, 60)
    assert grows >= seen


def test_a_run_from_a_full_list_is_judged_as_any_other() -> None:
    """More is asked of the clinic than it has, from the first day on: the run says what `check` says."""
    from simulate.scenario.reading.load import load as load_file

    path = Path(__file__).parents[2] / "scenarios" / "from-today.toml"
    scenario = load_file(path, {"organisations.integrated.units.clinic.workers": 5})
    compared = variants({"": scenario})
    with crew(1) as here:
        tables = run_comparison(compared, How(replications=2), here).tables
    from simulate.experiment.expected_load import loads_to_expect

    said = {(label, unit) for label, units in loads_to_expect(compared).items() for unit, each in units.items()
            if is_overloaded(each)}  # fmt: skip
    assert ("integrated", "clinic") in said
    assert said <= {(each.organisation, each.unit) for each in tables.overloads}
    rows = tables.waits_by_unit.set_index(["organisation", "unit", "step"])
    assert rows.loc[("integrated", "clinic", "all"), "overloaded"]
    assert rows.loc[("integrated", "clinic", "all"), "offered_load_low"] > 1
