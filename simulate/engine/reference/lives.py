"""The table of lives: what the plan says of children, needs and visits, and how each of them stands at one instant.

All rules read it and write into it. Its events are what one life tells another: a need is waited for, a visit is
withdrawn.
"""

import numpy as np
import simpy

from simulate.engine.rules import State
from simulate.plan import NONE, Floats, Integers, Plan, Ragged


class Lives:
    """All children, needs, visits and their parts; lists have one entry for each, by its number in the plan."""

    def __init__(self, plan: Plan, env: simpy.Environment) -> None:
        visits, parts, needs, children = plan.visits, plan.parts, plan.needs, plan.children

        self.urgent = children.urgent.tolist()
        self.grown_up = [False] * len(children)
        self.visits_of, self.needs_of = _rows_of(visits.child, len(children)), _rows_of(needs.child, len(children))

        self.child, self.team = visits.child.tolist(), visits.team.tolist()
        self.pause, self.handed_over = visits.pause.tolist(), visits.handed_over.tolist()
        self.acute, self.grows = visits.acute.tolist(), visits.grows.tolist()
        self.at_start: list[bool] = visits.at_start.tolist()
        self.before, self.after = visits.after.lists(), visits.after.turned(len(visits)).lists()
        self.serves, self.visits_for = visits.needs.lists(), visits.needs.turned(len(needs)).lists()
        self.asked_before, self.started_before = _given(visits.asked_before), _given(visits.started_before)
        self.state = [State.PENDING] * len(visits)
        self.asked = [0.0] * len(visits)
        self.withdrawal: dict[int, simpy.Event] = {}  # of each visit that has not started

        self.parts_of = _rows_of(parts.visit, len(visits))
        self.visit, self.unit = parts.visit.tolist(), parts.unit.tolist()  # of each part
        self.work: list[float] = parts.work.tolist()  # as planned, and as crises lengthen it
        self.lengthens = parts.lengthens.tolist()
        self.worker = [NONE] * len(parts)  # who has it; NONE also at a meeting, and where it takes no place

        self.real, self.need_child = needs.real.tolist(), needs.child.tolist()
        self.arises_with, self.arisen = _grouped(needs.arises_with), (needs.arises_with == NONE).tolist()
        self.met_by = _grouped(needs.support)
        hidden = np.flatnonzero(~needs.noticed & (needs.known_with != NONE)).tolist()
        self.comes_up_with = {need: int(needs.known_with[need]) for need in hidden}  # the visit, of what is not noticed
        self.need_since = children.arrival[needs.child].tolist()  # for a return, from when the child is back
        self.met, self.given_up = [False] * len(needs), [False] * len(needs)
        self.patience = {int(need): float(needs.patience[need]) for need in np.flatnonzero(needs.patience < plan.end)}
        self.waited_for = {need: env.event() for need in self.patience}  # where it matters to anybody
        self.put_off = dict.fromkeys(self.patience, 0.0)  # days of handovers that patience does not count yet

    def is_due(self, visit: int) -> bool:
        """Tell whether nothing is left to wait for. Only a support that took place can be returned from."""
        if visit in self.arises_with:
            return all(self.state[earlier] == State.FINISHED for earlier in self.before[visit])
        over = State.RUNNING if self.at_start[visit] else State.FINISHED
        return all(self.state[earlier] >= over for earlier in self.before[visit])

    def has_line(self, visit: int) -> bool:
        """Tell whether a visit is waited for in a line."""
        return bool(self.team[visit] != NONE)

    def wait_for_support(self, visit: int) -> None:
        """Let the needs that a visit serves be waited for from now on, if they have not been before."""
        for need in self.serves[visit]:
            if need in self.waited_for and not self.waited_for[need].triggered:
                self.waited_for[need].succeed()

    def put_patience_off(self, visit: int) -> None:
        """Let patience stand still with the needs that are handed over in the pause before a visit.

        That is, for as long as it lasts, with those that are waited for already.
        """
        if self.handed_over[visit]:
            for need in self.serves[visit]:
                if need in self.waited_for and self.waited_for[need].triggered:
                    self.put_off[need] += self.pause[visit]

    def withdraw(self, visit: int, state: State) -> None:
        """Withdraw a visit that has not started: what it is doing ends, or it never begins."""
        self.state[visit] = state
        if visit in self.withdrawal:
            self.withdrawal.pop(visit).succeed()


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


def _given(days: Floats) -> dict[int, float]:
    """List the visits that have a day."""
    return {int(visit): float(days[visit]) for visit in np.flatnonzero(~np.isnan(days))}
