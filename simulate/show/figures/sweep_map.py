"""Two dials at once: a map of where which organisation is better, where luck may be all of it, and where one stands."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from simulate.experiment.sweep import Axis
from simulate.language import mark, said, say
from simulate.language.numbers import decimals_in_table, number
from simulate.show.dials import position
from simulate.show.figures.fitting import fitted
from simulate.show.figures.style import ACROSS, INK, LABEL_SIZE, NOTE_SIZE, SOFT, UP, Looks, canvas, name_axis
from simulate.show.sweeps import Told, Verdict

_LEFT, _RIGHT, _TOP, _BOTTOM = 0.12, 0.71, 0.755, 0.15
_PALEST, _UNTOLD = 0.25, "#F1F1F1"
_OF_THE_OTHER = (Verdict.BETTER, Verdict.MORE)
_TOLD = (*_OF_THE_OTHER, Verdict.WORSE, Verdict.LESS)
_MOST_NUMBERS = 120  # points in which a number can be read


def draw(told: Told, organisation: str, finding: str, notes: Sequence[str], looks: Looks) -> Figure:
    """Draw how an organisation differs from the baseline at every point of a sweep of two dials."""
    down, across = told.found.axes
    names = {"first": down.dial.name, "second": across.dial.name}
    question = (
        say("Where is which better: {first} and {second}?", **names)
        if told.of.better
        else say("Where is more: {first} and {second}?", **names)
    )
    figure = canvas(question, finding, notes)
    axes = figure.add_axes((_LEFT, _BOTTOM, _RIGHT - _LEFT, _TOP - _BOTTOM))
    rows, columns = len(down.values), len(across.values)
    axes.set(xlim=(0, columns), ylim=(0, rows))
    differences, verdicts = told.differences[organisation], told.verdicts(organisation)
    values = [each.value for each in differences]
    largest = max((abs(value) for value in values if value == value), default=1.0) or 1.0
    squares, fills = [], []
    places = min(decimals_in_table(values, told.of.unit), 1)
    for at, (value, verdict) in enumerate(zip(values, verdicts, strict=True)):
        row, column = divmod(at, columns)
        squares.append(((column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)))
        fills.append(_fill(value, verdict, largest, organisation, told.found.baseline, looks))
        if len(values) <= _MOST_NUMBERS:
            type_size = NOTE_SIZE if max(rows, columns) > 8 else LABEL_SIZE - 2
            is_sure = verdict in _TOLD
            colour, weight = (INK, "bold") if is_sure else (SOFT, "normal")
            middle, words = (column + 0.5, row + 0.5), number(value, places, sign=True) if value == value else "–"
            axes.text(*middle, words, size=type_size, color=colour, weight=weight, ha="center", va="center", zorder=3)
    axes.add_collection(PolyCollection(squares, facecolors=fills, edgecolors="white", linewidths=1.5, zorder=1))
    _mark_today(axes, down, across)
    _values_at(axes, down, across)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.text(0, 1.02, down.dial.name, transform=axes.transAxes, size=LABEL_SIZE - 2, color=SOFT, va="bottom")
    name_axis(axes.xaxis, across.dial.name)
    _add_key(figure, told, organisation, looks)
    return figure


def _fill(
    value: float, verdict: Verdict, largest: float, organisation: str, baseline: str, looks: Looks
) -> str | tuple[float, ...]:
    """Colour a point as the organisation that is better there, or has more of it, the paler the less it is."""
    if verdict not in _TOLD:
        return _UNTOLD
    colour = np.array(to_rgb(looks.colour(organisation if verdict in _OF_THE_OTHER else baseline)))
    strength = _PALEST + (0.75 - _PALEST) * abs(value) / largest
    return tuple((1 - strength) + strength * colour)


def _mark_today(axes: Axes, down: Axis, across: Axis) -> None:
    """Mark where the file stands, if it is on the map."""
    x, y = (_along(axis, axis.today) for axis in (across, down))
    if x is None or y is None:
        return
    for colour, wide in (("white", 7), (INK, 3)):
        axes.plot([x], [y], marker="o", markersize=26, markerfacecolor="none", markeredgecolor=colour,
                  markeredgewidth=wide, zorder=4)  # fmt: skip


def _along(axis: Axis, value: float | None) -> float | None:
    """Find where a value stands among the points of an axis, whose middles are at 0.5, 1.5 …; None outside."""
    if value is None or not axis.values[0] <= value <= axis.values[-1]:
        return None
    return float(np.interp(value, axis.values, np.arange(len(axis.values)) + 0.5))


def _values_at(axes: Axes, down: Axis, across: Axis) -> None:
    for axis, ticks, most in ((across, axes.xaxis, 10), (down, axes.yaxis, 14)):
        every = -(-len(axis.values) // most)
        some = range(0, len(axis.values), every)
        ticks.set_ticks([place + 0.5 for place in some], [position(axis.dial, axis.values[place]) for place in some])
        ticks.set_tick_params(length=0)


def _add_key(figure: Figure, told: Told, organisation: str, looks: Looks) -> None:
    """Say at the right what the colours are."""
    left, top, width = _RIGHT + 0.03, _TOP - 0.02, (0.985 - _RIGHT - 0.06) * ACROSS
    where = mark("better in {organisation}") if told.of.better else mark("more in {organisation}")
    both = (organisation, told.found.baseline)
    entries = [
        *((looks.colour(each), said(where, organisation=looks.name(each))) for each in both),
        (_UNTOLD, say("it may be luck, or too little to matter")),
        (None, say("the file as it is")),
    ]
    for colour, words in entries:
        written, size = fitted(words, LABEL_SIZE - 2, width, 0.11 * UP)
        square = figure.add_axes((left, top - 0.035, 0.018, 0.032))
        square.axis("off")
        if colour is None:
            square.plot([0.5], [0.5], marker="o", markersize=15, markerfacecolor="none", markeredgecolor=INK,
                      markeredgewidth=3, clip_on=False)  # fmt: skip
        else:
            whole = [((0, 0), (1, 0), (1, 1), (0, 1))]
            square.add_collection(PolyCollection(whole, facecolors=[colour], edgecolors="#9A9A9A"))
        square.set(xlim=(0, 1), ylim=(0, 1))
        figure.text(left + 0.028, top, written, size=size, va="top", color=INK)
        top -= 0.055 + 0.045 * written.count("\n")
    what, size = fitted(told.what, NOTE_SIZE + 2, width, 0.16 * UP)
    figure.text(left, top - 0.02, what, size=size, va="top", color=SOFT)
