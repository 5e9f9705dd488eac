"""The reference engine, on SimPy: follows plans and writes down what happens. Its log defines what is right.

It draws nothing and knows no organisation. Everything that happens at one instant happens before anyone is called,
and in the order of `Phase`; so the log does not depend on the order of simultaneous events in SimPy's queue.
"""

import gc
from collections.abc import Callable

import numpy as np
import simpy

from simulate.engine.diary import NEVER, Diary
from simulate.engine.lines import Lines
from simulate.engine.moments import Moment, Phase, State
from simulate.engine.places import Places
from simulate.log import Ending, Log, Outcome
from simulate.plan import NONE, Integers, Plan, PlanError, Ragged, require_runnable


def run(plan: Plan, environment: simpy.Environment | None = None) -> Log:
    """Follow a plan from day 0 to its end and give the log.

    Raises PlanError if the plan cannot be followed, or if somebody is left in a line that nobody ever calls from.
    `environment` is for tests that disturb the order of simultaneous events.
    """
    require_runnable(plan)
    collecting = gc.isenabled()
    gc.disable()  # what has happened is freed at once by counting; searching for cycles only costs a fifth of the time
    try:
        town = Town(plan, environment or simpy.Environment())
        town.live()
        return town.log()
    finally:
        if collecting:
            gc.enable()


class Town:
    """All children, lines and units at one instant, and the rules by which they change."""

    def __init__(self, plan: Plan, env: simpy.Environment) -> None:
        self.plan, self.env, self.diary = plan, env, Diary(plan)
        self.places = [Places(unit) for unit in plan.units]
        self.lines = Lines(plan, self.places)
        self.calling_soon = False

        visits = plan.visits
        self.child, self.team = visits.child.tolist(), visits.team.tolist()
        self.pause, self.duration = visits.pause.tolist(), visits.duration.tolist()
        self.acute, self.grows = visits.acute.tolist(), visits.grows.tolist()
        self.before, self.after = visits.after.lists(), visits.after.turned(len(visits)).lists()
        self.serves, self.visits_for = visits.needs.lists(), visits.needs.turned(len(plan.needs)).lists()
        self.state = [State.PENDING] * len(visits)
        self.asked = [0.0] * len(visits)
        self.pauses: dict[int, Moment] = {}  # the end of each pause that still counts

        needs = plan.needs
        self.real, self.rate, self.patience = needs.real.tolist(), needs.crisis_rate.tolist(), needs.patience.tolist()
        self.arises_with, self.arisen = _grouped(needs.arises_with), (needs.arises_with == NONE).tolist()
        self.known_with, self.known = _grouped(needs.known_with), [False] * len(needs)
        self.known_at_once = (needs.noticed & (needs.known_with == NONE)).tolist()
        self.need_child = needs.child.tolist()
        self.met_by, self.met = _grouped(needs.support), [False] * len(needs)
        self.given_up = [False] * len(needs)
        self.need_since = plan.children.arrival[needs.child].tolist()  # for a return, from when the child is back

        count = len(plan.children)
        self.urgent = plan.children.urgent.tolist()
        self.arrival = plan.children.arrival.tolist()
        self.grown_up = [False] * count
        self.visits_of, self.needs_of = _rows_of(visits.child, count), _rows_of(needs.child, count)
        self.threshold, self.acute_visits = plan.crises.threshold.lists(), plan.crises.visit.lists()
        self.crises = [0] * count
        self.strain, self.strain_rate, self.strain_since = [0.0] * count, [0.0] * count, [0.0] * count
        self.next_crisis: dict[int, Moment] = {}

    def live(self) -> None:
        """Let everything happen until the end."""
        for child, arrival in enumerate(self.arrival):
            self.later(arrival, Phase.ARRIVE, self.arrive, child)
        for child, day in enumerate(self.plan.leaves.tolist()):
            if day < self.plan.end:
                self.later(day, Phase.GROW_UP, self.grow_up, child)
        for number, unit in enumerate(self.plan.units):
            if unit.meets_every is not None:
                self.later(unit.meets_every, Phase.MEET, self.meet, number)
        self.env.run(until=self.plan.end)

    def later(self, delay: float, phase: Phase, happens: Callable[[int], None], number: int = NONE) -> Moment:
        """Let something happen to a child, need, visit or unit after a delay."""
        return Moment(self.env, phase, delay, happens, number)

    # ---- rule 1: a child comes, visits are asked for

    def arrive(self, child: int) -> None:
        """Let a child come: its needs are there, and the visits that wait for nothing begin."""
        for need in self.needs_of[child]:
            if self.known_at_once[need]:
                self.become_known(need)
        self.update_strain(child)
        for visit in self.visits_of[child]:
            if not self.before[visit] and not self.acute[visit]:
                self.begin_pause(visit)

    def begin_pause(self, visit: int) -> None:
        """Begin the pause before a visit; without one, ask for it at once."""
        if self.pause[visit] > 0:
            self.state[visit] = State.PAUSING
            self.pauses[visit] = self.later(self.pause[visit], Phase.ASK, self.ask, visit)
        else:
            self.ask(visit)

    def ask(self, visit: int) -> None:
        """Ask for a visit: it joins the line of its team, or begins where it needs no unit."""
        self.pauses.pop(visit, None)
        self.state[visit] = State.WAITING
        self.asked[visit] = self.diary.asked[visit] = self.env.now
        self.diary.left[visit] = NEVER
        for need in self.known_with.get(visit, ()):
            self.become_known(need)
        for need in self.arises_with.get(visit, ()):
            if not self.arisen[need]:
                self.arisen[need], self.need_since[need] = True, self.env.now
            self.update_strain(self.child[visit])
        if self.team[visit] == NONE:
            self.start(visit)
            return
        self.rank(visit)
        if len(self.plan.teams[self.team[visit]]) > 1:  # a call is due when places begin to be kept for it
            self.later(self.plan.rules.keeps_places_after, Phase.ASK, self.touch, self.team[visit])

    # ---- rule 2: calling

    def rank(self, visit: int) -> None:
        """Give a waiting visit its rank in the line: acute, urgent, longest wait, child, visit."""
        child, rules = self.child[visit], self.plan.rules
        since = self.asked[visit]
        if rules.by_total_wait and self.serves[visit]:
            since = min(self.need_since[need] for need in self.serves[visit])
        not_urgent = rules.urgent_first and not self.urgent[child]
        rank = (not self.acute[visit], not_urgent, since, child, visit)
        self.lines.join(self.team[visit], rank, self.asked[visit])
        self.call_soon()

    def touch(self, team: int) -> None:
        """Look at a team's line again, although nobody came or went."""
        self.lines.touch(team)
        self.call_soon()

    def call_soon(self) -> None:
        """Call when everything else has happened at this instant."""
        if not self.calling_soon:
            self.calling_soon = True
            self.later(0.0, Phase.CALL, self.call)

    def call(self, _: int) -> None:
        """Start every visit that can start, the best-ranked first."""
        self.calling_soon = False
        while (found := self.lines.next_to_call(self.env.now)) is not None:
            visit, team = found
            self.lines.leave(team, visit)
            self.start(visit)

    # ---- rules 3 and 4: workers, meetings

    def start(self, visit: int) -> None:
        """Start a visit: it takes a place in every unit of its team, and meets the need whose support it is."""
        child, team = self.child[visit], self.team[visit]
        self.state[visit] = State.RUNNING
        self.diary.started[visit] = self.env.now
        self.diary.urgent[visit] = self.urgent[child]
        if team != NONE:
            self.diary.workers[visit] = [self.places[unit].take(child) for unit in self.plan.teams[team]]
        for need in self.met_by.get(visit, ()):
            self.met[need] = True
            self.diary.met[need] = self.env.now
            self.update_strain(child)
        self.later(self.duration[visit], Phase.FINISH, self.finish, visit)

    def finish(self, visit: int) -> None:
        """Finish a visit: its places are free, and what comes after it may begin."""
        self.state[visit] = State.FINISHED
        self.diary.finished[visit] = self.env.now
        if self.team[visit] != NONE:
            units = self.plan.teams[self.team[visit]]
            for unit, worker in zip(units, self.diary.workers[visit], strict=True):
                self.places[unit].give_back(worker)
            self.touch(self.team[visit])
        self.go_on_after(visit)

    def go_on_after(self, visit: int) -> None:
        """Begin the visits that waited for this one only."""
        for following in self.after[visit]:
            if self.state[following] == State.PENDING and self.is_due(following):
                self.begin_pause(following)

    def is_due(self, visit: int) -> bool:
        """Tell whether nothing is left to wait for. Only a support that took place can be returned from."""
        if visit in self.arises_with:
            return all(self.state[earlier] == State.FINISHED for earlier in self.before[visit])
        return all(self.state[earlier] >= State.FINISHED for earlier in self.before[visit])

    def meet(self, unit: int) -> None:
        """Hold a meeting: its places are there for this instant."""
        self.places[unit].meet(self.env.now)
        self.lines.touch_unit(unit)
        self.call_soon()
        self.later(self.plan.units[unit].meets_every or 0.0, Phase.MEET, self.meet, unit)

    # ---- rule 5: strain and crisis

    def update_strain(self, child: int) -> None:
        """Add up a child's strain until now and see when it will pass the threshold at its new rate."""
        if not self.threshold[child]:
            return  # its strain can never be enough for a crisis
        now = self.env.now
        self.strain[child] += self.strain_rate[child] * (now - self.strain_since[child])
        self.strain_since[child] = now
        unmet = (need for need in self.needs_of[child] if self.arisen[need] and not self.met[need])
        rate = 0.0 if self.grown_up[child] else sum(self.rate[need] for need in unmet)
        self.strain_rate[child] = rate
        if child in self.next_crisis:
            self.next_crisis.pop(child).cancel()
        thresholds = self.threshold[child]
        if rate > 0 and self.crises[child] < len(thresholds):
            left = max(thresholds[self.crises[child]] - self.strain[child], 0.0)
            self.next_crisis[child] = self.later(left / rate, Phase.CRISIS, self.have_crisis, child)

    def have_crisis(self, child: int) -> None:
        """Let a child have a crisis: urgent from now on, seen at once, slower to support, and nothing is given up."""
        acute = self.acute_visits[child][self.crises[child]]
        self.diary.crises.append((child, self.env.now))
        self.crises[child] += 1
        self.urgent[child] = True
        for visit in self.visits_of[child]:
            if self.grows[visit] and self.state[visit] not in (State.RUNNING, State.FINISHED) and self.is_needed(visit):
                self.duration[visit] *= 1 + self.plan.rules.growth
            if self.state[visit] == State.WAITING and self.team[visit] != NONE:
                self.rank(visit)
        self.strain_rate[child] = self.strain[child] = 0.0
        self.update_strain(child)
        self.bring_back(child)
        self.ask(acute)

    def is_needed(self, visit: int) -> bool:
        """Tell whether the needs a visit serves are there; that of a return is not before the child is back."""
        return all(self.arisen[need] for need in self.serves[visit])

    def bring_back(self, child: int) -> None:
        """Take up again every need that was given up, where it was left."""
        again = []
        for need in self.needs_of[child]:
            if self.given_up[need]:
                self.given_up[need] = False
                again += [visit for visit in self.visits_for[need] if self.state[visit] == State.WITHDRAWN]
        for visit in again:
            self.state[visit] = State.PENDING
        for visit in again:
            if self.state[visit] == State.PENDING and self.is_due(visit):
                self.ask(visit)

    # ---- rules 6 and 7: giving up, growing up

    def become_known(self, need: int) -> None:
        """Begin the patience with a need, once."""
        if not self.known[need]:
            self.known[need] = True
            if self.patience[need] < self.plan.end:
                self.later(self.patience[need], Phase.GIVE_UP, self.give_up, need)

    def give_up(self, need: int) -> None:
        """Withdraw a need whose support has not started: its own visits are waited for no longer."""
        waiting = [visit for visit in self.visits_for[need] if self.state[visit] < State.RUNNING]
        if self.met[need] or not (waiting or self.real[need]) or self.grown_up[self.need_child[need]]:
            return
        self.given_up[need] = True
        self.diary.given_up[need] = self.env.now
        own = [visit for visit in waiting if all(self.given_up[other] for other in self.serves[visit])]
        for visit in own:
            self.withdraw(visit, State.WITHDRAWN)
        for visit in own:
            self.later(0.0, Phase.RESUME, self.go_on_after, visit)

    def withdraw(self, visit: int, state: State) -> None:
        """Take a visit that has not started out of its line, or out of what is to come."""
        if visit in self.pauses:
            self.pauses.pop(visit).cancel()
        if self.state[visit] == State.WAITING:
            self.lines.leave(self.team[visit], visit)
            self.diary.left[visit] = self.env.now
            self.diary.waits_left.append((visit, self.asked[visit], self.env.now))
            self.call_soon()
        self.state[visit] = state

    def grow_up(self, child: int) -> None:
        """Withdraw everything that has not started, for good."""
        self.grown_up[child] = True
        self.update_strain(child)
        for visit in self.visits_of[child]:
            not_started = self.state[visit] < State.RUNNING or self.state[visit] == State.WITHDRAWN
            crisis_that_never_came = self.acute[visit] and self.state[visit] == State.PENDING
            if not_started and not crisis_that_never_came:
                self.withdraw(visit, State.AGED_OUT)

    # ---- the end

    def log(self) -> Log:
        """Give the log, when the clock has stopped and nobody is forgotten."""
        self._nobody_is_forgotten()
        for visit, started in enumerate(self.diary.started):
            if started != started:  # never called: it stands as the child stands
                self.diary.urgent[visit] = self.urgent[self.child[visit]]
        return self.diary.log(
            [_OUTCOMES[state] for state in self.state], [self._ending(n) for n in range(len(self.met))]
        )

    def _ending(self, need: int) -> Ending:
        if self.met[need]:
            return Ending.MET
        if self.given_up[need]:
            return Ending.GIVEN_UP
        if not self.real[need] and all(self.state[visit] == State.FINISHED for visit in self.visits_for[need]):
            return Ending.DONE
        return Ending.AGED_OUT if self.grown_up[self.need_child[need]] else Ending.UNMET

    def _nobody_is_forgotten(self) -> None:
        """Raise PlanError if somebody waits in a line from which nobody was ever called, and why."""
        names = [unit.name for unit in self.plan.units]
        for team in self.lines.waiting_teams():
            units = self.plan.teams[team]
            met_on = {names[unit]: set(self.places[unit].met_on) for unit in units if self.plan.units[unit].is_meeting}
            if met_on and not set.intersection(*met_on.values()):
                never = [name for name, days in met_on.items() if not days]
                raise PlanError(
                    f"children wait for {' + '.join(names[unit] for unit in units)}, but nobody will ever call them: "
                    f"{' and '.join(never or met_on)} did not meet {'' if never else 'on the same day '}"
                    f"before the end on day {self.plan.end:g}; let it meet more often, or let the run be longer"
                )


_OUTCOMES = {
    State.PENDING: Outcome.NOT_ASKED,
    State.PAUSING: Outcome.NOT_ASKED,
    State.WAITING: Outcome.OPEN,
    State.RUNNING: Outcome.OPEN,
    State.FINISHED: Outcome.FINISHED,
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.AGED_OUT: Outcome.AGED_OUT,
}


def _rows_of(owner: Integers, count: int) -> list[list[int]]:
    """List the rows that belong to each owner."""
    return Ragged.from_pairs(owner, np.arange(len(owner)), count).lists()


def _grouped(visits: Integers) -> dict[int, list[int]]:
    """List for each visit the needs that name it."""
    groups: dict[int, list[int]] = {}
    for need, visit in enumerate(visits.tolist()):
        if visit != NONE:
            groups.setdefault(visit, []).append(need)
    return groups
