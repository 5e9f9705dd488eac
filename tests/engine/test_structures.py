"""What the compiled engine keeps things in: the calendar of moments, lines, the tournament of slots, lists of cases."""

from copy import deepcopy
from dataclasses import replace
from threading import Thread

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.engine.compiled.cases import gather, put_on_list, sort_gathered, take_off_list
from simulate.engine.compiled.codes import ARRIVE, ASK, HAND_OVER, MEET, NOBODY, NONE, RESUME, TICKET_BITS
from simulate.engine.compiled.layout.town import TOWN, Ground
from simulate.engine.compiled.lines import join, leave
from simulate.engine.compiled.moments import later, open_spans, pop
from simulate.engine.compiled.run import run_watchfully
from simulate.engine.compiled.tournament import play_all, set_room, with_most_room
from simulate.engine.compiled.trial import trial_plan

from .running import Call, a_town

# ---- moments

WHAT = st.sampled_from([int(code) for code in (HAND_OVER, ARRIVE, MEET, RESUME)])
DELAYS = st.one_of(st.sampled_from([0.0, 1.0, 7.0, 7.0, 239.9, 240.0, 1e9, np.inf]), st.floats(0, 250))


@given(moments=st.lists(st.tuples(DELAYS, WHAT), max_size=80), at_once=st.integers(0, 80))
@settings(max_examples=40)
def test_moments_happen_in_the_order_of_time_then_phase_then_as_they_were_noted(
    call: Call, moments: list[tuple[float, int]], at_once: int
) -> None:
    town, taken = a_town(), []
    for number, (delay, what) in enumerate(moments):
        assert call(later, town, delay, what, number) == number
        if number == at_once:
            call(open_spans, town)  # the others are put into spans that are open, or not yet
    while True:
        call(open_spans, town)
        if town.clock["coming"][0] == 0:
            break
        first = town.coming[0]
        taken.append((first["at"], first["order"] >> TICKET_BITS, first["number"]))
        call(pop, town)
    expected = sorted((delay, what, number) for number, (delay, what) in enumerate(moments) if delay < 240.0)
    assert taken == expected
    assert not town.clock["is_full"][0]


def test_what_has_been_cancelled_is_dropped_when_its_span_is_opened(call: Call) -> None:
    town = a_town()
    tickets = [call(later, town, 5.0, int(ASK), visit) for visit in range(3)]
    town.visits["moment"][:3] = tickets
    town.visits["moment"][1] = NONE
    call(open_spans, town)
    assert town.clock["coming"][0] == 2


def test_a_calendar_without_room_says_so_and_rows_are_used_again(call: Call) -> None:
    town = a_town()
    town.moments, town.coming = town.moments[:2], town.coming[:2]
    for day in (9.0, 19.0, 29.0):
        for number in range(2):
            call(later, town, day, int(MEET), number)
        call(open_spans, town)
        assert town.clock["coming"][0] == 2
        call(pop, town)
        call(pop, town)
        assert not town.clock["is_full"][0]
    for number in range(3):
        call(later, town, 39.0, int(MEET), number)
    assert town.clock["is_full"][0]


# ---- lines

VISITS = 12
STEP = st.tuples(
    st.integers(0, VISITS - 1), st.one_of(st.none(), st.tuples(st.sampled_from([0.0, 1.0, 2.5]), st.integers(0, 3)))
)


@given(steps=st.lists(STEP, max_size=50))
@settings(max_examples=40)
def test_the_first_in_line_is_the_best_ranked_of_all_who_wait(
    call: Call, steps: list[tuple[int, tuple[float, int] | None]]
) -> None:
    town, ranks = a_town(), dict[int, tuple[int, float, int]]()
    town.visits["place"] = NONE
    line = town.teams["line"][0]
    for visit, rank in steps:
        if rank is not None:
            call(join, town, visit, *rank)
            ranks[visit] = (rank[1], rank[0], visit)
        elif visit in ranks:
            call(leave, town, visit)
            del ranks[visit]
        standing = town.lines[line : line + len(ranks)]
        assert [town.teams["waiting"][0], town.units["waiting"][0]] == [len(ranks)] * 2
        assert {(row["kind"], row["since"], row["number"]) for row in standing} == set(ranks.values())
        assert town.visits["place"][standing["number"]].tolist() == list(range(len(ranks)))
        if ranks:
            assert standing["number"][0] == min(ranks.values())[-1]


# ---- the tournament


@given(
    rooms=st.lists(st.tuples(st.integers(0, 4), st.one_of(st.integers(-3, 3), st.none())), max_size=40),
    slots=st.integers(1, 5),
)
@settings(max_examples=40)
def test_the_winner_is_the_first_of_the_slots_with_most_room(
    call: Call, rooms: list[tuple[int, int | None]], slots: int
) -> None:
    town = a_town()
    first = town.units["first_slot"][0]
    town.units["slots"][0] = slots
    room = np.full(slots, int(NOBODY))
    call(play_all, town, 0)
    assert call(with_most_room, town, 0) == NONE
    for slot, free in rooms:
        if slot < slots:
            room[slot] = NOBODY if free is None else free
            call(set_room, town, 0, int(first + slot), int(room[slot]))
            winner = call(with_most_room, town, 0)
            assert winner == (NONE if room.max() == NOBODY else first + room.argmax())
    before = town.tree.copy()
    call(play_all, town, 0)
    assert (town.tree == before).all(), "one by one they play as all at once"


# ---- lists of cases


@given(steps=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), max_size=60))
@settings(max_examples=40)
def test_each_list_holds_the_parts_that_were_put_on_it_and_not_taken_off(
    call: Call, steps: list[tuple[int, int]]
) -> None:
    town, on = a_town(), dict[int, int]()
    for part, into in steps:
        if part in on:
            call(take_off_list, town, part)
            del on[part]
        else:
            call(put_on_list, town, part, into)
            on[part] = into
        for number in range(3):
            count = call(gather, town, number, 0)
            assert sorted(town.gathered[:count].tolist()) == sorted(p for p, where in on.items() if where == number)


@given(numbers=st.lists(st.integers(0, 1000), max_size=60))
@settings(max_examples=40)
def test_what_is_gathered_is_sorted(call: Call, numbers: list[int]) -> None:
    town = a_town()
    town.gathered[: len(numbers)] = numbers
    call(sort_gathered, town, len(numbers))
    assert town.gathered[: len(numbers)].tolist() == sorted(numbers)


# ---- ground


def test_a_town_lies_where_the_last_one_did_and_the_log_of_that_stays_as_it_was() -> None:
    plan = trial_plan()
    logs = [run_watchfully(plan)]
    kept = deepcopy(logs[0])
    logs.append(run_watchfully(replace(plan, later_rules=(), end=100.0)))
    assert not logs[1].same_as(kept)
    assert logs[0].same_as(kept)
    ground = Ground()
    first, second, larger = (ground.table("visits", count).ctypes.data for count in (50, 40, 5000))
    assert first == second != larger


@pytest.mark.parametrize("name", TOWN)
def test_rows_begin_where_a_piece_of_memory_begins_that_is_read_at_once(name: str) -> None:
    ground = Ground()
    for count in (1, 3, 1000):
        table = ground.table(name, count)
        assert (len(table), table.dtype, table.ctypes.data % 64) == (count, TOWN[name], 0)


def test_each_thread_has_ground_of_its_own() -> None:
    ground, found = Ground(), list[int]()
    here = ground.table("visits", 10)
    there = Thread(target=lambda: found.append(ground.table("visits", 10).ctypes.data))
    there.start()
    there.join()
    assert found != [here.ctypes.data]
