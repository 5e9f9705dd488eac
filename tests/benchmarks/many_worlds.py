"""Questions of many worlds: how long they take, in units as whole commands do, and how much memory all processes hold.

What two workers of a Dask cluster make of one is measured too: on as many cores as there are, so on a machine with
fewer than three, where the scheduler and the command want some of them, or a busy one, it is less than it could be.
"""

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.clusters import LocalCluster

from .commands import UNIT
from .four_stations import network_of
from .four_stations import scenario as four_stations
from .peers import textbook_simpy
from .tables import Table, asked_for
from .timing import TOLD, Stopwatch, number, rounds
from .towns import BASE, ROOT, TUTORIAL

HEADING = "Questions of many worlds"
MOST_MEMORY = 1.5
AT_LEAST = 1.7

_DRAWN = ("organisations.integrated.notices=0.5:1", "organisations.integrated.coordination=0:0.3",
          "organisations.siloed.retelling=0:1", "units.reception.workers=20:36")  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What is typed after `python -m simulate`, and within how many units it is asked to end."""

    title: str
    words: tuple[str, ...]
    units: float


def questions() -> list[Question]:
    """Give the questions, the middle one of three organisations."""
    drawn = tuple(word for dial in _DRAWN for word in ("--dial", dial))
    return [
        Question(
            "explain helsingborg.toml, 20 orders, 4 replications",
            ("explain", str(BASE), "-r", "4", "--organisations", "siloed,integrated"),
            50,
        ),
        Question(
            "sensitivity, base with three organisations, 256 draws, 2 replications",
            ("sensitivity", str(BASE), "--draws", "256", *drawn),
            100,
        ),
        Question(
            "sweep tutorial.toml, 20 × 20 values, 10 replications",
            ("sweep", str(TUTORIAL), "--dial", "posts", "--dial", "seen", "--steps", "20", "-r", "10"),
            20,
        ),
    ]


def measure(runs: int, asked: Sequence[Question] | None = None, shared: Question | None = None) -> list[Table]:
    """Ask every question once in each round, nothing of it being kept from before, and one by one worker and by two."""
    chosen = questions() if asked is None else asked
    watch, memory = Stopwatch(), dict[str, list[float]]()
    for run in rounds("worlds", runs):
        watch.time(UNIT, partial(textbook_simpy.simulate, network_of(four_stations()), run))
        for question in chosen:
            held = watch.time(question.title, partial(ask, question.words))
            memory.setdefault(question.title, []).append(held)
    return [_here(chosen, watch, memory), _by_cluster(runs, questions()[-1] if shared is None else shared)]


def _here(asked: Sequence[Question], watch: Stopwatch, memory: dict[str, list[float]]) -> Table:
    rows, notes = [(UNIT, *watch.told(UNIT), "")], []
    for question in asked:
        title, most = question.title, max(memory[question.title])
        rows.append((title, *watch.told(title), number(most)))
        notes.append(asked_for(title, watch.median(title) / watch.median(UNIT), "units", below=question.units))
        notes.append(asked_for("… and its memory", most, "GB", below=MOST_MEMORY))
    return Table("Questions, from prompt to finished folder", ("question", *TOLD, "most GB"), rows, tuple(notes))


def _by_cluster(runs: int, question: Question) -> Table:
    """Ask a question by a cluster of one worker, and of two, in turns; each has had one before."""
    watch = Stopwatch()
    with (
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as two,
        LocalCluster(Path(one)) as alone,
        LocalCluster(Path(two)) as both,
    ):
        for each in (alone, both, both):
            each.start_worker()
        for run in rounds("cluster", runs + 1):
            for name, each in (("one worker", alone), ("two workers", both)):
                begun = time.perf_counter()
                ask((*question.words, "--cluster", each.address, "--no-figures"))
                if run:  # workers import and load at first
                    watch.note(name, time.perf_counter() - begun)
    faster = statistics.median(
        alone / together
        for alone, together in zip(watch.seconds["one worker"], watch.seconds["two workers"], strict=True)
    )
    rows = [(name, *watch.told(name)) for name in watch.seconds]
    note = asked_for("Two workers", faster, "times as fast as one", at_least=AT_LEAST)
    return Table(f"{question.title}, by a Dask cluster on this machine", ("", *TOLD), rows, (note,))


def ask(words: Sequence[str]) -> float:
    """Ask a question in a folder of its own; give the most memory all its processes held at once, in GB.

    NaN where the system does not tell. Raises RuntimeError where it does not end well.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "simulate", *words, "-o", str(Path(folder, "results"))],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        most = float("nan")
        while process.poll() is None:
            held = sum(map(_held_by, [process.pid, *_children_of(process.pid)]))
            most = held if not held <= most else most
            time.sleep(0.05)
        errors.seek(0)
        told = errors.read().decode()
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}: {told}")
    return most / 1e9


def _children_of(process: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def _held_by(process: int) -> float:
    """Give the memory a process holds by itself, in bytes: 0 where it has ended, NaN where there is no /proc."""
    if not Path("/proc/self/status").exists():
        return float("nan")
    try:
        found = re.search(r"VmRSS:\s*(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="utf-8"))
    except OSError:
        return 0.0
    return 1024.0 * int(found[1]) if found else 0.0
