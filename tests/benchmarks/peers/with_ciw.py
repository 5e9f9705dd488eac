"""The network in Ciw (https://ciw.readthedocs.io): customer classes with priorities, and a routing matrix."""

from typing import Any

import ciw  # type: ignore[import-untyped]
import numpy as np

from ..four_stations import Network, Waits


def simulate(network: Network, seed: int) -> list[Any]:
    """Run the network once and list its records."""
    stations = len(network.workers)
    rates = {"urgent": network.per_day * network.urgent, "others": network.per_day * (1 - network.urgent)}
    to_the_next = [[float(to == station + 1) for to in range(stations)] for station in range(stations)]
    built = ciw.create_network(
        arrival_distributions={
            name: [ciw.dists.Exponential(rate=rate), *[None] * (stations - 1)] for name, rate in rates.items()
        },
        service_distributions={
            name: [ciw.dists.Exponential(rate=1 / mean) for mean in network.service] for name in rates
        },
        routing={name: to_the_next for name in rates},
        number_of_servers=list(network.workers),
        priority_classes={"urgent": 0, "others": 1},
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(built)
    simulation.simulate_until_max_time(network.end)
    records: list[Any] = simulation.get_all_records()
    return records


def waits(records: list[Any]) -> Waits:
    """Give the records as columns."""
    return Waits(
        station=np.array([record.node - 1 for record in records]),
        urgent=np.array([record.customer_class == "urgent" for record in records]),
        asked=np.array([record.arrival_date for record in records]),
        wait=np.array([record.waiting_time for record in records]),
    )
