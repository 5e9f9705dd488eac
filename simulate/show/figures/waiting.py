"""How many children still wait after so many days: one curve for each organisation, with its band."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator, PercentFormatter

from simulate.show.figures.style import LABEL_SIZE, NOTE_SIZE, SOFT, Looks, canvas, spread
from simulate.show.words import decimals_for, number, percent, shortened, spoken

if TYPE_CHECKING:
    import pandas as pd

SUPPORTS = {"first_support": "their first support", "full_support": "all the support they need"}
FEW = 3  # organisations whose days can be written at their crossings
_SHORTEST = 28.0  # days: the curves have a point for each week
_TOP, _BOTTOM = 0.765, 0.14


def draw(
    curves: "pd.DataFrame", measure: str, medians: dict[str, float], finding: str, note: str, looks: Looks
) -> Figure:
    """Draw the share still waiting for `measure` ("first_support" or "full_support") against days since arrival.

    `medians` are the days within which half of the children have it, by organisation, where it is reached.
    """
    rows = curves[curves["measure"] == measure]
    figure = canvas(f"How many children still wait for {SUPPORTS[measure]}?", finding, note)
    axes = figure.add_axes((0.09, _BOTTOM, 0.66, _TOP - _BOTTOM))
    last = _last_day_worth_showing(rows)
    ends = {}
    for organisation in looks.organisations:
        curve = rows[(rows["organisation"] == organisation) & (rows["day"] <= last)]
        if curve.empty:
            continue
        colour = looks.colour(organisation)
        axes.fill_between(curve["day"], curve["low"], curve["high"], color=colour, alpha=0.18, linewidth=0)
        axes.plot(curve["day"], curve["without"], color=colour)
        ends[organisation] = float(curve["without"].iloc[-1])
    halves = {name: medians[name] for name in ends if medians.get(name, np.inf) <= last}
    _mark_half(axes, halves, last, looks)
    _name_curves(axes, ends, halves, last, looks)
    axes.set(xlim=(0, last), ylim=(0, 1.005))
    axes.set_xlabel("days since the child came")
    axes.set_ylabel("children still waiting")
    axes.xaxis.set_major_locator(MultipleLocator(_tick_every(last)))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    axes.grid(axis="y")
    return figure


def _last_day_worth_showing(rows: "pd.DataFrame") -> float:
    """Find the day after which no curve falls by more than two in a hundred; the tail after it says little."""
    last_day = float(rows["day"].max())
    latest = 0.0
    for _, curve in rows.groupby("organisation"):
        falling = curve["without"] > curve["without"].iloc[-1] + 0.02
        if falling.any():
            latest = max(latest, float(curve.loc[falling, "day"].max()))
    every = _tick_every(max(latest, 1.0))
    return min(last_day, max(_SHORTEST, every, float(np.ceil(latest * 1.02 / every)) * every))


def _tick_every(last: float) -> float:
    return next((every for every in (1, 7, 14, 30, 60, 90, 180, 365) if last / every <= 8), 730)


def _mark_half(axes: Axes, halves: dict[str, float], last: float, looks: Looks) -> None:
    """Draw the line that half of the children have passed and, for few curves, the day each one crosses it."""
    axes.axhline(0.5, color=SOFT, linewidth=1.2, linestyle=(0, (1, 2)))
    axes.text(last * 0.995, 0.51, "half of the children", size=NOTE_SIZE, color=SOFT, ha="right", va="bottom")
    places = spread(list(halves.values()), last * 0.07, last * 0.03, last * 0.97)
    for (organisation, day), place in zip(halves.items(), places, strict=True):
        colour = looks.colour(organisation)
        axes.plot([day], [0.5], marker=looks.marker(organisation), markersize=11, color=colour, zorder=4)
        if len(looks.organisations) > FEW:
            continue
        axes.plot([day, day], [0, 0.5], color=colour, linewidth=1.5, linestyle=(0, (3, 2)))
        axes.text(place, 0.015, number(day), color=colour, size=LABEL_SIZE, weight="bold", ha="center", va="bottom",
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5}, zorder=5)  # fmt: skip


def _name_curves(axes: Axes, ends: dict[str, float], halves: dict[str, float], last: float, looks: Looks) -> None:
    """Write each organisation's name at the end of its curve, moved apart where they would touch."""
    many = len(looks.organisations) > FEW
    size = NOTE_SIZE + 2 if many else LABEL_SIZE
    apart = size / 345
    heights = spread(list(ends.values()), apart, 0.0, 0.88)
    across = axes.get_yaxis_transform()
    for (organisation, end), height in zip(ends.items(), heights, strict=True):
        colour = looks.colour(organisation)
        axes.plot([1.0, 1.02], [end, height], transform=across, color=colour, linewidth=1.2, clip_on=False)
        half = (
            f"{number(halves[organisation], decimals_for(halves[organisation]))} d" if organisation in halves else "–"
        )
        columns = (percent(end), half, shortened(spoken(organisation), 17)) if many else (
            percent(end), shortened(spoken(organisation), 17))  # fmt: skip
        for left, words in zip(_columns(many), columns, strict=True):
            axes.text(left, height, words, transform=across, color=colour, size=size, weight="bold", va="center")
    above = max(heights, default=0.0) + apart
    headings = ("still\nwait", "half\nwithin", "") if many else (f"still waiting\nafter {last:.0f} days:", "")
    for left, words in zip(_columns(many), headings, strict=True):
        axes.text(left, above, words, transform=across, color=SOFT, size=NOTE_SIZE + 2, va="bottom")


def _columns(many: bool) -> tuple[float, ...]:
    return (1.025, 1.085, 1.165) if many else (1.025, 1.115)
