"""How long the lines are, month after month: a small picture for each of the units with the longest lines."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from simulate.findings.estimates import margins, skewness_of
from simulate.language import say
from simulate.plan import Floats
from simulate.show.facts import Facts
from simulate.show.figures import units_left_out
from simulate.show.figures.fitting import fitted_alike
from simulate.show.figures.style import (
    ACROSS,
    INK,
    LABEL_SIZE,
    NOTE_SIZE,
    SOFT,
    TICK_SIZE,
    UP,
    Looks,
    add_key,
    canvas,
    name_axis,
    number_ticks,
)
from simulate.show.units import unit_title

if TYPE_CHECKING:
    import pandas as pd

MOST_UNITS = 9
MOST_BANDS = 3  # more bands than this hide one another
DAYS_PER_YEAR = 365.25
_WEEKS = 4  # averaged together: lines before a meeting rise and fall with every meeting


@dataclass(frozen=True)
class Line:
    """A line, on average over replications, with its 95 % interval (NaN where there is none): one value a week."""

    years: Floats  # since the start
    mean: Floats
    low: Floats
    high: Floats


def draw(lines: "pd.DataFrame", facts: Facts, finding: str, notes: Sequence[str], looks: Looks) -> Figure:
    """Draw the children in line against years since the start; the days are shaded on which counted children come."""
    found = mean_lines(lines)
    longest = {unit: max(float(line.mean.max()) for line in found[unit].values()) for unit in found}
    every = sorted((unit for unit in found if longest[unit] > 0), key=lambda unit: -longest[unit])
    units = every[:MOST_UNITS]
    figure = canvas(say("How long are the lines?"), finding, [*_notes(len(every) - len(units)), *notes])
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
        _draw_unit(axes, found[unit], facts.counted, looks)
        axes.set_title(names[i], size=size, loc="left", color=INK, pad=5)
        axes.tick_params(labelsize=NOTE_SIZE, labelbottom=i + columns >= len(units))
    figure.text(0.5, 0.066, say("years since the start (shaded: when the counted children come)"), size=TICK_SIZE,
                color=SOFT, ha="center", va="bottom")  # fmt: skip
    figure.text(0.012, (top + 0.135) / 2, say("children in line"), size=LABEL_SIZE, color=SOFT, rotation=90,
                va="center")  # fmt: skip
    return figure


def _notes(left_out: int) -> Iterator[str]:
    yield say("four-week averages")
    yield from units_left_out(left_out)


def mean_lines(lines: "pd.DataFrame") -> dict[str, dict[str, Line]]:
    """Give the mean line over replications, by unit and organisation, each four weeks averaged together."""
    whole = lines.pivot(index=["unit", "organisation", "day"], columns="replication", values="line_mean")
    days, weekly = whole.index.get_level_values("day").to_numpy(np.float64), whole.to_numpy(np.float64)
    found: dict[str, dict[str, Line]] = {str(unit): {} for unit in lines["unit"].unique()}
    for names, places in whole.groupby(level=["unit", "organisation"], sort=False).indices.items():
        unit, organisation = map(str, cast(tuple[str, str], names))
        found[unit][organisation] = _mean_line(days[places], weekly[places])
    return found


def _mean_line(days: Floats, weekly: Floats) -> Line:
    """Average a line over replications, from its mean length in each week (weeks × replications)."""
    summed = weekly.cumsum(axis=0)
    summed[_WEEKS:] -= summed[:-_WEEKS].copy()
    smooth = summed / np.minimum(np.arange(1, len(days) + 1), _WEEKS)[:, np.newaxis]
    count, mean = smooth.shape[1], smooth.mean(axis=1)
    if count < 2:
        nothing = np.full_like(mean, math.nan)
        return Line(days / DAYS_PER_YEAR, mean, nothing, nothing)
    away = smooth - mean[:, np.newaxis]
    square, cube = (away**2).sum(axis=1), (away**3).sum(axis=1)
    below, above = margins(np.sqrt(square / (count - 1)), skewness_of(square, cube, count), count)
    return Line(days / DAYS_PER_YEAR, mean, np.maximum(mean - below, 0.0), mean + above)


def _draw_unit(axes: Axes, unit: dict[str, Line], counted: tuple[float, float], looks: Looks) -> None:
    axes.axvspan(counted[0] / DAYS_PER_YEAR, counted[1] / DAYS_PER_YEAR, color="#F1F1F1", linewidth=0, zorder=0)
    for organisation in looks.organisations:
        line = unit.get(organisation)
        if line is None or not (line.mean > 0).any():
            continue
        colour = looks.colour(organisation)
        if len(looks.organisations) <= MOST_BANDS:
            axes.fill_between(line.years, line.low, line.high, color=colour, alpha=0.22, linewidth=0)
        axes.plot(line.years, line.mean, color=colour, linewidth=2.2)
    highest = max(float(np.fmax(line.high, line.mean).max()) for line in unit.values())
    axes.set(xlim=(0, max(line.years[-1] for line in unit.values())), ylim=(0, max(1.0, highest * 1.05)))
    number_ticks(axes.yaxis, MaxNLocator(3, integer=True))
    number_ticks(axes.xaxis, MaxNLocator(6, integer=True))
    name_axis(axes.xaxis, "")
    name_axis(axes.yaxis, "")
    axes.grid(axis="y")
