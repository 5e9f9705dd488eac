"""Replications: the same worlds again with other luck, one after another or in several processes.

The numbers do not depend on how many processes there are, nor on which of them is done first: each replication is
settled by the seed and its number alone, and the results are handed over in the order of these numbers.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from simulate.experiment.variants import Variant, same_children
from simulate.findings.window import Window
from simulate.scenario.rates import children_expected
from simulate.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.measure import Findings
    from simulate.findings.money import Prices

Progress = Callable[[int, int], None]
"""Told how many replications are done, and of how many."""


@dataclass(frozen=True)
class Keep:
    """What is kept besides the measures; of replication 1 always both."""

    every_child: bool = False
    every_visit: bool = False


@dataclass(frozen=True)
class Replicated:
    """One replication of every variant."""

    findings: list["Findings"]
    visits: list["pd.DataFrame"]


_LIVES_WORTH_A_PROCESS = 40_000
"""A process takes some two seconds to start; in this time about a third of these lives are lived in one that runs."""


class WorkerDiedError(RuntimeError):
    """A process of the run ended before its work was done."""


def window_of(variant: Variant) -> Window:
    """Give the spans in which a variant's children count and are followed."""
    run = variant.scenario.run
    return Window(run.warm_up, run.observe, run.follow_up)


def prices_of(scenario: Scenario) -> "Prices | None":
    """Give a scenario's prices as measuring needs them; None without."""
    from simulate.findings.money import Prices

    costs = scenario.costs
    if costs is None:
        return None
    return Prices(
        currency=costs.currency,
        worker_year=costs.worker_year,
        consultant_year=costs.consultant_year,
        replacement=costs.replacement,
        meeting_hour=costs.meeting_hour,
        hours_per_case=costs.hours_per_case,
        support_day=costs.support_day,
        crisis=costs.crisis,
        need_administrations={need: scenario.administration_of(need) for need in scenario.needs},
    )


def usual_workers(variants: Sequence[Variant], replications: int) -> int:
    """Choose how many processes: as many as there are cores, but one where starting them would take longer."""
    if replications * sum(_lives(variant.scenario) for variant in variants) < _LIVES_WORTH_A_PROCESS:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _lives(scenario: Scenario) -> float:
    """Count the children expected in one replication."""
    return sum(children_expected(scenario).values())


def replicate(variants: Sequence[Variant], replication: int, keep: Keep) -> Replicated:
    """Let the children of one replication live through every variant, measure, and compare child by child.

    Findings are in the order of the variants, the first of them the baseline.
    """
    from simulate.engine.reference import run
    from simulate.findings.measure import measure, pair
    from simulate.findings.visits import visits_table
    from simulate.world.children import Cohort, cohort
    from simulate.world.planning import plan

    cohorts: dict[int, Cohort] = {}
    findings, visits = [], []
    for variant in variants:
        scenario = variant.scenario
        if id(scenario) not in cohorts:
            cohorts[id(scenario)] = cohort(scenario, replication)
        planned = replace(plan(cohorts[id(scenario)], variant.organisation), organisation=variant.label)
        log = run(planned)
        measured = measure(
            planned,
            log,
            window_of(variant),
            replication,
            prices=prices_of(scenario),
            keep_children=keep.every_child or replication == 1,
        )
        comparable = same_children(variants[0].scenario, scenario)
        findings.append(measured if comparable else replace(measured, persons=None))
        if keep.every_visit or replication == 1:
            visits.append(visits_table(planned, log, replication))
    return Replicated(pair(findings, variants[0].label), visits)


def run_replications(
    variants: Sequence[Variant],
    replications: int,
    keep: Keep,
    workers: int = 1,
    progress: Progress | None = None,
) -> list[Replicated]:
    """Run replications 1, 2 … and give them in that order.

    Raises WorkerDiedError when a process ends before its work is done, and whatever a replication raises.
    """
    tell = progress or (lambda done, total: None)
    tell(0, replications)
    if min(workers, replications) > 1:
        return _run_in_processes(variants, replications, keep, min(workers, replications), tell)
    results = []
    for replication in range(1, replications + 1):
        results.append(replicate(variants, replication, keep))
        tell(replication, replications)
    return results


def _run_in_processes(
    variants: Sequence[Variant], replications: int, keep: Keep, workers: int, tell: Progress
) -> list[Replicated]:
    numbers = range(1, replications + 1)
    with _processes(workers) as pool:
        try:
            with _uninterrupted():  # what is started meanwhile inherits it: Ctrl-C is for the main process alone
                waiting = {pool.submit(replicate, variants, number, keep): number for number in numbers}
            done: dict[int, Replicated] = {}
            for future in as_completed(waiting):
                done[waiting[future]] = future.result()
                tell(len(done), replications)
        except BrokenProcessPool as error:
            raise WorkerDiedError(
                "a process of the run was ended from outside, often because memory ran out. "
                "Nothing was written. Run again with fewer processes, for example --workers 1"
            ) from error
    return [done[number] for number in numbers]


@contextmanager
def _processes(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Give a pool of fresh processes that are all ended at once when the work is interrupted or goes wrong."""
    before = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()
        raise
    pool.shutdown()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C do nothing for a moment, where this can be said: in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def _begin_worker() -> None:
    """Leave Ctrl-C to the main process, and end with it should it die."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        threading.Thread(target=lambda: (wait([sentinel]), os._exit(1)), daemon=True).start()
