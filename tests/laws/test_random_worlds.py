"""The random worlds themselves: the laws would say nothing about what never happens in them."""

import inspect
from collections import Counter

import numpy as np
import pytest
import test_laws_of_calling as calling
import test_laws_of_lives as living
from accounts import Account, account, places_of_posts
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from random_worlds import worlds

from simulate.log import Ending, Outcome
from simulate.plan import NONE

LAWS = [
    law.hypothesis.inner_test
    for laws in (calling, living)
    for name, law in vars(laws).items()
    if name.startswith("test_") and list(inspect.signature(law.hypothesis.inner_test).parameters) == ["it"]
]
"""The laws that hold of every account of a world."""


def happenings(it: Account) -> Counter[str]:
    """Count what happened in a world."""
    plan, log = it.plan, it.log
    started = ~np.isnan(log.started)
    joint = np.array([len(units) > 1 for units in it.units_of], dtype=bool)
    in_meeting = np.array([any(plan.units[unit].is_meeting for unit in units) for units in it.units_of], dtype=bool)
    waited = log.started > log.asked
    returned = plan.needs.episode > 0
    given_up = ~np.isnan(log.given_up)
    in_line = plan.visits.team != NONE
    over = np.nan_to_num(log.finished, nan=np.inf)[plan.parts.visit]  # of the visit of each part
    began = log.started[it.stay_visit]
    one_part, passes = np.diff(plan.parts_of_visit) == 1, np.zeros(len(plan.visits), dtype=bool)
    passes[plan.parts.visit[plan.parts.unit == NONE]] = True
    of_several = np.array([plan.steps[step].name.count(" + ") for step in plan.visits.step])[plan.parts.visit] + 1
    of_several = of_several > np.diff(plan.parts_of_visit)[plan.parts.visit]
    hidden = plan.needs.known_with[~plan.needs.noticed]
    child, asked = plan.visits.child[hidden], log.asked
    _, at_once = np.unique(log.started[started & in_line], return_counts=True)
    return Counter(
        {
            "children": len(plan.children),
            "started": int(started.sum()),
            "waited": int(waited.sum()),
            "joint": int((started & joint).sum()),
            "joint waited": int((waited & joint).sum()),
            "kept for": int((log.started - log.asked >= plan.rules.keeps_places_after)[waited & joint].sum()),
            "parts done before their visit": int((joint[plan.parts.visit] & (log.ended < over)).sum()),
            "places passed on before that": sum(
                int(((it.stay_unit == unit) & (began >= day) & (began < until)).any())
                for unit, day, until in zip(plan.parts.unit, log.ended, over, strict=True)
                if unit != NONE and day < until
            ),
            "parts of several assessments": int((started[plan.parts.visit] & of_several).sum()),
            "parts without place beside others": int((started & ~one_part & passes).sum()),
            "joint with a meeting": int((started & joint & in_meeting).sum()),
            "at a meeting": int((started & in_meeting).sum()),
            "two at one instant": int((at_once > 1).sum()),
            "over at once": int((log.started == log.finished).sum()),
            "crises": len(log.crisis_at),
            "grown supports": int(
                (started & plan.visits.grows & (log.finished - log.started > plan.duration * 1.1)).sum()
            ),
            "gave up": int(given_up.sum()),
            "brought back": int((given_up & (log.ending != Ending.GIVEN_UP)).sum()),
            "aged out": int((log.outcome == Outcome.AGED_OUT).sum()),
            "returned": int((returned & ~np.isnan(log.met)).sum()),
            "handed over": int((started & plan.visits.handed_over).sum()),
            "refused": int((started & plan.visits.refused).sum()),
            "surfaced": int((asked[hidden] == plan.children.arrival[child] + plan.visits.pause[hidden]).sum()),
            "revealed": int((asked[hidden] < plan.children.arrival[child] + plan.visits.pause[hidden]).sum()),
            "never revealed": int(np.isnan(asked[hidden]).sum()),
            "with a part-time worker": sum(
                int((it.stay_worker[it.stay_unit == number] == unit.workers - 1).sum())
                for number, unit in enumerate(plan.units)
                if unit.workers and places_of_posts(unit)[-1] < unit.caseload
            ),
            "seen again": len(it.stay_visit)
            - len(np.unique(np.stack([plan.visits.child[it.stay_visit], it.stay_unit]), axis=1).T),
        }
    )


def test_everything_happens_in_some_of_the_random_worlds() -> None:
    total: Counter[str] = Counter()

    @seed(43)  # worlds are drawn alike in bunches: of few seeds a hundred have something of everything
    @given(worlds(), st.sampled_from(["first", "second"]))
    @settings(max_examples=25)
    def live(world: object, name: str) -> None:
        total.update(happenings(account(*world.live(name))))  # type: ignore[attr-defined]

    for bunch in range(12):  # the worlds of one seed are much alike, whatever there is in them
        seed(bunch)(live)()
    print(dict(total))
    for what, least in {
        "joint with a meeting": 10,
        "brought back": 30,
        "parts without place beside others": 20,
        "kept for": 30,
        "grown supports": 20,
        "surfaced": 10,
    }.items():
        assert total.pop(what) >= least, what
    assert all(count >= 60 for count in total.values()), {what: n for what, n in total.items() if n < 60}


def test_no_law_of_an_account_is_forgotten() -> None:
    written = sum(inspect.getsource(laws).count("\n@given(lives)\n") for laws in (calling, living))
    assert len(LAWS) == written > 0


@pytest.mark.slow
@given(worlds(), st.sampled_from(["first", "second"]))
@settings(max_examples=1200)
def test_every_law_of_calling_and_of_lives_holds_in_many_worlds(world: object, name: str) -> None:
    it = account(*world.live(name))  # type: ignore[attr-defined]
    for law in LAWS:
        law(it)
