"""Where two organisations are as good: at which value of a dial the difference between them is nothing.

Either the dial is turned in the baseline only, and it is asked how much of that does as much as working otherwise; or
in both, and it is asked at which value they change places. The difference is a mean over replications of the same
children's luck, so that it changes smoothly with the dial. It is looked for by halving, between two of a few values at
which its sign differs; and so are the values at which the ends of its interval are nothing, between which luck leaves
open where it is.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from simulate.experiment.cells import AtWork
from simulate.experiment.measured import within_follow_up
from simulate.experiment.sweep import Point
from simulate.findings.catalogue import MEASURES
from simulate.findings.estimates import Estimate, differences, estimate
from simulate.scenario.dials import positions
from simulate.scenario.plain import KeyPath
from simulate.scenario.schema.dials import Dial
from simulate.scenario.schema.keys import wanted_at
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.turning import places_of, standing, with_dials

_FIRST = 5
"""Values that are tried first, from end to end."""
_FINE = 256
"""Into how many steps a dial is cut that can stand anywhere."""
_HALF_POSTS = 0.5
ABOUT = 20
"""Values that are tried in the end, more or less."""

Worse = Callable[[Sequence[float]], list[Estimate]]
"""Says how much worse the baseline is at values of a dial."""


@dataclass(frozen=True)
class Question:
    """What is to be as good: a measure of a group, in the baseline and in another organisation."""

    baseline: str
    organisation: str
    measure: str
    group: str
    both: bool  # whether the dial is turned in both, or in the baseline only


@dataclass(frozen=True)
class Match:
    """What was found: how the two differ at the values that were tried, and where they do not."""

    dial: Dial
    question: Question
    today: float | None
    tried: dict[float, Estimate]  # by value, rising: how much worse the baseline is; below 0 it is better
    at: float | None  # where the baseline is as good: the first value at which it is, from the end where it is worse
    worse_until: float | None  # the last value at which it is worse by more than luck; None where there is none …
    better_from: float | None  # … and the first at which it is better by more than luck
    crossings: int  # how often the difference changes its sign between the values that were tried first

    @property
    def is_flat(self) -> bool:
        """Whether the dial changes nothing of the difference."""
        return len({each.value for each in self.tried.values()}) == 1

    @property
    def rises(self) -> bool:
        """Whether the baseline gets worse as the dial rises, where it is as good."""
        values = list(self.tried)
        here = values.index(self.at) if self.at is not None else len(values)
        return any(each.value > 0 for each in list(self.tried.values())[here + 1 : here + 2])


def lattice(dial: Dial, keys: Sequence[KeyPath]) -> list[float]:
    """List the values a dial may take: whole ones and half posts where its keys take no others, else many."""
    return coarse(dial, keys) or positions(dial, _FINE + 1)


def coarse(dial: Dial, keys: Sequence[KeyPath]) -> list[float]:
    """List the whole values or half posts a dial may take, where its keys take no others; else none."""
    low, high = dial.ends
    step = _step(keys) if dial.acts == "set" and not dial.is_time else None
    if step is None:
        return []
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = [number * step for number in range(first, last + 1)]
    return values if len(values) > 1 else [low, high]


def _step(keys: Sequence[KeyPath]) -> float | None:
    """Give the step between values that keys take; None where one takes any."""
    steps = set()
    for key in keys:
        wanted = wanted_at(key)
        if key[-1] == "workers":
            steps.add(_HALF_POSTS)
        elif wanted is not None and wanted.takes("integer") and not wanted.takes("number"):
            steps.add(1.0)
        else:
            return None
    return max(steps, default=None)


def find(dial: Dial, question: Question, today: float | None, values: Sequence[float], worse: Worse) -> Match:
    """Look among rising values for the one at which the baseline is as good, and for those between which it may lie."""
    search = _Search(values, worse)
    first = sorted({round(share * (len(values) - 1) / (_FIRST - 1)) for share in range(_FIRST)})
    search.try_all(first)
    is_worse, is_sure, may_be = (
        lambda found: found.value > 0,
        lambda found: found.low > 0,
        lambda found: not found.high < 0,
    )
    crossings = search.changes(is_worse)
    at: int | None = None
    worse_until: int | None = None
    better_from: int | None = None
    if crossings:
        _, at = search.halved(crossings[0], is_worse)
        sure, open_ = search.changes(is_sure), search.changes(may_be)
        worse_until = search.halved(sure[0], is_sure)[0] if sure else None
        better_from = search.halved(open_[0], may_be)[1] if open_ else None
    tried = {values[place]: search.found[place] for place in sorted(search.found)}

    def value(place: int | None) -> float | None:
        return None if place is None else values[place]

    return Match(dial, question, today, tried, value(at), value(worse_until), value(better_from), len(crossings))


_Is = Callable[[Estimate], bool]


@dataclass
class _Search:
    """The values that have been tried."""

    values: Sequence[float]
    worse: Worse
    found: dict[int, Estimate] = field(default_factory=dict)

    def try_all(self, places: Sequence[int]) -> None:
        """Try those that have not been tried, all at once."""
        new = [place for place in places if place not in self.found]
        self.found |= zip(new, self.worse([self.values[place] for place in new]), strict=True)

    def changes(self, holds: _Is) -> list[tuple[int, int]]:
        """List neighbours among what was tried of which something holds of one only: that one, and the other."""
        known = [place for place in sorted(self.found) if not math.isnan(self.found[place].value)]
        judged = [(place, holds(self.found[place])) for place in known]
        return [(a, b) if one else (b, a) for (a, one), (b, other) in pairwise(judged) if one != other]

    def halved(self, ends: tuple[int, int], holds: _Is) -> tuple[int, int]:
        """Halve what lies between where something holds and where it does not, until these are neighbours."""
        inside, outside = ends
        while abs(outside - inside) > 1:
            middle = (inside + outside) // 2
            self.try_all([middle])
            inside, outside = (middle, outside) if holds(self.found[middle]) else (inside, middle)
        return inside, outside


def run_match(
    scenario: Scenario,
    dial: Dial,
    question: Question,
    replications: int,
    work: AtWork,
    progress: Callable[[float, int], None] | None = None,
) -> Match:
    """Look for the value of a dial at which a question's organisations are as good. Raises as `run_cells`."""
    done = [0]
    turned = (question.baseline, question.organisation) if question.both else (question.baseline,)

    def lived(several: Sequence[Scenario], organisations: tuple[str, ...]) -> list[Point]:
        measured = work.replicate(several, organisations, replications, only={question.measure})
        return [Point((), tuple(within_follow_up(each, scenario))) for each in measured]

    as_it_is = None if question.both else lived([scenario], (question.organisation,))[0]

    def worse(values: Sequence[float]) -> list[Estimate]:
        points = lived([with_dials(scenario, [(dial, value)]) for value in values], turned)
        done[0] += len(points)
        if progress is not None:
            progress(done[0], max(ABOUT, done[0]))
        return [_worse(point, as_it_is or point, question) for point in points]

    keys = places_of(scenario, dial)
    return find(dial, question, standing(scenario, dial), lattice(dial, keys), worse)


def _worse(point: Point, other: Point, question: Question) -> Estimate:
    """Say how much worse the baseline is at a point than the other organisation, paired by replication."""
    key = question.measure, question.group
    ours, theirs = point.values(question.baseline, *key), other.values(question.organisation, *key)
    these, those = (ours, theirs) if MEASURES[question.measure].better == "lower" else (theirs, ours)
    return estimate(differences(these, those))
