"""Where the time goes: a bar for each organisation, cut into what the days were spent on."""

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulate.language.numbers import decimals_for, number
from simulate.show.figures.style import (
    ACROSS,
    INK,
    LABEL_SIZE,
    SOFT,
    TICK_SIZE,
    Looks,
    bare,
    canvas,
    name_rows,
    spread,
)

if TYPE_CHECKING:
    import pandas as pd

# Dark for what nobody gains from; told apart by lightness, never by hue alone; none is an organisation's colour.
FILLS = {
    "waiting": ("#4A2545", "white"),
    "handovers": ("#93557F", "white"),
    "nothing": ("#C98DB0", INK),
    "meetings": ("#D9C27A", INK),
    "assessment": ("#56822E", "white"),
    "other steps": ("#B4CC97", INK),
    "support": ("#DDE8CF", INK),
}
OTHER_FILL = ("#C4C4C4", INK)
NAMES = {"waiting": "in a line", "handovers": "handed over", "nothing": "nobody acts"}


def draw(time_use: "pd.DataFrame", finding: str, note: str, looks: Looks) -> Figure:
    """Draw the mean days a child spends in each category on the way to its supports, stacked."""
    figure = canvas("Where does the time go?", finding, note)
    axes = figure.add_axes((0.2, 0.15, 0.73, 0.52))
    found = list(dict.fromkeys(time_use["category"]))
    ordered = [category for category in FILLS if category in found]
    categories = ordered + [category for category in found if category not in FILLS]
    bars = {o: _days(time_use, o, categories) for o in looks.organisations}
    longest = max((sum(days.values()) for days in bars.values()), default=1.0) or 1.0
    places = decimals_for(longest)
    for row, (organisation, days) in enumerate(bars.items()):
        total = sum(days.values())
        _draw_bar(axes, row, days, longest)
        _draw_intervals(axes, row, days, time_use[time_use["organisation"] == organisation])
        axes.text(total + longest * 0.012, row, f"{number(total, places)} days", size=LABEL_SIZE, weight="bold",
                  color=looks.colour(organisation), va="center")  # fmt: skip
    name_rows(axes, looks.organisations, looks, 0.185 * ACROSS)
    axes.set_xlim(0, longest * 1.14)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_xlabel("mean days of a child, from arrival to full support")
    seen = [category for category in categories if any(category in days for days in bars.values())]
    _name_categories(axes, seen, bars[looks.organisations[0]], longest)
    bare(axes)
    axes.tick_params(axis="x", colors=SOFT)
    return figure


def _days(time_use: "pd.DataFrame", organisation: str, categories: list[str]) -> dict[str, float]:
    rows = time_use[time_use["organisation"] == organisation]
    days = dict(zip(rows["category"], rows["days"].astype(float), strict=True))
    return {category: days[category] for category in categories if days.get(category, 0.0) > 0}


def _draw_bar(axes: Axes, row: int, days: dict[str, float], longest: float) -> None:
    left = 0.0
    for category, spent in days.items():
        fill, ink = FILLS.get(category, OTHER_FILL)
        axes.barh(row, spent, left=left, height=0.62, color=fill, edgecolor="white", linewidth=1.5)
        if spent > longest * 0.035:
            axes.text(
                left + spent / 2,
                row,
                number(spent, decimals_for(longest)),
                size=TICK_SIZE,
                color=ink,
                ha="center",
                va="center",
            )
        left += spent


def _draw_intervals(axes: Axes, row: int, days: dict[str, float], pieces: "pd.DataFrame") -> None:
    """Draw each piece's interval at its right edge, low in the bar, below the numbers."""
    ends = {piece["category"]: (piece["low"], piece["high"]) for piece in pieces.to_dict("records")}
    left = 0.0
    for category, spent in days.items():
        low, high = ends[category]
        if low == low:
            axes.plot([left + low, left + high], [row + 0.24, row + 0.24], color="white", linewidth=4)
            axes.plot([left + low, left + high], [row + 0.24, row + 0.24], color=INK, linewidth=2)
        left += spent


def _name_categories(axes: Axes, categories: list[str], days: dict[str, float], longest: float) -> None:
    """Write what the pieces are above the first bar, each over a square of its colour and joined to its own piece.

    `days` are the first bar's; a category that only other bars have stands where its piece would be, without a line.
    """
    middles, left = [], 0.0
    for category in categories:
        spent = days.get(category, 0.0)
        middles.append(left + spent / 2)
        left += spent
    bars = max(1, round(axes.get_ylim()[0] + 0.5))
    top, high = -0.31, -0.31 - 0.16 * bars
    places = spread(middles, longest * 0.152, longest * 0.03, longest * 1.08)
    for category, middle, place in zip(categories, middles, places, strict=True):
        if category in days:
            axes.plot([middle, place], [top, high], color="#8A8A8A", linewidth=1.2, clip_on=False)
        fill, _ = FILLS.get(category, OTHER_FILL)
        axes.plot(place, high, marker="s", markersize=13, color=fill, clip_on=False)
        name = NAMES.get(category, category)
        axes.text(place, high - 0.06 * bars, name, size=TICK_SIZE - 1, color=INK, ha="center", clip_on=False)
