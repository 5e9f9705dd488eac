"""The engines alone, on plans that are made: visits per second, on three sizes of town."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from simulate.log import Log
from simulate.plan import Plan
from simulate.scenario.schema.scenario import Scenario
from simulate.world.children import cohort
from simulate.world.planning import plan

from .at_hand import COMPILED, ENGINES, REFERENCE, Engine, engines
from .tables import Table, asked_for
from .timing import TOLD, Stopwatch, number, rounds
from .towns import base, times_as_large, tutorial

HEADING = "The engines alone"


@dataclass(frozen=True)
class Town:
    """A scenario, the organisations it is run with, and how often the reference engine is: it takes long on many."""

    name: str
    scenario: Scenario
    organisations: tuple[str, ...]
    reference_runs: int | None = None  # None: in every round


def towns(large_reference: bool) -> list[Town]:
    """Give the tutorial, the base scenario, and a town ten times as large with its first organisation."""
    small, usual = tutorial(), base()
    large = Town("base × 10", times_as_large(usual, 10), tuple(usual.organisations)[:1], int(large_reference))
    return [
        Town("tutorial", small, tuple(small.organisations)),
        Town("base", usual, tuple(usual.organisations)),
        large,
    ]


def measure(runs: int, large_reference: bool = True, among: list[Town] | None = None) -> list[Table]:
    """Run every engine on the same plans, other luck in each round; the reference on the largest once, or never."""
    at_hand, watch, visits = engines(), Stopwatch(), dict[str, list[int]]()
    compared = towns(large_reference) if among is None else among
    for run in rounds("engines", runs):
        for town in compared:
            often = runs if town.reference_runs is None else town.reference_runs
            using = {name: engine for name, engine in at_hand.items() if name != REFERENCE or run < often}
            if using:
                children = cohort(town.scenario, run)
                for organisation in town.organisations:
                    place = f"{town.name}, {organisation}"
                    log = _run_all(plan(children, organisation), place, using, watch)
                    visits.setdefault(place, []).append(int(np.count_nonzero(~np.isnan(log.asked))))
    return [_table(watch, visits)]


def _run_all(planned: Plan, place: str, using: Mapping[str, Engine], watch: Stopwatch) -> Log:
    """Time every engine on a plan and give the log, which must be the same of all."""
    logs = [watch.time(f"{place}: {name}", partial(engine, planned)) for name, engine in using.items()]
    assert all(log.same_as(logs[0]) for log in logs), f"the engines do not agree on {place}"
    return logs[0]


def _table(watch: Stopwatch, visits: dict[str, list[int]]) -> Table:
    """Tell what each engine takes in each town and organisation, and how many times as fast as the reference it is."""
    rows = []
    for place, counts in visits.items():
        reference = f"{place}: {REFERENCE}"
        for title in (f"{place}: {name}" for name in ENGINES):
            if title not in watch.seconds:
                rows.append((title, "not run", "", "", "", "", ""))
                continue
            median, often = watch.median(title), str(len(watch.seconds[title]))
            speed = number(statistics.median(counts) / median)
            ratio = number(watch.median(reference) / median) if reference in watch.seconds else ""
            rows.append((title, *watch.told(title), often, speed, ratio))
    notes = []
    whole = {name: [f"{place}: {name}" for place in visits if place.startswith("base, ")] for name in ENGINES}
    if all(titles and watch.seconds.keys() >= set(titles) for titles in whole.values()):
        slow, fast = (sum(map(watch.median, whole[name])) for name in (REFERENCE, COMPILED))
        what = f"{COMPILED} against {REFERENCE} on the base scenario"
        notes.append(asked_for(what, slow / fast, "times as fast", at_least=100))
    notes.append(
        "Visits are those asked for. In each round the engines follow the same plans, and wrote the same logs."
    )
    heads = ("town, organisation: engine", *TOLD, "runs", "visits a second", f"× {REFERENCE}")
    return Table("Visits per second", heads, rows, tuple(notes))
