"""What a child's way through the services is like: people met, stories told, handovers, days nobody works with it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulate.language import mark, said, say
from simulate.language.numbers import decimals_in_table, number
from simulate.show.figures.style import (
    ACROSS,
    INK,
    LABEL_SIZE,
    SOFT,
    Looks,
    bare,
    canvas,
    draw_bars,
    draw_intervals,
    name_rows,
)

if TYPE_CHECKING:
    import pandas as pd

PANELS = {
    "people_met": mark("people met"),
    "story_told": mark("times the story is told"),
    "handovers": mark("handovers to another unit"),
    "unattended_days": mark("days nobody works with the child"),
}


def draw(summary: "pd.DataFrame", finding: str, notes: Sequence[str], looks: Looks) -> Figure:
    """Draw the mean of each panel's measure per child, a bar with its interval for each organisation."""
    rows = summary[summary["group"] == "all"]
    figure = canvas(say("What is the way through the services like?"), finding, notes)
    for i, (measure, words) in enumerate(PANELS.items()):
        column, row = i % 2, i // 2
        axes = figure.add_axes((0.2 + column * 0.41, 0.46 - row * 0.35, 0.35, 0.27))
        _draw_panel(axes, measure, rows[rows["measure"] == measure], looks, named=column == 0)
        axes.set_title(said(words), size=LABEL_SIZE, loc="left", color=INK, pad=6, weight="bold")
    figure.text(0.58, 0.062, say("mean per child"), size=LABEL_SIZE, color=SOFT, ha="center", va="bottom")
    return figure


def _draw_panel(axes: Axes, measure: str, rows: "pd.DataFrame", looks: Looks, named: bool) -> None:
    """Draw one measure; organisations are named only at the left, as the rows run through both columns."""
    largest = float(np.nanmax([rows["value"].max(), rows["high"].max(), 1e-9]))
    places = decimals_in_table(rows["value"].tolist(), "days" if measure.endswith("_days") else "")
    count = len(looks.organisations)
    size = min(LABEL_SIZE, 108 / count)
    axes.set(xlim=(0, largest * 1.17), ylim=(count - 0.5, -0.5))
    bare(axes)
    found = {row["organisation"]: row for row in rows.to_dict("records")}
    there = [(place, found[name]) for place, name in enumerate(looks.organisations) if name in found]
    colours = {place: looks.colour(row["organisation"]) for place, row in there}
    draw_bars(axes, [(place, 0.0, row["value"]) for place, row in there], list(colours.values()), 0.7)
    draw_intervals(axes, [(row["low"], row["high"], place) for place, row in there], 2.5, "butt")
    for place, row in there:
        outside = max(row["value"], row["high"] if row["high"] == row["high"] else row["value"]) + largest * 0.02
        axes.text(outside, place, number(row["value"], places), size=size, weight="bold", color=colours[place],
                  va="center")  # fmt: skip
    if named:
        name_rows(axes, looks.organisations, looks, 0.18 * ACROSS, size)
