"""The network in SimPy as textbooks write it: a process for each child, a priority resource for each station."""

from collections.abc import Generator
from dataclasses import dataclass
from random import Random

import numpy as np
import simpy

from ..four_stations import Network, Waits

Visit = tuple[int, bool, float, float]
"""Station, urgent, day asked for, days waited."""


@dataclass
class Town:
    """What every child meets."""

    env: simpy.Environment
    stations: list[simpy.PriorityResource]
    network: Network
    random: Random
    visits: list[Visit]


def child(town: Town, urgent: bool) -> Generator[simpy.Event, None, None]:
    """Pass the stations one after the other."""
    for number, station in enumerate(town.stations):
        asked = town.env.now
        with station.request(priority=0 if urgent else 1) as place:
            yield place
            town.visits.append((number, urgent, asked, town.env.now - asked))
            yield town.env.timeout(town.random.expovariate(1 / town.network.service[number]))


def arrivals(town: Town) -> Generator[simpy.Event, None, None]:
    """Let children come at random."""
    while True:
        yield town.env.timeout(town.random.expovariate(town.network.per_day))
        town.env.process(child(town, urgent=town.random.random() < town.network.urgent))


def simulate(network: Network, seed: int) -> list[Visit]:
    """Run the network once and list the visits."""
    env = simpy.Environment()
    stations = [simpy.PriorityResource(env, capacity=workers) for workers in network.workers]
    town = Town(env, stations, network, Random(seed), [])
    env.process(arrivals(town))
    env.run(until=network.end)
    return town.visits


def waits(visits: list[Visit]) -> Waits:
    """Give the visits as columns."""
    station, urgent, asked, wait = (np.array(column) for column in zip(*visits, strict=True))
    return Waits(station, urgent, asked, wait)
