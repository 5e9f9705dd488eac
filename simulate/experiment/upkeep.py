"""What Python does by the way, as it suits a program that computes for a while and then ends."""

import gc
from contextlib import suppress


def look_for_garbage_seldom() -> None:
    """Let Python look for garbage seldom: it finds none here, and that takes a tenth of a command's time."""
    gc.set_threshold(100_000, 50, 100)


def end_without_looking_for_garbage() -> None:
    """Let Python end without looking for garbage once more, which takes a third of a second after a run."""
    with suppress(AttributeError):  # not every Python has it
        gc.freeze()
