"""Memory holds one replication of one organisation at a time, however many there are."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from worlds import small_world

from simulate.engine import reference
from simulate.experiment.crew import crew
from simulate.experiment.how import How
from simulate.experiment.replications import run_replications
from simulate.experiment.variants import variants
from simulate.log import Log
from simulate.plan import Plan
from simulate.scenario.reading.load import load_text


@pytest.fixture
def _without_collector() -> Iterator[None]:
    """Let only what nobody refers to be freed: what waits for the collector piles up meanwhile."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_without_collector")
@pytest.mark.parametrize("how", [How(replications=3), How(replications=3, children=True, visits=True)])
def test_plans_and_logs_are_gone_when_the_next_begins(monkeypatch: pytest.MonkeyPatch, how: How) -> None:
    before: list[weakref.ref[Plan] | weakref.ref[Log]] = []
    simulate = reference.run

    def run(plan: Plan) -> Log:
        assert [each() for each in before] == [None] * len(before)
        log = simulate(plan)
        before.extend([weakref.ref(plan), weakref.ref(log)])
        return log

    monkeypatch.setattr(reference, "run", run)
    with crew(1) as members:
        run_replications(variants({"town": load_text(small_world())}), how, "simpy", members)
    assert len(before) == 3 * 2 * 2
