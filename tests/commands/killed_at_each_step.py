"""Save results again and again over older ones, and end each time one step later; tell what was lost or left.

python killed_at_each_step.py FOLDER {killed,interrupted} {in-one-step,by-renaming} {alone,with-a-letter}

How a run ends: killed, or interrupted by Ctrl-C; how folders take each other's place; and whether somebody lays a
letter into the older results at the last moment. A step is whatever touches the disk. Prints the number of steps and
what is wrong.
"""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from simulate import files
from simulate.files import exchange, folders
from simulate.files.ownership import why_kept

_STEPS = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.scandir")
_MOST_STEPS = 1000


class Ending:
    """What ends this process at a step."""

    def __init__(self, at: int, how: str) -> None:
        self.at, self.how, self.count = at, how, 0

    def step(self, event: str = "open", _: object = None) -> None:
        if event in _STEPS:
            self.count += 1
            if self.count == self.at and self.how == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            if self.count == self.at:
                raise KeyboardInterrupt


def save(folder: Path, text: str, force: bool = False) -> None:
    files.save(folder, {}, {"table.txt": text, "scenario.toml": text}, {"program": "supportflow"}, force=force)


def in_another_process(town: Path, ending: Ending, renaming: bool, letter: bool) -> bool:
    """Save new results over those of a town in a process of its own, and tell whether it came to an end by itself."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0

    def other_way(one: Path, other: Path) -> bool:
        if letter and not (other / "letter.txt").exists():
            (other / "letter.txt").write_text("dear")
        ending.step()
        done = not renaming and exchange.exchange(one, other)
        ending.step()
        return done

    folders.exchange = other_way
    sys.addaudithook(ending.step)
    try:
        save(town, "new", force=True)
        os._exit(0)
    except files.TooLateError:
        os._exit(0)
    except KeyboardInterrupt:
        os._exit(1)


def what_is_wrong(place: Path, at: int, letter: bool) -> Iterator[str]:
    """Look at a place where a run ended at a step, and the next one has come by."""
    left = [path.name for each in place.glob(".*") for path in each.iterdir() if path.name != "lock"]
    if left:
        yield f"step {at}: {left} is left"
    town = place / "town"
    texts = {(town / name).read_text() if (town / name).exists() else None for name in ("table.txt", "scenario.toml")}
    if texts not in ({"old"}, {"new"}):
        yield f"step {at}: the town holds {texts}"
    elif "old" not in texts and letter and not any(place.glob("*/letter.txt")):
        yield f"step {at}: the letter is lost"


def main(folder: Path, how: str, by: str, what: str) -> None:
    letter = what == "with-a-letter"
    wrong: list[str] = []
    why_kept(folder)  # which imports something: that is no step
    for at in range(1, _MOST_STEPS):
        place = folder / str(at)
        place.mkdir()
        save(place / "town", "old")
        ended = in_another_process(place / "town", Ending(at, how), by == "by-renaming", letter)
        files.require_usable(place / "another")
        wrong += what_is_wrong(place, at, letter)
        if ended:
            print(f"{at} steps", *wrong, sep="\n")
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
