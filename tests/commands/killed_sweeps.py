"""Kill a sweep at random moments, start it again each time, and tell what was lost, done twice or came out otherwise.

python killed_sweeps.py FOLDER MOMENTS SEED

The folder holds town.toml. Prints how many sweeps were killed before they had done anything, in the middle, and when
all lives were kept already; and what is wrong.
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas  # noqa: F401

import simulate.interface.sweeping
import simulate.show.screen  # noqa: F401
from simulate.cli import commands
from simulate.experiment.replications import get_ready

ARGUMENTS = ["sweep", "town.toml", "--dial", "units.school_team.workers=2:6", "--steps", "3", "-r", "2",
             "--engine", "simpy", "--workers", "1", "--no-figures", "--quiet", "--force", "-o"]  # fmt: skip

Kept = dict[str, tuple[bytes, int]]


def begun(place: Path) -> int:
    """Begin the sweep in a process of its own, and give its number."""
    process = os.fork()
    if not process:
        code = 1
        try:
            commands.main([*ARGUMENTS, str(place / "out")], standalone_mode=False)
            code = 0
        finally:
            os._exit(code)
    return process


def ended(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def kept(place: Path) -> Kept:
    """Give what is kept of lives by its key: the bytes, and when they were written."""
    found = (place / ".cells").rglob("*.json")
    return {path.parent.name + path.stem: (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def results(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (place / "out").iterdir() if path.name != "provenance.json"}


def what_is_wrong(place: Path, left: Kept, whole: Path) -> Iterator[str]:
    """Compare a sweep that was killed and begun again with one that was not; `left` is what the first one had kept."""
    again, undisturbed = kept(place), kept(whole)
    if {key: what for key, (what, _) in again.items()} != {key: what for key, (what, _) in undisturbed.items()}:
        yield "other lives are kept, or other bits of them"
    if any(again.get(key) != life for key, life in left.items()):
        yield "a life that was there was done again"
    if results(place) != results(whole):
        yield "the results are others"


def main(folder: Path, moments: int, seed: int) -> None:
    os.chdir(folder)
    draw, when, wrong = random.Random(seed), Counter[str](), []
    get_ready("simpy")  # and everything is imported: each sweep begins with its work
    start = time.monotonic()
    assert ended(begun(folder / "whole")) == 0
    takes, all_lives = time.monotonic() - start, len(kept(folder / "whole"))
    for moment in range(moments):
        place = folder / str(moment)
        process = begun(place)
        time.sleep(draw.uniform(0, takes))
        os.kill(process, signal.SIGKILL)
        ended(process)
        left = kept(place) if (place / ".cells").exists() else {}
        when["before" if not left else "after" if len(left) == all_lives else "in the middle"] += 1
        if ended(begun(place)) != 0:
            wrong.append(f"moment {moment}: it did not end well")
        wrong += [f"moment {moment}: {what}" for what in what_is_wrong(place, left, folder / "whole")]
    print(f"{when['before']} before, {when['in the middle']} in the middle, {when['after']} after", *wrong, sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
