"""How visits are laid in an organisation, for many needs of many children at once."""

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Integers
from simulate.scenario.schema import Role
from simulate.world import questions
from simulate.world.children import Cohort
from simulate.world.courses import Courses, Stops
from simulate.world.draft import Draft, Kind
from simulate.world.order import in_run
from simulate.world.organisation import Party
from simulate.world.steps import StepList, is_work
from simulate.world.tracks import Track


class Route:
    """Lays visits for the children of one party: knows how an organisation's features change a step.

    `rows` are always rows of a track. Steps are numbers in the scenario's steps, with which those of a plan begin.
    """

    def __init__(self, cohort: Cohort, party: Party, draft: Draft, steps: StepList, start_up: int = NONE) -> None:
        self.cohort, self.party, self.draft, self.steps = cohort, party, draft, steps
        self._start_up = start_up
        self.scenario, self.features = cohort.scenario, party.features
        self._units = {name: number for number, name in enumerate(self.scenario.units)}
        terms, features = list(self.scenario.steps.values()), self.features
        self._supports = np.array([step.role is Role.SUPPORT for step in terms])
        self._kinds = np.array([self._kind(steps.number(name), (name,)) for name in self.scenario.steps])
        # by how much steps are longer here: time that only passes, meetings and stays are as long everywhere
        work = np.array([is_work(self.scenario, name) for name in self.scenario.steps])
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
        supports = all(self.scenario.steps[name].role is Role.SUPPORT for name in made_of)
        start_up = self._start_up if any(is_work(self.scenario, name) for name in made_of) else NONE
        return self.draft.kind(Kind(step, self._units_of(made_of), start_up, grows=supports))

    def _units_of(self, names: tuple[str, ...]) -> tuple[int, ...]:
        units = (self.scenario.steps[name].unit for name in names)
        return tuple(sorted({self._units[unit] for unit in units if unit is not None}))

    def begin(self, courses: Courses, rows: Integers, *, noticed: bool, further: bool = False) -> Track:
        """Begin the track of some rows of courses: their rows in the table of needs, and no visit yet."""
        rates = np.array([self.scenario.needs[course.need].crises_per_day for course in courses.each])
        episodes = np.array([course.episode for course in courses.each])
        real, number = courses.real[rows], courses.number[rows]
        track = Track(courses, rows, np.full(len(rows), further))
        track.numbers = self.draft.add_needs(
            track.child,
            kind=track.need,
            episode=episodes[number],
            real=real,
            noticed=noticed,
            crisis_rate=real * (rates[number] if self.scenario.crisis is not None else 0.0),
            patience=self._patience(track, noticed),
            promise=courses.promise[rows],
        )
        return track

    def _patience(self, track: Track, noticed: bool) -> Floats:
        """Give the days after which a need is given up: (T,), infinite where nobody gives up."""
        patience = np.full(len(track.rows), np.inf)
        for course, at, place in track.by_need(np.arange(len(track.rows))):
            terms = self.scenario.needs[course.need]
            if terms.patience is not None and not terms.stays:
                known_at_once = noticed and course.episode == 0  # it is known since the child is there
                waited = self.cohort.waited(track.child[at]) if known_at_once else None
                question = questions.patience(course.need, course.episode)
                days = course.group.days(terms.patience, question, place, waited)
                patience[at] = days * self.features.participation
        return patience

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
        days = self.cohort.everybody.days(self.scenario.steps[name].duration, question, child)
        return self.length(self.steps.number(name), days, together)

    def since(self, track: Track, rows: Integers) -> Floats:
        """Give the day since which a need of children with a case is waited for, or under way: like `rows`."""
        cases = self.cohort.cases
        assert cases is not None, "where nobody has a case, nobody waits when the clock starts"
        since: Floats = cases.since[track.child[rows], track.need[rows]]
        return since

    def earliest(self, track: Track, waiting: Booleans, child: Integers) -> Floats:
        """Give the day since which children wait for one of their needs when the clock starts, else NaN: like `child`.

        `waiting` (T,) tells which are waited for.
        """
        rows, earliest = np.flatnonzero(waiting), np.full(len(self.cohort.children), np.nan)
        np.fmin.at(earliest, track.child[rows], self.since(track, rows))
        found: Floats = earliest[child]
        return found

    def begun(self, track: Track) -> None:
        """Lay the steps that are going on when the clock starts: as they are, whatever the organisation.

        What is left of them depends on how long they have lasted, and is the same in every organisation.
        """
        if self.cohort.cases is None:
            return
        for course, at, place in track.by_need(np.arange(len(track.rows))):
            for name, running in zip(course.steps, course.running, strict=True):
                under_way = running[place]
                if under_way.any():
                    self._may_be_asked(name)
                    rows, step = at[under_way], self.steps.number(name)
                    since = self.since(track, rows)
                    days = course.days(self.scenario, name, place[under_way], -since)
                    self.lay(track, Stops.at(step, rows, days), days, started_before=since)

    def lay(self, track: Track, stops: Stops, length: Floats, **since: Floats) -> None:
        """Lay steps of a track, which take so long: like `stops`.

        `since` is the day since which they are waited for (*asked_before*) or going on (*started_before*) when the
        clock starts.
        """
        rows, step, *_ = stops
        nth = in_run(rows)  # of the several stops of a row
        before = track.count[rows] + nth
        child, need = track.child[rows], track.numbers[rows]
        visits = self.draft.add_visits(child, self._kinds[step], length, need=need, waits_for=before, **since)
        at_first = nth == 0
        late = np.flatnonzero(at_first & track.delayed[rows])
        self._delay(track, rows[late], visits[late])
        supports = np.flatnonzero(self._supports[step])
        track.support[rows[supports]] = visits[supports]
        track.support_days[rows[supports]] = length[supports]
        fresh = np.flatnonzero(at_first & (track.first[rows] == NONE))
        track.first[rows[fresh]] = visits[fresh]
        track.move(rows, visits, before)

    def _delay(self, track: Track, rows: Integers, visits: Integers) -> None:
        """Let what comes before the next visit of some rows come before these."""
        self.draft.delay(
            visits,
            pause=track.pause[rows],
            point=track.point[rows],
            handed_over=track.handed_over[rows],
            refused=track.refused[rows],
        )

    def walk(
        self, track: Track, *roles: Role, who: Booleans | None = None, only_by_law: Booleans | None = None
    ) -> None:
        """Lay the steps of some roles that are left, for all or for some rows of a track; both columns are (T,).

        For `only_by_law` just the steps are laid that the law demands.
        """
        self._may_be_asked(*track.courses.steps(*roles))
        stops = track.stops(*roles, who=who)
        if only_by_law is not None:
            by_law = np.array([step.by_law for step in self.scenario.steps.values()])
            stops = stops.some(np.flatnonzero(by_law[stops.step] | ~only_by_law[stops.row]))
        self._lay_own(track, stops)

    def walk_alone(self, track: Track, who: Booleans) -> None:
        """Lay the whole way of needs that are handled one by one, through the organisation's door; `who` is (T,).

        A shared door takes the place of the intake.
        """
        door = self.features.door
        if door == "own":
            self.walk(track, *Role, who=who)
            return
        later = (Role.ASSESSMENT, Role.DECISION, Role.SUPPORT)
        self._may_be_asked(door, *track.courses.steps(*later))
        rows, stops = np.flatnonzero(who), track.stops(*later, who=who)
        days = np.empty(len(rows))
        for course, at, place in track.by_need(rows):
            days[at] = course.days(self.scenario, door, place)
        entering = Stops.at(self.steps.number(door), rows, days)
        self._lay_own(track, Stops.joined([entering, stops]))

    def _may_be_asked(self, *steps: str) -> None:
        """Let the teams of steps be some of the plan's, whether or not anybody gets there."""
        for name in steps:
            self.draft.team(self._units_of((name,)))

    def _lay_own(self, track: Track, stops: Stops) -> None:
        length = self.length(stops.step, stops.days, track.together[stops.row], track.further[stops.row])
        if self.cohort.cases is None:
            self.lay(track, stops, length)
        else:
            since = np.where(stops.waited_for, self.since(track, stops.row), np.nan)
            self.lay(track, stops, length, asked_before=since)

    def pass_on(self, track: Track, who: Booleans, point: Integers) -> None:
        """Hand needs over from a visit to their own units: the pause before their next visit.

        `who` is (T,); `point`, the numbers of visits, has an entry for each child of all.
        """
        features, everybody, rows = self.features, self.cohort.everybody, np.flatnonzero(who)
        child, pause, refused = track.child[rows], np.empty(len(rows)), np.zeros(len(rows), dtype=bool)
        for course, at, place in track.by_need(rows):
            need, group = course.need, course.group
            bounced = group.happens(questions.refused(need), features.refused)[place]
            refused[at] = bounced
            pause[at] = group.days(features.handover, questions.handover_takes(need), place)
            more = group.days(features.refused_delay, questions.refusal_takes(need), place[bounced])
            pause[at[bounced]] += more
        pause += everybody.days(features.consent_delay, questions.consent_takes(), child)
        if self.party.asked_in_vain is not None:
            asked = np.flatnonzero(self.party.declined[child])
            pause[asked] += everybody.days(self.party.asked_in_vain, questions.consent_takes(), child[asked])
        track.delayed[rows], track.handed_over[rows] = True, True
        track.pause[rows], track.point[rows], track.refused[rows] = pause, point[child], refused

    def receive(self, track: Track, who: Booleans) -> None:
        """Let needs that are handed over arrive, where they go on to something done jointly; `who` is (T,).

        The handover runs beside whatever else is done for the child meanwhile; only its end is waited for.
        """
        rows = np.flatnonzero(who & track.delayed & track.handed_over)
        kind, days = self.draft.kind(Kind(self.steps.handover(), ())), np.zeros(len(rows))
        before = track.count[rows]
        visits = self.draft.add_visits(track.child[rows], kind, days, need=track.numbers[rows], waits_for=before)
        self._delay(track, rows, visits)
        track.move(rows, visits, before)

    def lay_shared(
        self,
        track: Track,
        child: Integers,
        kind: Integers | int,
        length: Floats,
        *,
        served: Booleans,
        waiting: Booleans,
        after_all: bool,
    ) -> None:
        """Lay one visit for each of some children that serves several of their needs, and let those go on from it.

        `served` and `waiting`, which are waited for when the clock starts, are (T,). `after_all`: it comes after all
        that is laid for the child so far; else after nothing.
        """
        since = {} if self.cohort.cases is None else {"asked_before": self.earliest(track, waiting, child)}
        visits = self.draft.add_shared(child, kind, length, after_all=after_all, **since)
        visit = np.full(len(self.cohort.children), NONE)
        visit[child] = visits
        rows = np.flatnonzero(served)
        shared = visit[track.child[rows]]
        self.draft.serve(shared, track.numbers[rows], track.count[rows])
        track.move(rows, shared, track.count[rows])
