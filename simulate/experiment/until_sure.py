"""Replications added until the differences between organisations are known well enough.

What was run is kept from look to look: replications 1 to 27 of a run that went on are those of a run of 27.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulate.experiment.crew import Crew
from simulate.experiment.engines import Engine
from simulate.experiment.how import How
from simulate.experiment.replications import Lived, Progress, run_replications
from simulate.experiment.variants import Variant
from simulate.findings.looks import Aim, Sought, seek
from simulate.language import say

if TYPE_CHECKING:
    from simulate.findings.estimates import Estimate

Least = Callable[[str, float], float]
"""Says from what size on a difference of a measure matters, by its unit and its value in the baseline."""


def no_size(unit: str, was: float) -> float:
    """Say that every difference matters."""
    return 0.0


@dataclass
class Replicating:
    """Replications of some variants, the first of them the baseline: those that are done, and how more are run."""

    variants: tuple[Variant, ...]
    how: How
    engine: Engine
    crew: Crew
    progress: Progress | None = None
    first_here: Callable[[], object] | None = None  # what this process does before its first
    done: list[list[Lived]] = field(default_factory=list)

    def go_on_to(self, count: int) -> None:
        """Run those that are missing until there are so many. Raises as `run_replications` does."""
        if count <= len(self.done):
            return
        numbers = range(len(self.done) + 1, count + 1)
        first_here = None if self.done else self.first_here
        self.done += run_replications(
            self.variants, self.how, self.engine, self.crew, self.progress, first_here, numbers
        )


def require_comparison(variants: Sequence[Variant], how: How) -> None:
    """Raise ValueError where a run is to go on until a difference is known of which there is none."""
    if how.until_sure is False:
        return
    if len(variants) < 2:
        raise ValueError(say("until a difference is known two organisations are compared; there is one"))
    if how.until_sure == "cost_per_child" and any(each.scenario.costs is None for each in variants):
        raise ValueError(say("nothing is known of {measure}: the file has no prices ([costs])", measure=how.until_sure))


def until_sure(running: Replicating, looks: Sequence[int], least: Least) -> Sought:
    """Run replications until the differences from the baseline are known well enough, or the last look is taken."""
    from simulate.findings.catalogue import MEASURES
    from simulate.findings.compare import VERDICT_ON
    from simulate.findings.groups import ALL
    from simulate.findings.series import by_organisation
    from simulate.findings.tables.of_measures import difference

    how, baseline = running.how, running.variants[0].label
    measures = VERDICT_ON if how.until_sure is True else (str(how.until_sure),)
    within = None if how.within is None else float(how.within)

    def see(count: int, measure: str, confidence: float) -> "Mapping[str, tuple[Estimate, float]]":
        running.go_on_to(count)
        findings = [each.findings for one in running.done[:count] for each in one]
        first, *others = by_organisation(findings, baseline)
        size = least(MEASURES[measure].unit, first.estimate(measure, ALL.key, confidence).value)
        return {each.organisation: (difference(each, first, measure, ALL.key, confidence), size) for each in others}

    return seek(Aim(measures, within, tuple(looks), len(running.variants) - 1), see)


RULE = "repeated_confidence_intervals"
"""What the rule is called in the provenance; `findings/looks.py` tells where it is from."""


def until_sure_in_short(sought: Sought | None) -> dict[str, object]:
    """Say for the provenance by which rule a run ended, and with what; nothing of one that was to be as long as it is.

    Whoever wants the same without looking runs so many replications.
    """
    if sought is None:
        return {}
    return {
        "until_sure": {
            "rule": RULE,
            "measure": sought.measure,
            "within": sought.aim.within,
            "looks_planned": list(sought.aim.looks),
            "looks_taken": len({look.replications for look in sought.looks}),
            "confidence_of_each": sought.aim.confidence,
            "settled": {look.organisation: look.settled.value for look in sought.last},
        }
    }
