"""How scenarios are run: all that is asked for besides the scenarios themselves, written down once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from simulate.experiment.asked import HIGHEST_SEED, MOST_REPLICATIONS, MOST_WORKERS, organisations, whole
from simulate.experiment.asked_until import measure_named, width_in
from simulate.experiment.engines import Asked
from simulate.findings.looks import looks_from
from simulate.language import say
from simulate.scenario.schema.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class How:
    """How scenarios are run. The numbers that come out depend on the first three only, and on how far it goes on."""

    replications: int | None = None
    """How many, in place of the first scenario's own number; None keeps that. Where it goes on, how many at first."""
    seed: int | None = None
    """What settles all luck, in place of each scenario's own; None keeps that."""
    organisations: str | Sequence[str] | None = None
    """Those to run, the baseline first; None: all."""
    children: bool = False
    """Whether the children of all replications are listed, not just those of the first."""
    visits: bool = False
    """Whether the visits of all replications are listed, and saved."""
    engine: Asked = "auto"
    """What runs the clock: "simpy", "compiled" (numba), or "auto", the quicker one for this work."""
    workers: int | None = 1
    """How many processes share the replications, this one among them; None: as many as serve."""
    cluster: str | None = None
    """The address of a Dask scheduler whose workers do the work in place of processes here; None: done here."""
    figures: bool = False
    """Whether pictures are going to be drawn: a second process may be worth starting for these alone."""
    until_sure: bool | str = False
    """The measure until whose differences are known well enough replications are added; True: the wait that the
    verdict is about."""
    within: float | str | None = None
    """How far the intervals of these differences may reach, in the measure's unit; None: until each is told from luck,
    or from what would matter."""
    at_most: int | None = None
    """How many replications it may come to; None: TIMES_THE_FIRST times as many as there are at first."""

    def settled(self, scenarios: Mapping[str, Scenario]) -> "How":
        """Give it with plain numbers and names, and the replications and the seed that were left to the scenarios.

        Raises TypeError or ValueError for what is no whole number within bounds, no name of an organisation, or nothing
        until which a run can go on.
        """
        first, named = next(iter(scenarios.values())), organisations(self.organisations)
        if self.cluster is not None and self.workers not in (None, 1):
            raise ValueError(
                say("workers are processes here, and a cluster has workers of its own: give one of the two")
            )
        replications = whole("replications", self.count(first), 1, MOST_REPLICATIONS)
        measure = measure_named(self.until_sure)
        if measure is None and (self.within is not None or self.at_most is not None):
            raise ValueError(say("within and at_most are said of a run that goes on until it is sure (--until-sure)"))
        return replace(
            self,
            replications=replications,
            until_sure=False if measure is None else measure or True,
            within=None if measure is None else width_in(measure, self.within),
            at_most=None if self.at_most is None else whole("at_most", self.at_most, replications, MOST_REPLICATIONS),
            seed=None if self.seed is None else whole("seed", self.seed, 0, HIGHEST_SEED),
            organisations=None if named is None else tuple(named),
            workers=None if self.workers is None else whole("workers", self.workers, 1, MOST_WORKERS),
        )

    def count(self, scenario: Scenario) -> int:
        """Give how many replications are run, where this is the first scenario."""
        return scenario.run.replications if self.replications is None else self.replications

    def looks(self, scenario: Scenario) -> tuple[int, ...]:
        """Give after how many replications differences are looked at; once where the run does not go on."""
        count = self.count(scenario)
        if self.until_sure is False:
            return (count,)
        looks = looks_from(count, self.at_most)
        return tuple(dict.fromkeys(min(each, MOST_REPLICATIONS) for each in looks))

    def applied_to(self, scenario: Scenario) -> Scenario:
        """Give a scenario as it is run: with so many replications, and with this seed."""
        run = scenario.run.model_copy(update={"replications": self.count(scenario)})
        seed = scenario.seed if self.seed is None else self.seed
        return scenario.model_copy(update={"run": run, "seed": seed})
