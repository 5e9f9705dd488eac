"""Rule 1: a child comes."""

import numpy as np

from simulate.engine.reference.hardship import Hardship
from simulate.engine.reference.life import Visits
from simulate.engine.reference.moments import Moment
from simulate.engine.reference.strain import Strain
from simulate.engine.reference.town import Town
from simulate.engine.rules import Phase


class Arrivals:
    """The coming of children."""

    def __init__(self, town: Town, strain: Strain, visits: Visits, hardship: Hardship) -> None:
        self._town, self._strain, self._visits, self._hardship = town, strain, visits, hardship

    def begin(self) -> None:
        """Let every child come on the day the plan says."""
        env, children = self._town.env, self._town.plan.children
        Moment(env, Phase.ON_LIST).then(self._arrive_on_list)
        for child in np.flatnonzero(~children.listed).tolist():
            Moment(env, Phase.ARRIVE, float(children.arrival[child])).then(self._arrive, child)

    def _arrive_on_list(self) -> None:
        """Let all come who are on the waiting list, in turn: who has whose case depends on who is first."""
        for child in np.flatnonzero(self._town.plan.children.listed).tolist():
            self._arrive(child)

    def _arrive(self, child: int) -> None:
        """Let a child come: its needs are there, and the visits that wait for nothing begin.

        For a child on the waiting list a visit has begun already, or has stood in its line for some time.
        """
        lives, visits = self._town.lives, self._visits
        self._hardship.begin_with(child)
        self._strain.update(child)
        for visit in lives.visits_of[child]:
            if visit in lives.started_before:
                visits.go_on(visit)
            elif not lives.before[visit] and not lives.acute[visit]:
                if visit in lives.asked_before:
                    visits.ask(visit, lives.asked_before[visit])
                else:
                    visits.begin(visit)
