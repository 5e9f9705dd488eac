"""From what is to be shown to pictures."""

import simulate.show.figures.unhindered  # noqa: F401  # before anything that imports matplotlib

# isort: split
import re
import warnings
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from simulate.language import say
from simulate.show.figures import Drawing, gains, journeys, line_lengths, time_use, unit_waits, waiting
from simulate.show.figures.painting import painted
from simulate.show.figures.png import as_png, rows_of
from simulate.show.figures.style import DPI, Looks, styled
from simulate.show.gainers import who_gains
from simulate.show.overload import overload_sentence
from simulate.show.records import values
from simulate.show.sentences import half_of_the_children, journey, longest_line, time_in_lines
from simulate.show.titles import spoken

_GLYPH_IS_MISSING = re.compile(r"Glyph (\d+) .* missing from font")
_SCRIPT_IS_UNKNOWN = re.compile(r"Matplotlib currently does not support \w+ natively")  # of the same characters


def figure(drawing: Drawing, name: str) -> Figure:
    """Draw a picture; to be called within `styled`."""
    tables, facts, notes = drawing.tables, drawing.facts, drawing.notes()
    looks, banded = Looks(facts.organisations, facts.titles), drawing.notes(banded=True)
    match name:
        case "waiting_for_first_support" | "waiting_for_full_support":
            measure = name.removeprefix("waiting_for_")
            medians = values(tables.summary, f"{measure}_median", facts)
            found = half_of_the_children(tables, facts, measure)
            return waiting.draw(tables.curves, measure, medians, found, banded, looks)
        case "waits_by_unit":
            return unit_waits.draw(tables.waits_by_unit, facts, longest_line(tables, facts), notes, looks)
        case "time_use":
            return time_use.draw(tables.time_use, time_in_lines(tables, facts), notes, looks)
        case "journeys":
            return journeys.draw(tables.summary, journey(tables, facts), notes, looks)
        case "line_lengths":
            found = overload_sentence(tables, facts)
            return line_lengths.draw(tables.lines, tables.children_per_worker, facts, found, banded, looks)
        case "who_gains_first_support" | "who_gains_full_support":
            measure = name.removeprefix("who_gains_")
            return gains.draw(tables.gains, measure, who_gains(tables, facts, measure), notes, looks)
    names = ", ".join(drawing.names())
    raise ValueError(say("there is no picture {name}; there are {names}", name=repr(name), names=names))


class Rendered(NamedTuple):
    """A picture that needs no matplotlib any more."""

    name: str
    svg: bytes
    rows: npt.NDArray[np.uint8]  # of pixels, as PNG has them
    unknown: frozenset[str]  # characters that no font here has, so that they are boxes among the pixels


def rendered(drawing: Drawing, name: str) -> Rendered:
    """Draw a picture. Matplotlib is in our style only meanwhile."""
    with styled(), warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        svg, pixels = painted(figure(drawing, name), spoken(name))
    unknown = set()
    for each in said:
        glyph = _GLYPH_IS_MISSING.match(str(each.message))
        if glyph:
            unknown.add(chr(int(glyph[1])))
        elif not _SCRIPT_IS_UNKNOWN.match(str(each.message)):
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
    return Rendered(name, svg, rows_of(pixels), frozenset(unknown))


def files(picture: Rendered) -> tuple[tuple[str, bytes], ...]:
    """Give a picture as SVG and as PNG: the path in the results folder and its bytes."""
    path = f"figures/{picture.name}"
    return (f"{path}.svg", picture.svg), (f"{path}.png", as_png(picture.rows, DPI))
