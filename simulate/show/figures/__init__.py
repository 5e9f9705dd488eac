"""Every picture of a run, made for a projector: one file for each kind, one style for all."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from simulate.show.facts import Facts
from simulate.show.figures import gains, journeys, line_lengths, time_use, unit_waits, value, waiting
from simulate.show.figures.style import MOST_ORGANISATIONS, Looks, as_png, as_svg, pixels, styled
from simulate.show.sentences import (
    half_of_the_children,
    journey,
    longest_line,
    overloaded_lines,
    time_in_lines,
    values,
    who_gains,
)
from simulate.show.value import value_sentences
from simulate.show.words import counted, shortened, spoken

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.findings.compare import Tables


def drawn(tables: "Tables", facts: Facts) -> Iterator[tuple[str, "Figure"]]:
    """Draw the pictures one after another, each with the name of its file without ending."""
    note = _note(facts)
    tables, facts = _readable(tables, facts)
    looks = Looks(facts.organisations)
    banded = note.replace("95 % interval", "band: 95 % interval")
    for measure in ("first_support", "full_support"):
        medians = values(tables.summary, f"{measure}_median", facts)
        found = half_of_the_children(tables, facts, measure)
        yield f"waiting_for_{measure}", waiting.draw(tables.curves, measure, medians, found, banded, looks)
    yield "waits_by_unit", unit_waits.draw(tables.waits_by_unit, longest_line(tables, facts), note, looks)
    yield "time_use", time_use.draw(tables.time_use, time_in_lines(tables, facts), note, looks)
    yield "journeys", journeys.draw(tables.summary, journey(tables, facts), note, looks)
    yield "line_lengths", line_lengths.draw(tables.lines, facts.counted, overloaded_lines(tables, facts), banded, looks)
    for measure in ("first_support", "full_support"):
        if (tables.gains["measure"] == measure).any():
            found = who_gains(tables, facts, measure)
            yield f"who_gains_{measure}", gains.draw(tables.gains, measure, found, note, looks)
    if tables.value["difference"].notna().any():
        sentences = value_sentences(tables.value, facts)
        found = sentences[0] if len(sentences) == 1 else f"Less is better: each compared with {spoken(facts.baseline)}."
        yield "value", value.draw(tables.value, facts.currency, found, note, looks)


def pictures(tables: "Tables", facts: Facts) -> Iterator[tuple[str, bytes]]:
    """Render every picture as SVG, then as PNG: the path in the results folder and its bytes.

    Packing a PNG takes as long as drawing it and needs no Python, so a thread does it while the next is drawn.
    """
    with ThreadPoolExecutor(1) as packing:
        packed: list[tuple[str, Future[bytes]]] = []
        for name, svg, rendered in _rendered(tables, facts):
            packed.append((f"figures/{name}.png", packing.submit(as_png, rendered)))
            yield f"figures/{name}.svg", svg
        for path, png in packed:
            yield path, png.result()


def _rendered(tables: "Tables", facts: Facts) -> Iterator[tuple[str, bytes, memoryview]]:
    """Draw the pictures one after another: name, SVG and pixels. Matplotlib is in our style only while one is drawn."""
    drawing = drawn(tables, facts)
    while True:
        with styled():
            name, figure = next(drawing, ("", None))
            if figure is None:
                return
            svg, rendered = as_svg(figure, name.replace("_", " ")), pixels(figure)
        yield name, svg, rendered


def _note(facts: Facts) -> str:
    certainty = " · 95 % interval" if facts.replications > 1 else " · no interval"
    left_out = len(facts.organisations) - MOST_ORGANISATIONS
    few = f" · {counted(left_out, 'further organisation')} in the tables only" if left_out > 0 else ""
    return f"{counted(facts.replications, 'replication')}{certainty}{few} · {shortened(facts.title, 60)}"


def _readable(tables: "Tables", facts: Facts) -> "tuple[Tables, Facts]":
    """Keep as many organisations as a picture can show, the baseline first."""
    shown = facts.organisations[:MOST_ORGANISATIONS]
    names = ("summary", "waits_by_unit", "lines", "curves", "time_use", "gains", "value")
    rows = {name: getattr(tables, name) for name in names}
    kept = {name: table[table["organisation"].isin(shown)] for name, table in rows.items()}
    overloads = tuple(each for each in tables.overloads if each.organisation in shown)
    return replace(tables, **kept, overloads=overloads), replace(facts, organisations=shown)
