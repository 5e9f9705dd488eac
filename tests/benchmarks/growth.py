"""How time and memory grow with the number of children, up to those of a country.

    python -m tests.benchmarks.growth FACTOR REPLICATION

runs one organisation of a town FACTOR times as large as the base scenario once, and prints what it took as JSON. Each
size has a process of its own, because memory that was once used is seldom given back.
"""

import json
import math
import re
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from simulate.experiment.replications import prices_of
from simulate.findings.measure import measure as findings_of
from simulate.findings.window import Window
from simulate.scenario.schema.scenario import Scenario
from simulate.world.children import cohort
from simulate.world.planning import plan

from .at_hand import COMPILED, fastest
from .tables import Table, asked_for
from .timing import Stopwatch, number, rounds
from .towns import ROOT, base, times_as_large

HEADING = "Growth"
STAGES = ("children", "plans", "engine", "findings")
FACTORS = (0.4, 4.0, 40.0)
"""Of the base scenario: a small town, a city, and a country of 2.2 million children."""
SMALL = (0.02, 0.05, 0.1)
"""Without the compiled engine nobody waits for a country."""
_HAMLET = 0.002

Sizes = dict[float, list[dict[str, float]]]


def once(scenario: Scenario, replication: int) -> dict[str, float]:
    """Run the first organisation of a scenario: the seconds of each stage, how many came, and the peak memory in GB."""
    _, engine = fastest()
    watch, run = Stopwatch(), scenario.run
    window = Window(run.warm_up, run.observe, run.follow_up)
    children = watch.time("children", lambda: cohort(scenario, replication))
    organisation = next(iter(scenario.organisations))
    planned, prices = watch.time("plans", lambda: plan(children, organisation)), prices_of(scenario, organisation)
    log = watch.time("engine", lambda: engine(planned))
    watch.time("findings", lambda: findings_of(planned, log, window, replication, prices=prices))
    seconds = {stage: watch.last(stage) for stage in STAGES}
    came = {"came": len(planned.children), "visits": int(np.count_nonzero(~np.isnan(log.asked)))}
    return {**came, **seconds, "together": watch.last(*STAGES), "memory": peak_memory() / 1e9}


def peak_memory() -> float:
    """Give the most memory this process has had, in bytes.

    Linux counts in `getrusage` also what the process that started this one had; its own is in /proc.
    """
    try:
        found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    except OSError:
        found = None
    if found:
        return 1024.0 * int(found[1])
    import resource  # there is none on Windows

    unit = 1 if sys.platform == "darwin" else 1024
    return float(unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _in_a_process(factor: float, replication: int) -> dict[str, float]:
    """Do `once` for a base scenario of some size in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.growth", str(factor), str(replication)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode:
        raise RuntimeError(f"base × {factor:g} ended with {told.returncode}: {told.stderr}")
    found: dict[str, float] = json.loads(told.stdout)
    return found


def measure(
    runs: int,
    factors: tuple[float, ...] | None = None,
    run_one: Callable[[float, int], dict[str, float]] = _in_a_process,
) -> list[Table]:
    """Run every size once in each round, each in a process of its own."""
    using, _ = fastest()
    chosen = factors or (FACTORS if using == COMPILED else SMALL)
    sizes: Sizes = {factor: [] for factor in chosen}
    for run in rounds("growth", runs):
        for factor in chosen:
            sizes[factor].append(run_one(factor, run))
    return [_sizes(sizes, using), _exponents(sizes)]


def _median(sizes: Sizes, factor: float, what: str) -> float:
    return statistics.median(run[what] for run in sizes[factor])


def _sizes(sizes: Sizes, using: str) -> Table:
    """Tell what each size took."""
    rows = []
    for factor, run in sizes.items():
        cells = [number(_median(sizes, factor, what)) for what in ("came", "visits", *STAGES, "together")]
        slowest = number(max(each["together"] for each in run))
        rows.append((f"base × {factor:g}", *cells, slowest, number(_median(sizes, factor, "memory"))))
    largest = max(sizes)
    notes = [
        f"One replication of the first organisation, {using} engine; medians, and the slowest of all runs together."
    ]
    if largest == FACTORS[-1]:
        notes.append(asked_for("A country, one replication", _median(sizes, largest, "together"), "s", below=60))
        notes.append(asked_for("… and its memory", _median(sizes, largest, "memory"), "GB", below=6))
    heads = ("town", "children", "visits", *(f"{stage}, s" for stage in STAGES), "together", "slowest", "peak GB")
    return Table("Time and memory by size", heads, rows, tuple(notes))


def _exponents(sizes: Sizes) -> Table:
    """Tell the power of the number of children with which each stage grows, beside that of N log N."""
    came = [_median(sizes, factor, "came") for factor in sizes]
    as_n_log_n = exponent(came, [count * math.log(count) for count in came])
    rows = []
    for what in (*STAGES, "together", "memory"):
        taken = [_median(sizes, factor, what) for factor in sizes]
        upper = exponent(came[-2:], taken[-2:])
        rows.append((what, f"{exponent(came, taken):.2f}", f"{upper:.2f}", f"{as_n_log_n:.2f}"))
    together = exponent(came, [_median(sizes, factor, "together") for factor in sizes])
    notes = (
        "Fitted on logarithms of medians; 1 is growth in proportion, and over these sizes N log N has that beside it.",
        asked_for("Exponent of the time, together", together, "", below=as_n_log_n),
    )
    return Table("Exponents of growth", ("", "all sizes", "two largest", "N log N"), rows, notes)


def exponent(sizes: list[float], taken: list[float]) -> float:
    """Fit the power of the size with which something grows."""
    slope, _ = np.polyfit(np.log(sizes), np.log(taken), 1)
    return float(slope)


if __name__ == "__main__":
    once(times_as_large(base(), _HAMLET), 0)  # imports and loads what the first run needs, and is not counted
    print(json.dumps(once(times_as_large(base(), float(sys.argv[1])), int(sys.argv[2]))))
