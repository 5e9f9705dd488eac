"""Units that call children only at some hours of the day, against a line that repeats itself day after day."""

import numpy as np
import pytest
from lines_in_time import hours_of_work, office_hours
from queues import Effort, Measured, assert_agrees, controls, counted, efforts, mean_wait, one_unit, replicate, surprise

from simulate.log import Log
from simulate.plan import Booleans, Plan


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


WORKING_HOURS = 'hours = { open = "every day 8-16", work_stops = true }'


def stay(log: Log, which: Booleans) -> float:
    """Give the mean time from when visits are asked for until they are finished, as all of them must be."""
    stays = (log.finished - log.asked)[which]
    assert not np.isnan(stays).any(), "somebody counted was never finished with: the follow-up is too short"
    return float(stays.mean())


@efforts(Effort(50, 25, 0.08, warm_up=8, follow_up=12), Effort(60, 2_000, 0.005, warm_up=50, follow_up=50))
@pytest.mark.parametrize("workers", [1, 2])
def test_where_work_pauses_outside_hours_waits_and_stays_are_those_of_the_chain(effort: Effort, workers: int) -> None:
    # of eight hours of each worker's day, children ask for 60 %
    rate, service = 4.0 * workers, 0.05
    text = one_unit(
        f"per_day = {rate}", f'{{ exponential = "{service} days" }}', f"workers = {workers}\n{WORKING_HOURS}"
    )

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        told = surprise(plans, effort, which, rate, service)
        return {"wait": mean_wait(log, which), "stay": stay(log, which), **told}

    values = replicate(text, effort, measure)
    exactly = hours_of_work(rate, service, workers, 8, 16, longest=60 if workers == 1 else 90)
    for name, exact in zip(("wait", "stay"), exactly, strict=True):
        assert_agrees(f"{name}, {workers} workers", values[name], exact, effort.error, controls(values))


@efforts(Effort(50, 25, 0.08, warm_up=8, follow_up=12), Effort(60, 2_000, 0.005, warm_up=50, follow_up=50))
def test_where_work_pauses_a_worker_who_shares_the_time_has_as_many_children_as_one_who_does_not(
    effort: Effort,
) -> None:
    # with exponential work it makes no difference to their number in which order it is done
    rate, service = 4.0, 0.05
    unit = f"workers = 1\ncaseload = 100000\nfull_pace_up_to = 1\n{WORKING_HOURS}"
    text = one_unit(f"per_day = {rate}", f'{{ exponential = "{service} days" }}', unit)

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        return {"stay": stay(log, which), **surprise(plans, effort, which, rate, service)}

    values = replicate(text, effort, measure)
    _, exact = hours_of_work(rate, service, 1, 8, 16, longest=60)
    assert_agrees("stay", values["stay"], exact, effort.error, controls(values))
