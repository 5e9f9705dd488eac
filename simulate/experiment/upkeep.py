"""What Python does by the way, as it suits a program that computes for a while and then ends."""

import gc


def look_for_garbage_seldom() -> None:
    """Let Python look for garbage seldom: it finds none here, and that takes a tenth of a command's time."""
    gc.set_threshold(100_000, 50, 100)
