"""How much memory a run is going to need, told before it begins: against what the machine has, and what to do about it.

The numbers of bytes were measured as the growth of a process's peak (ru_maxrss, Linux, CPython 3.11, numpy 2) when one
replication of one organisation is planned, run and measured, with children in steps from 3,000 to 2,200,000:

    textbook queue, one visit and one need a child    1.5 kB a child compiled, 2.9 kB by SimPy
    base case, 3.7 visits and 1.6 needs a child       2.3 kB                   6.2 kB
    tutorial, 3.9 visits and 1.4 needs a child        3.0 kB                   7.6 kB
    a hundred possible crises a child, few come       0.46 kB a visit          0.79 kB a visit
    forty possible crises a child, most come          0.47 kB a visit          3.5 kB a visit
    returns, 9.5 visits and 9.5 needs a child         7.1 kB a child           20.5 kB
    50,000 posts with 21 spells of absence each       10 kB a post             46 kB

The figures of SimPy but the tutorial's are from before each visit had a process of its own; the constant for a visit
has been raised by what the tutorial took more since then. What is kept of each replication and organisation, and the
rows of tables, likewise: runs of 2 and of 10 or 100 replications. With the constants below the estimate is from 10 %
too low to 25 % too high for all of these, but for crises by SimPy: nobody knows beforehand how many will come, and it
is taken that few do.
"""

import logging
import math
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from simulate.experiment.engines import Engine
from simulate.experiment.variants import Variant
from simulate.language import say
from simulate.language.numbers import number
from simulate.scenario.rates import children_expected
from simulate.scenario.schema.demand import Arrivals
from simulate.scenario.schema.scenario import Scenario

logger = logging.getLogger(__name__)

_GIGABYTE = 2**30
_RATES = ("per_day", "per_week", "per_month", "per_year", "counts")

_PROCESS = 200e6  # everything imported
_CHILD: dict[Engine, float] = {"compiled": 900, "simpy": 800}
_VISIT: dict[Engine, float] = {"compiled": 450, "simpy": 1_000}
_NEED: dict[Engine, float] = {"compiled": 200, "simpy": 1_300}
_SPELL: dict[Engine, float] = {"compiled": 500, "simpy": 2_200}  # of absence, as many as are expected
_MONTH_OF_POST = 50
_KEPT, _WEEK_OF_LINE = 60_000, 110  # of each replication and organisation, and of each unit and week of it
_ROW_OF_VISIT, _ROW_OF_CHILD = 200, 500

WORTH_SAYING, TOO_MUCH = 0.7, 1.25
"""Shares of the machine's memory beyond which a run is warned of, and refused; the estimate may be 25 % too high."""


class TooLargeError(Exception):
    """A run that the machine's memory cannot hold; the message says what takes most of it, and what would help."""


@dataclass(frozen=True)
class Part:
    """Something that takes memory."""

    bytes: float
    what: str  # in words
    helps: str  # what would make it less


@dataclass(frozen=True)
class Room:
    """The memory a run needs: that of each process, and what the first of them keeps besides."""

    each: tuple[Part, ...]
    kept: tuple[Part, ...]

    def total(self, workers: int) -> float:
        """Add it up for so many processes, in bytes."""
        of_each = _PROCESS + math.fsum(part.bytes for part in self.each)
        return workers * of_each + math.fsum(part.bytes for part in self.kept)

    def largest(self, workers: int) -> Part:
        """Give what takes most of it."""
        return max(
            [*(Part(workers * part.bytes, part.what, part.helps) for part in self.each), *self.kept],
            key=lambda part: part.bytes,
        )


def room_of(
    variants: Sequence[Variant],
    replications: int,
    every_child: bool,
    every_visit: bool,
    engine: Engine,
    goes_on: bool = False,
) -> Room:
    """Estimate the memory that replications of some variants need; `goes_on`: that many are the most there may be."""
    scenario = variants[0].scenario
    lives = {
        key: _lives(each) for key, each in {id(variant.scenario): variant.scenario for variant in variants}.items()
    }
    most = max(lives.values(), key=lambda each: each.visits)
    each = max(
        (_replication(variant, lives[id(variant.scenario)], engine) for variant in variants),
        key=lambda parts: math.fsum(part.bytes for part in parts),
    )
    weeks = len(variants) * replications * len(scenario.units) * scenario.run.end / 7
    results = say(
        "the results of {replications} replications of {organisations} organisations",
        replications=replications,
        organisations=len(variants),
    )
    fewer = say("fewer replications or organisations, or a shorter run")
    if goes_on:
        fewer = say("fewer replications at most (--at-most), fewer organisations, or a shorter run")
    first_only = say("keeping those of the first replication only")
    times_of_visits, times_of_children = (replications if kept else 1 for kept in (every_visit, every_child))
    return Room(
        each,
        (
            Part(_KEPT * len(variants) * replications + _WEEK_OF_LINE * weeks, results, fewer),
            Part(
                _ROW_OF_VISIT * most.visits * len(variants) * times_of_visits,
                say("the list of visits"),
                first_only if every_visit else most.helps,
            ),
            Part(
                _ROW_OF_CHILD * most.children * len(variants) * times_of_children,
                say("the list of children"),
                first_only if every_child else most.helps,
            ),
        ),
    )


@dataclass(frozen=True)
class _Lives:
    """What is expected to be planned in one replication."""

    children: float
    visits: float
    needs: float
    helps: str  # what would make it less


def _lives(scenario: Scenario) -> _Lives:
    """Count what is expected to be planned for the children of a scenario, from its tables alone.

    A return may come after each support until the run ends; crises are laid for all strain that may gather till then.
    """
    per_need = {need: _per_need(scenario, need) for need in scenario.needs}
    expected = children_expected(scenario)
    children = visits = needs = crises = returns = 0.0
    for stream, count in expected.items():
        arrivals = scenario.arrivals[stream]
        children += count
        for combination in arrivals.needs:
            for need in {arrivals.first_need, *combination.others}:
                steps, episodes, strain = per_need[need]
                visits += count * combination.share * (steps * episodes + strain)
                needs += count * combination.share * episodes
                crises += count * combination.share * strain
                returns += count * combination.share * steps * (episodes - 1)
    stream = max(expected, key=lambda name: expected[name])
    rate = f"arrivals.{stream}.{_rate_of(scenario.arrivals[stream])}"
    if max(crises, returns) <= visits / 2:
        helps = say("fewer children ({rate}), or a shorter run", rate=rate)
    elif crises > returns:
        helps = say("fewer crises (crisis_per_… of the needs), fewer children ({rate}), or a shorter run", rate=rate)
    else:
        helps = say("fewer returns (returns.chance of the needs), fewer children ({rate}), or a shorter run", rate=rate)
    return _Lives(children, visits, needs, helps)


def _rate_of(arrivals: Arrivals) -> str:
    return next((key for key in _RATES if getattr(arrivals, key) is not None), "per_month")


def _per_need(scenario: Scenario, need: str) -> tuple[float, float, float]:
    """Give the visits of one time a need is there, how many times that is, and the crises planned for, on average."""
    steps = real = days = 0.0
    for share, way in scenario.ways(need):
        goes_on = share
        for step in way:
            duration = scenario.steps[step].duration
            steps += goes_on
            days += goes_on * (0.0 if duration is None else duration.mean)
            goes_on *= scenario.steps[step].go_on
        real += goes_on
    terms, half = scenario.needs[need], scenario.run.end / 2
    episodes = 1.0
    if terms.returns is not None:
        episodes = _episodes(terms.returns.chance * real, terms.returns.delay.mean + days, scenario.run.end)
    strain = terms.crises_per_day * real * episodes * half if scenario.crisis is not None else 0.0
    return steps, episodes, strain


def _episodes(chance: float, apart: float, end: float) -> float:
    """Count how often a need is there on average of somebody who comes on any day before the end: the first time too.

    Each time is so many days after the one before, and there is one more with this chance.
    """
    if not math.isfinite(apart):
        return 1.0
    episodes, likely, number = 0.0, 1.0, 0
    while likely > 1e-6 and number * apart < end:
        episodes += likely * (1 - number * apart / end)
        likely *= chance
        number += 1
    return episodes


def _replication(variant: Variant, lives: _Lives, engine: Engine) -> tuple[Part, ...]:
    """Say what one replication of a variant takes."""
    scenario = variant.scenario
    of_lives = _CHILD[engine] * lives.children + _VISIT[engine] * lives.visits + _NEED[engine] * lives.needs
    what = say(
        "{children} children with {visits} visits in each replication",
        children=number(lives.children),
        visits=number(lives.visits),
    )
    units = {name: scenario.unit_in(name, variant.organisation) for name in scenario.units}
    of_posts = {}
    for name, unit in units.items():
        spells, mean = 0.0, 0.0 if unit.absence is None else unit.absence.spell.mean
        if unit.absence is not None and 0 < mean < math.inf:
            spells = scenario.run.end * unit.absence.share / mean
        months = scenario.run.end / 30 if spells or unit.turnover > 0 else 0.0
        of_posts[name] = (unit.workers or 0) * (_SPELL[engine] * spells + _MONTH_OF_POST * months)
    parts = [Part(of_lives, what, lives.helps)]
    if of_posts:
        name = max(of_posts, key=lambda unit: of_posts[unit])
        helps = say("fewer workers, or longer spells of absence ({unit})", unit=f"units.{name}")
        what = say("the absences and resignations of all workers")
        parts.append(Part(math.fsum(of_posts.values()), what, helps))
    return tuple(parts)


def workers_that_fit(room: Room, workers: int, given: bool) -> int:
    """Give how many processes the memory of the machine is enough for; fewer than asked for unless they were `given`.

    Raises TooLargeError where it is certainly not enough for one, or for those given; says so in a line where it may
    not be. Where the machine does not tell what it has, nothing is refused.
    """
    has = machine_memory()
    if has is None:
        return workers
    fitting = workers
    while not given and fitting > 1 and room.total(fitting) > WORTH_SAYING * has:
        fitting -= 1
    needed = room.total(fitting)
    if needed > WORTH_SAYING * has:
        words = _too_much(room, fitting, has)
        if needed > TOO_MUCH * has:
            raise TooLargeError(say("{too_much} Nothing was run.", too_much=words))
        logger.warning(say("{too_much} It may run out of it.", too_much=words))
    elif fitting < workers:
        logger.info(
            say(
                "{fitting} instead of {usual} processes share the work, so that the memory is enough.",
                fitting=fitting,
                usual=workers,
            )
        )
    return fitting


def _too_much(room: Room, workers: int, has: float) -> str:
    part = room.largest(workers)
    found = {
        "needed": _in_gigabytes(room.total(workers)),
        "has": _in_gigabytes(has),
        "what": part.what,
        "helps": part.helps,
    }
    if workers == 1:
        return say(
            "This run needs about {needed} of memory, and this machine has {has}. Most of it is for {what}. "
            "What helps: {helps}.",
            **found,
        )
    return say(
        "This run needs about {needed} of memory in {workers} processes, and this machine has {has}. Most of it is for "
        "{what}. What helps: {helps}; or --workers 1, which needs {alone}.",
        **found,
        workers=workers,
        alone=_in_gigabytes(room.total(1)),
    )


def _in_gigabytes(size: float) -> str:
    return say("{size} GB", size=number(size / _GIGABYTE, 1 if size < 10 * _GIGABYTE else 0))


def machine_memory() -> float | None:
    """Give the bytes this process may use: the machine's memory, or less where Linux allows its group less.

    None where that cannot be known, as on Windows.
    """
    return min((*_physical(), *_allowed()), default=None)


def _physical() -> Iterator[float]:
    with suppress(AttributeError, ValueError, OSError):
        yield float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))


def _allowed(listed: Path = Path("/proc/self/cgroup"), root: Path = Path("/sys/fs/cgroup")) -> Iterator[float]:
    """Give the limits of the control groups this process is in, see cgroups(7): version 2 and 1."""
    with suppress(OSError, ValueError):
        for line in listed.read_text(encoding="utf-8").splitlines():
            number, kinds, path = line.split(":", 2)
            if number == "0":
                folder, name = root, "memory.max"
            elif "memory" in kinds.split(","):
                folder, name = root / "memory", "memory.limit_in_bytes"
            else:
                continue
            inner = folder / path.lstrip("/")
            for group in (inner, *inner.parents):
                with suppress(OSError, ValueError):
                    yield float((group / name).read_text(encoding="utf-8"))  # "max" is no number: no limit
                if group == folder:
                    break
