"""Lives: one replication of one organisation, from its children to what is measured. Whoever lives several shares them.

Children and their luck are drawn once for all variants that leave them alone, and a plan is made once for all that
change only how many posts there are: what was made last is remembered, so lives in a row should be alike.
"""

import gc
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulate.experiment.engines import Engine, engine_run
from simulate.experiment.measured import written
from simulate.experiment.replications import prices_of, window_of
from simulate.experiment.settled import Settled
from simulate.findings.quantities import Quantity, value_of
from simulate.language import say
from simulate.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    from simulate.plan import Plan
    from simulate.world.children import Cohort


@dataclass(frozen=True, eq=False)
class Life:
    """What is to be lived, and what settles it; another one, even if it is alike, is another."""

    scenario: Scenario
    organisation: str
    replication: int
    settled: Settled
    also: tuple[Quantity, ...] = ()  # what is measured besides the catalogue


@dataclass(frozen=True)
class Block:
    """Lives that are done in one piece, and its number among all."""

    number: int
    lives: tuple[Life, ...]

    def __hash__(self) -> int:
        return hash(self.number)

    def __str__(self) -> str:
        return say("replication {number}", number=self.lives[0].replication)


_MOST_VARIANTS = 32
"""So many variants share children at most: these remember what they are asked in each."""

_MANY = 10_000
"""So many children take so much memory that it is worth a look where some of it can be given back."""


class _Last(threading.local):
    """What was made last in a thread, and what settled it."""

    cohort: "tuple[tuple[str, int], Cohort] | None" = None
    variants: int = 0  # that share its children so far
    plan: "tuple[tuple[str, int], Plan] | None" = None


_last = _Last()


def live(engine: Engine, block: Block) -> list[bytes]:
    """Let children live through the organisations of a block; give what is left of each life, in their order."""
    return [_lived(engine, life) for life in block.lives]


def _lived(engine: Engine, life: Life) -> bytes:
    from simulate.findings.counted import Counted
    from simulate.findings.measure import measure, measured_values

    planned = _planned(life)
    log = engine_run(engine)(planned)
    window, prices = window_of(life.scenario), prices_of(life.scenario, life.organisation)
    if not life.also:
        return written(measured_values(planned, log, window, prices))
    counted, found = Counted(planned, log, window), measure(planned, log, window, life.replication, prices=prices)
    return written({**found.values, **{each.key: value_of(each, counted, found) for each in life.also}})


def _planned(life: Life) -> "Plan":
    """Plan a life; where the last plan differs from it in the units only, give that with these."""
    from simulate.world.planning import plan
    from simulate.world.units import planned_units

    children, key = _children(life), (life.settled.plan, life.replication)
    if _last.plan is None or _last.plan[0] != key:
        _last.plan = None  # before the next is made: two are never needed at once
        _last.plan = key, plan(children, life.organisation)
        return _last.plan[1]
    units = planned_units(children.staffed, life.organisation, children.staff, children.most_posts)
    return replace(_last.plan[1], units=units)


def _children(life: Life) -> "Cohort":
    """Give the children of a life: those of the last one, where they are the same, as they are in its scenario."""
    from simulate.world.children import cohort

    key = life.settled.children, life.replication
    if _last.cohort is None or _last.cohort[0] != key or _last.variants > _MOST_VARIANTS:
        _last.cohort = _last.plan = None
        _last.cohort, _last.variants = (key, cohort(life.scenario, life.replication)), 1
        if len(_last.cohort[1].children) > _MANY:
            gc.collect()  # else what was made for those before stays until Python looks, which it seldom does here
    elif _last.cohort[1].scenario is not life.scenario:
        _last.cohort = key, replace(_last.cohort[1], scenario=life.scenario)
        _last.variants += 1
    return _last.cohort[1]


def in_pieces(lives: Sequence[Life], size: int) -> list[Block]:
    """Cut lives into blocks of so many, those that share most beside each other: replication by replication.

    In a replication those with the same children stand together, and among them those with the same plan; else they
    are as they came.
    """
    place: dict[str, int] = {}
    for life in lives:
        place.setdefault(life.settled.children, len(place))
        place.setdefault(life.settled.plan, len(place))
    ordered = sorted(lives, key=lambda life: (life.replication, place[life.settled.children], place[life.settled.plan]))
    cuts = range(0, len(ordered), size)
    return [Block(number, tuple(ordered[cut : cut + size])) for number, cut in enumerate(cuts)]
