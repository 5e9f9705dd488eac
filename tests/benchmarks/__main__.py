"""Time the parts of a run, stage by stage, and the commands from prompt to answer.

    python -m tests.benchmarks [RUNS]

Prints medians with the fastest and slowest of RUNS (default 5) interleaved runs. Machines differ and are shared:
compare figures of one table, not of two.
"""

import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import simulate
from simulate.engine.reference import run
from simulate.findings.measure import measure
from simulate.findings.window import Window
from simulate.world.children import cohort
from simulate.world.planning import plan

SCENARIOS = Path(__file__).parents[2] / "scenarios"
COMMANDS = {
    "simulate --help": ["--help"],
    "simulate check helsingborg.toml": ["check", str(SCENARIOS / "helsingborg.toml")],
    "simulate check (wrong file)": ["check", str(SCENARIOS / "missing.toml")],
}


def stages(name: str, replication: int, times: dict[str, list[float]]) -> None:
    """Time each stage of one replication of every organisation of a shipped scenario."""
    scenario = simulate.load(SCENARIOS / name)
    window = Window(scenario.run.warm_up, scenario.run.observe, scenario.run.follow_up)

    def timed(stage: str, work: Callable[[], object]) -> object:
        begin = time.perf_counter()
        done = work()
        times[f"{name}: {stage}"].append(time.perf_counter() - begin)
        return done

    begin = time.perf_counter()
    children = timed("children", lambda: cohort(scenario, replication))
    for organisation in scenario.organisations:
        planned = timed(f"plan, {organisation}", lambda o=organisation: plan(children, o))
        log = timed(f"engine, {organisation}", lambda p=planned: run(p))
        timed(f"findings, {organisation}", lambda p=planned, e=log: measure(p, e, window, replication))
    times[f"{name}: one replication, whole"].append(time.perf_counter() - begin)


def main() -> None:
    """Run every benchmark and print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    times: dict[str, list[float]] = defaultdict(list)
    for replication in range(runs):
        for name in ("tutorial.toml", "helsingborg.toml"):
            stages(name, replication, times)
        for title, words in COMMANDS.items():
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-m", "simulate", *words], capture_output=True, check=False)
            times[title].append(time.perf_counter() - begin)
    print(f"{'seconds':<46}{'median':>9}{'fastest':>9}{'slowest':>9}   ({runs} runs)")
    for title, seconds in times.items():
        print(f"{title:<46}{statistics.median(seconds):9.3f}{min(seconds):9.3f}{max(seconds):9.3f}")


if __name__ == "__main__":
    main()
