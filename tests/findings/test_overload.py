"""Which units are said to be overloaded, and whether their waits settle."""

import math
from dataclasses import replace

import numpy as np
import pytest

from simulate.findings.overload import UnitLoad, ends_of_run, is_overloaded, line_grows, never_settles


def load(offered: float, early: float = 10, late: float = 10, joined: int = 5000, left: int = 0) -> UnitLoad:
    return UnitLoad(offered, 0.9, (early + late) / 2, early, late, joined, left)


def test_a_unit_asked_for_all_it_has_is_overloaded_even_before_its_line_grows():
    assert is_overloaded([load(1.0)])
    assert never_settles([load(1.0)])
    assert not is_overloaded([load(0.99)])
    assert not never_settles([load(0.99)])


def test_the_offered_load_is_judged_over_all_replications():
    assert not is_overloaded([load(1.02), load(0.97)])
    assert is_overloaded([load(1.02), load(0.99)])


def test_a_line_that_keeps_a_twentieth_of_those_who_join_grows():
    # load 1.05: of 5000 who join, 238 stay behind; luck moves a line by about sqrt(10 000) = 100
    grown = [load(0.95, early=20, late=20 + 5000 * (1 - 1 / 1.05)) for _ in range(2)]
    assert line_grows(grown[:1]) is False  # 238 could still be luck, in one replication …
    assert line_grows(grown * 2)  # … but not in four
    assert is_overloaded(grown * 2)
    assert never_settles(grown * 2)


def test_a_line_that_only_moves_a_little_does_not_grow_however_often_it_is_seen():
    assert not line_grows([load(0.9, early=20, late=20 + 5000 * 0.019)] * 1000)
    assert line_grows([load(0.9, early=20, late=20 + 5000 * 0.021)] * 1000)


def test_a_line_that_gets_shorter_or_that_nobody_joins_does_not_grow():
    assert not line_grows([load(0.9, early=500, late=20)] * 10)
    assert not line_grows([load(0.0, early=0, late=0, joined=0)])


def test_where_enough_give_up_waits_settle_although_more_is_asked_than_there_is():
    # load 1.25: a fifth of those who join cannot be taken
    assert never_settles([load(1.25, left=900)])
    assert not never_settles([load(1.25, left=1000)])
    assert is_overloaded([load(1.25, left=1000)])


def test_a_closed_unit_that_is_needed_never_settles():
    assert never_settles([load(math.inf, left=3)])


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
    return load(0.9, float(line[:part].mean()), float(line[-part:].mean()), joined=int(per_day * days * 3 / 4))


@pytest.mark.parametrize(("load_", "grows"), [(0.9, False), (0.95, False), (1.05, True), (1.1, True)])
def test_random_lines_are_told_apart(load_, grows):
    luck = np.random.default_rng(5)
    judged = [line_grows([random_line(luck, 6.0, load_, 1460) for _ in range(10)]) for _ in range(40)]
    assert judged == [grows] * 40


def test_a_run_that_starts_from_a_list_is_judged_by_its_lines_alone():
    burst = replace(load(1.1), starts_full=True)
    assert not is_overloaded([burst])
    assert not never_settles([burst])
    growing = replace(load(1.1, early=10.0, late=400.0), starts_full=True)  # luck moves a line by three times 100
    assert is_overloaded([growing])
    assert never_settles([growing])
