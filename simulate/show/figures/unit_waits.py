"""How long children wait at each unit: a row for each unit, a dot for each organisation."""

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulate.show.figures.style import INK, SOFT, TICK_SIZE, Looks, add_key, canvas
from simulate.show.words import number, shortened, spoken

if TYPE_CHECKING:
    import pandas as pd

Row = dict[Hashable, Any]

MOST_UNITS = 20
SHORTEST_WAIT = 0.2  # mean days; units with less are only counted
FEWER_UNITS = 12  # where more than three organisations share a row


def draw(waits_by_unit: "pd.DataFrame", finding: str, note: str, looks: Looks) -> Figure:
    """Draw the mean days from asked to started, units with the longest wait first."""
    rows = waits_by_unit[waits_by_unit["step"] == "all"]
    longest = rows.groupby("unit")["mean"].max().sort_values(ascending=False, kind="stable")
    worth_showing = longest[longest >= SHORTEST_WAIT] if (longest >= SHORTEST_WAIT).any() else longest
    units = list(worth_showing.index[: MOST_UNITS if len(looks.organisations) <= 3 else FEWER_UNITS])
    if len(longest) > len(units):
        note = f"{len(longest) - len(units)} units with shorter waits are not shown · {note}"
    figure = canvas("Where do children stand in line, and how long?", finding, note)
    top = add_key(figure, looks) - 0.015
    axes = figure.add_axes((0.27, 0.14, 0.62, top - 0.14))
    size = max(13.0, min(TICK_SIZE, 300 / max(1, len(units))))
    for row, unit in enumerate(units):
        _draw_unit(axes, row, rows[rows["unit"] == unit], looks, size)
    axes.set_yticks(range(len(units)), [shortened(spoken(unit), 28) for unit in units], size=size, color=INK)
    axes.set_ylim(len(units) - 0.4, -0.6)
    furthest = max(1.0, float(np.nanmax(rows[["mean", "mean_high"]].to_numpy())))
    axes.set_xlim(-0.075 * furthest, furthest * 1.08)
    axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= furthest * 1.08])
    axes.set_xlabel("mean days in line, from asked for to started")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    return figure


def _draw_unit(axes: Axes, row: int, unit: "pd.DataFrame", looks: Looks, size: float) -> None:
    """Draw a unit's dots between its shortest and its longest wait, with these two numbers outside."""
    means = {row["organisation"]: row for row in unit.to_dict("records") if row["mean"] == row["mean"]}
    waits = {organisation: float(row["mean"]) for organisation, row in means.items()}
    if not waits:
        return
    axes.plot([min(waits.values()), max(waits.values())], [row, row], color="#C9C9C9", linewidth=5, zorder=1)
    shown = [organisation for organisation in looks.organisations if organisation in waits]
    for place, organisation in enumerate(shown):
        # Several markers in a row step downwards a little, so that none hides another.
        aside = _step_aside(place, len(shown))
        colour = looks.colour(organisation)
        low, high = max(0.0, means[organisation]["mean_low"]), means[organisation]["mean_high"]
        if low == low:
            axes.plot([low, high], [row + aside, row + aside], color=colour, linewidth=2.5, alpha=0.6, zorder=2)
        axes.plot([waits[organisation]], [row + aside], marker=looks.marker(organisation), markersize=size * 0.75,
                  color=colour, markeredgecolor="white", markeredgewidth=0.8, zorder=3)  # fmt: skip
    ends = {min(shown, key=lambda o: waits[o]): -1, max(shown, key=lambda o: waits[o]): 1}
    for organisation, side in ends.items():
        axes.annotate(
            number(waits[organisation], 0 if max(waits.values()) >= 9.95 else 1),
            (_edge(means[organisation], side), row),
            xytext=(side * size * 0.7, 0),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center",
            size=size * 0.95,
            color=looks.colour(organisation),
        )
    if unit["overloaded"].astype(bool).any():
        axes.text(1.0, row, "overloaded", transform=axes.get_yaxis_transform(), size=size * 0.9, color=SOFT,
                  style="italic", va="center", ha="left")  # fmt: skip


def _step_aside(place: int, count: int) -> float:
    """Give how far below the middle of its row a marker stands, in rows."""
    room = {1: 0.0, 2: 0.24}.get(count, 0.56)
    return room * (place / max(1, count - 1) - 0.5)


def _edge(row: Row, side: int) -> float:
    """Give where a dot or its interval ends at a side: where its number can stand."""
    edge = row["mean_high"] if side > 0 else row["mean_low"]
    return max(0.0, float(edge if edge == edge else row["mean"]))
