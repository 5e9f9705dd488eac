"""Replications: the same worlds again with other luck, shared among processes.

The numbers do not depend on how many processes there are, nor on which of them is done first: each replication is
settled by the seed and its number alone, and the results are handed over in the order of these numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from simulate.experiment.crew import Crew
from simulate.experiment.engines import Engine, engine_module, engine_run, load_if_compiled
from simulate.experiment.how import How
from simulate.experiment.variants import Variant, same_children
from simulate.findings.window import Window
from simulate.language import say
from simulate.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.measure import Findings
    from simulate.findings.money import Prices
    from simulate.world.children import Cohort

Progress = Callable[[float, int], None]
"""Told how much is done, and of how much: replications, of many organisations in parts too (2.25), or pictures."""

_TOGETHER = 16
"""Variants that are done in one piece at most, so that one sees how far a replication of hundreds has come. In one
piece they share their children, and 16 of the base case with a feature changed take 0.35 s each instead of 0.53 s
alone: to draw these anew for each 16 costs a thirtieth."""


FIRST = 1
"""The first replication, of which children and visits are always kept."""


@dataclass(frozen=True)
class Lived:
    """One replication of one variant."""

    findings: "Findings"
    visits: "pd.DataFrame | None"  # where they are kept


@dataclass(frozen=True)
class Block:
    """What one process does in one piece: a replication of some variants, in the order of all of them."""

    replication: int
    labels: tuple[str, ...]
    whole: bool  # these are all variants

    def __str__(self) -> str:
        if self.whole:
            return say("replication {number}", number=self.replication)
        labels = ", ".join(self.labels)
        return say("replication {number} of {organisations}", number=self.replication, organisations=labels)


def window_of(scenario: Scenario) -> Window:
    """Give the spans in which a scenario's children count and are followed."""
    run = scenario.run
    return Window(run.warm_up, run.observe, run.follow_up)


def prices_of(scenario: Scenario, organisation: str) -> "Prices | None":
    """Give a scenario's prices as measuring needs them in an organisation; None without."""
    from simulate.findings.money import Prices

    costs, steps = scenario.costs, scenario.steps_in(organisation)
    if costs is None:
        return None
    return Prices(
        currency=costs.currency,
        worker_year=costs.worker_year,
        consultant_year=costs.consultant_year,
        replacement=costs.replacement,
        meeting_hour=costs.meeting_hour,
        hours_per_case=costs.hours_per_case,
        support_day=costs.support_day,
        crisis=costs.crisis,
        need_administrations={need: scenario.administration_of(need, steps) for need in scenario.needs},
    )


def get_ready(engine: Engine) -> None:
    """Import what whoever does a replication needs, and load the engine if it is on the disk."""
    for module in ("simulate.world.planning", "simulate.findings.measure", engine_module(engine)):
        import_module(module)
    load_if_compiled(engine)


def run_replications(
    variants: Sequence[Variant],
    how: How,
    engine: Engine,
    crew: Crew,
    progress: Progress | None = None,
    first_here: Callable[[], object] | None = None,
    numbers: range | None = None,
) -> list[list[Lived]]:
    """Run replications 1, 2 … and give them in that order, each with all variants, the first of them the baseline.

    `numbers` are those that are run, if not all of them: others have been, and count as done. This process begins with
    `first_here`, if there is that to do, while others take the first replications. Raises WorkerDiedError when
    processes end again and again before their work is done, and whatever a replication raises.
    """
    tell = progress or (lambda done, total: None)
    numbers = numbers or range(1, how.count(variants[0].scenario) + 1)
    before, replications = numbers[0] - 1, numbers[-1]
    tell(before, replications)
    found = {number: _Replication(tuple(variants), {}) for number in numbers}
    work, done = partial(replicate, tuple(variants), how, engine), before * len(variants)
    blocks = _blocks(variants, numbers, crew.workers)
    for block, lived in crew.share(work, blocks, among=crew.workers, first_here=first_here):
        found[block.replication].add(block, lived)
        done += len(lived)
        whole, part = divmod(done, len(variants))
        tell(whole + part / len(variants) if part else whole, replications)
    return [each.in_order() for each in found.values()]


@dataclass
class _Replication:
    """What has been found of one replication so far.

    Children are compared with those of the baseline, and forgotten, as soon as both are there.
    """

    variants: tuple[Variant, ...]
    lived: dict[str, Lived]
    baseline: Lived | None = None  # with its children, for those who come after it

    def add(self, block: Block, lived: Sequence[Lived]) -> None:
        """Take what came of a block."""
        self.lived |= zip(block.labels, lived, strict=True)
        first = self.variants[0].label
        if not block.whole and first in self.lived:
            self.baseline = self.baseline or self.lived[first]
            alone = {label: one for label, one in self.lived.items() if one.findings.persons is not None}
            self.lived |= _paired(alone | {first: self.baseline}, first)
        if len(self.lived) == len(self.variants):
            self.baseline = None

    def in_order(self) -> list[Lived]:
        """Give all of it in the order of the variants."""
        return [self.lived[variant.label] for variant in self.variants]


def _blocks(variants: Sequence[Variant], numbers: range, workers: int) -> list[Block]:
    """Cut the work into blocks: replications, but the last of each worker by variant, so that all end together.

    Variants of one replication are better done in one place: they share their children. Many are cut all the same.
    """
    labels = tuple(variant.label for variant in variants)
    whole = numbers[-1] - (workers if workers > 1 else 0)
    by_few = max(1, min(_TOGETHER, len(labels) // _TOGETHER))
    blocks = []
    for number in numbers:
        size = _TOGETHER if number <= whole else by_few
        parts = [labels[first : first + size] for first in range(0, len(labels), size)]
        blocks += [Block(number, part, part == labels) for part in parts]
    return blocks


def _paired(lived: Mapping[str, Lived], baseline: str) -> dict[str, Lived]:
    """Compare variants of one replication child by child with the baseline among them, which frees the children."""
    from simulate.findings.measure import pair

    paired = pair([each.findings for each in lived.values()], baseline)
    return {label: replace(one, findings=its) for (label, one), its in zip(lived.items(), paired, strict=True)}


def replicate(variants: Sequence[Variant], how: How, engine: Engine, block: Block) -> list[Lived]:
    """Let the children of a block's replication live through its variants, and measure: in the order of its labels.

    Children of the baseline's kind are compared here if all variants are in the block.
    """
    from simulate.world.children import Cohort, cohort

    cohorts: dict[int, Cohort] = {}
    lived = {}
    for variant in variants:
        if variant.label in block.labels:
            scenario = variant.scenario
            if id(scenario) not in cohorts:
                cohorts[id(scenario)] = cohort(scenario, block.replication)
            comparable = same_children(variants[0].scenario, scenario)
            one = _live(variant, cohorts[id(scenario)], block.replication, how, engine)
            lived[variant.label] = one if comparable else replace(one, findings=replace(one.findings, persons=None))
    return list((_paired(lived, variants[0].label) if block.whole else lived).values())


def _live(variant: Variant, cohort: "Cohort", replication: int, how: How, engine: Engine) -> Lived:
    """Plan, run and measure; of the plan and the log nothing else is left, so that memory holds one at a time."""
    from simulate.findings.measure import measure
    from simulate.findings.visits import visits_table
    from simulate.world.planning import plan

    planned = replace(plan(cohort, variant.organisation), organisation=variant.label)
    log = engine_run(engine)(planned)
    findings = measure(
        planned,
        log,
        window_of(variant.scenario),
        replication,
        prices=prices_of(variant.scenario, variant.organisation),
        keep_children=how.children or replication == FIRST,
    )
    kept = how.visits or replication == FIRST
    return Lived(findings, visits_table(planned, log, replication) if kept else None)
