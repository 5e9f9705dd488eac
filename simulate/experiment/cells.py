"""Many worlds at once: a scenario in many variants, each of them replicated, cut into cells that are done only once.

A cell is one replication of one variant. What is left of it is small, the measures of every organisation, and is kept
under a key that says all that settles it: what was done once, by a run that was then killed or for another question, is
not done again, and gives the same bits.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Protocol

from simulate.experiment.crew import Crew
from simulate.experiment.engines import Engine, engine_run
from simulate.experiment.replications import Progress, prices_of, window_of
from simulate.experiment.variants import Variant
from simulate.findings.quantities import Quantity, value_of
from simulate.language import say
from simulate.scenario.schema.scenario import Scenario

Measured = dict[str, dict[tuple[str, str], float]]
"""By organisation, and by measure and group, or what else it is of: the value in one replication."""


class Kept(Protocol):
    """Where what is left of cells is kept."""

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

    def __str__(self) -> str:
        return say("replication {number}", number=self.replication)


@dataclass(frozen=True)
class _Block:
    """A cell to be done, and its number among all."""

    number: int
    cell: Cell

    def __hash__(self) -> int:
        return hash(self.number)

    def __str__(self) -> str:
        return str(self.cell)


def run_cells(
    cells: Sequence[Cell], engine: Engine, crew: Crew, kept: Kept, progress: Progress | None = None
) -> list[Measured]:
    """Do the cells that are not kept already, and give what all of them measured, in their order.

    Each is kept as soon as it is done. Raises what a replication raises, and WorkerDiedError.
    """
    tell = progress or (lambda done, total: None)
    keys = keys_of(cells, engine)
    found: dict[int, Measured] = {}
    for number, key in enumerate(keys):
        left = kept.get(key)
        if left is not None:
            with suppress(ValueError):  # what is there is no cell, as where a disk was full: it is done anew
                found[number] = _read(left, cells[number].organisations)
    tell(len(found), len(cells))
    todo = [_Block(number, cell) for number, cell in enumerate(cells) if number not in found]
    for block, what in crew.share(partial(_lived, engine), todo):
        kept.put(keys[block.number], what)
        found[block.number] = _read(what, block.cell.organisations)
        tell(len(found), len(cells))
    return [found[number] for number in range(len(cells))]


def keys_of(cells: Sequence[Cell], engine: Engine) -> list[str]:
    """Give the key of each cell: a digest of all that settles what it measures."""
    of_scenario: dict[int, str] = {}
    for cell in cells:
        if id(cell.scenario) not in of_scenario:
            of_scenario[id(cell.scenario)] = _digest(_said(cell.scenario))
    return [
        _digest(
            [
                *(of_scenario[id(cell.scenario)], _program(), engine, cell.organisations, cell.replication),
                *(vars(each) for each in cell.also),
            ]
        )
        for cell in cells
    ]


def _said(scenario: Scenario) -> object:
    """Give what a scenario says that bears on what is measured: not what it is called, nor how often it is run."""
    said = scenario.model_dump(mode="json", exclude={"title", "description", "dials"})
    return {**said, "run": {key: value for key, value in said["run"].items() if key != "replications"}}


@cache
def _program() -> str:
    """Give a digest of the program: another one may measure otherwise."""
    root = Path(__file__).resolve().parents[1]
    texts = [(path.relative_to(root).as_posix(), path.read_bytes()) for path in sorted(root.rglob("*.py"))]
    return _digest([[name, hashlib.sha256(text).hexdigest()] for name, text in texts])


def _digest(what: object) -> str:
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


def _lived(engine: Engine, block: _Block) -> bytes:
    """Let the children of a cell live through its organisations; give what is left of it."""
    from simulate.findings.counted import Counted
    from simulate.findings.measure import measure
    from simulate.world.children import cohort
    from simulate.world.planning import plan

    cell = block.cell
    here, found = cohort(cell.scenario, cell.replication), {}
    for organisation in cell.organisations:
        planned = plan(here, organisation)
        log = engine_run(engine)(planned)
        variant = Variant(organisation, cell.scenario, organisation)
        prices = prices_of(cell.scenario, organisation)
        window = window_of(variant)
        measured = measure(planned, log, window, cell.replication, prices=prices)
        counted = Counted(planned, log, window)
        further = {each.key: value_of(each, counted, measured) for each in cell.also}
        found[organisation] = {**measured.values, **further}
    return _written(found)


def _written(found: Mapping[str, Mapping[tuple[str, str], float]]) -> bytes:
    """Write what a cell measured: every number with all its digits; null where there was nobody to measure."""
    plain = {
        organisation: [[*key, None if math.isnan(value) else value] for key, value in values.items()]
        for organisation, values in found.items()
    }
    return json.dumps(plain, separators=(",", ":")).encode()


@cache
def _key(measure: str, group: str) -> tuple[str, str]:
    """Give the one pair of these two: all cells have the same few hundred, and there may be thousands of cells."""
    return measure, group


def _read(what: bytes, organisations: Sequence[str]) -> Measured:
    """Read what a cell of these organisations measured. Raises ValueError for what is none."""
    found = json.loads(what)
    try:
        measured = {
            organisation: {
                _key(measure, group): math.nan if value is None else float(value) for measure, group, value in rows
            }
            for organisation, rows in found.items()
        }
    except (AttributeError, TypeError) as problem:
        raise ValueError from problem
    if list(measured) != list(organisations):
        raise ValueError
    return measured
