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
from simulate.scenario.schema import Scenario
from simulate.world.children import cohort
from simulate.world.planning import plan

SCENARIOS = Path(__file__).parents[2] / "scenarios"
COMMANDS = {
    "simulate --help": ["--help"],
    "simulate check helsingborg.toml": ["check", str(SCENARIOS / "helsingborg.toml")],
    "simulate check (wrong file)": ["check", str(SCENARIOS / "missing.toml")],
}


STILL = " without staff rules"


def without_staff_rules(scenario: Scenario) -> Scenario:
    """Give the same town with everybody always there."""
    rules = {"absence": None, "turnover": 0.0, "pressure": None, "extra_staff": None, "development": None}
    units = {name: unit.model_copy(update=rules) for name, unit in scenario.units.items()}
    return scenario.model_copy(update={"units": units})


def stages(name: str, scenario: Scenario, replication: int, times: dict[str, list[float]]) -> None:
    """Time each stage of one replication of every organisation of a scenario."""
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
            scenario = simulate.load(SCENARIOS / name)
            stages(name, scenario, replication, times)
            if without_staff_rules(scenario) != scenario:
                stages(name + STILL, without_staff_rules(scenario), replication, times)
        for title, words in COMMANDS.items():
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-m", "simulate", *words], capture_output=True, check=False)
            times[title].append(time.perf_counter() - begin)
    print(f"{'seconds':<60}{'median':>9}{'fastest':>9}{'slowest':>9}   ({runs} runs)")
    for title, seconds in times.items():
        print(f"{title:<60}{statistics.median(seconds):9.3f}{min(seconds):9.3f}{max(seconds):9.3f}")
    for title in [title for title in times if STILL in title and "whole" in title]:
        ratios = [a / b for a, b in zip(times[title.replace(STILL, "")], times[title], strict=True)]
        print(f"{title.replace(STILL, '')}: {statistics.median(ratios):.2f} times as long as{STILL}")


if __name__ == "__main__":
    main()
