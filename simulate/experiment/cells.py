"""Many worlds at once: a scenario in many variants, each of them replicated, cut into cells that are done only once.

A cell is one replication of one variant. It is made of lives, one for each of its organisations. What is left of a life
is small, its measures, and is kept under a key that says all that settles it: what was done once, by a run that was
then killed, for another variant that leaves this organisation alone, or for another question, is not done again, and
gives the same bits.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from simulate.experiment.engines import Engine
from simulate.experiment.lives import Block, Life, in_pieces, live
from simulate.experiment.measured import Measured, Row, read
from simulate.experiment.replications import Progress
from simulate.experiment.settled import Settled, digest, program, settled
from simulate.findings.quantities import Quantity
from simulate.scenario.rates import children_expected
from simulate.scenario.schema.scenario import Scenario

__all__ = ["AtWork", "Backend", "Cell", "Kept", "Measured", "Nowhere", "keys_of", "run_cells"]

_PIECES = 8  # for each worker at least, so that all end together
_MOST_LIVES = 32  # in a piece
_CHILDREN: dict[Engine, int] = {"compiled": 40_000, "simpy": 4_000}
"""In a piece, if it has several lives: half a second of work, so that little is lost where it is stopped."""

Work = TypeVar("Work", bound=Hashable)
Result = TypeVar("Result")


class Backend(Protocol):
    """Who does the work: this process and others beside it (`crew.Crew`), or a cluster (`cluster.Cluster`)."""

    @property
    def workers(self) -> int:
        """How many share it, more or less."""

    def share(self, work: Callable[[Work], Result], blocks: Iterable[Work]) -> Iterator[tuple[Work, Result]]:
        """Have each block done by whoever is free, and give it with its result when it is done, in any order.

        Work, blocks and results are sent between processes. A block of whoever ends before it is done is done again.
        """


class Kept(Protocol):
    """Where what is left of lives is kept."""

    def get(self, key: str) -> bytes | None:
        """Give what is kept under a key; None where nothing is."""

    def put(self, key: str, what: bytes) -> None:
        """Keep something under a key: wholly, or not at all."""


class Nowhere:
    """Keeps nothing."""

    def get(self, key: str) -> bytes | None:
        """Give nothing."""
        return None

    def put(self, key: str, what: bytes) -> None:
        """Forget it."""


@dataclass(frozen=True)
class Cell:
    """One replication of one variant: of a scenario, and of some of its organisations."""

    scenario: Scenario
    organisations: tuple[str, ...]
    replication: int
    also: tuple[Quantity, ...] = ()  # what is measured besides the catalogue


def run_cells(
    cells: Sequence[Cell],
    engine: Engine,
    backend: Backend,
    kept: Kept,
    progress: Progress | None = None,
    only: Collection[str] | None = None,
) -> list[Measured]:
    """Do what is not kept already of the cells, and give what all of them measured, in their order.

    Each life is kept as soon as it is there. `only` some measures are given, if that is wanted: all of them are kept.
    Raises what a replication raises, and what the backend does where it cannot go on.
    """
    tell = progress or (lambda done, total: None)
    of_cells, lives = _lives_of(cells, engine)
    found: dict[str, Row] = {}
    for key in lives:
        left = kept.get(key)
        if left is not None:
            with suppress(ValueError):  # what is there is no life, as where a disk was full: it is done anew
                found[key] = read(left, only)
    tell(len(cells) * len(found) / max(len(lives), 1), len(cells))
    todo = {life: key for key, life in lives.items() if key not in found}
    for block, results in backend.share(partial(live, engine), _pieces(list(todo), engine, backend.workers)):
        for life, what in zip(block.lives, results, strict=True):
            key = todo[life]
            kept.put(key, what)
            found[key] = read(what, only)
        tell(len(cells) * len(found) / len(lives), len(cells))
    return [{organisation: found[key] for organisation, key in keys.items()} for keys in of_cells]


@dataclass(frozen=True)
class AtWork:
    """By which engine and by whom cells are done, and where what is left of them is kept."""

    engine: Engine
    backend: Backend
    kept: Kept

    def replicate(
        self,
        scenarios: Sequence[Scenario],
        organisations: Sequence[str],
        replications: int,
        progress: Progress | None = None,
        only: Collection[str] | None = None,
        also: tuple[Quantity, ...] = (),
    ) -> list[list[Measured]]:
        """Run so many replications of each scenario; give for each of them what these measured, in their order.

        All scenarios of one replication come before the next. Raises as `run_cells`.
        """
        numbers = range(1, replications + 1)
        cells = [Cell(one, tuple(organisations), number, also) for number in numbers for one in scenarios]
        found = run_cells(cells, self.engine, self.backend, self.kept, progress, only)
        return [found[place :: len(scenarios)] for place in range(len(scenarios))]


def keys_of(cells: Sequence[Cell], engine: Engine) -> list[dict[str, str]]:
    """Give the key of each life of each cell, by organisation: a digest of all that settles what it measures."""
    return _lives_of(cells, engine)[0]


def _lives_of(cells: Sequence[Cell], engine: Engine) -> tuple[list[dict[str, str]], dict[str, Life]]:
    """Give the keys of all lives of each cell, by organisation, and each life once by its key."""
    of_scenario: dict[tuple[int, tuple[str, ...]], dict[str, Settled]] = {}
    of_cells, lives = [], dict[str, Life]()
    for cell in cells:
        which = id(cell.scenario), cell.organisations
        if which not in of_scenario:
            of_scenario[which] = settled(cell.scenario, cell.organisations)
        keys = {}
        for organisation, by in of_scenario[which].items():
            key = digest([by.life, program(), engine, cell.replication, *(vars(each) for each in cell.also)])
            lives.setdefault(key, Life(cell.scenario, organisation, cell.replication, by, cell.also))
            keys[organisation] = key
        of_cells.append(keys)
    return of_cells, lives


def _pieces(lives: Sequence[Life], engine: Engine, workers: int) -> list[Block]:
    """Cut lives into as large blocks as let all who work end together, and lose little where they are stopped."""
    if not lives:
        return []
    children = max(sum(children_expected(lives[0].scenario).values()), 1.0)
    size = min(_MOST_LIVES, int(_CHILDREN[engine] / children), len(lives) // (_PIECES * workers))
    return in_pieces(lives, max(size, 1))
