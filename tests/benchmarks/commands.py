"""Whole commands, from the shell's prompt to the finished folder, each in a process of its own."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from .at_hand import COMPILED, fastest
from .tables import Table, asked_for
from .timing import TOLD, Stopwatch, rounds
from .towns import BASE, ROOT, SCENARIOS, TUTORIAL

HEADING = "Whole commands"


@dataclass(frozen=True)
class Command:
    """What is typed after `python -m simulate`, or some code; and within how many seconds it is asked to end."""

    title: str
    words: list[str]
    below: float | None = None
    code: int = 0
    environment: dict[str, str] = field(default_factory=dict)
    saves: bool = False
    program: tuple[str, ...] = ("-m", "simulate")


_HELSINGBORG = ["run", str(BASE), "-r", "30"]
COMMANDS = [
    Command("--help", ["--help"], 0.15),
    Command("an error: a file that is not there", ["check", str(SCENARIOS / "missing.toml")], 0.5, code=2),
    Command("check helsingborg.toml", ["check", str(BASE)], 1.5),
    Command("run tutorial.toml, 20 replications", ["run", str(TUTORIAL), "-r", "20"], 3, saves=True),
    Command("run helsingborg.toml, 30 replications", _HELSINGBORG, 15, saves=True),
    Command("… with --no-figures --quiet", [*_HELSINGBORG, "--no-figures", "--quiet"], 9, saves=True),
]
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
    for _ in rounds("commands", runs):
        for command in chosen:
            type_in(command, watch)
        if commands is None and fastest()[0] == COMPILED:
            with tempfile.TemporaryDirectory() as cache:
                for command in compiling(Path(cache)):
                    type_in(command, watch)
    bounds = {command.title: command.below for command in [*chosen, *compiling(Path())] if command.below is not None}
    rows = [(title, *watch.told(title)) for title in watch.seconds]
    notes = tuple(
        asked_for(title, watch.median(title), "s", below=bounds[title]) for title in watch.seconds if title in bounds
    )
    return [Table("From prompt to answer", ("command", *TOLD), rows, notes)]


def type_in(command: Command, watch: Stopwatch) -> None:
    """Run a command and note how long it took. Raises RuntimeError where it does not end as it should."""
    with tempfile.TemporaryDirectory() as folder:
        words = [*command.words, *(["-o", str(Path(folder, "results"))] if command.saves else [])]
        told = watch.time(
            command.title,
            lambda: subprocess.run(
                [sys.executable, *command.program, *words],
                cwd=ROOT,
                env={**os.environ, **command.environment},
                capture_output=True,
                text=True,
                check=False,
            ),
        )
    if told.returncode != command.code:
        raise RuntimeError(f"{command.title} ended with {told.returncode}: {told.stderr}")
