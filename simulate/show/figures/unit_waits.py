"""How long children wait at each unit: a row for each unit, a dot for each organisation."""

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulate.language.numbers import counted, number
from simulate.show.facts import Facts
from simulate.show.figures.fitting import SMALLEST, fitted_alike, width_of
from simulate.show.figures.style import ACROSS, INK, SOFT, TICK_SIZE, UP, Looks, add_key, add_note, canvas
from simulate.show.units import longest_lines, unit_title

if TYPE_CHECKING:
    import pandas as pd

Row = dict[Hashable, Any]

MOST_UNITS = 20
SHORTEST_WAIT = 0.2  # mean days; units with less are only counted
FEWER_UNITS = 12  # where more than three organisations share a row
_BOTTOM, _RIGHT = 0.14, 0.89
_LEFT, _FURTHEST_LEFT = 0.2, 0.42
"""Where the axes begin at the least and, for long names, at the most."""


def draw(waits_by_unit: "pd.DataFrame", facts: Facts, finding: str, note: str, looks: Looks) -> Figure:
    """Draw the mean days from asked to started, units with the longest line first; meetings say how often they are."""
    rows = waits_by_unit[waits_by_unit["step"] == "all"]
    every = longest_lines(rows, facts)
    longest = rows.groupby("unit")["mean"].max()
    worth_showing = [unit for unit in every if longest[unit] >= SHORTEST_WAIT] or every
    most = worth_showing[: MOST_UNITS if len(looks.organisations) <= 3 else FEWER_UNITS]
    figure = canvas("Where do children stand in line, and how long?", finding)
    top = add_key(figure, looks) - 0.015
    units, names, size = _named(most, facts, (top - _BOTTOM) * UP)
    if len(every) > len(units):
        note = f"{counted(len(every) - len(units), 'unit')} with shorter lines not shown · {note}"
    if any(map(facts.is_meeting, units)):
        note = f"pale: half of the time between two meetings, which is no line · {note}"
    add_note(figure, note)
    left = max(_LEFT, 0.03 + max(width_of(name, size) for name in names) / ACROSS)
    axes = figure.add_axes((left, _BOTTOM, _RIGHT - left, top - _BOTTOM))
    for row, unit in enumerate(units):
        _draw_unit(axes, row, rows[rows["unit"] == unit], facts, looks, size)
    axes.set_yticks(range(len(units)), names, size=size, color=INK)
    axes.set_ylim(len(units) - 0.4, -0.6)
    furthest = max(1.0, float(np.nanmax(rows[["mean", "mean_high"]].to_numpy())))
    axes.set_xlim(-0.075 * furthest, furthest * 1.08)
    axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= furthest * 1.08])
    axes.set_xlabel("mean days in line, from asked for to started")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    return figure


def _named(units: list[str], facts: Facts, height: float) -> tuple[list[str], list[str], float]:
    """Name units at their rows in some points of height: as many as there is room for, their names and their size."""
    count, room = len(units), (_FURTHEST_LEFT - 0.03) * ACROSS
    while True:
        titles = [unit_title(unit, facts) for unit in units[:count]]
        names, size = fitted_alike(titles, TICK_SIZE, room, 0.95 * height / count)
        if size >= SMALLEST or count == 1:
            return units[:count], names, size
        count -= 1


def _draw_unit(axes: Axes, row: int, unit: "pd.DataFrame", facts: Facts, looks: Looks, size: float) -> None:
    """Draw a unit's dots between its shortest and its longest wait, with these two numbers outside.

    Of a meeting a pale bar shows what is no line.
    """
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
        to_next = facts.to_next_meeting(str(means[organisation]["unit"]), organisation)
        if to_next > 0:
            axes.plot([0, to_next], [row + aside] * 2, color="#E4E4E4", linewidth=9, solid_capstyle="butt", zorder=1)
        low, high = max(0.0, means[organisation]["mean_low"]), means[organisation]["mean_high"]
        if low == low:
            axes.plot([low, high], [row + aside, row + aside], color=colour, linewidth=2.5, alpha=0.6, zorder=2)
        axes.plot([waits[organisation]], [row + aside], marker=looks.marker(organisation), markersize=size * 0.75,
                  color=colour, markeredgecolor="white", markeredgewidth=0.8, zorder=3)  # fmt: skip
    ends = {min(shown, key=lambda o: waits[o]): -1, max(shown, key=lambda o: waits[o]): 1}
    for organisation, side in ends.items():
        axes.annotate(
            number(waits[organisation], 0 if max(waits.values()) >= 9.95 else 1),
            (_edge(list(means.values()), side), row),
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


def _edge(means: list[Row], side: int) -> float:
    """Give where the dots and their intervals end at a side: where a number can stand."""
    ends = [row["mean_high" if side > 0 else "mean_low"] for row in means]
    edges = [float(end if end == end else row["mean"]) for end, row in zip(ends, means, strict=True)]
    return max(0.0, max(edges) if side > 0 else min(edges))
