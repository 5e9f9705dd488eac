"""Measure how long things take.

    python -m tests.benchmarks                        everything, about 40 minutes
    python -m tests.benchmarks peers growth           these parts
    python -m tests.benchmarks --runs 3 --write       and lay the sections into results/benchmarks.md

Prints tables with the median, fastest and slowest of interleaved runs. Machines differ and are shared: compare figures
of one table, not of two. Ciw comes with `pip install -e ".[bench]"`; simmer is used where Rscript finds it.
"""

import argparse
import sys
from collections.abc import Callable
from functools import partial

from simulate.experiment.upkeep import look_for_garbage_seldom

from . import against_peers, commands, cores, engine_alone, growth, many_worlds, stages
from .report import merged, section
from .tables import Table
from .towns import ROOT

RESULTS = ROOT / "results" / "benchmarks.md"
PARTS = {
    "engines": engine_alone,
    "peers": against_peers,
    "stages": stages,
    "commands": commands,
    "worlds": many_worlds,
    "growth": growth,
    "cores": cores,
}


def main() -> int:
    """Measure the parts that are asked for; 1 where an answer does not agree with theory."""
    given = _arguments()
    look_for_garbage_seldom()  # as in a run
    measures: dict[str, Callable[[int], list[Table]]] = {name: part.measure for name, part in PARTS.items()}
    measures["engines"] = partial(engine_alone.measure, large_reference=not given.no_large_reference)
    wrong = False
    for name in given.parts or PARTS:
        tables = measures[name](given.runs)
        text = section(PARTS[name].HEADING, given.runs, tables)
        print(text, end="\n\n", flush=True)
        wrong = wrong or against_peers.DISAGREES in text
        if given.write:
            before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
            RESULTS.write_text(merged(before, {name: text}, list(PARTS)), encoding="utf-8")
    return int(wrong)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description="Measure how long things take.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all if none is given")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="interleaved runs of each thing (5)")
    parser.add_argument("--write", action="store_true", help="lay the sections into results/benchmarks.md")
    parser.add_argument(
        "--no-large-reference", action="store_true", help="leave out the SimPy engine on the large town, some 100 s"
    )
    given = parser.parse_args()
    unknown = sorted(set(given.parts) - set(PARTS))
    if unknown or given.runs < 1:
        parser.error(
            f"there is no part {unknown[0]}; there are {', '.join(PARTS)}" if unknown else "--runs is 1 or more"
        )
    return given


if __name__ == "__main__":
    sys.exit(main())
