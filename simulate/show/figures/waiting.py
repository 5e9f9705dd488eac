"""How many children are without support after so many days: one curve for each organisation, with its band."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator
from matplotlib.transforms import ScaledTranslation

from simulate.language import mark, said, say, say_n
from simulate.language.numbers import decimals_in_table, exactly, number, percent
from simulate.show.figures.fitting import LEADING, fitted_alike, height_of, width_of
from simulate.show.figures.style import (
    ACROSS,
    LABEL_SIZE,
    NOTE_SIZE,
    SOFT,
    UP,
    Looks,
    canvas,
    name_axis,
    number_ticks,
    spread,
)

if TYPE_CHECKING:
    import pandas as pd

QUESTIONS = {
    "first_support": mark("How many children are without their first support?"),
    "full_support": mark("How many children are without all the support they need?"),
}
FEW = 3  # organisations whose days can be written at their crossings
_SHORTEST = 28.0  # days: the curves have a point for each week
_LEFT, _RIGHT, _TOP, _BOTTOM = 0.09, 0.735, 0.765, 0.14
_HIGHEST = 76.0  # points: long names are rather small than long columns of words
_SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_NARROWEST = 58.0  # points: a column as wide as its heading
_NAMED = 0.88 * (_TOP - _BOTTOM)  # of the picture's height, for the names at the ends of curves
_CLOSE = 0.09  # of the axis: numbers of days nearer to each other are written on the outer sides of their lines


def draw(
    curves: "pd.DataFrame", measure: str, medians: dict[str, float], finding: str, notes: Sequence[str], looks: Looks
) -> Figure:
    """Draw the share without `measure` ("first_support" or "full_support") against days since arrival.

    `medians` are the days within which half of the children have it, by organisation, where it is reached.
    """
    rows = curves[curves["measure"] == measure]
    figure = canvas(said(QUESTIONS[measure]), finding, notes)
    axes = figure.add_axes((_LEFT, _BOTTOM, _RIGHT - _LEFT, _TOP - _BOTTOM))
    last = _last_day_worth_showing(rows)
    axes.set(xlim=(0, last), ylim=(0, 1.005))
    drawn, ends = last, {}
    for organisation in looks.organisations:
        curve = rows[(rows["organisation"] == organisation) & (rows["day"] <= last)]
        if curve.empty:
            continue
        colour = looks.colour(organisation)
        axes.fill_between(curve["day"], curve["low"], curve["high"], color=colour, alpha=0.18, linewidth=0)
        axes.plot(*_through_half(curve, medians.get(organisation, np.nan)), color=colour)
        drawn, ends[organisation] = float(curve["day"].iloc[-1]), float(curve["without"].iloc[-1])
    halves = {name: medians[name] for name in ends if medians.get(name, np.inf) <= last}
    _mark_half(axes, halves, last, looks)
    _name_curves(axes, ends, halves, drawn, looks)
    name_axis(axes.xaxis, say("days since the child came"))
    name_axis(axes.yaxis, say("children without it"), 68.6)
    number_ticks(axes.xaxis, MultipleLocator(_tick_every(last)))
    axes.set_yticks(_SHARES, [percent(share) for share in _SHARES])
    axes.grid(axis="y")
    return figure


def _through_half(curve: "pd.DataFrame", median: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give a curve's days and shares, with the day on which it passes a half, which the weekly points only surround."""
    days, shares = curve["day"].to_numpy(np.float64), curve["without"].to_numpy(np.float64)
    after = int(np.searchsorted(days, median))
    if 0 < after < len(days) and shares[after - 1] >= 0.5 >= shares[after]:
        return np.insert(days, after, median), np.insert(shares, after, 0.5)
    return days, shares


def _last_day_worth_showing(rows: "pd.DataFrame") -> float:
    """Find the day after which no curve falls by more than two in a hundred; the tail after it says little."""
    last_day = float(rows["day"].max())
    latest = 0.0
    for _, curve in rows.groupby("organisation"):
        falling = curve["without"] > curve["without"].iloc[-1] + 0.02
        if falling.any():
            latest = max(latest, float(curve.loc[falling, "day"].max()))
    every = _tick_every(max(latest, 1.0))
    return min(last_day, max(_SHORTEST, every, float(np.ceil(latest * 1.02 / every)) * every)) or 1.0


def _tick_every(last: float) -> float:
    return next((every for every in (1, 7, 14, 30, 60, 90, 180, 365) if last / every <= 8), 730)


def _mark_half(axes: Axes, halves: dict[str, float], last: float, looks: Looks) -> None:
    """Draw the line that half of the children have passed and, for few curves, the day each one crosses it."""
    axes.axhline(0.5, color=SOFT, linewidth=1.2, linestyle=(0, (1, 2)))
    figure = cast(Figure, axes.figure)
    axes.text(last * 0.995, 0.51, say("half of the children"), size=NOTE_SIZE, color=SOFT, ha="right", va="bottom")
    for organisation, day in halves.items():
        colour = looks.colour(organisation)
        axes.plot([day], [0.5], marker=looks.marker(organisation), markersize=11, color=colour, zorder=4)
        if len(looks.organisations) > FEW:
            continue
        axes.plot([day, day], [0, 0.5], color=colour, linewidth=1.5, linestyle=(0, (3, 2)))
        side, height = _beside(day, list(halves.values()), last)
        away = ScaledTranslation({"left": 4, "center": 0, "right": -4}[side] / 72, 0, figure.dpi_scale_trans)
        words = number(day, decimals_in_table(halves.values(), "days"))
        axes.text(day, height, words, transform=axes.transData + away, color=colour, size=LABEL_SIZE,
                  weight="bold", ha=side, va="bottom", zorder=5,
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})  # fmt: skip


def _beside(day: float, every: list[float], last: float) -> tuple[str, float]:
    """Say at which side of its line, and how high, a day can be written so that it touches no other's."""
    close = [other for other in every if abs(other - day) < _CLOSE * last]
    earlier, later = sum(other < day for other in close), sum(other > day for other in close)
    if earlier and later:
        return "center", 0.085
    if later:
        return ("right", 0.015) if day > 0.06 * last else ("left", 0.085)
    if earlier or day < 0.06 * last:
        return "left", 0.015 if earlier < 2 or day > 0.06 * last else 0.155
    return "center", 0.015


def _name_curves(axes: Axes, ends: dict[str, float], halves: dict[str, float], drawn: float, looks: Looks) -> None:
    """Write the share without on the last day drawn and the name at the end of each curve, where none touches another.

    The share has as many decimals as in the table.
    """
    many, width = len(looks.organisations) > FEW, (_RIGHT - _LEFT) * ACROSS
    largest = NOTE_SIZE + 2 if many else LABEL_SIZE
    places = decimals_in_table([100 * end for end in ends.values()], "%")
    told = [[exactly(end, places) for end in ends.values()]]
    day = number(drawn)
    headings = [say_n("without it\nafter {days} day:", "without it\nafter {days} days:", drawn, days=day)]
    if many:
        told.append(
            [
                say("{days} d", days=number(halves[name], decimals_in_table(halves.values(), "days")))
                if name in halves
                else "–"
                for name in ends
            ]
        )
        headings = [say("without\nafter\n{days} d", days=day), say("half\nwithin")]
    columns = [1.025]
    for words in told:
        widest = max((width_of(each, largest, bold=True) for each in words), default=0.0)
        columns.append(columns[-1] + (max(widest, _NARROWEST) + 10) / width)
    room = (0.985 - _LEFT) * ACROSS - columns[-1] * width, min(_HIGHEST, _NAMED * UP / max(1, len(ends)))
    names, size = fitted_alike([looks.name(each) for each in ends], largest, *room, bold=True)
    highest = max((height_of(name, size) for name in names), default=0.0)
    apart = (highest + 0.3 * size * (highest > LEADING * size)) / (_TOP - _BOTTOM) / UP
    heights = spread(list(ends.values()), apart, apart / 2 - 0.02, 0.9 - apart / 2)
    across = axes.get_yaxis_transform()
    for row, (organisation, height) in enumerate(zip(ends, heights, strict=True)):
        colour = looks.colour(organisation)
        joined = [ends[organisation], height]
        axes.plot([1.0, 1.02], joined, transform=across, color=colour, linewidth=1.2, clip_on=False)
        written = [*((column[row], largest) for column in told), (names[row], size)]
        for left, (each, type_size) in zip(columns, written, strict=True):
            axes.text(left, height, each, transform=across, color=colour, size=type_size, weight="bold", va="center")
    above = max(heights, default=0.0) + apart / 2 + LEADING * 0.01
    for left, heading in zip(columns, headings, strict=False):
        axes.text(left, above, heading, transform=across, color=SOFT, size=NOTE_SIZE, va="bottom")
