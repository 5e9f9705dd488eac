"""How long children wait at each unit: a row for each unit, a dot for each organisation."""

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from simulate.language import say
from simulate.language.numbers import number
from simulate.show.facts import Facts
from simulate.show.figures import units_left_out
from simulate.show.figures.fitting import SMALLEST, fitted_alike, width_of
from simulate.show.figures.style import (
    ACROSS,
    INK,
    SOFT,
    TICK_SIZE,
    UP,
    Looks,
    add_key,
    add_notes,
    canvas,
    name_axis,
    number_ticks,
    write_at_rows,
)
from simulate.show.units import days_stretched, longest_lines, shares_time, unit_title

if TYPE_CHECKING:
    import pandas as pd

Row = dict[Hashable, Any]

MOST_UNITS = 20
SHORTEST_WAIT = 0.2  # mean days; units with less are only counted
FEWER_UNITS = 12  # where more than three organisations share a row
_BOTTOM, _RIGHT = 0.14, 0.89
_LEFT, _FURTHEST_LEFT = 0.2, 0.42
"""Where the axes begin at the least and, for long names, at the most."""


def draw(waits_by_unit: "pd.DataFrame", facts: Facts, finding: str, notes: Sequence[str], looks: Looks) -> Figure:
    """Draw the mean days from asked to started, units with the longest line first; meetings say how often they are."""
    rows = waits_by_unit[waits_by_unit["step"] == "all"]
    every = longest_lines(rows, facts)
    of_unit: dict[str, list[Row]] = {}
    for each in rows[rows["mean"].notna()].to_dict("records"):
        of_unit.setdefault(str(each["unit"]), []).append(each)
    worth_showing = [unit for unit in every if max(map(_days, of_unit[unit])) >= SHORTEST_WAIT] or every
    most = worth_showing[: MOST_UNITS if len(looks.organisations) <= 3 else FEWER_UNITS]
    figure = canvas(say("Where do children stand in line, and how long?"), finding)
    top = add_key(figure, looks) - 0.015
    units, names, size = _named(most, facts, (top - _BOTTOM) * UP)
    shares = any(shares_time(each) for unit in units for each in of_unit[unit])
    add_notes(figure, [*_notes(len(every) - len(units), any(map(facts.is_meeting, units)), shares), *notes])
    left = max(_LEFT, 0.03 + max(width_of(name, size) for name in names) / ACROSS)
    axes = figure.add_axes((left, _BOTTOM, _RIGHT - left, top - _BOTTOM))
    axes.set_ylim(len(units) - 0.4, -0.6)
    furthest = max(1.0, *(_edge(each, 1) for each in of_unit.values()))
    axes.set_xlim(-(0.105 if shares else 0.075) * furthest, furthest * (1.15 if shares else 1.08))
    _draw_waits(axes, [of_unit.get(unit, []) for unit in units], facts, looks, size)
    overloaded = set(rows.loc[rows["overloaded"].astype(bool), "unit"])
    for row, unit in enumerate(units):
        _write_ends(axes, row, of_unit.get(unit, []), looks, size)
        if unit in overloaded:
            axes.text(1.0, row, say("overloaded"), transform=axes.get_yaxis_transform(), color=SOFT, style="italic",
                      size=max(SMALLEST, size * 0.9), va="center", ha="left")  # fmt: skip
    write_at_rows(axes, names, [INK] * len(names), size)
    number_ticks(axes.xaxis)
    in_line = say("mean days in line, from asked for to started")
    both = say("mean days in line (filled), and with days stretched (open)")
    name_axis(axes.xaxis, both if shares else in_line)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    return figure


def _days(row: Row) -> float:
    """Give the mean days in line and, where time is shared, those with them by which work is stretched."""
    return float(row["mean"]) + days_stretched(row)


def _notes(left_out: int, meets: bool, shares: bool) -> Iterator[str]:
    if shares:
        yield say("open: with the days by which work is stretched, as workers share their time; numbers are of both")
    if meets:
        yield say("pale: half of the time between two meetings, which is no line")
    yield from units_left_out(left_out)


def _named(units: list[str], facts: Facts, height: float) -> tuple[list[str], list[str], float]:
    """Name units at their rows in some points of height: as many as there is room for, their names and their size."""
    count, room = len(units), (_FURTHEST_LEFT - 0.03) * ACROSS
    while True:
        titles = [unit_title(unit, facts) for unit in units[:count]]
        names, size = fitted_alike(titles, TICK_SIZE, room, 0.95 * height / count)
        if size >= SMALLEST or count == 1:
            return units[:count], names, size
        count -= 1


def _draw_waits(axes: Axes, units: Sequence[Sequence[Row]], facts: Facts, looks: Looks, size: float) -> None:
    """Draw a dot for each organisation of each unit in its row, with its interval, and join the dots of a row.

    Of a meeting a pale bar shows what is no line.
    """
    joins, pale = [], []
    bands: dict[str, list[tuple[tuple[float, float], tuple[float, float]]]] = {}
    dots: dict[str, list[tuple[float, float]]] = {}
    opened: dict[str, list[tuple[float, float]]] = {}
    for row, unit in enumerate(units):
        means = [days for each in unit for days in (each["mean"], _days(each))]
        if means:
            joins.append(((min(means), row), (max(means), row)))
        for organisation, place, each in _in_order(unit, looks):
            # Several markers in a row step downwards a little, so that none hides another.
            at = row + _step_aside(place, len(unit))
            dots.setdefault(organisation, []).append((each["mean"], at))
            to_next = facts.to_next_meeting(str(each["unit"]), organisation)
            if to_next > 0:
                pale.append(((0.0, at), (to_next, at)))
            if each["mean_low"] == each["mean_low"]:
                low, high = max(0.0, each["mean_low"]), each["mean_high"]
                bands.setdefault(organisation, []).append(((low, at), (high, at)))
            if shares_time(each):
                opened.setdefault(organisation, []).append((_days(each), at))
                bands.setdefault(organisation, []).append(((each["mean"], at), (_days(each), at)))
                ends = [each["mean"] + each[f"stretched_mean_{end}"] for end in ("low", "high")]
                if ends[0] == ends[0]:
                    bands[organisation].append(((max(0.0, ends[0]), at), (ends[1], at)))
    for lines, colour, width, cap in ((joins, "#C9C9C9", 5, "round"), (pale, "#E4E4E4", 9, "butt")):
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=width, capstyle=cap, zorder=1), False)
    for organisation, placed in dots.items():
        colour = looks.colour(organisation)
        axes.add_collection(
            LineCollection(bands.get(organisation, []), colors=colour, linewidths=2.5, alpha=0.6, capstyle="round"),
            False,
        )
        axes.plot(*zip(*placed, strict=True), linestyle="none", marker=looks.marker(organisation), color=colour,
                  markersize=size * 0.75, markeredgecolor="white", markeredgewidth=0.8, zorder=3)  # fmt: skip
        if organisation in opened:
            axes.plot(*zip(*opened[organisation], strict=True), linestyle="none", marker=looks.marker(organisation),
                      color="white", markersize=size * 0.7, markeredgecolor=colour, markeredgewidth=2,
                      zorder=3)  # fmt: skip


def _in_order(unit: Sequence[Row], looks: Looks) -> Iterator[tuple[str, int, Row]]:
    """Give the organisations that have a unit, in their order, with their place in its row."""
    found = {each["organisation"]: each for each in unit}
    shown = [organisation for organisation in looks.organisations if organisation in found]
    for place, organisation in enumerate(shown):
        yield organisation, place, found[organisation]


def _write_ends(axes: Axes, row: int, unit: Sequence[Row], looks: Looks, size: float) -> None:
    """Write the shortest and the longest wait of a unit outside its dots and their intervals."""
    waits = {organisation: _days(each) for organisation, _, each in _in_order(unit, looks)}
    if not waits:
        return
    low, high = axes.get_xlim()
    away = size * 0.7 / (axes.get_position().width * ACROSS) * (high - low)
    for organisation, side in {min(waits, key=lambda o: waits[o]): -1, max(waits, key=lambda o: waits[o]): 1}.items():
        words = number(waits[organisation], 0 if max(waits.values()) >= 9.95 else 1)
        axes.text(_edge(unit, side) + side * away, row, words, ha="left" if side > 0 else "right", va="center",
                  size=max(SMALLEST, size * 0.95), color=looks.colour(organisation))  # fmt: skip


def _step_aside(place: int, count: int) -> float:
    """Give how far below the middle of its row a marker stands, in rows."""
    room = {1: 0.0, 2: 0.24}.get(count, 0.56)
    return room * (place / max(1, count - 1) - 0.5)


def _edge(means: Sequence[Row], side: int) -> float:
    """Give where the dots and their intervals end at a side: where a number can stand."""
    end = "high" if side > 0 else "low"
    edges = [row["mean"] for row in means] + [row[f"mean_{end}"] for row in means]
    for row in filter(shares_time, means):
        edges += [_days(row), row["mean"] + row[f"stretched_mean_{end}"]]
    known = [float(edge) for edge in edges if edge == edge]
    return max(0.0, max(known) if side > 0 else min(known))
