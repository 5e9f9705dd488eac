"""What lays visits in an organisation, for many needs of many children at once."""

from dataclasses import replace

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Integers
from simulate.scenario.schema.scenario import Role
from simulate.world import questions
from simulate.world.children import Cohort
from simulate.world.draft import Draft, Kind
from simulate.world.order import in_run
from simulate.world.organisation import Party
from simulate.world.progress import Delay, Progress
from simulate.world.steps import StepList, is_work
from simulate.world.ways import StepsAhead, Ways


class Planner:
    """Lays visits for the children of one party: knows how its steps are done, and how its features change them.

    Needs are moved on by it: it takes a progress, adds to the draft what is laid, and gives the progress after that.
    `rows` are always rows of a progress. Steps are numbers in the scenario's steps, with which those of a plan begin.
    """

    def __init__(self, cohort: Cohort, party: Party, draft: Draft, steps: StepList, start_up: int = NONE) -> None:
        self.cohort, self.party, self.draft, self.steps = cohort, party, draft, steps
        self._start_up = start_up
        self.scenario, self.features = cohort.scenario, party.features
        self._units = {name: number for number, name in enumerate(self.scenario.units)}
        self.done = party.steps
        terms, features = list(self.done.values()), self.features
        self._supports = np.array([step.role is Role.SUPPORT for step in terms])
        self.unit_of = np.array([NONE if step.unit is None else self._units[step.unit] for step in terms])
        self._kinds = np.array([self._kind(steps.number(name), (name,)) for name in self.done])
        # by how much steps are longer here: time that only passes, meetings and stays are as long everywhere
        work = np.array([is_work(self.scenario, step) for step in terms])
        self._generalist = features.generalist * work
        self._coordination = features.coordination * (work & [step.role is not Role.INTAKE for step in terms])
        self._retelling = features.retelling * (work & [step.role in (Role.INTAKE, Role.ASSESSMENT) for step in terms])

    def kind_of(self, name: str) -> int:
        """Give the number of the kind of visit at which a step is done for the whole child."""
        self.draft.team(self._units_of((name,)))
        return int(self._kinds[self.steps.number(name)])

    def joint_kind(self, names: tuple[str, ...]) -> int:
        """Give the number of the kind of visit at which some assessments are made together."""
        self.draft.team(self._units_of(names))
        return self._kind(self.steps.joint(names), names)

    def _kind(self, step: int, made_of: tuple[str, ...]) -> int:
        supports = all(self.done[name].role is Role.SUPPORT for name in made_of)
        work_in = {self._units_of((name,)) for name in made_of if is_work(self.scenario, self.done[name])}
        units = self._units_of(made_of)
        units += (NONE,) if any(self.done[name].unit is None for name in made_of) else ()
        start_up = self._start_up if work_in else NONE
        return self.draft.kind(Kind(step, units, tuple((unit,) in work_in for unit in units), start_up, grows=supports))

    def _units_of(self, names: tuple[str, ...]) -> tuple[int, ...]:
        units = (self.done[name].unit for name in names)
        return tuple(sorted({self._units[unit] for unit in units if unit is not None}))

    def begin(self, ways: Ways, rows: Integers, *, noticed: bool, further: Booleans | None = None) -> Progress:
        """Begin the progress of some rows of ways: their rows in the table of needs, and no visit yet.

        `further`, like `rows`, tells for whom each unit is a further one than the first; for nobody if not given.
        """
        rates = np.array([self.scenario.needs[way.need].crises_per_day for way in ways.each])
        episodes = np.array([way.episode for way in ways.each])
        real, number = ways.real[rows], ways.number[rows]
        progress = Progress.begin(ways, rows, np.zeros(len(rows), dtype=bool) if further is None else further)
        numbers = self.draft.add_needs(
            progress.child,
            kind=progress.need,
            episode=episodes[number],
            real=real,
            noticed=noticed,
            crisis_rate=real * (rates[number] if self.scenario.crisis is not None else 0.0),
            promise=ways.promise[rows],
        )
        return replace(progress, numbers=numbers)

    def note_patience(self, progress: Progress) -> None:
        """Note how long families wait for needs, all of whose visits are laid, from when the first is asked for.

        Where that was before the clock started, it is what is left for those who have not given up yet.
        """
        for way, at, place in progress.by_need():
            terms = self.scenario.needs[way.need]
            if terms.patience is not None and not terms.stays:
                waited = None if self.cohort.cases is None else self.draft.open_for(progress.first[at])
                question = questions.patience(way.need, way.episode)
                days = way.group.days(terms.patience, question, place, waited)
                self.draft.mark("patience", progress.numbers[at], days * self.features.participation)

    def length(
        self, step: Integers | int, days: Floats, together: Floats | float = 0.0, further: Booleans | bool = False
    ) -> Floats:
        """Turn the children's own days for steps into how long they take here: like `days`.

        `together` counts the further needs worked on at the same time; `further` tells for whom this is a further
        unit, to which the story is told anew.
        """
        extra = self._generalist[step] + self._coordination[step] * together + self._retelling[step] * further
        stretched: Floats = days * (1 + extra)
        return stretched

    def shared_length(self, name: str, child: Integers, together: Floats | float = 0.0) -> Floats:
        """Give how long a step that serves the whole child takes: like `child`."""
        question = questions.whole_step_takes(name, 0)
        days = self.cohort.everybody.days(self.done[name].duration, question, child)
        return self.length(self.steps.number(name), days, together)

    def since(self, progress: Progress, rows: Integers) -> Floats:
        """Give the day since which a need of children with a case is waited for, or under way: like `rows`."""
        cases = self.cohort.cases
        assert cases is not None, "where nobody has a case, nobody waits when the clock starts"
        since: Floats = cases.since[progress.child[rows], progress.need[rows]]
        return since

    def earliest(self, progress: Progress, waiting: Booleans, child: Integers) -> Floats:
        """Give the day since which children wait for one of their needs when the clock starts, else NaN: like `child`.

        `waiting` (T,) tells which are waited for.
        """
        rows, earliest = np.flatnonzero(waiting), np.full(len(self.cohort.children), np.nan)
        np.fmin.at(earliest, progress.child[rows], self.since(progress, rows))
        found: Floats = earliest[child]
        return found

    def begun(self, progress: Progress) -> Progress:
        """Lay the steps that are going on when the clock starts: where they are done here, and for as long as anywhere.

        What is left of them depends on how long they have lasted. It is the same in every organisation, also in one in
        which such a step takes another time: this one had begun before.
        """
        if self.cohort.cases is None:
            return progress
        for way, at, place in progress.by_need():
            for name, running in zip(way.steps, way.running, strict=True):
                under_way = running[place]
                if under_way.any():
                    self._may_be_asked(name)
                    rows, step = at[under_way], self.steps.number(name)
                    since = self.since(progress, rows)
                    days = way.days(self.scenario.steps, name, place[under_way], -since)
                    progress = self.lay(progress, StepsAhead.at(step, rows, days), days, started_before=since)
        return progress

    def lay(self, progress: Progress, ahead: StepsAhead, length: Floats, **since: Floats) -> Progress:
        """Lay steps that are ahead of needs, and take so long: like `ahead`.

        `since` is the day since which they are waited for (*asked_before*) or going on (*started_before*) when the
        clock starts.
        """
        rows, step, *_ = ahead
        nth = in_run(rows)  # of the several steps of a row
        before = progress.count[rows] + nth
        child, need = progress.child[rows], progress.numbers[rows]
        visits = self.draft.add_visits(child, self._kinds[step], length, need=need, waits_for=before, **since)
        self._put_off(visits, progress.delay, np.where(nth == 0, progress.delayed[rows], NONE))
        supports = np.flatnonzero(self._supports[step])
        after = progress.gone_on(rows, visits, before)
        return after.met(rows[supports], visits[supports], length[supports]) if len(supports) else after

    def _put_off(self, visits: Integers, delay: Delay | None, entry: Integers) -> None:
        """Let an entry of a delay come before each of some visits; nothing where it is NONE."""
        if delay is not None:
            late = np.flatnonzero(entry != NONE)
            which = entry[late]
            self.draft.delay(
                visits[late],
                pause=delay.pause[which],
                point=delay.point[which],
                refused=delay.refused[which],
                handed_over=delay.handed_over[which],
                at_start=delay.at_start[which],
            )

    def walk(
        self, progress: Progress, *roles: Role, who: Booleans | None = None, only_by_law: Booleans | None = None
    ) -> Progress:
        """Lay the steps of some roles that are left, for all or for some needs; both columns are (T,).

        For `only_by_law` just the steps are laid that the law demands.
        """
        self._may_be_asked(*progress.ways.steps(*roles))
        ahead = progress.ahead(self.done, *roles, who=who)
        if only_by_law is not None:
            by_law = np.array([step.by_law for step in self.scenario.steps.values()])
            ahead = ahead.some(np.flatnonzero(by_law[ahead.step] | ~only_by_law[ahead.row]))
        return self._lay_own(progress, ahead)

    def walk_alone(self, progress: Progress, who: Booleans | None = None) -> Progress:
        """Lay the whole way of all or some needs, (T,), that are handled one by one, through the organisation's door.

        A shared door takes the place of the intake.
        """
        door = self.features.door
        if door == "own":
            return self.walk(progress, *Role, who=who)
        later = (Role.ASSESSMENT, Role.DECISION, Role.SUPPORT)
        self._may_be_asked(door, *progress.ways.steps(*later))
        rows = np.arange(len(progress)) if who is None else np.flatnonzero(who)
        ahead = progress.ahead(self.done, *later, who=who)
        days = np.empty(len(rows))
        for way, at, place in progress.by_need(rows):
            days[at] = way.days(self.done, door, place)
        entering = StepsAhead.at(self.steps.number(door), rows, days)
        return self._lay_own(progress, StepsAhead.joined([entering, ahead]))

    def _may_be_asked(self, *steps: str) -> None:
        """Let the teams of steps be some of the plan's, whether or not anybody gets there."""
        for name in steps:
            self.draft.team(self._units_of((name,)))

    def _lay_own(self, progress: Progress, ahead: StepsAhead) -> Progress:
        length = self.length(ahead.step, ahead.days, progress.together[ahead.row], progress.further[ahead.row])
        if self.cohort.cases is None:
            return self.lay(progress, ahead, length)
        since = np.where(ahead.waited_for, self.since(progress, ahead.row), np.nan)
        return self.lay(progress, ahead, length, asked_before=since)

    def pass_on(self, progress: Progress, who: Booleans, point: Integers) -> Progress:
        """Hand needs over from a visit to their own units, which puts their next visit off.

        `who` is (T,); `point`, the numbers of visits, has an entry for each child of all.
        """
        features, everybody, rows = self.features, self.cohort.everybody, np.flatnonzero(who)
        child, pause, refused = progress.child[rows], np.empty(len(rows)), np.zeros(len(rows), dtype=bool)
        for way, at, place in progress.by_need(rows):
            bounced = way.group.happens(questions.refused(way.need), features.refused)[place]
            refused[at] = bounced
            pause[at] = way.group.days(features.handover, questions.handover_takes(way.need), place)
            question = questions.refusal_takes(way.need)
            pause[at[bounced]] += way.group.days(features.refused_delay, question, place[bounced])
        pause += everybody.days(features.consent_delay, questions.consent_takes(), child)
        if self.party.asked_in_vain is not None:
            pause += everybody.days(self.party.asked_in_vain, questions.consent_takes(), child)
        return progress.put_off(rows, Delay.handover(pause, point[child], refused))

    def receive(self, progress: Progress, who: Booleans) -> Progress:
        """Let needs that are handed over arrive, where they go on to something done jointly; `who` is (T,).

        The handover runs beside whatever else is done for the child meanwhile; only its end is waited for.
        """
        rows = np.flatnonzero(who & (progress.delayed != NONE))
        kind, days = self.draft.kind(Kind(self.steps.handover(), (NONE,), (False,))), np.zeros(len(rows))
        before = progress.count[rows]
        visits = self.draft.add_visits(progress.child[rows], kind, days, need=progress.numbers[rows], waits_for=before)
        self._put_off(visits, progress.delay, progress.delayed[rows])
        return progress.gone_on(rows, visits, before)

    def lay_shared(
        self,
        progress: Progress,
        child: Integers,
        kind: Integers | int,
        length: Floats,
        *,
        served: Booleans,
        waiting: Booleans,
        waits_for: Integers | int,
    ) -> Progress:
        """Lay one visit for each of some children that serves several of their needs, and let those go on from it.

        `length` has an entry for each child or, for visits of several parts, a row as in `Draft.share_out`. `served`
        and `waiting`, which are waited for when the clock starts, are (T,). It waits for so many of each child's
        visits, `waits_for`: the first that were laid.
        """
        since = {} if self.cohort.cases is None else {"asked_before": self.earliest(progress, waiting, child)}
        by_part = length.ndim == 2
        days = length.max(axis=1) if by_part else length
        visits = self.draft.add_shared(child, kind, days, waits_for=waits_for, **since)
        if by_part:
            self.draft.share_out(visits, length)
        visit = np.full(len(self.cohort.children), NONE)
        visit[child] = visits
        rows = np.flatnonzero(served)
        shared, before = visit[progress.child[rows]], progress.count[rows]
        self.draft.serve(shared, progress.numbers[rows], before)
        return progress.gone_on(rows, shared, before)
