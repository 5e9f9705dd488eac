"""Whole commands, from the shell's prompt to the answer and to the finished folder, each in a process of its own.

What is asked for is told in seconds, or in units: a unit is one run of the network of four stations as a textbook has
it in SimPy, in the same round, so that a slow or a busy machine is asked for no more than a quick one.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from .at_hand import COMPILED, fastest
from .four_stations import network_of
from .four_stations import scenario as four_stations
from .peers import textbook_simpy
from .tables import Table, asked_for
from .timing import TOLD, Stopwatch, rounds
from .towns import BASE, ROOT, SCENARIOS, TUTORIAL

HEADING = "Whole commands"


@dataclass(frozen=True)
class Command:
    """What is typed after `python -m simulate`, or some code; and within how many seconds it is asked to end.

    Or within how many units it is asked to show its answer, and to end.
    """

    title: str
    words: list[str]
    below: float | None = None
    units: tuple[float, float] | None = None
    code: int = 0
    environment: dict[str, str] = field(default_factory=dict)
    saves: bool = False
    program: tuple[str, ...] = ("-m", "simulate")


_HELSINGBORG = ["run", str(BASE), "-r", "30"]
COMMANDS = [
    Command("--help", ["--help"], 0.15),
    Command("an error: a file that is not there", ["check", str(SCENARIOS / "missing.toml")], 0.5, code=2),
    Command("check helsingborg.toml", ["check", str(BASE)], 1.5),
    Command("run tutorial.toml, 20 replications", ["run", str(TUTORIAL), "-r", "20"], units=(0.25, 0.6), saves=True),
    Command("run helsingborg.toml, 12 replications", ["run", str(BASE), "-r", "12"], units=(0.9, 1.5), saves=True),
    Command("run helsingborg.toml, 30 replications", _HELSINGBORG, 15, saves=True),
    Command("… with --no-figures --quiet", [*_HELSINGBORG, "--no-figures", "--quiet"], 9, saves=True),
]
UNIT = "a unit: textbook SimPy on four stations"
_PREPARE = ["from simulate.engine.compiled.run import prepare; prepare()"]


def compiling(cache: Path) -> list[Command]:
    """Give the compiled engine's first use, with an empty folder to keep it in, and its second."""
    how = {"environment": {"NUMBA_CACHE_DIR": str(cache)}, "program": ("-c",)}
    return [
        Command("compile the engine, empty cache", _PREPARE, 40, **how),  # type: ignore[arg-type]
        Command("load the engine from the cache", _PREPARE, 1.5, **how),  # type: ignore[arg-type]
    ]


def measure(runs: int, commands: list[Command] | None = None) -> list[Table]:
    """Run every command once in each round, after one that warms the caches and is not counted."""
    watch = Stopwatch()
    chosen = COMMANDS if commands is None else commands
    if commands is None:
        type_in(Command("", ["run", str(TUTORIAL), "-r", "1", "--quiet"], saves=True), Stopwatch())
    for run in rounds("commands", runs):
        if any(command.units for command in chosen):
            watch.time(UNIT, partial(textbook_simpy.simulate, network_of(four_stations()), run))
        for command in chosen:
            type_in(command, watch)
        if commands is None and fastest()[0] == COMPILED:
            with tempfile.TemporaryDirectory() as cache:
                for command in compiling(Path(cache)):
                    type_in(command, watch)
    rows = [(title, *watch.told(title)) for title in watch.seconds]
    told = [*chosen, *(compiling(Path()) if commands is None else [])]
    notes = [note for command in told if command.title in watch.seconds for note in _bounds(command, watch)]
    return [Table("From prompt to answer", ("command", *TOLD), rows, tuple(notes))]


def _answer(title: str) -> str:
    return f"{title}: its answer"


def _bounds(command: Command, watch: Stopwatch) -> Iterator[str]:
    """Say what was asked for of a command, and whether it is kept."""
    if command.below is not None:
        yield asked_for(command.title, watch.median(command.title), "s", below=command.below)
    if command.units is not None:
        for title, below in zip((_answer(command.title), command.title), command.units, strict=True):
            yield asked_for(title, watch.median(title) / watch.median(UNIT), "units", below=below)


def type_in(command: Command, watch: Stopwatch) -> None:
    """Run a command and note how long it took, and when it began to answer where units are asked of it.

    Raises RuntimeError where it does not end as it should.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as errors:
        words = [*command.words, *(["-o", str(Path(folder, "results"))] if command.saves else [])]

        def typed() -> int:
            begun = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, *command.program, *words],
                cwd=ROOT,
                env={**os.environ, **command.environment},
                stdout=subprocess.PIPE,
                stderr=errors,
            )
            with process:
                assert process.stdout is not None
                if process.stdout.read(1) and command.units is not None:
                    watch.note(_answer(command.title), time.perf_counter() - begun)
                process.stdout.read()
            return process.returncode

        code = watch.time(command.title, typed)
        errors.seek(0)
        told = errors.read().decode()
    if code != command.code:
        raise RuntimeError(f"{command.title} ended with {code}: {told}")
