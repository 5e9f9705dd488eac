"""All pictures of a run, drawn by whoever is free. What cannot be drawn is left out: none is worth the numbers."""

import logging
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from simulate.experiment.crew import Crew, WorkerDiedError
from simulate.experiment.replications import Progress
from simulate.language import say
from simulate.language.lists import listed
from simulate.language.numbers import number
from simulate.show.facts import Facts
from simulate.show.figures import Drawing, drawing

if TYPE_CHECKING:
    from simulate.findings.compare import Tables
    from simulate.show.figures.rendering import Rendered

_MOST_CHARACTERS = 12

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drawn:
    """What became of a picture."""

    name: str
    files: tuple[tuple[str, bytes], ...] = ()  # path in the results folder and bytes; none if it could not be drawn
    failure: str = ""  # why it could not
    unknown: frozenset[str] = frozenset()  # characters that no font here has


def pictures(
    tables: "Tables", facts: Facts, crew: Crew | None, first: Callable[[], None], progress: Progress | None = None
) -> Iterator[tuple[str, bytes]]:
    """Draw all pictures: their paths in the results folder and their bytes, as they are done.

    Something is done first by this process, while others begin to draw at once. `progress(done, total)` is told how
    many there are. Raises what is raised by what is done first; of a picture that is left out only a line tells.
    """
    helped = crew if crew is not None and not crew.is_alone else None
    once = _Once(first)
    if helped is None:
        once()
    became = []
    for drawn in _every_picture(tables, facts, helped, once, progress or (lambda done, total: None)):
        became.append(replace(drawn, files=()))
        yield from drawn.files
    once()
    _tell(became)


class _Once:
    """Something that is done by the first who calls it; others wait until it is done. Raises what it has raised."""

    def __init__(self, what: Callable[[], None]) -> None:
        self._what, self._begun, self._done = what, threading.Lock(), Future[None]()

    def __call__(self) -> None:
        if self._begun.acquire(blocking=False):
            try:
                self._done.set_result(self._what())
            except BaseException as error:
                self._done.set_exception(error)
        self._done.result()


def _every_picture(tables: "Tables", facts: Facts, crew: Crew | None, first: _Once, tell: Progress) -> Iterator[Drawn]:
    missing = [say("pictures")]
    try:
        shown = drawing(tables, facts)
        missing = shown.names()
        if shown.left_out():
            left_out = listed(shown.left_out())
            logger.info("%s", say("Not drawn, because there is nothing to show: {pictures}.", pictures=left_out))
        total = len(missing)
        tell(0, total)
        for drawn in one_after_another(shown) if crew is None else _shared(shown, crew, first):
            missing.remove(drawn.name)
            tell(total - len(missing), total)
            yield drawn
    except Exception as error:
        first()  # whose own errors are raised here
        why = str(error.__cause__) if isinstance(error, WorkerDiedError) else reason(error)
        yield from [Drawn(name, failure=why) for name in missing]


def _shared(drawing: Drawing, crew: Crew, first: _Once) -> Iterator[Drawn]:
    slowest_first = drawing.names()[::-1]
    for _, drawn in crew.share(partial(attempt, drawing), slowest_first, first_here=first):
        yield drawn


def one_after_another(drawing: Drawing) -> Iterator[Drawn]:
    """Draw all pictures in this process.

    Packing a PNG takes as long as drawing it and needs no Python, so a thread does it while the next is drawn.
    """
    with ThreadPoolExecutor(1) as packing:
        before: Future[Drawn] | None = None
        for name in drawing.names():
            this = packing.submit(_packed, _rendered(drawing, name))
            if before is not None:
                yield before.result()
            before = this
        if before is not None:
            yield before.result()


def attempt(drawing: Drawing, name: str) -> Drawn:
    """Draw a picture if that can be done."""
    return _packed(_rendered(drawing, name))


def _rendered(drawing: Drawing, name: str) -> "Rendered | Drawn":
    try:
        from simulate.show.figures import rendering

        return rendering.rendered(drawing, name)
    except Exception as error:
        return Drawn(name, failure=reason(error))


def _packed(picture: "Rendered | Drawn") -> Drawn:
    if isinstance(picture, Drawn):
        return picture
    from simulate.show.figures import rendering

    try:
        return Drawn(picture.name, rendering.files(picture), unknown=picture.unknown)
    except Exception as error:
        return Drawn(picture.name, failure=reason(error))


def reason(error: Exception) -> str:
    """Say in a line what went wrong, and where in this program."""
    what = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "simulate" in Path(frame.filename).parts]
    if not ours:
        return what
    file, line = Path(ours[-1].filename).name, str(ours[-1].lineno)
    return say("{what}; {file}, line {line}", what=what, file=file, line=line)


def _tell(became: Sequence[Drawn]) -> None:
    """Say in a line for each reason what could not be drawn, and in one which characters no font has."""
    reasons: dict[str, list[str]] = {}
    for each in became:
        if each.failure:
            reasons.setdefault(each.failure, []).append(each.name)
    for why, names in reasons.items():
        pictures = listed(names)
        logger.warning(
            "%s", say("Not drawn, though all else is saved: {pictures} ({why}).", pictures=pictures, why=why)
        )
    unknown = sorted(frozenset().union(*(each.unknown for each in became)))
    if unknown:
        shown = [f"{sign} (U+{ord(sign):04X})" for sign in unknown[:_MOST_CHARACTERS]]
        more = [say("{count} more", count=number(len(unknown) - len(shown)))] if len(unknown) > len(shown) else []
        signs = listed([*shown, *more])
        logger.warning("%s", say("No font here has {signs}: boxes stand for them in the PNG pictures.", signs=signs))
