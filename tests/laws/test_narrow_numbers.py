"""Numbers of few bytes in the compiled engine: no plan makes one wrap around, whatever there is much of."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import World, worlds
from test_guards import TOWN

from simulate.engine import reference
from simulate.engine.memory import Memory
from simulate.engine.narrow import (
    CODES,
    FIELDS,
    IN_TIME,
    OF_A_UNIT,
    counted,
    most_of_each,
    narrow_fields,
    require_countable,
)
from simulate.plan import (
    NONE,
    Children,
    Crises,
    Needs,
    Plan,
    PlanError,
    PlannedExtra,
    PlannedStep,
    PlannedUnit,
    Ragged,
    Rules,
    Visits,
)

compiled = pytest.importorskip("simulate.engine.compiled", reason="the compiled engine needs numba")
native = pytest.importorskip("simulate.engine.native")
tables = pytest.importorskip("simulate.engine.tables")

LAYOUTS = native._layouts()
MANY = 2**15 + 500  # more than two bytes can count


class Cleared(Memory):
    """Memory in which nothing stands that no run has written."""

    def table(self, kind: Any, count: int) -> Any:
        table = super().table(kind, count)
        table.view(np.uint8).fill(0)
        return table


def lived(plans: Plan) -> dict[str, Any]:
    """Let the compiled engine follow a plan, and give its tables as they stand at the end."""
    town, its = native.columns_of(plans, 1.0, Cleared())
    native.prepare().live(*(tables.addresses(some, layout) for some, layout in zip((town, its), LAYOUTS, strict=True)))
    return {**its._asdict(), **town._asdict()}


# ---- what is told of the numbers


def told() -> Iterator[tuple[str, str]]:
    for kinds in (FIELDS, IN_TIME, CODES):
        for kind, fields in kinds.items():
            yield from ((field, kind) for field in fields.split())


def test_of_every_number_of_few_bytes_it_is_told_what_it_counts() -> None:
    assert {field for field, _ in told()} == set(narrow_fields(*LAYOUTS))


def test_every_kind_that_is_told_is_counted_or_watched() -> None:
    most = most_of_each(*LAYOUTS)
    assert set(most) == {*FIELDS, *IN_TIME, *OF_A_UNIT}
    assert set(counted(native.nobodys_plan())) == set(most) - set(IN_TIME)


def test_the_machine_code_stops_at_the_same_numbers() -> None:
    most = most_of_each(*LAYOUTS)
    assert {most[kind] for kind in IN_TIME} == {compiled.LAST}
    assert OF_A_UNIT["posts and consultants of a unit"] == 2**compiled.FOLLOWING
    assert OF_A_UNIT["places of a worker"] == -compiled.NOBODY - 1
    assert (OF_A_UNIT["places of a worker"] << compiled.FOLLOWING) + 2**compiled.FOLLOWING < 2**63
    assert compiled.LAST < 2**compiled.PHASE


@given(worlds(in_time=True), st.sampled_from(["first", "second"]))
@settings(max_examples=40)
def test_no_number_is_greater_than_what_is_counted(world: World, name: str) -> None:
    plans = world.plan(name)
    stands = lived(plans)
    workers = max(unit.slots for unit in plans.units) * (1 + stands["slots"]["generation"].max(initial=0))
    number_of = counted(plans) | {"moments": stands["clock"]["moments_so_far"][0], [*IN_TIME][1]: workers}
    for field in narrow_fields(*LAYOUTS):
        table, *column = field.split(".")
        values = stands[table][column[0]] if column else stands[table]
        kinds = [kind for told_of, kind in told() if told_of == field]
        if kinds == ["yes or no"]:
            assert set(np.unique(values)) <= {0, 1}, field
        elif kinds[0] not in CODES:
            assert values.max(initial=0) <= max(number_of[kind] for kind in kinds), field


# ---- too much is refused


@pytest.fixture
def plans() -> Plan:
    both = {"share": 1.0, "with": ["more_help"]}
    terms = {
        **TOWN,
        "arrivals": {"street": {"per_day": 0.5, "first_need": "help", "needs": [both]}},
        "needs": {**TOWN["needs"], "more_help": {"pathway": ["support"]}},  # type: ignore[dict-item]
    }
    return World(terms, False).plan("first")


def test_a_plan_is_refused_for_each_kind_of_thing_of_which_there_is_one_too_many(plans: Plan) -> None:
    number_of = counted(plans)
    assert min(number_of.values()) >= 1
    require_countable(plans, 1.0, number_of)
    for kind, count in number_of.items():
        with pytest.raises(
            PlanError, match=rf"more than .* can count: {count:,} {kind}, and {count - 1:,} can be; let"
        ):
            require_countable(plans, 1.0, number_of | {kind: count - 1})


def test_all_there_is_too_much_of_is_told_at_once(plans: Plan) -> None:
    with pytest.raises(PlanError, match=r"children, and 0 can be; .* needs, and 0 can be; .* use --engine simpy"):
        require_countable(plans, 1.0, counted(plans) | {"children": 0, "needs": 0})


def as_many(values: Any, count: int) -> Any:
    """Give a column that is the same number so many times, without memory for them."""
    return np.broadcast_to(np.asarray(values[:1]), (count, *values.shape[1:]))


MUCH: dict[str, Callable[[Plan, int], Plan]] = {
    "children": lambda plans, count: replace(
        plans, children=replace(plans.children, arrival=as_many(plans.children.arrival, count))
    ),
    "needs": lambda plans, count: replace(plans, needs=replace(plans.needs, child=as_many(plans.needs.child, count))),
    "thresholds of crises": lambda plans, count: replace(
        plans,
        crises=replace(plans.crises, threshold=Ragged(plans.crises.threshold.starts, as_many(np.zeros(1), count))),
    ),
}


@pytest.mark.parametrize("what", MUCH)
def test_as_much_as_four_bytes_can_count_is_not_too_much_and_one_more_is(plans: Plan, what: str) -> None:
    most, no_room = most_of_each(*LAYOUTS), 0.0
    assert most[what] == 2**31 - 1
    require_countable(MUCH[what](plans, most[what]), no_room, most)
    with pytest.raises(PlanError, match=f"2,147,483,648 {what}, and 2,147,483,647 can be"):
        require_countable(MUCH[what](plans, most[what] + 1), no_room, most)


def test_a_unit_has_no_more_posts_and_a_worker_no_more_places_than_a_key_can_tell_apart(plans: Plan) -> None:
    most = most_of_each(*LAYOUTS)
    posts, places = OF_A_UNIT.values()

    def with_office(**terms: Any) -> Plan:
        return replace(plans, units=(replace(plans.units[0], **terms), *plans.units[1:]))

    for enough in ({"workers": posts}, {"workers": posts - 1, "extra": PlannedExtra(1, places, 1, 1.0, 0)}):
        require_countable(with_office(**enough), 1.0, most)
    require_countable(with_office(caseload=places), 1.0, most)
    with pytest.raises(PlanError, match="4,194,305 posts and consultants of a unit"):
        require_countable(with_office(workers=posts, extra=PlannedExtra(1, 1, 1, 1.0, 0)), 1.0, most)
    for wrong in ({"caseload": places + 1}, {"extra": PlannedExtra(1, places + 1, 1, 1.0, 0)}):
        with pytest.raises(PlanError, match="places of a worker"):
            require_countable(with_office(**wrong), 1.0, most)


def test_the_engine_refuses_before_it_lays_out_a_single_table(plans: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    visits = len(plans.visits)
    monkeypatch.setattr(native, "_most_of_each", lambda: counted(plans) | {"visits": visits - 1})
    monkeypatch.setattr(native, "columns_of", lambda *_: pytest.fail("tables are laid out"))
    with pytest.raises(PlanError, match=f"{visits:,} visits"):
        native.run(plans)


def begun_with(monkeypatch: pytest.MonkeyPatch, table: str, column: str, number: int) -> None:
    """Let a run begin as if so many had been before."""
    lay_out = native.columns_of

    def later(*given: Any) -> Any:
        town, its = lay_out(*given)
        getattr(town, table)[column] = number
        return town, its

    monkeypatch.setattr(native, "columns_of", later)


def test_a_run_in_which_more_happens_than_can_be_numbered_is_refused(
    plans: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, used = reference.run(plans), int(lived(plans)["clock"]["moments_so_far"][0])
    with monkeypatch.context() as patch:
        begun_with(patch, "clock", "moments_so_far", compiled.LAST + 1 - used)
        assert native.run(plans).same_as(expected), "the last number of all can be used"
    begun_with(monkeypatch, "clock", "moments_so_far", compiled.LAST + 2 - used)
    with pytest.raises(PlanError, match="more than 2,147,483,647 moments or 2,147,483,647 workers"):
        native.run(plans)


def test_a_run_in_which_more_workers_come_than_can_be_numbered_is_refused(
    plans: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultants = PlannedExtra(workers=1, caseload=1, line_above=0, after=0.0, leave_at=0)
    office, committee = replace(plans.units[0], extra=consultants), plans.units[1]
    busy = replace(plans, units=(office, committee))
    stands = lived(busy)
    last, slots = int(stands["slots"]["generation"][office.posts]), office.slots
    assert last > 1
    most = (compiled.LAST - office.posts) // slots  # the generation of the last of all workers
    with monkeypatch.context() as patch:
        begun_with(patch, "slots", "generation", most - last)
        assert native.run(busy).staff_worker.max() == most * slots + office.posts
    begun_with(monkeypatch, "slots", "generation", most - last + 1)
    with pytest.raises(PlanError, match="workers of a unit, one after the other in one run"):
        native.run(busy)


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
    log = native.run(plans)
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
            duration=np.ones(visits),
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
    log = native.run(plans)
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
    log = native.run(plans)
    assert (~np.isnan(log.met)).sum() > 1000
    assert log.same_as(reference.run(plans))
