"""What a child's way through the services is like: people met, stories told, handovers, days nobody works with it."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from simulate.language import mark, said, say
from simulate.language.numbers import decimals_in_table, number
from simulate.show.figures.field import Field
from simulate.show.figures.style import (
    ACROSS,
    INK,
    LABEL_SIZE,
    SOFT,
    UP,
    Looks,
    canvas,
    draw_bars,
    draw_intervals,
    name_rows,
)

if TYPE_CHECKING:
    import pandas as pd

Row = dict[Hashable, Any]
Box = tuple[float, float, float, float]

PANELS = {
    "people_met": mark("people met"),
    "story_told": mark("times the story is told"),
    "handovers": mark("handovers to another unit"),
    "unattended_days": mark("days nobody works with the child"),
}


def draw(summary: "pd.DataFrame", finding: str, notes: Sequence[str], looks: Looks) -> Figure:
    """Draw the mean of each panel's measure per child, a bar with its interval for each organisation."""
    rows = summary[(summary["group"] == "all") & summary["measure"].isin(list(PANELS))]
    every = rows[["measure", "organisation", "value", "low", "high"]].to_dict("records")
    figure = canvas(say("What is the way through the services like?"), finding, notes)
    for i, (measure, words) in enumerate(PANELS.items()):
        column, row = i % 2, i // 2
        box = (0.2 + column * 0.41, 0.46 - row * 0.35, 0.35, 0.27)
        _draw_panel(figure, box, [each for each in every if each["measure"] == measure], looks, named=column == 0)
        figure.text(box[0], box[1] + box[3] + 6 / UP, said(words), size=LABEL_SIZE, color=INK, weight="bold",
                    va="baseline")  # fmt: skip
    figure.text(0.58, 0.062, say("mean per child"), size=LABEL_SIZE, color=SOFT, ha="center", va="bottom")
    return figure


def _draw_panel(figure: Figure, box: Box, rows: Sequence[Row], looks: Looks, named: bool) -> None:
    """Draw one measure; organisations are named only at the left, as the rows run through both columns."""
    largest = max([1e-9, *(end for row in rows for end in (row["value"], row["high"]) if end == end)])
    unit = "days" if any(row["measure"].endswith("_days") for row in rows) else ""
    places = decimals_in_table([row["value"] for row in rows], unit)
    count = len(looks.organisations)
    size = min(LABEL_SIZE, 108 / count)
    field = Field(figure, box, largest * 1.17, count)
    found = {row["organisation"]: row for row in rows}
    there = [(place, found[name]) for place, name in enumerate(looks.organisations) if name in found]
    colours = {place: looks.colour(row["organisation"]) for place, row in there}
    draw_bars(field, [(place, 0.0, row["value"]) for place, row in there], list(colours.values()), 0.7)
    draw_intervals(field, [(row["low"], row["high"], place) for place, row in there], 2.5, "butt")
    for place, row in there:
        outside = max(row["value"], row["high"] if row["high"] == row["high"] else row["value"]) + largest * 0.02
        field.text(outside, place, number(row["value"], places), size=size, weight="bold", color=colours[place],
                   va="center")  # fmt: skip
    if named:
        name_rows(field, looks.organisations, looks, 0.18 * ACROSS, size)
