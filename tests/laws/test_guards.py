"""Plans that no clock can follow: refused in words, before SimPy sees them."""

import datetime
import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from language.pseudo import in_capitals, unsaid
from random_worlds import World, worlds

from simulate.engine.guards import forgotten, require_runnable
from simulate.engine.reference import run
from simulate.plan import NONE, Plan, PlanError, PlannedExtra, Ragged, Staff, Terms

TOWN = {
    "title": "A town",
    "start": datetime.date(2018, 1, 1),
    "run": {"warm_up": "0 days", "observe": "60 days", "follow_up": "0 days"},
    "arrivals": {"street": {"per_day": 0.5, "first_need": "help"}},
    "needs": {"help": {"pathway": ["talk", "board", "support"], "crisis_per_month": 1.0, "patience": "40 days"}},
    "steps": {
        "talk": {"role": "intake", "unit": "office", "duration": "1 day"},
        "board": {"role": "decision", "unit": "committee"},
        "support": {"role": "support", "unit": "office", "duration": "9 days"},
        "acute": {"role": "support", "unit": "office", "duration": "1 day"},
    },
    "units": {
        "office": {"administration": "town", "workers": 2},
        "committee": {"administration": "town", "meets_every": "14 days", "cases": 3},
    },
    "crisis": {"step": "acute"},
    "organisations": {"first": {}},
}


@pytest.fixture
def plans() -> Plan:
    return World(TOWN, False).plan("first")


def with_number(plans: Plan, table: str, column: str, wrong: float) -> Plan:
    """Put a wrong number into a column."""
    rows = getattr(plans, table)
    values: Any = getattr(rows, column)
    if isinstance(values, Ragged):
        changed: Any = Ragged(values.starts, np.concatenate([[wrong], values.values[1:]]))
    else:
        changed = np.concatenate([values[:-1], [wrong]])
    return replace(plans, **{table: replace(rows, **{column: changed})})


TIMES = {
    "parts.work": (math.nan, math.inf, -1.0),
    "visits.pause": (math.nan, -1.0),
    "needs.patience": (math.nan, -1.0),
    "needs.crisis_rate": (math.nan, math.inf, -1.0),
    "children.arrival": (math.nan, math.inf, -1.0),
    "crises.threshold": (math.nan, math.inf, -1.0),
}


@pytest.mark.parametrize(("where", "wrong"), [(where, wrong) for where, some in TIMES.items() for wrong in some])
def test_a_number_that_is_no_time_is_an_error_before_the_clock_starts(plans: Plan, where: str, wrong: float) -> None:
    table, column = where.split(".")
    with pytest.raises(PlanError, match=table):
        run(with_number(plans, table, column, wrong))


def wrong_units(wrong: float) -> dict[str, dict[str, Any]]:
    """Give what in a unit can hold a wrong time, each once."""
    one, none = np.array([0, 1]), Ragged(np.array([0, 0]), np.zeros(0))
    never, at_once = np.full((1, 3), math.inf), np.zeros((1, 3))
    return {
        "a day of change": {"later": ((wrong, Terms(1, 1)),)},
        "a rhythm": {"later": ((1.0, Terms(0, 0, meets_every=wrong, cases=1)),)},
        "a closed day": {"closed": ((1.0, wrong),)},
        "a handover": {"handover_days": wrong},
        "a first time": {"newcomer": ((wrong, 1),)},
        "consultants": {"extra": PlannedExtra(1, 1, 1, wrong, 0)},
        "an absence": {"staff": Staff(Ragged(one, np.array([2.0])), Ragged(one, np.array([wrong])), never, at_once)},
        "a load": {"staff": Staff(none, none, np.full((1, 3), wrong), at_once)},
        "a vacancy": {"staff": Staff(none, none, never, np.full((1, 3), wrong))},
    }


@pytest.mark.parametrize("wrong", [math.nan, -1.0])
@pytest.mark.parametrize("what", list(wrong_units(0.0)))
def test_a_number_of_a_unit_that_is_no_time_is_an_error_before_the_clock_starts(
    plans: Plan, what: str, wrong: float
) -> None:
    office, committee = plans.units
    with pytest.raises(PlanError, match="office"):
        run(replace(plans, units=(replace(office, **wrong_units(wrong)[what]), committee)))


WRONG_PARTS = {
    "one that belongs to a later visit": {"visit": lambda visit: visit[::-1]},
    "one in another unit than its team's": {"unit": lambda unit: np.where(unit == 0, 1, unit)},
    "one without unit where the team has one": {"unit": lambda unit: np.full_like(unit, NONE)},
    "one missing": {name: lambda values: values[1:] for name in ("visit", "unit", "work", "lengthens")},
    "one that nobody makes longer or shorter": {"lengthens": lambda lengthens: np.ones_like(lengthens)},
}


@pytest.mark.parametrize("what", list(WRONG_PARTS))
def test_parts_that_are_not_those_of_the_visits_teams_are_an_error(plans: Plan, what: str) -> None:
    changed = {name: change(getattr(plans.parts, name)) for name, change in WRONG_PARTS[what].items()}
    assert plans.units[1].is_meeting
    assert len(plans.visits) > 1
    with pytest.raises(PlanError, match="parts: "):
        run(replace(plans, parts=replace(plans.parts, **changed)))


@pytest.mark.parametrize("wrong", [math.nan, -1.0])
def test_a_day_of_leaving_or_an_end_that_is_no_time_is_an_error(plans: Plan, wrong: float) -> None:
    with pytest.raises(PlanError, match="too old"):
        run(replace(plans, leaves=np.full(len(plans.children), wrong)))
    with pytest.raises(PlanError, match="the end"):
        run(replace(plans, end=wrong))


@pytest.mark.parametrize("rule", ["keeps_places_after", "growth"])
@pytest.mark.parametrize("wrong", [math.nan, -1.0])
def test_a_rule_that_is_no_number_is_an_error(plans: Plan, rule: str, wrong: float) -> None:
    with pytest.raises(PlanError, match="rules"):
        run(replace(plans, rules=replace(plans.rules, **{rule: wrong})))


@pytest.mark.parametrize("wrong", [math.nan, math.inf, 0.0, -7.0])
def test_a_meeting_at_no_interval_is_an_error(plans: Plan, wrong: float) -> None:
    office, committee = plans.units
    with pytest.raises(PlanError, match="committee"):
        run(replace(plans, units=(office, replace(committee, meets_every=wrong))))


def test_a_visit_that_waits_for_a_later_one_is_an_error(plans: Plan) -> None:
    after = plans.visits.after
    turned = Ragged(after.starts, np.full(len(after.values), len(plans.visits) - 1))
    with pytest.raises(PlanError, match="waits for a later one"):
        run(replace(plans, visits=replace(plans.visits, after=turned)))


def test_visits_in_another_order_than_their_children_are_an_error(plans: Plan) -> None:
    turned = replace(plans.visits, child=plans.visits.child[::-1].copy())
    assert len(np.unique(turned.child)) > 1
    with pytest.raises(PlanError, match="visits: not in the order of their children"):
        run(replace(plans, visits=turned))


def test_a_closed_unit_that_children_need_is_named_with_its_steps(plans: Plan) -> None:
    office, committee = plans.units
    with pytest.raises(PlanError, match=r"first: the unit office has no workers here.*\(talk, support, acute\)"):
        run(replace(plans, units=(replace(office, workers=0), committee)))


def test_a_closed_unit_that_nobody_needs_is_no_error(plans: Plan) -> None:
    closed = replace(plans.units[0], name="attic", workers=0)
    assert run(replace(plans, units=(*plans.units, closed))).same_as(run(plans))


def test_a_meeting_that_never_meets_before_the_end_is_named_with_its_line_and_why(plans: Plan) -> None:
    office, committee = plans.units
    with pytest.raises(PlanError) as error:
        run(replace(plans, units=(office, replace(committee, meets_every=61.0))))
    assert re.search(r"children wait for committee.*committee did not meet before the end on day 60", str(error.value))


def test_two_meetings_that_never_fall_on_one_day_are_named_when_somebody_waits_for_both() -> None:
    terms = {
        **TOWN,
        "arrivals": {"street": {"per_day": 0.5, "first_need": "a", "needs": [{"share": 1.0, "with": ["b"]}]}},
        "needs": {"a": {"pathway": ["at_a"]}, "b": {"pathway": ["at_b"]}},
        "steps": {
            "at_a": {"role": "assessment", "unit": "a"},
            "at_b": {"role": "assessment", "unit": "b"},
        },
        "units": {
            "a": {"administration": "town", "meets_every": "7 days", "cases": 3},
            "b": {"administration": "town", "meets_every": "11 days", "cases": 3},
        },
        "organisations": {"first": {"assessment": "joint", "notices": 1, "refused": 0, "handover": "0 days"}},
    }
    del terms["crisis"]
    with pytest.raises(PlanError, match=r"children wait for a \+ b.*a and b"):
        run(World(terms, False).plan("first"))
    # on day 77 both meet
    longer = World({**terms, "run": {"warm_up": "0 days", "observe": "80 days", "follow_up": "0 days"}}, False)
    plans = longer.plan("first")
    log = run(plans)
    called = (plans.visits.team != NONE) & ~np.isnan(log.started)
    assert set(log.started[called].tolist()) == {77.0}


def test_several_mistakes_are_told_at_once(plans: Plan) -> None:
    wrong = with_number(with_number(plans, "visits", "pause", math.nan), "children", "arrival", -1)
    with pytest.raises(PlanError, match=r"visits: one of pause is .*; children: an arrival"):
        run(wrong)


def broken(plans: Plan) -> dict[str, Plan]:
    """Break a plan in every way that a guard looks for."""
    office, committee = plans.units
    turned = plans.visits.child[::-1].copy()
    after = Ragged(plans.visits.after.starts, np.full(len(plans.visits.after.values), len(plans.visits) - 1))
    of_office = {what: replace(office, **terms) for what, terms in wrong_units(math.nan).items()}
    return {
        **{where: with_number(plans, *where.split("."), some[0]) for where, some in TIMES.items()},
        **{what: replace(plans, units=(unit, committee)) for what, unit in of_office.items()},
        "the end": replace(plans, end=math.nan),
        "growth": replace(plans, rules=replace(plans.rules, growth=-1.0)),
        "a later visit": replace(plans, visits=replace(plans.visits, after=after)),
        "the order": replace(plans, visits=replace(plans.visits, child=turned)),
        "a part of a post": replace(plans, units=(replace(office, part_post=0.0), committee)),
        "nobody at full pace": replace(plans, units=(replace(office, full_pace_up_to=0.0), committee)),
        "no interval": replace(plans, units=(office, replace(committee, meets_every=0.0))),
        "no workers": replace(plans, units=(replace(office, workers=0), committee)),
        "a change of rules": replace(plans, later_rules=((math.nan, plans.rules),)),
    }


@pytest.mark.parametrize("wrong", [{"full_pace_up_to": math.nan}, {"full_pace_up_to": -1.0}, {"full_pace_up_to": 0.0}])
@pytest.mark.parametrize("later", [False, True])
def test_nobody_at_full_pace_is_an_error(plans: Plan, wrong: dict[str, float], later: bool) -> None:
    office, committee = plans.units
    terms = Terms(office.workers, office.caseload, **wrong)
    unit = replace(office, later=((9.0, terms),)) if later else replace(office, **wrong)
    with pytest.raises(PlanError, match="office: the children whom workers can have at full pace are no number above"):
        run(replace(plans, units=(unit, committee)))


def test_what_no_engine_can_follow_is_said(plans: Plan) -> None:
    names = "office committee talk board support acute first"
    tables = "visits parts needs children crises work pause patience crisis_rate nan"
    for what, wrong in broken(plans).items():
        with in_capitals(), pytest.raises(PlanError) as caught:
            require_runnable(wrong)
        assert unsaid(str(caught.value), names, tables) == [], what


def test_a_line_from_which_nobody_is_called_is_said(plans: Plan) -> None:
    office, committee = plans.units
    with in_capitals(), pytest.raises(PlanError) as caught:
        run(replace(plans, units=(office, replace(committee, meets_every=61.0))))
    assert unsaid(str(caught.value), "committee") == []


def test_one_wrong_number_or_many_are_counted(plans: Plan) -> None:
    pause = np.concatenate([[math.nan, -1.0], plans.visits.pause[2:]])
    with pytest.raises(PlanError, match="visits: 2 of pause are no lengths of time"):
        run(replace(plans, visits=replace(plans.visits, pause=pause)))
    with pytest.raises(PlanError, match="visits: one of pause is no length of time"):
        run(with_number(plans, "visits", "pause", math.nan))


def test_one_step_or_many_need_another_unit(plans: Plan) -> None:
    office, committee = plans.units
    with pytest.raises(PlanError, match=r"\(board\); give it workers, or another unit to that step$"):
        run(replace(plans, units=(office, replace(committee, cases=0))))
    with pytest.raises(PlanError, match=r"acute\); give it workers, or another unit to those steps$"):
        run(replace(plans, units=(replace(office, workers=0), committee)))


def test_one_meeting_or_many_are_to_meet_more_often(plans: Plan) -> None:
    met = [False] * len(plans.units)
    assert "let it meet more often" in str(forgotten(plans, plans.teams.index((1,)), met))
    both = replace(plans, teams=((0, 1),), units=(replace(plans.units[1], name="board"), plans.units[1]))
    assert "board and committee did not meet before" in str(forgotten(both, 0, met))
    assert "let them meet more often" in str(forgotten(both, 0, met))
    assert "board and committee did not meet on the same day before" in str(forgotten(both, 0, [True, True]))


@given(worlds(), st.sampled_from(["first", "second"]))
def test_no_time_that_reaches_the_clock_is_missing_or_past(world: World, name: str) -> None:
    world.live(name)  # on a clock that refuses them, see Watchful
