"""How long the lines are, month after month: a small picture for each of the units with the longest lines.

Where workers share their time children need not stand in line, however many there are: there it shows how many each
worker has, beside how many that may be at full pace.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from simulate.findings.estimates import margins, skewness_of
from simulate.language import say
from simulate.plan import REVIEW_EVERY, Floats
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
_ROOM_FOR_WORDS = 1.3  # above what is drawn, as a share of it
_WEEKS = 4  # averaged together: lines before a meeting rise and fall with every meeting


@dataclass(frozen=True)
class Line:
    """A line, on average over replications, with its 95 % interval (NaN where there is none): one value a week."""

    years: Floats  # since the start
    mean: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Cases:
    """How many children a worker has in a unit whose workers share their time."""

    per_worker: dict[str, Line]  # by organisation: one value a month
    full_pace_up_to: Floats  # at most, of any organisation, one value a month
    above: float  # children above full pace in the worst month


def draw(
    lines: "pd.DataFrame",
    children_per_worker: "pd.DataFrame",
    facts: Facts,
    finding: str,
    notes: Sequence[str],
    looks: Looks,
) -> Figure:
    """Draw children in line against years since the start; the days are shaded on which counted children come.

    Of units whose workers share their time the open cases per worker are drawn instead.
    """
    found, shared = mean_lines(lines), cases(children_per_worker)
    longest = {unit: max(float(line.mean.max()) for line in found[unit].values()) for unit in found}
    # where time is shared those in work above full pace count as a line, as they do everywhere
    behind = {unit: length + (shared[unit].above if unit in shared else 0.0) for unit, length in longest.items()}
    every = sorted((unit for unit in found if behind[unit] > 0 or unit in shared), key=lambda unit: -behind[unit])
    units = every[:MOST_UNITS]
    told = {unit: shared[unit] for unit in units if unit in shared}
    question, up = _what_is_asked(len(told), len(units))
    figure = canvas(question, finding, [*_notes(len(every) - len(units), len(told), len(units)), *notes])
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
        _draw_unit(axes, told[unit].per_worker if unit in told else found[unit], facts.counted, looks)
        if unit in told:
            _mark_full_pace(axes, told[unit], "" if len(told) == len(units) else say("open cases per worker"))
        axes.set_title(names[i], size=size, loc="left", color=INK, pad=5)
        axes.tick_params(labelsize=NOTE_SIZE, labelbottom=i + columns >= len(units))
    figure.text(0.5, 0.066, say("years since the start (shaded: when the counted children come)"), size=TICK_SIZE,
                color=SOFT, ha="center", va="bottom")  # fmt: skip
    figure.text(0.012, (top + 0.135) / 2, up, size=LABEL_SIZE, color=SOFT, rotation=90, va="center")
    return figure


def _what_is_asked(shared: int, units: int) -> tuple[str, str]:
    """Give the question of the picture and what stands beside it, where so many of its units share time."""
    if not shared:
        return say("How long are the lines?"), say("children in line")
    if shared == units:
        return say("How many open cases has each worker?"), say("open cases per worker")
    return say("How long are the lines, how many the open cases?"), say("children in line")


def _notes(left_out: int, shared: int, units: int) -> Iterator[str]:
    if shared < units or not units:
        yield say("four-week averages")
    if shared:
        yield say("open cases: monthly averages; dashed: as many as a worker can have at full pace")
    yield from units_left_out(left_out)


def cases(children_per_worker: "pd.DataFrame") -> dict[str, Cases]:
    """Give the children per worker, by unit, of the units whose workers share their time anywhere."""
    sharing = children_per_worker.loc[children_per_worker["full_pace_up_to"].notna(), "unit"].unique()
    found = {}
    for unit, rows in children_per_worker[children_per_worker["unit"].isin(sharing)].groupby("unit", sort=False):
        above = rows["children"] - rows["full_pace_up_to"] * rows["workers"]
        per_worker = {
            str(organisation): Line(
                *(each[name].to_numpy(np.float64) for name in ("day", "children_per_worker", "low", "high"))
            )
            for organisation, each in rows.groupby("organisation", sort=False)
        }
        in_years = {name: replace(line, years=_middles(line.years)) for name, line in per_worker.items()}
        full_pace = rows.groupby("day")["full_pace_up_to"].max().to_numpy(np.float64)
        found[str(unit)] = Cases(in_years, full_pace, max(0.0, float(above.max())))
    return found


def _middles(days: Floats) -> Floats:
    """Give the middles of months that begin on some days, in years."""
    return np.asarray((days + REVIEW_EVERY / 2) / DAYS_PER_YEAR)


def _mark_full_pace(axes: Axes, told: Cases, what: str) -> None:
    """Mark how many children a worker can have at full pace; say `what` is drawn where other units show lines."""
    years = next(iter(told.per_worker.values())).years
    axes.plot(years, told.full_pace_up_to, color=INK, linewidth=1.6, linestyle=(0, (4, 3)), zorder=1.5)
    highest = max(axes.get_ylim()[1], 1.1 * float(np.nanmax(told.full_pace_up_to)))
    axes.set_ylim(0, highest * (_ROOM_FOR_WORDS if what else 1.0))
    number_ticks(axes.yaxis, MaxNLocator(3, integer=True))
    axes.text(0.02, 0.99, what, transform=axes.transAxes, size=NOTE_SIZE, color=SOFT, va="top")


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
