"""Units that call children only at some hours of the day, against a line that repeats itself day after day."""

from lines_in_time import office_hours
from queues import Effort, Measured, assert_agrees, controls, counted, efforts, mean_wait, one_unit, replicate, surprise

from simulate.log import Log
from simulate.plan import Plan


def assert_waits(effort: Effort, rate: float, service: float, workers: int, wait: float, at_once: float) -> None:
    """Hold the waits for an office that calls from 8 to 16 against exact values."""
    unit = f'workers = {workers}\nhours = "every day 8-16"'
    text = one_unit(f"per_day = {rate}", f'{{ exponential = "{service} days" }}', unit)

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        return {
            "wait": mean_wait(log, which),
            "called at once": float((log.started[which] == log.asked[which]).mean()),
            **surprise(plans, effort, which, rate, service),
        }

    values = replicate(text, effort, measure)
    for name, exact in (("wait", wait), ("called at once", at_once)):
        assert_agrees(f"{name}, {workers} workers", values[name], exact, effort.error, controls(values))


@efforts(Effort(50, 40, 0.03, warm_up=2, follow_up=2), Effort(60, 800, 0.005, warm_up=2, follow_up=2))
def test_two_thirds_of_the_children_wait_eight_hours_on_average_for_an_office_with_workers_for_all(
    effort: Effort,
) -> None:
    assert_waits(effort, 4.0, 0.2, 60, wait=2 / 3 * 8 / 24, at_once=1 / 3)


@efforts(Effort(50, 50, 0.08, warm_up=20, follow_up=50), Effort(60, 4_500, 0.005, warm_up=50, follow_up=50))
def test_children_wait_for_two_workers_in_office_hours_as_their_chain_says(effort: Effort) -> None:
    rate, service, workers = 3.6, 0.2, 2
    wait, at_once = office_hours(rate, service, workers, 8, 16)
    assert_waits(effort, rate, service, workers, wait, at_once)
