"""From what is to be shown to pictures."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from matplotlib.figure import Figure

from simulate.show.figures import Drawing, gains, journeys, line_lengths, time_use, unit_waits, waiting
from simulate.show.figures.style import Looks, as_png, as_svg, pixels, styled
from simulate.show.overload import overload_sentence
from simulate.show.sentences import half_of_the_children, journey, longest_line, time_in_lines, values, who_gains


def figure(drawing: Drawing, name: str) -> Figure:
    """Draw a picture; to be called within `styled`."""
    tables, facts, note = drawing.tables, drawing.facts, drawing.note
    looks, banded = Looks(facts.organisations, facts.titles), note.replace("95 % interval", "band: 95 % interval")
    match name:
        case "waiting_for_first_support" | "waiting_for_full_support":
            measure = name.removeprefix("waiting_for_")
            medians = values(tables.summary, f"{measure}_median", facts)
            found = half_of_the_children(tables, facts, measure)
            return waiting.draw(tables.curves, measure, medians, found, banded, looks)
        case "waits_by_unit":
            return unit_waits.draw(tables.waits_by_unit, facts, longest_line(tables, facts), note, looks)
        case "time_use":
            return time_use.draw(tables.time_use, time_in_lines(tables, facts), note, looks)
        case "journeys":
            return journeys.draw(tables.summary, journey(tables, facts), note, looks)
        case "line_lengths":
            found = overload_sentence(tables, facts)
            return line_lengths.draw(tables.lines, facts, found, banded, looks)
        case "who_gains_first_support" | "who_gains_full_support":
            measure = name.removeprefix("who_gains_")
            return gains.draw(tables.gains, measure, who_gains(tables, facts, measure), note, looks)
    raise ValueError(f"there is no picture {name!r}; there are {', '.join(drawing.names())}")


def pictures(drawing: Drawing) -> Iterator[tuple[str, bytes]]:
    """Render every picture as SVG, then as PNG: the path in the results folder and its bytes.

    Packing a PNG takes as long as drawing it and needs no Python, so a thread does it while the next is drawn.
    """
    with ThreadPoolExecutor(1) as packing:
        packed: list[tuple[str, Future[bytes]]] = []
        for name in drawing.names():
            svg, rendered = _rendered(drawing, name)
            packed.append((_path(name, "png"), packing.submit(as_png, rendered)))
            yield _path(name, "svg"), svg
        for path, png in packed:
            yield path, png.result()


def picture(drawing: Drawing, name: str) -> list[tuple[str, bytes]]:
    """Render one picture, as `pictures` does."""
    svg, rendered = _rendered(drawing, name)
    return [(_path(name, "svg"), svg), (_path(name, "png"), as_png(rendered))]


def _rendered(drawing: Drawing, name: str) -> tuple[bytes, memoryview]:
    """Draw a picture: SVG and pixels. Matplotlib is in our style only meanwhile."""
    with styled():
        drawn = figure(drawing, name)
        return as_svg(drawn, name.replace("_", " ")), pixels(drawn)


def _path(name: str, kind: str) -> str:
    return f"figures/{name}.{kind}"
