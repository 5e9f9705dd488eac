"""Laws of steps that an organisation does otherwise: whom they concern, and which units are then there."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import World, with_features, worlds

from simulate.plan import NONE
from simulate.scenario.spans import reached, spans

still_or_in_time = st.booleans().flatmap(lambda in_time: worlds(in_time=in_time))


def with_posts_as_written(world: World) -> World:
    """Let no posts follow the work, at any time."""

    def without(tables: Any) -> Any:
        if isinstance(tables, dict):
            return {key: without(value) for key, value in tables.items() if key != "staff"}
        return [without(each) for each in tables] if isinstance(tables, list) else tables

    changed = {key: without(world.terms[key]) for key in ("organisations", "changes") if key in world.terms}
    return world.changed(**changed)


@settings(max_examples=25)
@given(still_or_in_time)
def test_what_an_organisation_does_otherwise_changes_nothing_in_another(world: World) -> None:
    world = with_posts_as_written(world)  # others that follow the work would follow this one's
    plain = with_features(world, "steps")
    assert plain.live("second")[1].same_as(world.live("second")[1])


@settings(max_examples=25)
@given(still_or_in_time, st.sampled_from(["first", "second"]))
def test_a_unit_has_posts_from_when_a_child_can_come_to_it_and_no_child_comes_to_one_without(
    world: World, name: str
) -> None:
    plans, so_far = world.plan(name), set[str]()
    can_come = []
    for day, here in spans(world.scenario):
        so_far |= reached(here, name).units
        can_come.append((day, set(so_far)))
    met = {plans.units[unit].name for unit in plans.parts.unit.tolist() if unit != NONE}
    assert met <= so_far
    for unit in plans.units:
        for day, terms in unit.in_time if not unit.is_meeting else ():
            there = next(units for begins, units in reversed(can_come) if begins <= day)
            assert unit.name in there or terms.workers == 0


@settings(max_examples=25)
@given(worlds())
def test_who_is_ever_seen_by_a_unit_of_the_other_organisation_lives_outside_the_reach(world: World) -> None:
    """In the one all is done by the first unit with workers, in the other by the second, if there is one."""
    teams = [unit for unit, terms in world.terms["units"].items() if "workers" in terms][:2]
    steps = [{step: {"unit": team} for step in world.terms["steps"]} for team in (teams[0], teams[-1])]
    organisations = {
        name: {**world.terms["organisations"][name], "steps": done}
        for name, done in zip(("first", "second"), steps, strict=True)
    }
    organisations["first"] |= {"reach": 0.5, "consent": 0.5, "otherwise": "second"}
    apart = world.changed(organisations=organisations)
    here, plans = apart.cohort(), apart.plan("first")
    outside = here.luck("reach") >= 0.5
    for unit, visit in zip(plans.parts.unit.tolist(), plans.parts.visit.tolist(), strict=True):
        child = plans.visits.child[visit]
        assert unit == NONE or plans.units[unit].name == teams[-1 if outside[child] else 0]
