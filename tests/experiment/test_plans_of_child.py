"""One child's plans, beside what they would be without some features: from what pauses and durations are made."""

from pathlib import Path

import numpy as np
import pytest
from worlds import small_world

from simulate.experiment.plans_of_child import PlannedChild, plans_of_child
from simulate.findings.asked import earliest_times
from simulate.scenario.reading.load import load, load_text
from simulate.world.children import cohort
from simulate.world.planning import plan

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BOTH = {"arrivals__school__needs": '[{ share = 1, with = ["protection"] }]', "steps__school_assessment__go_on": "1"}
PHASE = (
    '[[organisations.siloed.phases]]\nfrom = "1 day"\nrefused = 1\nrefused_delay = "21 days"\nnotices = 1\n'
    'handover = "14 days"\nretelling = 1\n'
)


def handovers(child: PlannedChild, organisation: int = 0) -> list[tuple[float, float, float]]:
    """Give the parts of each pause in which a child is handed over: handover, with consent, with refusals."""
    planned = child.plans[organisation]
    rows = np.flatnonzero(planned.plan.visits.handed_over)
    pauses = zip(planned.handover, planned.with_consent, planned.plan.visits.pause, strict=True)
    return [each for row, each in enumerate(pauses) if row in rows]


@pytest.mark.parametrize("name", ["helsingborg", "pilot-then-embed", "from-today"])
@pytest.mark.parametrize("address", ["0", "17", "123", "200"])
def test_consent_and_refusals_only_ever_lengthen_a_handover_and_features_a_visit(name: str, address: str) -> None:
    child = plans_of_child(load(SCENARIOS / f"{name}.toml"), 1, address)
    for planned in child.plans:
        visits = planned.plan.visits
        assert (planned.handover <= planned.with_consent + 1e-9).all()
        assert (planned.with_consent <= visits.pause + 1e-9).all()
        known = ~np.isnan(planned.step_takes)
        assert (planned.step_takes[known] <= planned.plan.parts.work[known] + 1e-9).all()
        assert known.any()


@pytest.mark.parametrize("address", ["3", "60"])
def test_the_plan_is_that_of_the_child_among_all(address: str) -> None:
    scenario = load_text(small_world())
    child = plans_of_child(scenario, 2, address)
    for planned in child.plans:
        whole = plan(cohort(scenario, 2), planned.organisation)
        rows = whole.visits.child == int(address)
        np.testing.assert_array_equal(planned.plan.parts.work, whole.parts.work[rows[whole.parts.visit]])
        np.testing.assert_array_equal(planned.plan.visits.pause, whole.visits.pause[rows])
        np.testing.assert_array_equal(earliest_times(planned.plan), earliest_times(whole)[rows])


def test_what_a_phase_says_of_refusals_and_retelling_is_told_apart_too() -> None:
    child = plans_of_child(load_text(small_world(**BOTH) + PHASE), 1, "5")
    assert child.children.arrival[0] > 1
    ((handover, with_consent, pause),) = handovers(child)
    assert (handover, with_consent, pause) == pytest.approx((14, 14, 35))
    siloed = child.plans[0]
    again = siloed.plan.parts.work / siloed.step_takes
    assert sorted({round(float(factor), 6) for factor in again if np.isfinite(factor)}) == [1, 2]


def test_the_organisation_that_handles_a_child_is_named_where_it_is_another() -> None:
    for reach, handled_as in (("0", "siloed"), ("1", None)):
        text = small_world(organisations__integrated__reach=reach, organisations__integrated__consent="1")
        siloed, integrated = plans_of_child(load_text(text), 1, "5").plans
        assert (siloed.handled_as, integrated.handled_as) == (None, handled_as)


def test_a_support_that_never_comes_is_infinitely_far_away() -> None:
    unseen = {"organisations__siloed__notices": "0", "needs__protection__surfaces_after": None,
              "steps__reception__go_on": "1"}  # fmt: skip
    siloed, integrated = plans_of_child(load_text(small_world(**BOTH, **unseen)), 1, "5").plans
    assert [np.isfinite(days) for days in siloed.supports] == [True, False]
    assert len(integrated.supports) == 2


def test_nobody_is_found_where_nobody_comes() -> None:
    scenario = load_text(small_world(arrivals__school__per_month="0.0000001"))
    with pytest.raises(ValueError, match="no child comes in this replication"):
        plans_of_child(scenario, 1)
