"""Posts that follow the work: how many each unit has in an organisation whose work is divided otherwise.

Worked out before any replication, so that they are the same in all of them, and whoever asks.
"""

import math
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from simulate.scenario.rates import dated_rate_pieces
from simulate.scenario.reached import Reached, reached
from simulate.scenario.schema.dated import day_of
from simulate.scenario.schema.scenario import Features, Scenario, Unit, UnitChange
from simulate.scenario.spans import Itself, Spans, spans
from simulate.world.halves import HALF, in_half_posts
from simulate.world.tasks import Task, tasks_of

_NEXT_TO_NOTHING = 1e-6  # of a unit's work
_HARDLY_ANY = 1e-9  # of a unit's work: what is less comes of rounding


class Kept(Enum):
    """Why no posts go along with work."""

    STAYS = auto()  # the unit that gives it away says that its posts cannot move
    NUMBERED = auto()  # the organisation says itself how many posts the unit has that gives it away
    RECEIVER_NUMBERED = auto()  # … that takes it over
    NO_POSTS = auto()  # a meeting takes it over, or nobody


@dataclass(frozen=True)
class Move:
    """A part of a unit's work that is done elsewhere than in the baseline."""

    unit: str
    done_by: str | None  # None where no unit does it
    share: float  # of the unit's work
    steps: tuple[str, ...]  # as the baseline has them
    kept: Kept | None = None


@dataclass(frozen=True)
class Posts:
    """How many posts units with workers have from a day on in an organisation where they follow the work."""

    day: float
    baseline: Mapping[str, float]
    here: Mapping[str, float]
    moves: tuple[Move, ...]
    numbered: tuple[str, ...]  # units of which the organisation itself says how many


def staffed_spans(scenario: Scenario) -> Spans:
    """Give the scenario as it is from each day on, with the posts that follow the work as organisations' own numbers.

    It is `spans(scenario)` itself where none do.
    """
    return _staffed(Itself(scenario))


def staffed(scenario: Scenario) -> Scenario:
    """Give the scenario as its file has it, with the posts that follow the work from the first day on."""
    found = {name: every[0] for name, every in _posts(Itself(scenario)).items() if every[0].day == 0}
    return _with_posts(scenario, found) if found else scenario


def posts_in_time(scenario: Scenario, organisation: str) -> tuple[Posts, ...]:
    """Give the posts in an organisation, anew from each day on which they become others; nothing if none follow."""
    every = _posts(Itself(scenario)).get(organisation, ())
    return every[:1] + tuple(after for before, after in pairwise(every) if _says(after) != _says(before))


def _says(posts: Posts) -> tuple[object, ...]:
    return posts.baseline, posts.here, posts.moves, posts.numbered


@lru_cache(maxsize=4)
def _staffed(itself: Itself) -> Spans:
    found = _posts(itself)
    if not found:
        return spans(itself.scenario)
    on_day = {name: {posts.day: posts for posts in every} for name, every in found.items()}
    return tuple(
        (day, _with_posts(here, {name: its[day] for name, its in on_day.items() if day in its}))
        for day, here in spans(itself.scenario)
    )


@lru_cache(maxsize=4)
def _posts(itself: Itself) -> Mapping[str, tuple[Posts, ...]]:
    """Work out the posts of each organisation in which they follow the work at some time, span by span."""
    scenario = itself.scenario
    in_time, (baseline, *others) = spans(scenario), scenario.organisations
    following = [name for name in others if any(here.organisations[name].follows for _, here in in_time)]
    if not following:
        return {}
    coming = list(_coming(scenario, in_time))
    return {name: tuple(_posts_in(scenario, baseline, name, coming)) for name in following}


def _posts_in(
    scenario: Scenario, baseline: str, organisation: str, coming: Sequence[Mapping[str, float]]
) -> Iterator[Posts]:
    """Work out the posts of one organisation in each span in which they follow the work."""
    come_to = Reached()
    for (day, here), children in zip(spans(scenario), coming, strict=True):
        come_to |= reached(here, organisation)  # whoever came before goes on as it began
        if here.organisations[organisation].follows:
            numbered = _numbered(scenario, organisation, day)
            yield _posts_of(_Change(here, baseline, organisation, numbered), day, children, come_to.units)


def _coming(scenario: Scenario, in_time: Spans) -> Iterator[Mapping[str, float]]:
    """Count for each span the children of each stream in all the time in which streams are as they are in it.

    Those of the whole run where none come in that time. A change of something else is no reason for posts to move.
    """
    end = scenario.run.end
    rates = {stream: dated_rate_pieces(in_time, stream, end) for stream in scenario.arrivals}
    in_all = {stream: _between(0.0, end, *pieces) for stream, pieces in rates.items()}
    alike = [[day for day, _ in some] for _, some in groupby(in_time, key=lambda span: span[1].arrivals)]
    for days, until in zip(alike, [*(days[0] for days in alike[1:]), end], strict=True):
        there = {stream: _between(days[0], until, *pieces) for stream, pieces in rates.items()}
        yield from [there if any(there.values()) else in_all] * len(days)


def _between(first: float, last: float, edges: Sequence[float], rates: Sequence[float]) -> float:
    """Add up what piecewise constant rates bring between two days."""
    pieces = zip(pairwise(edges), rates, strict=True)
    return math.fsum(rate * max(min(end, last) - max(begin, first), 0.0) for (begin, end), rate in pieces)


def _numbered(scenario: Scenario, organisation: str, day: float) -> frozenset[str]:
    """Name the units of which an organisation itself says how many posts they have on a day."""
    features = scenario.organisations[organisation]
    said: list[Features] = [features]
    said += [each for each in features.phases if day_of(each.begins, scenario.start) <= day]
    for change in scenario.changes:
        if organisation in change.organisations and day_of(change.begins, scenario.start) <= day:
            said.append(change.organisations[organisation])
    return frozenset(unit for each in said for unit, own in (each.units or {}).items() if own.workers is not None)


def _with_posts(here: Scenario, posts: Mapping[str, Posts]) -> Scenario:
    """Give a scenario, as it is at one time, in which organisations say themselves how many posts their units have."""
    organisations = dict(here.organisations)
    for name, its in posts.items():
        units = dict(organisations[name].units)
        for unit, workers in its.here.items():
            own = units.get(unit, UnitChange.model_validate({}))
            units[unit] = own.model_copy(update={"workers": workers})
        organisations[name] = organisations[name].model_copy(update={"units": units})
    return here.model_copy(update={"organisations": organisations})


@dataclass(frozen=True)
class _Change:
    """A scenario as it is at one time, from one of its organisations to another."""

    here: Scenario
    baseline: str
    organisation: str
    numbered: frozenset[str]  # units of which the organisation says itself how many posts they have

    def unit(self, name: str) -> Unit:
        """Give a unit as it is in the organisation."""
        return self.here.unit_in(name, self.organisation)


def _posts_of(change: _Change, day: float, coming: Mapping[str, float], at_work: Container[str]) -> Posts:
    """Work out the posts of one organisation in one span; `at_work` are the units to which children may come."""
    here = change.here
    there = {name: here.unit_in(name, change.baseline).workers for name in here.units}
    posts: dict[str, float] = {name: workers for name, workers in there.items() if workers is not None}
    moves = tuple(_moves(change, coming))
    found = dict(posts)
    for unit in change.numbered & posts.keys():
        found[unit] = change.unit(unit).workers or 0
    goes = [_Going(each.unit, str(each.done_by), each.share * posts[each.unit]) for each in moves if each.kept is None]
    goes = _but_half_a_post(posts, goes, at_work)
    for together in _tied(posts, goes):
        exact = {name: count for name, count in _moved(posts, goes).items() if name in together}
        found |= in_half_posts(exact, math.fsum(posts[name] for name in together), at_work)
    return Posts(day, posts, found, moves, tuple(name for name in posts if name in change.numbered))


def _moves(change: _Change, coming: Mapping[str, float]) -> Iterator[Move]:
    """List the parts of units' work that are done elsewhere, unit by unit in the order of the file."""
    by_unit: dict[str, list[Task]] = defaultdict(list)
    for task in tasks_of(change.here, change.baseline, change.organisation, coming):
        by_unit[task.unit].append(task)
    for unit in change.here.units:
        terms = change.unit(unit)
        if terms.workers is None:
            continue
        days, steps = defaultdict[str | None, float](float), defaultdict[str | None, list[str]](list)
        known = _that_count(by_unit[unit], terms.full_pace_up_to is not None)
        for task in [*known, *_acute(change, unit, math.fsum(task.days for task in known))]:
            days[task.done_by] += task.days
            steps[task.done_by].append(task.step)
        total = math.fsum(days.values())
        for done_by, each in days.items():
            if done_by != unit and each > _HARDLY_ANY * total:
                made = tuple(dict.fromkeys(steps[done_by]))
                yield Move(unit, done_by, each / total, made, _kept(change, unit, done_by))


def _that_count(tasks: Sequence[Task], shares_time: bool) -> Sequence[Task]:
    """Leave out stays, which take no time where workers share it, unless the unit does nothing else."""
    work = [task for task in tasks if not task.is_stay]
    return work if shares_time and work else tasks


def _acute(change: _Change, unit: str, known: float) -> list[Task]:
    """Give the acute visits of a unit, beside so many days of known work.

    How many they are is not known before the run: they weigh where a unit does nothing else, and where they come to one
    that has no posts.
    """
    crisis, reach = change.here.crisis, change.here.organisations[change.organisation].reach
    if crisis is None or change.here.steps_in(change.baseline)[crisis.step].unit != unit:
        return []
    done_by = change.here.steps_in(change.organisation)[crisis.step].unit
    days = _NEXT_TO_NOTHING * known if known > 0 else 1.0
    shares = ((done_by, reach), (unit, 1 - reach))
    return [Task(crisis.step, unit, by, share * days, is_stay=False) for by, share in shares if share > 0]


def _kept(change: _Change, unit: str, done_by: str | None) -> Kept | None:
    if unit in change.numbered:
        return Kept.NUMBERED
    if change.unit(unit).posts_stay:
        return Kept.STAYS
    if done_by is None or change.here.units[done_by].workers is None:
        return Kept.NO_POSTS
    return Kept.RECEIVER_NUMBERED if done_by in change.numbered else None


class _Going(NamedTuple):
    """Posts, or parts of them, that go from one unit to another."""

    unit: str
    done_by: str
    posts: float


def _moved(posts: Mapping[str, float], goes: Sequence[_Going]) -> dict[str, float]:
    """Give the posts of units when some have gone, not rounded."""
    found = dict(posts)
    for unit, done_by, some in goes:
        found[unit] -= some
        found[done_by] += some
    return found


def _but_half_a_post(posts: Mapping[str, float], goes: Sequence[_Going], at_work: Container[str]) -> list[_Going]:
    """Let half a post stay in each unit that gives nearly all, though children may still come to it."""
    left, given = _moved(posts, goes), defaultdict[str, float](float)
    for unit, _, some in goes:
        given[unit] += some
    stays = {
        unit: min(max(HALF - left[unit], 0.0) / some, 1.0)
        for unit, some in given.items()
        if unit in at_work and some > 0
    }
    return [each._replace(posts=each.posts * (1 - stays.get(each.unit, 0.0))) for each in goes]


def _tied(posts: Mapping[str, float], goes: Sequence[_Going]) -> list[list[str]]:
    """Gather the units among which posts move, directly or by way of others: rounding moves none to any other."""
    group = {name: name for name in posts}
    for unit, done_by, _ in goes:
        one, other = group[unit], group[done_by]
        group = {name: one if its == other else its for name, its in group.items()}
    gathered = defaultdict[str, list[str]](list)
    for name, its in group.items():
        gathered[its].append(name)
    return [names for names in gathered.values() if len(names) > 1]
