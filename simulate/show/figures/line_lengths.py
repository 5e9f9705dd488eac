"""How long the lines are, month after month: a small picture for each of the units with the longest lines."""

from collections.abc import Hashable
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from scipy.special import stdtrit

from simulate.language.numbers import counted as count
from simulate.show.facts import Facts
from simulate.show.figures.fitting import fitted_alike
from simulate.show.figures.style import ACROSS, INK, LABEL_SIZE, NOTE_SIZE, SOFT, TICK_SIZE, UP, Looks, add_key, canvas
from simulate.show.units import unit_title

if TYPE_CHECKING:
    import pandas as pd

MOST_UNITS = 9
MOST_BANDS = 3  # more bands than this hide one another
DAYS_PER_YEAR = 365.25


def draw(lines: "pd.DataFrame", facts: Facts, finding: str, note: str, looks: Looks) -> Figure:
    """Draw the children in line against years since the start; the days are shaded on which counted children come."""
    mean = _means_with_intervals(lines)
    longest = mean.groupby("unit", sort=False)["mean"].max().sort_values(ascending=False, kind="stable")
    longest = longest[longest > 0]
    units = list(longest.index[:MOST_UNITS])
    if len(longest) > len(units):
        note = f"{count(len(longest) - len(units), 'unit')} with shorter lines not shown · {note}"
    note = f"four-week averages · {note}"
    figure = canvas("How long are the lines?", finding, note)
    top = add_key(figure, looks) - 0.005
    columns = min(3, max(1, len(units)))
    rows = -(-len(units) // columns) or 1
    width, height = 0.92 / columns, (top - 0.145) / rows
    titles = [unit_title(unit, facts) for unit in units]
    names, size = fitted_alike(titles, TICK_SIZE, width * 0.9 * ACROSS, 0.055 * UP)
    for i, unit in enumerate(units):
        column, row = i % columns, i // columns
        box = (0.08 + column * width, top - (row + 1) * height + 0.005, width * 0.82, height - 0.065)
        axes = figure.add_axes(box)
        _draw_unit(axes, mean[mean["unit"] == unit], facts.counted, looks)
        axes.set_title(names[i], size=size, loc="left", color=INK, pad=5)
        axes.tick_params(labelsize=NOTE_SIZE, labelbottom=i + columns >= len(units))
    figure.text(0.5, 0.066, "years since the start (shaded: when the counted children come)", size=TICK_SIZE,
                color=SOFT, ha="center", va="bottom")  # fmt: skip
    figure.text(0.012, (top + 0.135) / 2, "children in line", size=LABEL_SIZE, color=SOFT, rotation=90, va="center")
    return figure


def _means_with_intervals(lines: "pd.DataFrame") -> "pd.DataFrame":
    """Give the mean line over replications and its 95 % interval, for each unit, organisation and day.

    Weeks are averaged by fours first: lines before a meeting rise and fall with every meeting.
    """
    whose: list[Hashable] = ["unit", "organisation", "replication"]
    four_weeks = lines.groupby(whose, sort=False)["line_mean"].rolling(4, min_periods=1).mean()
    smooth = lines.assign(line_mean=four_weeks.droplevel(whose))
    spread = smooth.groupby(["unit", "organisation", "day"], sort=False)["line_mean"].agg(["mean", "std", "count"])
    half = stdtrit(np.maximum(spread["count"] - 1, 1), 0.975) * spread["std"] / np.sqrt(spread["count"])
    spread["low"], spread["high"] = (spread["mean"] - half).clip(lower=0), spread["mean"] + half
    return spread.reset_index()


def _draw_unit(axes: Axes, unit: "pd.DataFrame", counted: tuple[float, float], looks: Looks) -> None:
    axes.axvspan(counted[0] / DAYS_PER_YEAR, counted[1] / DAYS_PER_YEAR, color="#F1F1F1", linewidth=0, zorder=0)
    for organisation in looks.organisations:
        line = unit[unit["organisation"] == organisation]
        if not (line["mean"] > 0).any():
            continue
        years, colour = line["day"] / DAYS_PER_YEAR, looks.colour(organisation)
        if len(looks.organisations) <= MOST_BANDS:
            axes.fill_between(years, line["low"], line["high"], color=colour, alpha=0.22, linewidth=0)
        axes.plot(years, line["mean"], color=colour, linewidth=2.2)
    axes.set_xlim(0, float(unit["day"].max()) / DAYS_PER_YEAR)
    axes.set_ylim(0, max(1.0, float(unit["high"].fillna(unit["mean"]).max()) * 1.05))
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.grid(axis="y")
