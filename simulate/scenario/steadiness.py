"""Whether what a scenario asks stays the same in time, so that lines can settle at all, and whether it has seasons."""

from dataclasses import dataclass
from enum import Enum, auto

from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.spans import spans


class Unsteady(Enum):
    """Why there is no state in which units could settle, or none that is meant."""

    STARTS_FULL = auto()  # with the children who are there
    NO_WARM_UP = auto()
    TREND = auto()  # demand rises or falls all along
    COUNTED = auto()  # demand is what was counted in each month


@dataclass(frozen=True)
class Steadiness:
    """How long the same is asked of everybody, from the start on."""

    until: float  # the day on which something changes for good or for a while; the end of the run where nothing does
    seasonal: bool  # the same is asked in the same season of each year only
    why_not: Unsteady | None = None  # why nothing can settle, or is meant to


def steadiness(scenario: Scenario) -> Steadiness:
    """Tell until when a scenario is steady: what its file says, not what comes of it."""
    every, end = spans(scenario), scenario.run.end
    days = [day for day, _ in every[1:]]
    streams = [stream for _, here in every for stream in here.arrivals.values()]
    days += [float((surge.starts - scenario.start).days) for stream in streams for surge in stream.surges]
    seasonal = any(len(set(stream.month_factors or ())) > 1 for stream in streams)
    seasonal = seasonal or any(unit.closed for _, here in every for unit in here.units.values())
    return Steadiness(min([max(day, 0.0) for day in days] + [end]), seasonal, _why_not(scenario))


def _why_not(scenario: Scenario) -> Unsteady | None:
    streams = scenario.arrivals.values()
    if scenario.start_from is not None:
        return Unsteady.STARTS_FULL
    if scenario.run.warm_up == 0:
        return Unsteady.NO_WARM_UP
    if any(stream.trend_per_year != 0 for stream in streams):
        return Unsteady.TREND
    if any(stream.counts is not None for stream in streams):
        return Unsteady.COUNTED
    return None
