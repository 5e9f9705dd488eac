"""Where the time goes: a bar for each organisation, cut into what the days were spent on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from simulate.language import mark, said, say, say_n
from simulate.language.numbers import decimals_for, number
from simulate.show.figures.fitting import LEADING, fitted_alike
from simulate.show.figures.style import (
    ACROSS,
    INK,
    LABEL_SIZE,
    TICK_SIZE,
    Looks,
    canvas,
    draw_bars,
    draw_intervals,
    name_axis,
    name_rows,
    number_ticks,
    spread,
)

if TYPE_CHECKING:
    import pandas as pd

# Dark for what nobody gains from; told apart by lightness, never by hue alone; none is an organisation's colour.
FILLS = {
    "waiting": ("#4A2545", "white"),
    "stretched": ("#7A4A2B", "white"),
    "handovers": ("#93557F", "white"),
    "nothing": ("#C98DB0", INK),
    "meetings": ("#D9C27A", INK),
    "assessment": ("#56822E", "white"),
    "other steps": ("#B4CC97", INK),
    "support": ("#DDE8CF", INK),
}
OTHER_FILL = ("#C4C4C4", INK)
NAMES = {
    "waiting": mark("in a line"),
    "stretched": mark("stretched"),
    "handovers": mark("handed over"),
    "nothing": mark("nobody acts"),
    "meetings": mark("meetings"),
    "assessment": mark("assessment"),
    "other steps": mark("other steps"),
    "support": mark("support"),
}
_INTERVAL = 0.24  # rows below the middle of a bar


def draw(time_use: "pd.DataFrame", finding: str, notes: Sequence[str], looks: Looks) -> Figure:
    """Draw the mean days a child spends in each category on the way to its supports, stacked."""
    figure = canvas(say("Where does the time go?"), finding, notes)
    axes = figure.add_axes((0.2, 0.15, 0.73, 0.52))
    found = list(dict.fromkeys(time_use["category"]))
    ordered = [category for category in FILLS if category in found]
    categories = ordered + [category for category in found if category not in FILLS]
    bars = {o: _days(time_use, o, categories) for o in looks.organisations}
    longest = max((sum(days.values()) for days in bars.values()), default=1.0) or 1.0
    axes.set(xlim=(0, longest * 1.14), ylim=(len(bars) - 0.5, -0.5))
    _draw_bars(axes, bars, longest)
    draw_intervals(axes, _intervals(bars, time_use), 2, "round")
    places = decimals_for(longest)
    for row, (organisation, days) in enumerate(bars.items()):
        total = sum(days.values())
        words = say_n("{days} day", "{days} days", round(total, places), days=number(total, places))
        axes.text(total + longest * 0.012, row, words, size=LABEL_SIZE, weight="bold",
                  color=looks.colour(organisation), va="center")  # fmt: skip
    name_rows(axes, looks.organisations, looks, 0.185 * ACROSS)
    seen = [category for category in categories if any(category in days for days in bars.values())]
    _name_categories(axes, seen, bars, longest)
    axes.spines[:].set_visible(False)
    axes.tick_params(axis="x", length=0)
    number_ticks(axes.xaxis)
    name_axis(axes.xaxis, say("mean days of a child, from arrival to full support"), 25.5)
    return figure


def _days(time_use: "pd.DataFrame", organisation: str, categories: list[str]) -> dict[str, float]:
    rows = time_use[time_use["organisation"] == organisation]
    days = dict(zip(rows["category"], rows["days"].astype(float), strict=True))
    return {category: days[category] for category in categories if days.get(category, 0.0) > 0}


def _lefts(days: dict[str, float]) -> dict[str, float]:
    """Give where the piece of each category begins in a bar."""
    lefts, left = {}, 0.0
    for category, spent in days.items():
        lefts[category] = left
        left += spent
    return lefts


def _draw_bars(axes: Axes, bars: dict[str, dict[str, float]], longest: float) -> None:
    pieces = [
        (row, _lefts(days)[category], spent, *FILLS.get(category, OTHER_FILL))
        for row, days in enumerate(bars.values())
        for category, spent in days.items()
    ]
    draw_bars(axes, [piece[:3] for piece in pieces], [fill for *_, fill, _ in pieces], 0.62, 1.5)
    for row, left, spent, _, ink in pieces:
        if spent > longest * 0.035:
            words = number(spent, decimals_for(longest))
            axes.text(left + spent / 2, row, words, size=TICK_SIZE, color=ink, ha="center", va="center")


def _intervals(bars: dict[str, dict[str, float]], time_use: "pd.DataFrame") -> list[tuple[float, float, float]]:
    """Give each piece's interval at its right edge, low in the bar, below the numbers."""
    ends = {
        (piece["organisation"], piece["category"]): (piece["low"], piece["high"])
        for piece in time_use.to_dict("records")
    }
    found = []
    for row, (organisation, days) in enumerate(bars.items()):
        for category, left in _lefts(days).items():
            low, high = ends[organisation, category]
            found.append((left + low, left + high, row + _INTERVAL))
    return found


def _name_categories(axes: Axes, categories: list[str], bars: dict[str, dict[str, float]], longest: float) -> None:
    """Write what the pieces are above the first bar, each over a square of its colour and joined to its own piece.

    A category that only other bars have stands where its piece would be, without a line.
    """
    days = next(iter(bars.values()))
    middles, left = [], 0.0
    for category in categories:
        spent = days.get(category, 0.0)
        middles.append(left + spent / 2)
        left += spent
    top, high = -0.31, -0.31 - 0.16 * len(bars)
    first, last = longest * 0.03, longest * 1.08
    apart = min(longest * 0.166, (last - first) / max(1, len(middles) - 1))
    places = spread(middles, apart, first, last)
    named = zip(categories, middles, places, strict=True)
    joined = [((middle, top), (place, high)) for category, middle, place in named if category in days]
    axes.add_collection(
        LineCollection(joined, colors="#8A8A8A", linewidths=1.2, capstyle="round", clip_on=False, zorder=2), False
    )
    fills = [FILLS.get(category, OTHER_FILL)[0] for category in categories]
    axes.scatter(places, [high] * len(places), s=13**2, c=fills, marker="s", linewidths=1, clip_on=False, zorder=2.1)
    width = apart / axes.get_xlim()[1] * axes.get_position().width * ACROSS - 8
    told = [said(NAMES[category]) if category in NAMES else category for category in categories]
    names, size = fitted_alike(told, TICK_SIZE - 1, width, 2 * LEADING * TICK_SIZE)
    for name, place in zip(names, places, strict=True):
        axes.text(place, high - 0.06 * len(bars), name, size=size, color=INK, ha="center", va="baseline")
