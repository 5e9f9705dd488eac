"""The network of four stations: its numbers for other simulators, what theory says of it, and whether that is found."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import simulate
from simulate.log import Log
from simulate.plan import Booleans, Floats, Integers, Plan
from simulate.scenario.schema.scenario import Scenario

FILE = Path(__file__).with_name("four-stations.toml")
MOST_STANDARD_ERRORS = 4.5
BATCHES = 20  # of a run: each some 470 days, of which a station forgets its line in about 35


@dataclass(frozen=True)
class Network:
    """Stations in a row, with several workers each; times are days."""

    per_day: float
    urgent: float  # the share of children who are called first
    workers: tuple[int, ...]  # by station
    service: tuple[float, ...]  # mean of an exponential time
    counts_from: float
    counts_until: float
    end: float


@dataclass(frozen=True)
class Waits:
    """Every visit that was begun: n of them, in any order."""

    station: Integers  # (n,) 0, 1 …
    urgent: Booleans  # (n,)
    asked: Floats  # (n,) the day the child came to the station
    wait: Floats  # (n,) days

    def __len__(self) -> int:
        return len(self.wait)


def scenario() -> Scenario:
    """Read the network's scenario file."""
    return simulate.load(FILE)


def network_of(terms: Scenario) -> Network:
    """Read the network's numbers from its scenario, so that they are written down once."""
    (stream,) = terms.arrivals.values()
    (need,) = terms.needs.values()
    steps = [terms.steps[name] for name in need.pathway]
    return Network(
        per_day=stream.rate_per_day,
        urgent=stream.urgent,
        workers=tuple(terms.units[step.unit or ""].workers or 0 for step in steps),
        service=tuple(step.duration.mean for step in steps),
        counts_from=terms.run.warm_up,
        counts_until=terms.run.warm_up + terms.run.observe,
        end=terms.run.end,
    )


def waits_of(terms: Scenario, plan: Plan, log: Log) -> Waits:
    """Read the waits from a log of ours."""
    (need,) = terms.needs.values()
    station = np.array([need.pathway.index(step.name) for step in plan.steps])[plan.visits.step]
    begun = ~np.isnan(log.started)
    urgent = plan.children.urgent[plan.visits.child]
    return Waits(station[begun], urgent[begun], log.asked[begun], (log.started - log.asked)[begun])


def erlang_wait(rate: float, service: float, workers: int) -> float:
    """Give the mean wait in M/M/c (Erlang 1917), by the recursion for the share of those lost without a line."""
    offered, lost = rate * service, 1.0
    for count in range(1, workers + 1):
        lost = offered * lost / (count + offered * lost)
    load = offered / workers
    return lost / (1 - load * (1 - lost)) * service / (workers * (1 - load))


Known = dict[tuple[int, str], float]
"""Mean waits in days by station and who: "all", "urgent" or "others"."""


def theory(network: Network) -> Known:
    """Give the mean waits that are known exactly: of all children everywhere, of each class at the first station."""
    stations = enumerate(zip(network.service, network.workers, strict=True))
    known = {(place, "all"): erlang_wait(network.per_day, service, workers) for place, (service, workers) in stations}
    # Cobham 1954, Kella and Yechiali 1985, for equal work in both classes: whoever is urgent passes the others
    load = network.per_day * network.service[0] / network.workers[0]
    urgent = known[0, "all"] * (1 - load) / (1 - load * network.urgent)
    return known | {(0, "urgent"): urgent, (0, "others"): urgent / (1 - load)}


@dataclass(frozen=True)
class Found:
    """A mean wait and its standard error, in days."""

    mean: float
    error: float

    def z(self, exact: float) -> float:
        """Tell by how many standard errors it is off."""
        return (self.mean - exact) / self.error

    def agrees_with(self, exact: float) -> bool:
        """Tell whether it may be the exact value."""
        return abs(self.z(exact)) <= MOST_STANDARD_ERRORS


def found(network: Network, runs: list[Waits], station: int, who: str) -> Found:
    """Give the mean wait over all runs; its standard error is that of a ratio over batches of each run.

    The waits of one batch hang together, batches hardly: they are long against the time a station remembers.
    """
    edges = np.linspace(network.counts_from, network.counts_until, BATCHES + 1)
    days, visits = [], []
    for waits in runs:
        here = waits.station == station
        if who != "all":
            here &= waits.urgent == (who == "urgent")
        days.append(np.histogram(waits.asked[here], edges, weights=waits.wait[here])[0])
        visits.append(np.histogram(waits.asked[here], edges)[0])
    waited, came = np.concatenate(days), np.concatenate(visits)
    mean = float(waited.sum() / came.sum())
    off = waited - mean * came
    count = len(off)
    return Found(mean, math.sqrt(float(off @ off) * count / (count - 1)) / float(came.sum()))
