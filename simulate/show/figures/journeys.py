"""What a child's way through the services is like: people met, stories told, handovers, days nobody works with it."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulate.language.numbers import decimals_in_table, number
from simulate.show.figures.style import ACROSS, INK, LABEL_SIZE, SOFT, Looks, bare, canvas, name_rows

if TYPE_CHECKING:
    import pandas as pd

PANELS = {
    "people_met": "people met",
    "story_told": "times the story is told",
    "handovers": "handovers to another unit",
    "unattended_days": "days nobody works with the child",
}


def draw(summary: "pd.DataFrame", finding: str, note: str, looks: Looks) -> Figure:
    """Draw the mean of each panel's measure per child, a bar with its interval for each organisation."""
    rows = summary[summary["group"] == "all"]
    figure = canvas("What is the way through the services like?", finding, note)
    for i, (measure, words) in enumerate(PANELS.items()):
        column, row = i % 2, i // 2
        axes = figure.add_axes((0.2 + column * 0.41, 0.475 - row * 0.355, 0.35, 0.27))
        _draw_panel(axes, words, rows[rows["measure"] == measure], looks, named=column == 0)
        axes.set_title(words, size=LABEL_SIZE, loc="left", color=INK, pad=6, weight="bold")
    figure.text(0.58, 0.07, "mean per child", size=LABEL_SIZE, color=SOFT, ha="center", va="bottom")
    return figure


def _draw_panel(axes: Axes, words: str, rows: "pd.DataFrame", looks: Looks, named: bool) -> None:
    """Draw one measure; organisations are named only at the left, as the rows run through both columns."""
    largest = float(np.nanmax([rows["value"].max(), rows["high"].max(), 1e-9]))
    places = decimals_in_table(rows["value"].tolist(), "days" if "days" in words else "per child")
    count = len(looks.organisations)
    size = min(LABEL_SIZE, 108 / count)
    for place, organisation in enumerate(looks.organisations):
        for row in rows[rows["organisation"] == organisation].to_dict("records"):
            value, low, high = row["value"], row["low"], row["high"]
            axes.barh(place, value, height=0.7, color=looks.colour(organisation))
            if low == low:
                axes.plot([low, high], [place, place], color="white", linewidth=5, solid_capstyle="butt")
                axes.plot([low, high], [place, place], color=INK, linewidth=2.5, solid_capstyle="butt")
            outside = max(value, high if high == high else value) + largest * 0.02
            axes.text(outside, place, number(value, places), size=size, weight="bold",
                      color=looks.colour(organisation), va="center")  # fmt: skip
    axes.set(xlim=(0, largest * 1.17), ylim=(count - 0.5, -0.5), xticks=[], yticks=[])
    if named:
        name_rows(axes, looks.organisations, looks, 0.18 * ACROSS, size)
    bare(axes)
