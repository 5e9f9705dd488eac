"""Whose work is whose: the work of each unit in the baseline, and who does it in another organisation.

By formula, in expectation: the children of the baseline, and the steps on the ways of their needs, as often as children
get there and as long as a step takes on average. How much there is goes by the baseline alone: what is noticed beyond
that is not in it, nor what makes steps longer in either organisation (coordination, retelling, less specialised staff).
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

from simulate.scenario.schema.scenario import Features, Role, Scenario, Step


@dataclass(frozen=True)
class Task:
    """What a unit does at a step in the baseline, and who does that in another organisation."""

    step: str  # as the baseline has it
    unit: str
    done_by: str | None  # the unit in the other organisation; None where none does it
    days: float  # of work, of all children
    is_stay: bool


def tasks_of(here: Scenario, baseline: str, organisation: str, coming: Mapping[str, float]) -> list[Task]:
    """List the tasks of all units in the baseline, for so many children of each stream.

    `here` is a scenario as it is at one time. Steps that no unit does in the baseline are left out.
    """
    days: dict[tuple[str, str, str | None], float] = defaultdict(float)
    ways = {need: _Way.of(here, need) for need in here.needs}
    for stream, count in coming.items():
        first = here.arrivals[stream].first_need
        for part in here.arrivals[stream].needs:
            needs = tuple(dict.fromkeys((first, *part.others)))
            for share, there, other in _handlings(here, baseline, organisation, several=len(needs) > 1):
                for step, done_by, each in _Child(here, ways, needs, there, other).work():
                    unit = there.steps[step].unit
                    if unit is not None:
                        days[step, unit, done_by] += count * part.share * share * each
    return [
        Task(step, unit, done_by, each, not here.steps[step].lengthens)
        for (step, unit, done_by), each in days.items()
        if each > 0
    ]


@dataclass(frozen=True)
class _Handling:
    """How some children are handled: the features of an organisation, and all steps as they are done for them."""

    features: Features
    steps: Mapping[str, Step]


def _handlings(
    here: Scenario, baseline: str, organisation: str, several: bool
) -> Iterator[tuple[float, _Handling, _Handling]]:
    """Divide children by how they are handled in both organisations: a share of them, and the two ways.

    One luck decides in both who is within reach, and whose family agrees: of two shares the smaller is in the larger.
    """
    both = [here.organisations[name] for name in (baseline, organisation)]
    reach, consent = (sorted({0.0, 1.0, *(getattr(each, key) for each in both)}) for key in ("reach", "consent"))
    for (first, last), (low, high) in product(pairwise(reach), pairwise(consent)):
        there, other = (_handled(here, name, first, low, several) for name in (baseline, organisation))
        yield (last - first) * (high - low), there, other


def _handled(here: Scenario, organisation: str, reach: float, consent: float, several: bool) -> _Handling:
    features = here.organisations[organisation]
    otherwise = features.otherwise or organisation
    is_reached = reach < features.reach
    is_taken = is_reached and (consent < features.consent or not several)
    steps = here.steps_in(organisation if is_reached else otherwise)
    return _Handling(features if is_taken else here.organisations[otherwise], steps)


@dataclass(frozen=True)
class _Way:
    """How children fare with a need on average, wherever they are."""

    reached: Mapping[str, float]  # by step, the share of them who get there
    goes_on: float  # to a decision or a support
    times: float  # how often it comes: once, and each time it returns

    @staticmethod
    def of(scenario: Scenario, need: str) -> "_Way":
        """Follow all ways of a need."""
        reached: dict[str, float] = defaultdict(float)
        goes_on = helped = 0.0
        for share, names in scenario.ways(need):
            likely, roles = share, set[Role]()
            for name in names:
                step = scenario.steps[name]
                reached[name] += likely
                if step.role in (Role.DECISION, Role.SUPPORT) and not roles & {Role.DECISION, Role.SUPPORT}:
                    goes_on += likely
                if step.role is Role.SUPPORT and Role.SUPPORT not in roles:
                    helped += likely
                roles.add(step.role)
                likely *= step.go_on
        returns = scenario.needs[need].returns
        return _Way(reached, goes_on, 1 / (1 - helped * (returns.chance if returns is not None else 0.0)))


_Work = tuple[str, str | None, float]
"""A step in the baseline, the unit that does it in the other organisation, and days for each child."""


@dataclass(frozen=True)
class _Child:
    """A child with some needs, the first of them first: how it is handled in the baseline, and in another organisation.

    What is known of it at first contact is what the baseline notices.
    """

    scenario: Scenario
    ways: Mapping[str, _Way]
    needs: tuple[str, ...]
    there: _Handling
    other: _Handling

    def work(self) -> Iterator[_Work]:
        """List its work."""
        for need in self.needs:
            intakes, decisions, by_law, rest = self._steps(need)
            first = 1.0 / sum(self.noticed.values()) * self.noticed[need]  # of the intake that is for all of them
            later = self._times(need) - self.noticed[need]  # it comes by itself, or comes back: alone
            doors = self.there.features.door, self.other.features.door
            yield from self._done(need, intakes, self._times(need), first + later, *doors)
            together = self.noticed[need] * self._with_others(need)
            yield from self._each(need, decisions, self._times(need) - together)
            meetings = self.there.features.decision, self.other.features.decision
            yield from self._done(need, decisions, together, self._part_of_meeting(need), *meetings)
            yield from self._each(need, [*by_law, *rest], self._times(need))

    def _steps(self, need: str) -> tuple[list[str], list[str], list[str], list[str]]:
        """Part the steps of a need: intakes, decisions, decisions by law, and all others."""
        parted: tuple[list[str], ...] = ([], [], [], [])
        for name in self.ways[need].reached:
            step = self.scenario.steps[name]
            place = {Role.INTAKE: 0, Role.DECISION: 2 if step.by_law else 1}.get(step.role, 3)
            parted[place].append(name)
        return parted[0], parted[1], parted[2], parted[3]

    @cached_property
    def noticed(self) -> Mapping[str, float]:
        """The chance that each need is known from the first contact on."""
        of = {need: self.scenario.administration_of(need, self.there.steps) for need in self.needs}
        return {need: 1.0 if of[need] == of[self.needs[0]] else self.there.features.notices for need in self.needs}

    def _times(self, need: str) -> float:
        """Give how often a need comes on average: noticed or by itself, and each time it returns."""
        terms = self.scenario.needs[need]
        surfaces = 0.0 if terms.surfaces_after is None else 1.0 if terms.surfaces is None else terms.surfaces
        return (self.noticed[need] + (1 - self.noticed[need]) * surfaces) * self.ways[need].times

    def _goes_on(self, need: str) -> float:
        """Give the chance that a need is noticed and goes on to a decision or a support."""
        return self.noticed[need] * self.ways[need].goes_on

    def _with_others(self, need: str) -> float:
        """Give the chance that another need goes on beside this one."""
        return 1 - math.prod(1 - self._goes_on(each) for each in self.needs if each != need)

    def _part_of_meeting(self, need: str) -> float:
        """Give a need's part of the planning meeting that is held where several go on."""
        parts = {each: self._goes_on(each) * self._with_others(each) for each in self.needs}
        alone = sum(self._goes_on(each) * (1 - self._with_others(each)) for each in self.needs)
        held = 1 - math.prod(1 - self._goes_on(each) for each in self.needs) - alone
        return held * parts[need] / sum(parts.values()) if parts[need] > 0 else 0.0

    def _done(
        self, need: str, names: Sequence[str], times: float, part: float, joint: str, joint_here: str
    ) -> Iterator[_Work]:
        """Pass on steps that a joint one takes the place of, in the baseline, in the other organisation, or in both.

        `joint` and `joint_here` are that step, or "own"; the need comes so many times, and has this part of joint ones.
        """
        if joint == "own" == joint_here:
            yield from self._each(need, names, times)
        elif joint == "own":
            for name in names:
                yield name, self._unit(joint_here), self._days(need, name, times)
        elif joint_here != "own":
            yield joint, self._unit(joint_here), part * self._mean(self.there, joint)
        else:
            weights = {name: self.ways[need].reached[name] * self._mean(self.other, name) for name in names}
            total, days = sum(weights.values()), part * self._mean(self.there, joint)
            for name, weight in weights.items():
                yield joint, self._unit(name), days * weight / total if total > 0 else 0.0
            if total == 0:
                yield joint, None, days

    def _each(self, need: str, names: Sequence[str], times: float) -> Iterator[_Work]:
        """Pass on steps that are done one by one in both."""
        for name in names:
            yield name, self._unit(name), self._days(need, name, times)

    def _days(self, need: str, name: str, times: float) -> float:
        return times * self.ways[need].reached[name] * self._mean(self.there, name)

    def _unit(self, name: str) -> str | None:
        return self.other.steps[name].unit

    def _mean(self, handling: _Handling, name: str) -> float:
        """Give the days a step takes on average; as long as the run where that is without end."""
        days = handling.steps[name].duration.mean
        return days if math.isfinite(days) else self.scenario.run.end
