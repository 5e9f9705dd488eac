"""How needs move on while an organisation is planned: a new progress each time, and the one before as it was."""

from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest
from worlds import small_world

from simulate.plan import NONE
from simulate.scenario.reading.load import load_text
from simulate.world.children import cohort
from simulate.world.progress import Delay, Progress


def some_progress(count: int = 4) -> Progress:
    ways = cohort(load_text(small_world()), 1).ways
    return Progress.begin(ways, np.arange(count), further=np.zeros(count, dtype=bool))


def columns_of(progress: Progress) -> dict[str, list[float]]:
    every = {field.name: getattr(progress, field.name) for field in fields(progress)}
    return {name: column.tolist() for name, column in every.items() if isinstance(column, np.ndarray)}


def test_moving_needs_on_leaves_the_progress_before_as_it_was() -> None:
    rows, visits = np.array([1, 3]), np.array([7, 8])
    progress = some_progress()
    before = columns_of(progress)
    delay = Delay.until_it_comes_up(np.array([2.0, 5.0]))
    after = progress.put_off(rows, delay).gone_on(rows, visits, np.zeros(2, dtype=np.int64)).met(rows, visits, visits)
    assert columns_of(progress) == before
    assert columns_of(after) != before
    with pytest.raises(FrozenInstanceError):
        progress.count = rows  # type: ignore[misc]


def test_a_need_goes_on_from_the_last_of_several_visits_and_began_with_the_first() -> None:
    rows, visits, before = np.array([0, 2, 2, 2]), np.array([10, 11, 12, 13]), np.array([0, 0, 1, 2])
    progress = some_progress().gone_on(rows, visits, before)
    assert progress.first.tolist() == [10, NONE, 11, NONE]
    assert progress.last.tolist() == [10, NONE, 13, NONE]
    assert progress.count.tolist() == [1, 0, 3, 0]
    later = progress.gone_on(np.array([0, 1]), np.array([20, 21]), np.array([1, 0]))
    assert later.first.tolist() == [10, 21, 11, NONE]
    assert later.last.tolist() == [20, 21, 13, NONE]


def test_a_delay_comes_before_the_next_visit_and_no_later_one() -> None:
    rows = np.array([1, 2])
    progress = some_progress().put_off(rows, Delay.until_it_comes_up(np.array([2.0, 5.0])))
    assert progress.delayed.tolist() == [NONE, 0, 1, NONE]
    gone_on = progress.gone_on(np.array([2]), np.array([9]), np.array([0]))
    assert gone_on.delayed.tolist() == [NONE, 0, NONE, NONE]
