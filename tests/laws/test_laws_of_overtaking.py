"""Who is passed while standing in line, told by the findings and again from the log, one call after the other."""

import numpy as np
from accounts import Account, account
from hypothesis import given
from hypothesis import strategies as st
from random_worlds import worlds

from simulate.findings.counted import Counted
from simulate.findings.in_line import spells
from simulate.findings.overtaking import highest_within, overtaken
from simulate.findings.window import Window

lives = st.builds(lambda world, name: account(*world.live(name)), worlds(), st.sampled_from(["first", "second"]))


def passed_in(it: Account, visit: int, joined: float, ended: float) -> set[int]:
    """List the units in which somebody ranked after a visit was called while it stood in line."""
    found = set()
    for other, day in zip(it.round_visit[it.called].tolist(), it.ended[it.called].tolist(), strict=True):
        if joined <= day < ended and it.rank(other, day) > it.rank(visit, day):
            found |= set(it.units_of[other]) & set(it.units_of[visit])
    return found


@given(lives)
def test_the_findings_tell_which_joint_visits_were_passed_and_in_which_units(it: Account) -> None:
    stood = spells(it.plan, it.log)
    told = overtaken(Counted(it.plan, it.log, Window(0, it.plan.end, 0)), stood)
    for row, (visit, begin, finish) in enumerate(zip(stood.visit, stood.begin, stood.finish, strict=True)):
        expected = passed_in(it, int(visit), begin, finish) if len(it.units_of[visit]) > 1 else set()
        assert set(np.flatnonzero(told[row])) == expected


@given(lives)
def test_who_needs_one_unit_only_is_never_passed(it: Account) -> None:
    for visit, joined, ended in zip(it.round_visit.tolist(), it.joined.tolist(), it.ended.tolist(), strict=True):
        if len(it.units_of[visit]) == 1 and not it.in_no_time(joined):
            assert passed_in(it, visit, joined, ended) == set()


@given(st.lists(st.integers(0, 9), max_size=40), st.data())
def test_the_highest_of_a_span_is_found_without_looking_at_each(values: list[int], data: st.DataObject) -> None:
    edges = st.integers(0, len(values))
    spans = data.draw(st.lists(st.tuples(edges, edges).map(sorted), max_size=10))
    first, last = (np.array([span[end] for span in spans], dtype=np.int64) for end in (0, 1))
    found = highest_within(np.array(values, dtype=np.int64), first, last)
    assert found.tolist() == [max(values[a:b], default=-1) for a, b in spans]
