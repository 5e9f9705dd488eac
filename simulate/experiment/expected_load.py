"""The load to be expected of each unit: worked out before the run, the same for every seed.

A load needs no luck: it is the mean of what would be asked over all that could happen. So children are planned whose
luck is not drawn but spread evenly over them (see `even_luck`), some thousands whatever the size of the town; when they
come is not a matter of luck either: each stands for children of its kind at all times, as many as the rates say. The
same is done for the staff. Some such plans, independent of one another, say how exact their mean is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulate.experiment.variants import Variant
from simulate.findings.asked import Asked, Comings, asked_of_units
from simulate.findings.capacity import Capacity, UnitCapacity, unit_capacity, with_places_only
from simulate.findings.load import ExpectedLoad, expected_loads
from simulate.findings.window import Window
from simulate.plan import NONE, Booleans, Floats, Integers, PlannedUnit
from simulate.scenario.rates import dated_rate_pieces
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.spans import spans
from simulate.world.children import Cohort, even_cohort
from simulate.world.planning import plan
from simulate.world.posts import staffed_spans
from simulate.world.staff import StaffLuck
from simulate.world.units import WithoutLuck, most_posts, units_without_luck

Loads = Mapping[str, Mapping[str, ExpectedLoad]]
"""By label of the variant and by unit."""

EXACT_ENOUGH = 0.005
"""No more plans are made when every load is known to within so much: half a point."""
_FEWEST, _MOST = 4, 8  # plans
_MANY, _OF_MANY = 25, 3  # organisations, of each of which so many plans must do
_CHILDREN_EACH, _MOST_CHILDREN = 300, 15_000  # in each plan: for each stream, need and unit, and in all
_EVEN_SHARE = 0.2  # of the children are divided evenly among streams, so that rare ones are not told by a few


def loads_to_expect(variants: Sequence[Variant]) -> Loads:
    """Work out the load of each unit in each of some variants: in less time than three replications take to plan."""
    plans = (_FEWEST, _MOST) if len(variants) <= _MANY else (_OF_MANY, _OF_MANY)
    found: dict[str, Mapping[str, ExpectedLoad]] = {}
    for scenario in {id(variant.scenario): variant.scenario for variant in variants}.values():
        mine = [variant for variant in variants if variant.scenario is scenario]
        found |= _loads_in(scenario, mine, *plans)
    return {variant.label: found[variant.label] for variant in variants}


def _loads_in(scenario: Scenario, variants: Sequence[Variant], fewest: int, most: int) -> Loads:
    """Work out the loads in the organisations of one scenario."""
    run, without_crises = scenario.run, scenario.model_copy(update={"crisis": None})  # which are no offered load
    window, coming = Window(run.warm_up, run.observe, run.follow_up), _Coming.of(without_crises)
    several: dict[str, list[tuple[Asked, Capacity]]] = {variant.label: [] for variant in variants}
    in_time = staffed_spans(scenario)
    most_of_all = most_posts(in_time)
    units = {each.label: list(units_without_luck(in_time, each.organisation, most_of_all)) for each in variants}
    found = dict[str, Mapping[str, ExpectedLoad]]()
    for number in range(most):
        children, staff = even_cohort(without_crises, number, coming.planned.tolist()), _AverageStaff(number, window)
        comings = coming.of_cohort(children)
        for variant in variants:
            asked = asked_of_units(plan(children, variant.organisation), window, comings)
            several[variant.label].append((asked, staff.capacity(units[variant.label], asked)))
        if number + 1 >= fewest:
            found = {
                label: expected_loads([each.unit for each in units[label]], of_plans, run.end - run.warm_up)
                for label, of_plans in several.items()
            }
            if all(load.plus_minus <= EXACT_ENOUGH for of_units in found.values() for load in of_units.values()):
                break
    return found


class _AverageStaff:
    """What units have on average between the warm-up and the end, whatever happens to their staff."""

    def __init__(self, number: int, window: Window) -> None:
        self._luck, self._window = StaffLuck(0, number, window.end), window
        # most units are alike in all organisations
        self._known: dict[tuple[PlannedUnit, bool, bool], UnitCapacity] = {}

    def capacity(self, units: Sequence[WithoutLuck], asked: Asked) -> Capacity:
        """Count what each of some units has, in time and in places as what is asked of them is."""
        of_time = self._of_units(units, asked.of_stays > 0, places_only=False)
        if asked.of_places is None:
            return Capacity.of(of_time)
        of_places = self._of_units(units, asked.of_places.of_stays > 0, places_only=True)
        return Capacity.of(of_time, Capacity.of(of_places))

    def _of_units(self, units: Sequence[WithoutLuck], has_stays: Booleans, *, places_only: bool) -> list[UnitCapacity]:
        """Count what each of some units has; the absent have something where there are stays."""
        found, opens, end = [], self._window.warm_up, self._window.end
        for each, stays in zip(units, has_stays.tolist(), strict=True):
            key = each.unit, stays, places_only and each.unit.ever_shares_time
            if key not in self._known:
                versions = each.on_average(self._luck)
                versions = [with_places_only(unit) for unit in versions] if places_only else versions
                self._known[key] = unit_capacity(versions, end, opens, end, count_absent=stays)
            found.append(self._known[key])
        return found


@dataclass(frozen=True)
class _Coming:
    """How many children of each stream come in each span, and how many of them are planned."""

    in_time: Sequence[tuple[Floats, Floats]]  # stream by stream, in it span by span: days, and how many by then
    planned: Integers  # (streams, spans)

    @staticmethod
    def of(scenario: Scenario) -> "_Coming":
        """Follow a scenario's rates."""
        days, end = [day for day, _ in spans(scenario)], scenario.run.end
        in_time = []
        for name in scenario.arrivals:
            edges, rates = dated_rate_pieces(spans(scenario), name, end)
            come = np.concatenate([[0.0], np.cumsum(np.array(rates) * np.diff(edges))])
            for first, last in pairwise([*days, end]):
                moments = np.unique([0.0, first, *(edge for edge in edges if first < edge < last), last, end])
                by_then = np.interp(np.clip(moments, first, last), edges, come)
                in_time.append((moments, by_then - by_then[0]))
        expected = np.array([counts[-1] for _, counts in in_time])
        there = expected > 0
        share = _EVEN_SHARE * there / max(there.sum(), 1)
        share += (1 - _EVEN_SHARE) * expected / max(expected.sum(), 1e-300)
        parts = len(scenario.arrivals) + len(scenario.needs) + len(scenario.units)
        children = min(_CHILDREN_EACH * parts, _MOST_CHILDREN)
        planned = np.where(there, np.maximum(np.rint(children * share), 1), 0).astype(np.int64)
        return _Coming(in_time, planned.reshape(-1, len(days)))

    def of_cohort(self, cohort: Cohort) -> Comings:
        """Say for whom each child of a cohort stands; those of the waiting list are there once."""
        kind = cohort.children.stream * self.planned.shape[1] + cohort.span
        kinds = [
            (days, counts / max(planned, 1))
            for (days, counts), planned in zip(self.in_time, self.planned.ravel().tolist(), strict=True)
        ]
        return Comings(np.where(cohort.children.listed, NONE, kind), kinds)
