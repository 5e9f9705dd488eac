"""The network that the benchmarks compare simulators by: four stations in a row, two classes, load 0.9."""

import numpy as np
import pytest
from chains import erlang_wait
from queues import Effort, assert_agrees, efforts

from simulate.plan import Floats
from simulate.world.children import cohort
from simulate.world.planning import plan
from tests.benchmarks.at_hand import REFERENCE, fastest
from tests.benchmarks.four_stations import Network, Waits, network_of, scenario, theory, waits_of

NETWORK = network_of(scenario())
QUICK = Effort(50, 300, 0.1, warm_up=100, follow_up=20)


def test_the_scenario_says_what_the_others_simulate() -> None:
    assert Network(10, 0.3, (5, 10, 20, 10), (0.45, 0.9, 1.8, 0.9), 500, 9900, 10_000) == NETWORK
    for workers, service in zip(NETWORK.workers, NETWORK.service, strict=True):
        assert NETWORK.per_day * service / workers == pytest.approx(0.9)


def test_theory_is_erlangs_formula_and_the_classes_together_are_all() -> None:
    exact = theory(NETWORK)
    for station, (workers, service) in enumerate(zip(NETWORK.workers, NETWORK.service, strict=True)):
        assert exact[station, "all"] == pytest.approx(erlang_wait(10, service, workers), rel=1e-12)
    mixed = 0.3 * exact[0, "urgent"] + 0.7 * exact[0, "others"]
    assert mixed == pytest.approx(exact[0, "all"], rel=1e-12)


@efforts(QUICK, Effort(50, 2000, 0.025, warm_up=300, follow_up=50))
def test_the_scenario_makes_children_wait_as_theory_says(effort: Effort) -> None:
    terms = scenario()
    run = terms.run.model_copy(
        update={"warm_up": effort.warm_up, "observe": effort.days, "follow_up": effort.follow_up}
    )
    terms = terms.model_copy(update={"run": run})
    name, engine = fastest()
    if name == REFERENCE and effort is QUICK:
        pytest.skip("a load of 0.9 takes so many children that SimPy needs a minute")
    rows = []
    for replication in range(effort.replications):
        planned = plan(cohort(terms, replication), "network")
        log = engine(planned)
        rows.append(_measured(effort, waits_of(terms, planned, log), planned.duration[~np.isnan(log.started)]))
    for (station, who), exact in theory(NETWORK).items():
        values, *controls = (np.array(column) for column in zip(*(row[station, who] for row in rows), strict=True))
        assert_agrees(f"station {station + 1}, {who}", values, exact, effort.error, controls)


def _measured(effort: Effort, waits: Waits, duration: Floats) -> dict[tuple[int, str], tuple[float, float, float]]:
    """Give the mean wait of each class at each station, and its control variates: how many came, how long it took."""
    counted = (waits.asked >= effort.warm_up) & (waits.asked < effort.warm_up + effort.days)
    row = {}
    for station, who in theory(NETWORK):
        here = counted & (waits.station == station)
        rate = NETWORK.per_day
        if who != "all":
            here &= waits.urgent == (who == "urgent")
            rate *= NETWORK.urgent if who == "urgent" else 1 - NETWORK.urgent
        work = float(duration[here].mean()) - NETWORK.service[station]
        row[station, who] = (float(waits.wait[here].mean()), here.sum() / effort.days - rate, work)
    return row
