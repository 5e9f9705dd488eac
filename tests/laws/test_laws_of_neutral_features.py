"""Laws of features: one at its neutral value does nothing, nor does one that does not concern a child."""

import pytest
from hypothesis import given, settings
from random_staff import Terms
from random_worlds import World, with_features, worlds


def with_needs(world: World, *without: str) -> World:
    """Take keys away from all needs."""
    needs = {
        name: {key: value for key, value in need.items() if key not in without}
        for name, need in world.terms["needs"].items()
    }
    return world.changed(needs=needs)


def without_crises(world: World) -> World:
    return World({key: value for key, value in world.terms.items() if key != "crisis"}, world.rounded)


def nobody_urgent(world: World) -> World:
    streams = {name: {**stream, "urgent": 0.0} for name, stream in world.terms["arrivals"].items()}
    return without_crises(world).changed(arrivals=streams)


def same_staff_written_out(world: World) -> Terms:
    keys = ("workers", "caseload", "meets_every", "cases")
    return {name: {key: unit[key] for key in keys if key in unit} for name, unit in world.terms["units"].items()}


def everybody_as_in_second(world: World) -> World:
    """Keep the calling of the first organisation and what it says of units, and give it all else of the second."""
    organisations = world.terms["organisations"]
    own = {key: value for key, value in organisations["first"].items() if key in ("order", "keeps_places_after")}
    first, second = (organisations[name].get("units", {}) for name in ("first", "second"))
    units = {name: {**second.get(name, {}), **first.get(name, {})} for name in (*second, *first)}
    return world.changed(organisations={**organisations, "first": {**organisations["second"], **own, "units": units}})


def with_steps_as_they_are(world: World) -> World:
    """Say of every step in the first organisation what holds of it anyway, but for what that says already."""
    said = world.terms["organisations"]["first"].get("steps", {})
    steps = {
        name: {"unit": step.get("unit", "none"), "duration": step["duration"], **said.get(name, {})}
        for name, step in world.terms["steps"].items()
    }
    return with_features(world, steps=steps)


CRISIS = {"step": "acute"}

NEUTRAL = {
    "no coordination": lambda w: (with_features(w, coordination=0), with_features(w, "coordination")),
    "no less specialised staff": lambda w: (with_features(w, generalist=0), with_features(w, "generalist")),
    "consent of all": lambda w: (
        with_features(w, consent=1, reach=1, otherwise="second"),
        with_features(w, "consent", "reach", "otherwise"),
    ),
    "reach of none": lambda w: (with_features(w, reach=0, otherwise="second"), everybody_as_in_second(w)),
    "participation of one": lambda w: (
        with_features(w, "otherwise", "consent", "reach", participation=1),
        with_features(w, "otherwise", "consent", "reach", "participation"),
    ),
    "participation without patience": lambda w: (
        with_features(with_needs(w, "patience"), participation=0.1),
        with_features(with_needs(w, "patience"), participation=9),
    ),
    "refused by nobody": lambda w: (
        with_features(w, "otherwise", "consent", "reach", refused=0, refused_delay="90 days"),
        with_features(w, "otherwise", "consent", "reach", refused=0, refused_delay="0 days"),
    ),
    "surfacing where all is noticed": lambda w: (
        with_features(w, "otherwise", "consent", "reach", notices=1),
        with_features(with_needs(w, "surfaces_after", "surfaces"), "otherwise", "consent", "reach", notices=1),
    ),
    "keeping places without joint visits": lambda w: (
        with_features(w, "otherwise", "consent", "reach", assessment="own", keeps_places_after="0 days"),
        with_features(w, "otherwise", "consent", "reach", assessment="own", keeps_places_after="2000 days"),
    ),
    "a meeting that holds where there is none": lambda w: (
        with_features(w, "otherwise", "consent", "reach", decision="own", decision_holds=True),
        with_features(w, "otherwise", "consent", "reach", decision="own", decision_holds=False),
    ),
    "growth without crises": lambda w: (
        with_needs(w, "crisis_per_month").changed(crisis={**CRISIS, "growth": 0.5}),
        without_crises(with_needs(w, "crisis_per_month")),
    ),
    "no growth": lambda w: (w.changed(crisis={**CRISIS, "growth": 0}), w.changed(crisis=CRISIS)),
    "crisis rates without a crisis step": lambda w: (
        without_crises(w),
        without_crises(with_needs(w, "crisis_per_month")),
    ),
    "units as they are": lambda w: (with_features(w, units=same_staff_written_out(w)), with_features(w, "units")),
    "steps as they are": lambda w: (with_steps_as_they_are(w), w),
    "steps of an organisation that reaches nobody": lambda w: (
        with_features(w, reach=0, otherwise="second"),
        with_features(w, "steps", reach=0, otherwise="second"),
    ),
    "urgent first where nobody is urgent": lambda w: (
        with_features(nobody_urgent(w), order="urgent, then longest wait"),
        with_features(nobody_urgent(w), order="longest wait"),
    ),
    "returns of nobody": lambda w: (
        with_needs(w, "returns"),
        w.changed(
            needs={name: {**need, "returns": {"chance": 0, "delay": "9 days"}} for name, need in w.needs.items()}
        ),
    ),
    "nobody grows too old": lambda w: (
        w.changed(leaves_at_age=30),
        World({k: v for k, v in w.terms.items() if k != "leaves_at_age"}, w.rounded),
    ),
    "staying without patience": lambda w: (
        with_needs(w, "patience"),
        w.changed(needs={name: {**need, "patience": "1 day", "stays": True} for name, need in w.needs.items()}),
    ),
}


@pytest.mark.parametrize("name", NEUTRAL)
@settings(max_examples=25)
@given(world=worlds())
def test_a_feature_at_its_neutral_value_is_as_if_it_were_not_there(name: str, world: World) -> None:
    some, other = NEUTRAL[name](world)
    assert some.live("first")[1].same_as(other.live("first")[1])


IRRELEVANT_TO_ONE_NEED = {
    "notices": (0.0, 1.0),
    "passes_on": ("at intake", "after support"),
    "handover": ("0 days", "50 days"),
    "refused": (0.0, 1.0),
    "retelling": (0.0, 2.0),
    "assessment": ("own", "joint"),
    "decision": ("own", "joint_plan"),
    "decision_holds": (True, False),
    "coordination": (0.0, 1.0),
    "consent": (0.0, 1.0),
    "consent_delay": ("0 days", "50 days"),
    "keeps_places_after": ("0 days", "50 days"),
}


@pytest.mark.parametrize("feature", IRRELEVANT_TO_ONE_NEED)
@settings(max_examples=25)
@given(world=worlds(one_need=True))
def test_a_child_with_one_need_never_notices_how_several_are_handled(feature: str, world: World) -> None:
    some, other = (
        with_features(with_features(world, "consent", "reach"), otherwise="second", **{feature: value})
        for value in IRRELEVANT_TO_ONE_NEED[feature]
    )
    assert some.live("first")[1].same_as(other.live("first")[1])
