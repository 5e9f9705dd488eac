"""Whether this machine could run a scenario: asked before the scenario is looked at, which takes less of it."""

from simulate.experiment.engines import count_lives, likely_engine
from simulate.experiment.room import room_of, workers_that_fit
from simulate.experiment.variants import variants
from simulate.scenario.schema.scenario import Scenario


def require_room_to_run(scenario: Scenario) -> None:
    """Refuse a scenario for which the machine's memory is not enough, as a run of it in one process would be.

    Raises TooLargeError, in the words that a run has for it; where the memory may not be enough, a line says so.
    """
    compared, count = variants({"": scenario}), scenario.run.replications
    engine = likely_engine("auto", count_lives(compared, count))
    workers_that_fit(room_of(compared, count, False, False, engine), 1, given=True)
