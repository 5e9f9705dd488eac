"""Numbers of few bytes in the compiled engine: no plan makes one wrap around, whatever there is much of."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from language.pseudo import in_capitals, unsaid
from random_worlds import World
from test_guards import TOWN

from simulate.engine import reference, rules
from simulate.engine.compiled import codes
from simulate.engine.compiled import run as compiled
from simulate.engine.compiled.layout import town as layout
from simulate.engine.compiled.layout.kinds import (
    COUNT,
    MOST_PLACES,
    MOST_ROWS,
    MOST_SLOTS,
    ROW,
    SLOT_BITS,
    TICKET_BITS,
)
from simulate.engine.compiled.layout.sizes import require_countable, sizes_of
from simulate.language.numbers import number
from simulate.plan import (
    NONE,
    Children,
    Crises,
    Needs,
    Parts,
    Plan,
    PlanError,
    PlannedExtra,
    PlannedStep,
    PlannedUnit,
    Ragged,
    Rules,
    Visits,
)

pytest.importorskip("numba", reason="the compiled engine needs numba")

MANY = 2**15 + 500  # more than two bytes can count


# ---- how wide numbers are


def test_every_number_of_a_row_and_every_count_of_rows_can_be_as_large_as_a_table_may_be() -> None:
    assert MOST_ROWS == np.iinfo(ROW).max == np.iinfo(COUNT).max
    assert np.dtype(ROW) == layout.LINKS


def test_what_has_one_byte_is_yes_or_no_or_one_of_a_few_words() -> None:
    of_one_byte = {
        f"{table}.{name}"
        for table, kind in layout.TOWN.items()
        for name in kind.names or ()
        if kind[name].kind == "i" and kind[name].itemsize < 4
    }
    words = {"visits.state"}
    verbs = (
        "is_",
        "has_",
        "calls_",
        "hands_",
        "lists_",
        "lines_",
        "absent_keep",
        "makes_",
        "in_work",
        "met",
        "meets",
        "sent_for",
        "shares_",
        "takes",
        "waited_for",
    )
    flags = ("urgent", "acute", "grows", "grown_up", "lengthens", "develops", "real", "arisen", "given_up", "protected")
    flags += ("by_total_wait", "urgent_first", "comes_up", "crisis_reveals")
    assert {each for each in of_one_byte - words if not each.split(".")[1].startswith((*verbs, *flags))} == set()


def test_a_key_of_the_tournament_tells_all_slots_and_all_room_apart() -> None:
    assert MOST_SLOTS == 2**SLOT_BITS
    assert rules.NOBODY + MOST_PLACES < 0, "who has no place free has more than nobody"
    assert (MOST_PLACES << SLOT_BITS) + MOST_SLOTS < 2**63
    assert rules.NOBODY << SLOT_BITS >= -(2**63)


def test_an_order_of_a_moment_tells_all_that_happens_apart() -> None:
    assert int(codes.CALL) << TICKET_BITS < 2**63
    assert 2**TICKET_BITS > 10**14, "a million moments a second for three years"


# ---- too much is refused


@pytest.fixture
def plans() -> Plan:
    return World(TOWN, False).plan("first")


def test_a_plan_is_refused_for_each_table_that_has_one_row_too_many(plans: Plan) -> None:
    sizes = sizes_of(plans, 1.0)
    largest = max(sizes.values())
    require_countable(plans, sizes, largest)
    for name, count in sizes.items():
        few = dict.fromkeys(sizes, 0) | {name: count}
        if count > 0:
            with pytest.raises(
                PlanError,
                match=rf"can count: {number(count)} rows in its table of {name}, of {number(count - 1)}; let fewer",
            ):
                require_countable(plans, few, count - 1)


def test_all_there_is_too_much_of_is_told_at_once(plans: Plan) -> None:
    with pytest.raises(PlanError, match=r"children, of 10; .* needs, of 10; .* use --engine simpy"):
        require_countable(plans, sizes_of(plans, 1.0), 10)


def test_every_table_that_grows_with_a_plan_is_counted(plans: Plan) -> None:
    sizes = sizes_of(plans, 1.0)
    town = layout.town_of(plans, sizes, layout.Ground())
    for name, count in sizes.items():
        assert len(getattr(town, name)) == count, name
    counted = [*sizes, "began", "left_by"]  # as many as parts
    others = {name: len(table) for name, table in vars(town).items() if name not in counted}
    bounded = {name: size for name, size in others.items() if size > max(sizes.values())}
    assert set(bounded) <= {"planned", "reviews", "absences"}, "no numbers of their rows have few bytes"


def as_many(values: Any, count: int) -> Any:
    """Give a column that is the same number so many times, without memory for them."""
    return np.broadcast_to(np.asarray(values[:1]), (count, *values.shape[1:]))


MUCH: dict[str, Callable[[Plan, int], Plan]] = {
    "children": lambda plans, count: replace(
        plans, children=replace(plans.children, arrival=as_many(plans.children.arrival, count))
    ),
    "needs": lambda plans, count: replace(plans, needs=replace(plans.needs, child=as_many(plans.needs.child, count))),
}


@pytest.mark.parametrize("what", MUCH)
def test_as_much_as_four_bytes_can_count_is_not_too_much_and_one_more_is(plans: Plan, what: str) -> None:
    no_room = 0.0
    require_countable(plans, sizes_of(MUCH[what](plans, 2**31 - 1), no_room))
    with pytest.raises(PlanError, match=f"2 147 483 648 rows in its table of {what}, of 2 147 483 647"):
        require_countable(plans, sizes_of(MUCH[what](plans, 2**31), no_room))


def test_a_unit_has_no_more_posts_and_a_worker_no_more_places_than_a_key_can_tell_apart(plans: Plan) -> None:
    def look_at(**terms: Any) -> None:
        require_countable(replace(plans, units=(replace(plans.units[0], **terms), *plans.units[1:])), {})

    look_at(workers=MOST_SLOTS)
    look_at(workers=MOST_SLOTS - 1, extra=PlannedExtra(1, MOST_PLACES, 1, 1.0, 0))
    look_at(caseload=MOST_PLACES)
    with pytest.raises(PlanError, match="4 194 305 posts and consultants in office"):
        look_at(workers=MOST_SLOTS, extra=PlannedExtra(1, 1, 1, 1.0, 0))
    for wrong in ({"caseload": MOST_PLACES + 1}, {"extra": PlannedExtra(1, MOST_PLACES + 1, 1, 1.0, 0)}):
        with pytest.raises(PlanError, match="places of a worker in office"):
            look_at(**wrong)


def test_what_cannot_be_counted_is_said_in_the_language_spoken(plans: Plan) -> None:
    office, *others = plans.units
    extra = PlannedExtra(1, MOST_PLACES + 1, 1, 1.0, 0)
    wrong = replace(plans, units=(replace(office, workers=MOST_SLOTS, extra=extra), *others))
    with in_capitals(), pytest.raises(PlanError) as caught:
        require_countable(wrong, {"visits": 2**31})
    assert "POSTS AND CONSULTANTS IN office" in str(caught.value)
    assert unsaid(str(caught.value), "first visits office") == []


def test_the_engine_refuses_before_it_lays_out_a_single_table(plans: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    visits = len(plans.visits)
    monkeypatch.setattr(compiled, "sizes_of", lambda plan, room: {"visits": 2**31})
    monkeypatch.setattr(compiled, "town_of", lambda *_: pytest.fail("tables are laid out"))
    with pytest.raises(PlanError, match="2 147 483 648 rows in its table of visits"):
        compiled.run_watchfully(plans)
    assert visits > 0


# ---- what is much, but not too much, is counted right

MANY_CRISES: dict[str, Any] = {
    "title": "A child that has crises all the time",
    "start": datetime.date(2018, 1, 1),
    "run": {"warm_up": "0 days", "observe": "40 years", "follow_up": "0 days"},
    "arrivals": {"street": {"per_year": 0.1, "first_need": "a", "needs": [{"share": 1, "with": ["b", "c", "d", "e"]}]}},
    "needs": {name: {"pathway": [f"help_{name}"], "crisis_per_day": 1} for name in "abcde"},
    "steps": {f"help_{name}": {"role": "support", "unit": "office", "duration": "10 days"} for name in "abcde"}
    | {"acute": {"role": "support", "unit": "office", "duration": "1 day"}},
    "units": {"office": {"administration": "town", "workers": 50}},
    "crisis": {"step": "acute"},
    "organisations": {"siloed": {}},
}


def test_a_child_with_more_possible_visits_than_two_bytes_count_is_helped_as_any_other() -> None:
    plans = World(MANY_CRISES, False).plan("siloed")
    assert np.bincount(plans.visits.child).max() > 2**15
    log = compiled.run(plans)
    assert not np.isnan(log.met).any(), "everybody is helped"
    assert log.same_as(reference.run(plans))


def one_child(count: int) -> Plan:
    """Plan so many talks for one child, then one about so many needs, then so many supports; all for the first need."""
    visits = 2 * count + 1
    talks, plan, supports = range(count), count, range(count + 1, visits)
    none, never, no = np.empty(0, dtype=np.int64), np.full(visits, np.nan), np.zeros(visits, dtype=bool)
    after = [(plan, talk) for talk in talks] + [(support, plan) for support in supports]
    serves = [(visit, 0) for visit in range(visits)] + [(plan, need) for need in range(1, count)]
    rows, earlier = np.array(after).T
    served_by, served = np.array(sorted(serves)).T
    kinds = ("a need",)
    zeros, ones = np.zeros(count, dtype=np.int64), np.ones(count, dtype=bool)
    supported = np.full(count, NONE)
    supported[:200] = supports[:200]  # more needs than are looked up by their place
    child = np.zeros((1, 1), dtype=bool)
    return Plan(
        organisation="siloed",
        end=100.0,
        children=Children(
            zeros[:1],
            zeros[:1],
            np.ones(1),
            np.ones(1),
            ~ones[:1],
            zeros[:1],
            child,
            child,
            ones[:1],
            ~ones[:1],
            ("street",),
            kinds,
        ),
        leaves=np.full(1, np.inf),
        units=(PlannedUnit(name="office", administration="town", workers=1, caseload=20),),
        teams=((0,),),
        steps=(PlannedStep("talk", "intake"),),
        visits=Visits(
            child=np.zeros(visits, dtype=np.int64),
            step=np.zeros(visits, dtype=np.int64),
            team=np.where(np.arange(visits) % 100 == 0, 0, NONE),
            pause=np.zeros(visits),
            after=Ragged.from_pairs(rows, earlier, visits),
            needs=Ragged.from_pairs(served_by, served, visits),
            acute=no,
            grows=no,
            handed_over=no,
            refused=no,
            start_up=np.full(visits, NONE),
            asked_before=never,
            started_before=never,
            at_start=no,
        ),
        parts=Parts(
            np.arange(visits),
            np.where(np.arange(visits) % 100 == 0, 0, NONE),
            np.ones(visits),
            np.arange(visits) % 100 == 0,
        ),
        needs=Needs(
            zeros,
            zeros,
            zeros,
            ones,
            ones,
            np.zeros(count),
            np.full(count, np.inf),
            np.zeros(count),
            zeros - 1,
            zeros - 1,
            supported,
        ),
        crises=Crises(Ragged(np.zeros(2, dtype=np.int64), np.empty(0)), Ragged(np.zeros(2, dtype=np.int64), none)),
        rules=Rules(),
    )


def test_a_visit_may_wait_for_be_waited_for_by_and_serve_more_than_two_bytes_count() -> None:
    plans = one_child(MANY)
    assert plans.visits.after.counts.max() == plans.visits.needs.counts.max() == len(plans.needs) == MANY
    log = compiled.run(plans)
    assert (~np.isnan(log.met)).sum() == 200
    assert np.nanmax(log.finished[: MANY + 1]) <= np.nanmin(log.started[MANY + 1 :])
    assert log.same_as(reference.run(plans))


def test_a_child_may_be_seen_by_more_units_than_a_word_has_bits_and_at_more_meetings_than_a_byte_counts() -> None:
    count = 130
    names = [f"board{number}" for number in range(count)]
    offices = [f"office{number}" for number in range(count)]
    terms: dict[str, Any] = {
        "title": "A committee of committees",
        "start": datetime.date(2018, 1, 1),
        "run": {"warm_up": "0 days", "observe": "100 days", "follow_up": "0 days"},
        "arrivals": {"street": {"per_day": 0.2, "first_need": names[0], "needs": [{"share": 1, "with": names[1:]}]}},
        "needs": {
            name: {"pathway": [name, office, f"again_{office}"]} for name, office in zip(names, offices, strict=True)
        },
        "steps": {name: {"role": "assessment", "unit": name} for name in names}
        | {name: {"role": "support", "unit": name, "duration": "1 day"} for name in offices}
        | {f"again_{name}": {"role": "support", "unit": name, "duration": "1 day"} for name in offices},
        "units": {name: {"administration": "town", "meets_every": "7 days", "cases": 3} for name in names}
        | {name: {"administration": "town", "workers": 3} for name in offices},
        "organisations": {"first": {"assessment": "joint", "notices": 1, "refused": 0, "handover": "0 days"}},
    }
    plans = World(terms, False).plan("first")
    assert max(len(team) for team in plans.teams) == count
    log = compiled.run(plans)
    assert (~np.isnan(log.met)).sum() > 1000
    assert log.same_as(reference.run(plans))
