"""What the questions about one scenario have in common: how it is run, by whom, and what is written down of that."""

import datetime
import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from simulate.experiment.asked import Given, scenarios
from simulate.experiment.cells import AtWork, Kept, Nowhere
from simulate.experiment.cluster import cluster
from simulate.experiment.crew import crew
from simulate.experiment.engines import Engine, choose_engine, count_lives, prepare, usual_workers
from simulate.experiment.how import How
from simulate.experiment.provenance import provenance_of_run
from simulate.experiment.replications import get_ready
from simulate.experiment.variants import Variant, variants
from simulate.findings.catalogue import MEASURES
from simulate.findings.groups import groups_in
from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.scenario.plain import KeyPath
from simulate.scenario.schema.dials import Dial
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.turning import left_standing
from simulate.scenario.wording import dotted
from simulate.show.facts import Facts, facts_of

logger = logging.getLogger(__name__)

LEADS = "full_support_mean"
"""The measure that is told and drawn, if it is not said otherwise."""

_NAMED = 3
"""Keys that a sentence names."""


@dataclass(frozen=True)
class OneScenario:
    """A scenario as it is run, and how."""

    name: str
    scenario: Scenario
    compared: tuple[Variant, ...]
    how: How
    replications: int
    _begun: float = field(default_factory=time.monotonic)
    _started: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))

    @property
    def organisations(self) -> tuple[str, ...]:
        """Those that are compared, the baseline first."""
        return tuple(each.organisation for each in self.compared)

    @contextmanager
    def at_work(self, points: int, kept: Kept | None) -> Iterator[AtWork]:
        """Give who is to run about so many points of it, processes here or the cluster asked for, and by which engine.

        Raises as `run` does, and ClusterError.
        """
        kept = kept or Nowhere()
        lives = count_lives(self.compared, self.replications) * points
        engine = prepare(self.how.engine, choose_engine(self.how.engine, lives))
        if self.how.cluster is not None:
            with cluster(self.how.cluster, engine) as workers:
                yield AtWork(engine, workers, kept)
            return
        share = min(self.how.workers or usual_workers(engine, lives), self.replications * points)
        with crew(share, partial(get_ready, engine)) as many:
            yield AtWork(engine, many, kept)

    def facts(self, engine: Engine) -> Facts:
        """Give what a reader must know of it."""
        return facts_of(self.compared, self.replications, engine)

    def provenance(self, engine: Engine, command: Sequence[str], **further: object) -> dict[str, Any]:
        """Describe what was run, and with what."""
        facts = self.facts(engine)
        return provenance_of_run(
            command=command,
            engine=engine,
            started=self._started.isoformat(timespec="seconds"),
            duration=time.monotonic() - self._begun,
            scenarios={self.name: self.scenario.title},
            organisations=list(facts.organisations),
            baseline=facts.baseline,
            seed=facts.seed,
            replications=self.replications,
            **further,
        )


def one_scenario(given: Given, how: How) -> OneScenario:
    """Settle how one scenario is run. Raises ValueError where there are several, and what `run` raises."""
    named = scenarios(given)
    if len(named) != 1:
        raise ValueError(say("this is asked of one scenario; got {count}", count=len(named)))
    ((name, scenario),) = named.items()
    how = how.settled(named)
    scenario = how.applied_to(scenario)
    return OneScenario(name, scenario, variants({name: scenario}, how.organisations), how, how.count(scenario))


def require_judged(measure: str) -> None:
    """Raise ValueError for what is no measure of which one value is better than another."""
    known = [key for key, each in MEASURES.items() if each.better]
    if measure not in known:
        every = ", ".join(known)
        raise ValueError(say("{measure} cannot be asked about; there are {known}", measure=measure, known=every))


def require_measure(measure: str) -> None:
    """Raise ValueError for what is no measure."""
    if measure not in MEASURES:
        known = ", ".join(MEASURES)
        raise ValueError(say("there is no measure {measure}; there are {known}", measure=measure, known=known))


def known_group(scenario: Scenario, group: str) -> str:
    """Give the key of a group of children, who may be named by their stream alone. Raises ValueError for no group."""
    known = groups_in(scenario)
    for each in known:
        if group in (each.key, each.stream):
            return each.key
    every = ", ".join(each.key for each in known)
    raise ValueError(say("there is no group {group}; there are {known}", group=group, known=every))


def tell_left_standing(scenario: Scenario, dials: Iterable[Dial], organisations: Sequence[str]) -> None:
    """Tell what dials do not move, as one of these organisations or a later day says something else there."""
    concerned = [each for each in left_standing(scenario, dials) if not _is_of_others(each, organisations)]
    left = [dotted(each) for each in concerned]
    if left:
        more = [say_n("{count} more", "{count} more", len(left) - _NAMED, count=len(left) - _NAMED)]
        message = say_n(
            "Not turned along is {keys}: name it among the keys of a dial, if it is meant to be.",
            "Not turned along are {keys}: name them among the keys of a dial, if they are meant to be.",
            len(left),
            keys=listed(left[:_NAMED] + more * (len(left) > _NAMED)),
        )
        logger.info(message)


def _is_of_others(place: KeyPath, organisations: Sequence[str]) -> bool:
    return place[0] == "organisations" and place[1] not in organisations


def require_told(keys: Sequence[tuple[str, str]], measure: str, group: str) -> None:
    """Raise ValueError for a group of which nothing is told by a measure."""
    groups = [each for key, each in keys if key == measure]
    if group not in groups and groups:
        raise ValueError(say("there is no group {group}; there are {known}", group=group, known=", ".join(groups)))
    if group not in groups:
        raise ValueError(nothing_known(measure, group))


def nothing_known(measure: str, group: str) -> str:
    """Say that there is nothing to tell of a measure and a group, and why that may be."""
    if measure == "cost_per_child":
        return say("nothing is known of {measure}: the file has no prices ([costs])", measure=measure)
    return say("nothing of {measure} is known of the group {group}", measure=measure, group=group)
