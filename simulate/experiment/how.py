"""How scenarios are run: all that is asked for besides the scenarios themselves, written down once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from simulate.experiment.asked import HIGHEST_SEED, MOST_REPLICATIONS, MOST_WORKERS, organisations, whole
from simulate.experiment.engines import Asked
from simulate.language import say
from simulate.scenario.schema.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class How:
    """How scenarios are run. The numbers that come out depend on the first three only."""

    replications: int | None = None
    """How many, in place of the first scenario's own number; None keeps that."""
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

    def settled(self, scenarios: Mapping[str, Scenario]) -> "How":
        """Give it with plain numbers and names, and the replications and the seed that were left to the scenarios.

        Raises TypeError or ValueError for what is no whole number within bounds, or no name of an organisation.
        """
        first, named = next(iter(scenarios.values())), organisations(self.organisations)
        if self.cluster is not None and self.workers not in (None, 1):
            raise ValueError(
                say("workers are processes here, and a cluster has workers of its own: give one of the two")
            )
        return replace(
            self,
            replications=whole("replications", self.count(first), 1, MOST_REPLICATIONS),
            seed=None if self.seed is None else whole("seed", self.seed, 0, HIGHEST_SEED),
            organisations=None if named is None else tuple(named),
            workers=None if self.workers is None else whole("workers", self.workers, 1, MOST_WORKERS),
        )

    def count(self, scenario: Scenario) -> int:
        """Give how many replications are run, where this is the first scenario."""
        return scenario.run.replications if self.replications is None else self.replications

    def applied_to(self, scenario: Scenario) -> Scenario:
        """Give a scenario as it is run: with so many replications, and with this seed."""
        run = scenario.run.model_copy(update={"replications": self.count(scenario)})
        seed = scenario.seed if self.seed is None else self.seed
        return scenario.model_copy(update={"run": run, "seed": seed})
