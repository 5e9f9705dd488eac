"""Plausible worlds in pictures: the difference in all of them, from the least to the most, and what it depends on."""

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulate.experiment.sensitivity import Sensitivity
from simulate.language import say
from simulate.language.numbers import number, percent
from simulate.plan import Floats
from simulate.show.figures import name_among
from simulate.show.figures.fitting import fitted_alike
from simulate.show.figures.style import (
    ACROSS,
    INK,
    LABEL_SIZE,
    NOTE_SIZE,
    SOFT,
    UP,
    Looks,
    canvas,
    draw_bars,
    name_axis,
    name_in_ink,
    number_ticks,
    spread,
    write_above,
)
from simulate.show.figures.worlds_indices import indices
from simulate.show.worlds import ToldWorlds, findings_of
from simulate.show.worlds_indices import findings_of_indices, is_known, luck_in_indices
from simulate.show.worlds_meeting import findings_of_meeting

_ROOM = 1.2  # to either side, for the number beside a bar that is as long as it can be
_MOST_DIALS = 12
_LEFT, _RIGHT, _BOTTOM, _HEIGHT = 0.095, 0.735, 0.15, 0.59
_APART = 0.08  # of the axes' height, between the names at the ends of lines


def all_worlds(told: ToldWorlds, finding: str, notes: Sequence[str], looks: Looks) -> Figure:
    """Draw the difference from the baseline in every world, the least first: where it passes 0 they change places."""
    figure = canvas(say("In how many plausible worlds is it better?"), finding, notes)
    axes = figure.add_axes((_LEFT, _BOTTOM, _RIGHT - _LEFT, _HEIGHT))
    ends: dict[str, float] = {}
    for organisation in told.others:
        colour = looks.colour(organisation)
        if told.meeting is not None:
            shares, found = _in_order(told.meeting, organisation, told.group)
            marker = "o" if len(found) == 1 else None
            axes.plot(shares, found, color=colour, linestyle=(0, (3, 1.5)), marker=marker, alpha=0.8)
        shares, found = _in_order(told.found, organisation, told.group)
        axes.plot(shares, found, color=colour)
        ends[organisation] = float(found[-1]) if len(found) else 0.0
    axes.axhline(0, color=INK, linewidth=1.5)
    axes.set(xlim=(0, 1))
    low, high = axes.get_ylim()
    below, above = (say("better"), say("worse")) if told.of.better == "lower" else (say("worse"), say("better"))
    for words, y, va in ((above, high, "top"), (below, low, "bottom")):
        axes.text(0.01, y, words, size=NOTE_SIZE + 2, color=SOFT, va=va)
    _name_ends(axes, ends, looks)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], [percent(share) or "0" for share in (0.0, 0.25, 0.5, 0.75, 1.0)])
    number_ticks(axes.yaxis)
    name_axis(axes.xaxis, say("worlds, from the least difference to the most"))
    above_axis = say(
        "{measure}: difference from {baseline}", measure=told.what, baseline=looks.name(looks.organisations[0])
    )
    write_above(axes, above_axis)
    axes.grid(axis="y")
    return figure


def _in_order(some: Sensitivity, organisation: str, group: str) -> tuple[Floats, Floats]:
    """Give where some worlds stand among each other, from 0 to 1, and their differences, the least first."""
    found = np.sort(some.of_world(organisation, group))
    found = found[~np.isnan(found)]
    return (np.arange(len(found)) + 0.5) / max(len(found), 1), found


def _name_ends(axes: Axes, ends: dict[str, float], looks: Looks) -> None:
    """Write the names of organisations at the ends of their lines, where none touches another."""
    low, high = axes.get_ylim()
    heights = spread([(end - low) / (high - low) for end in ends.values()], _APART, 0.02, 0.98)
    room = (0.985 - _RIGHT) * ACROSS - 14, _APART * _HEIGHT * UP
    names, size = fitted_alike([looks.name(each) for each in ends], LABEL_SIZE, *room, bold=True)
    for name, organisation, height in zip(names, ends, heights, strict=True):
        colour = looks.colour(organisation)
        axes.text(1.02, height, name, color=colour, size=size, weight="bold", transform=axes.transAxes, va="center")


def dials(told: ToldWorlds, organisation: str, finding: str, notes: Sequence[str], looks: Looks) -> Figure:
    """Draw how the difference of an organisation goes with each dial, the strongest first."""
    every = told.influences[organisation][:_MOST_DIALS]
    figure = canvas(say("On what does it depend?"), finding, [*notes, say("pale: it may be chance")])
    axes = figure.add_axes((0.43, _BOTTOM, 0.52, _HEIGHT))
    bars = [(float(row), min(each.correlation, 0.0), abs(each.correlation)) for row, each in enumerate(every)]
    worse, better = looks.colour(looks.organisations[0]), looks.colour(organisation)
    lower = told.of.better == "lower"
    fills = [(better if (each.correlation < 0) == lower else worse) + ("" if each.sure else "55") for each in every]
    axes.set(xlim=(-_ROOM, _ROOM), ylim=(len(every) - 0.5, -0.5), xticks=(-1, -0.5, 0, 0.5, 1))
    draw_bars(axes, bars, fills, 0.66)
    axes.axvline(0, color=INK, linewidth=1.2)
    for row, each in enumerate(every):
        side = "right" if each.correlation < 0 else "left"
        words = f" {number(each.correlation, 2, sign=True)} "
        axes.text(each.correlation, row, words, va="center", ha=side, size=LABEL_SIZE - 3, color=INK)
    name_in_ink(axes, [told.dial(each.dial) for each in every])
    number_ticks(axes.xaxis)
    name_axis(axes.xaxis, say("partial correlation of ranks with the difference"))
    axes.spines["left"].set_visible(False)
    return figure


def pictures(told: ToldWorlds, findings: Sequence[str], notes: Sequence[str]) -> Iterator[tuple[str, Figure]]:
    """Draw all pictures of plausible worlds by name; to be called within `styled`."""
    looks = Looks(told.found.organisations, told.facts.titles)
    shares = " ".join(findings_of(told, each)[0] for each in told.others)
    lead = shares if len(told.others) > 1 or told.found.targets else findings[0]
    lead = " ".join([lead, *findings_of_meeting(told)])
    dashed = [] if told.meeting is None else [say("dashed: the worlds that meet all targets")]
    yield "worlds", all_worlds(told, lead, [*notes, *dashed], looks)
    for place, other in enumerate(told.others):
        yield name_among(told.others, other, "dials"), dials(told, other, findings[place], notes, looks)
    for other in (each for each, (every, _) in told.indices.items() if is_known(every[0].total)):
        words = " ".join(findings_of_indices(told, other))
        settled = indices(told, other, words, [*notes, *luck_in_indices(told, other)], looks)
        yield name_among(told.others, other, "indices"), settled
