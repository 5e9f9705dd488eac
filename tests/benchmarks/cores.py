"""How much sooner a run is finished when several cores share it."""

import os
import statistics

from .at_hand import COMPILED, fastest
from .commands import Command, type_in
from .tables import Table
from .timing import TOLD, Stopwatch, number, rounds
from .towns import BASE

HEADING = "Many cores"


def measure(runs: int) -> list[Table]:
    """Run the base scenario by one worker, two, four … and as many as there are cores, once in each round."""
    watch = Stopwatch()
    replications = 30 if fastest()[0] == COMPILED else 4
    crews = crews_for(os.cpu_count() or 1)
    for _ in rounds("cores", runs):
        for workers in crews:
            words = ["run", str(BASE), "-r", str(replications), "--workers", str(workers), "--no-figures", "--quiet"]
            type_in(Command(str(workers), words, saves=True), watch)
    return [table(f"{BASE.name}, {replications} replications, whole command", crews, watch)]


def table(title: str, crews: list[int], watch: Stopwatch) -> Table:
    """Tell how many times as fast each crew is as one worker, and what that is of the most it could be."""
    rows = []
    for workers in crews:
        pairs = zip(watch.seconds["1"], watch.seconds[str(workers)], strict=True)
        faster = statistics.median(alone / together for alone, together in pairs)
        rows.append((f"--workers {workers}", *watch.told(str(workers)), number(faster), f"{faster / workers:.0%}"))
    note = "Speed-up: median over the rounds of the time of one worker ÷ that of so many, starting up included."
    return Table(title, ("", *TOLD, "speed-up", "efficiency"), rows, (note,))


def crews_for(cores: int) -> list[int]:
    """Count workers 1, 2, 4 … up to the cores there are."""
    return [*(2**power for power in range(cores.bit_length()) if 2**power < cores), cores]
