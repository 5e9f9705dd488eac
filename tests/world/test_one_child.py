"""One child taken out of its cohort: planned for as it is among all, and found by its numbers."""

from dataclasses import fields

import numpy as np
import pytest
from worlds import small_world

from simulate.plan import Children, Needs, Ragged, Visits
from simulate.scenario.reading.load import load_text
from simulate.world.children import cohort
from simulate.world.one_child import find_child, one_child, telling_child
from simulate.world.planning import plan


@pytest.mark.parametrize("organisation", ["siloed", "integrated"])
def test_a_child_has_the_plan_by_itself_that_it_has_among_all(organisation: str) -> None:
    everybody = cohort(load_text(small_world()), 1)
    whole = plan(everybody, organisation)
    for row in (0, 7, 83, telling_child(everybody.children, 100, 300), len(everybody.children) - 1):
        alone = plan(one_child(everybody, row), organisation)
        visits, needs = np.flatnonzero(whole.visits.child == row), np.flatnonzero(whole.needs.child == row)
        names = [whole.steps[step].name for step in whole.visits.step[visits]]
        assert [alone.steps[step].name for step in alone.visits.step] == names
        assert_same_columns(alone.visits, whole.visits, visits)
        assert_same_columns(alone.needs, whole.needs, needs)


def assert_same_columns(alone: Visits | Needs, whole: Visits | Needs, rows: np.ndarray) -> None:
    """Compare the columns that hold no numbers of other rows."""
    for field in fields(alone):
        values = getattr(alone, field.name)
        if not isinstance(values, Ragged) and values.dtype.kind in "fb":
            np.testing.assert_array_equal(values, getattr(whole, field.name)[rows], err_msg=field.name)


CASE = '{ stream = "school", needs = ["schooling"], step = "school_intake", waiting_since = 2017-12-03 }'
FEW = {"arrivals__school__per_month": None, "run__warm_up": '"0 days"', "run__observe": '"60 days"'}


def children(coming: int, listed: int) -> Children:
    """Let so many children come, after others of the waiting list: in a run of 260 days in which that is usual."""
    text = small_world(
        **FEW,
        arrivals__school__per_year=str(max(coming, 0.001) * 365.25 / 260),
        start_from__waiting=f"[{', '.join([CASE] * listed)}]",
    )
    scenario = load_text(text)
    for replication in range(1, 200):
        found = cohort(scenario, replication).children
        if int((~found.listed).sum()) == coming:
            return found
    raise AssertionError(f"in no replication do {coming} children come")


@pytest.mark.parametrize(
    ("coming", "listed", "words"),
    [
        (0, 1, "no child comes by school; those on the waiting list have numbers below 0"),
        (1, 0, "1 child comes by school: it has the number 0"),
        (3, 0, "3 children come by school: they are numbered from 0 to 2"),
        (3, 1, "3 children come by school: they are numbered from 0 to 2; those on the waiting list have numbers "
               "below 0"),
    ],
)  # fmt: skip
def test_a_number_that_nobody_has_is_refused_with_those_that_somebody_has(coming: int, listed: int, words: str) -> None:
    found = children(coming, listed)
    with pytest.raises(ValueError) as raised:
        find_child(found, "school:400")
    assert str(raised.value) == words


def test_a_child_is_found_by_its_number_and_by_that_in_its_stream() -> None:
    found = children(3, 2)
    assert [find_child(found, address) for address in ("school:-2", "school:-1", "school:0", "school:2")] == [
        1,
        0,
        2,
        4,
    ]
    assert [find_child(found, str(number)) for number in range(len(found))] == [0, 1, 2, 3, 4]
