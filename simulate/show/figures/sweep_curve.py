"""One dial from end to end: the measure in every organisation, with its band, and where the file stands."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulate.language import say
from simulate.show.dials import position
from simulate.show.figures.fitting import fitted_alike
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
    write_above,
)
from simulate.show.sweeps import Told

_LEFT, _RIGHT, _TOP, _BOTTOM = 0.095, 0.735, 0.745, 0.15
_MOST_TICKS = 9
_APART = 0.07  # of the axes' height, between the names at the ends of curves


def draw(told: Told, finding: str, notes: Sequence[str], looks: Looks) -> Figure:
    """Draw the told measure of a sweep of one dial."""
    (axis,) = told.found.axes
    figure = canvas(say("What if it were otherwise: {dial}?", dial=axis.dial.name), finding, notes)
    axes = figure.add_axes((_LEFT, _BOTTOM, _RIGHT - _LEFT, _TOP - _BOTTOM))
    ends: dict[str, float] = {}
    lowest, highest = 0.0, 0.0
    for organisation in told.found.organisations:
        every = [point.estimate(organisation, told.measure, told.group) for point in told.found.points]
        low = [each.low if each.low == each.low else each.value for each in every]
        high = [each.high if each.high == each.high else each.value for each in every]
        colour = looks.colour(organisation)
        axes.fill_between(axis.values, low, high, color=colour, alpha=0.18, linewidth=0)
        marker = looks.marker(organisation)
        axes.plot(axis.values, [each.value for each in every], color=colour, marker=marker, markersize=9)
        known = [each.value for each in every if each.value == each.value]
        if known:
            ends[organisation] = known[-1]
        lowest, highest = min(lowest, *low), max(highest, *high)
    if axis.dial.scale == "log":
        axes.set_xscale("log")
    first, last = axis.values[0], axis.values[-1]
    axes.set(xlim=(first, last), ylim=(1.05 * lowest, 1.05 * highest or 1.0))
    _mark_today(axes, axis.today, first, last)
    axes.set_xticks([], minor=True)
    told_at = axis.values[:: -(-len(axis.values) // _MOST_TICKS)]
    axes.set_xticks(told_at, [position(axis.dial, value) for value in told_at])
    number_ticks(axes.yaxis)
    name_axis(axes.xaxis, axis.dial.name)
    write_above(axes, told.what)
    axes.grid(axis="y")
    _name_curves(axes, ends, looks)
    return figure


def _mark_today(axes: Axes, today: float | None, first: float, last: float) -> None:
    """Draw the line where the file stands, if that is on the axis."""
    if today is None or not first <= today <= last:
        return
    axes.axvline(today, color=SOFT, linewidth=1.6, linestyle=(0, (2, 2)), zorder=1)
    words = say(" the file as it is ")
    far = axes.transData.transform((today, 0))[0] > axes.transAxes.transform((0.8, 0))[0]
    side = "right" if far else "left"
    across = axes.get_xaxis_transform()
    axes.text(today, 0.015, words, transform=across, size=NOTE_SIZE, color=SOFT, ha=side, va="bottom")


def _name_curves(axes: Axes, ends: dict[str, float], looks: Looks) -> None:
    """Write the names of organisations at the ends of their curves, where none touches another."""
    low, high = axes.get_ylim()
    heights = spread([(end - low) / (high - low) for end in ends.values()], _APART, 0.02, 0.98)
    room = (0.985 - _RIGHT) * ACROSS - 14, _APART * (_TOP - _BOTTOM) * UP
    names, size = fitted_alike([looks.name(each) for each in ends], LABEL_SIZE, *room, bold=True)
    for name, organisation, height in zip(names, ends, heights, strict=True):
        joined = [(ends[organisation] - low) / (high - low), height]
        colour = looks.colour(organisation)
        axes.plot([1.0, 1.02], joined, transform=axes.transAxes, color=colour, linewidth=1.2, clip_on=False)
        at_end = axes.transAxes
        axes.text(1.03, height, name, color=colour, size=size, weight="bold", transform=at_end, va="center")
