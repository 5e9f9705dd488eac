"""Which share of the spread over plausible worlds each dial settles, in a picture: alone, and with the others."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulate.experiment.indices import Index, Settles
from simulate.language import say, say_n
from simulate.language.numbers import in_percent, number
from simulate.show.figures.fitting import fitted
from simulate.show.figures.style import (
    ACROSS,
    INK,
    NOTE_SIZE,
    SOFT,
    TICK_SIZE,
    Looks,
    canvas,
    draw_bars,
    draw_intervals,
    name_axis,
    name_in_ink,
)
from simulate.show.worlds import ToldWorlds
from simulate.show.worlds_indices import is_told

_MOST_DIALS = 8
_LEFT, _BOTTOM, _WIDTH, _HEIGHT = 0.40, 0.16, 0.55, 0.57
_APART, _THICK = 0.2, 0.34
"""How far the two bars of a dial are from the middle of its row, and how high each of them is, in rows."""
_PALE = "77"


def indices(told: ToldWorlds, organisation: str, finding: str, notes: Sequence[str], looks: Looks) -> Figure:
    """Draw two bars for each dial: what it settles alone, and below it, pale, what it settles with the others."""
    every, _ = told.indices[organisation]
    every, left = every[:_MOST_DIALS], every[_MOST_DIALS:]
    if left:
        more = say_n("{count} dial with less is not drawn", "{count} dials with less are not drawn", len(left),
                     count=number(len(left)))  # fmt: skip
        notes = [*notes, more]
    if any(not is_told(index) for each in every for index in (each.first, each.total)):
        notes = [*notes, say("grey number: it may be chance")]
    figure = canvas(say("Which dial settles how far it spreads?"), finding, notes)
    axes = figure.add_axes((_LEFT, _BOTTOM, _WIDTH, _HEIGHT))
    right = _right_end(every)
    axes.set(xlim=(0, right), ylim=(len(every) - 0.5, -0.5))
    colour = looks.colour(organisation)
    for away, fill, bars in (
        (-_APART, colour, [each.first for each in every]),
        (_APART, colour + _PALE, [each.total for each in every]),
    ):
        _draw(axes, away, fill, bars, right)
    name_in_ink(axes, [told.dial(each.dial) for each in every])
    step = 0.25 if right > 0.6 else 0.1
    ticks = [place * step for place in range(int(right / step + 1e-9) + 1)]
    axes.set_xticks(ticks, [in_percent(number(100 * tick)) for tick in ticks])
    name_axis(axes.xaxis, say("share of the spread, with intervals of 95 %"))
    key = say("full: what it settles alone; pale: together with the others")
    words, size = fitted(key, NOTE_SIZE + 2, _WIDTH * ACROSS, 2.5 * NOTE_SIZE)
    axes.text(0, 1.02, words, transform=axes.transAxes, size=size, color=SOFT, va="bottom")
    axes.spines["left"].set_visible(False)
    return figure


def _right_end(every: Sequence[Settles]) -> float:
    """Give where the scale ends: where all bars are in it, with room for their numbers, and at most 150 %."""
    most = max(max(each.first.high, each.total.high) for each in every)
    return min(max(1.14 * most, 0.3), 1.5)


def _draw(axes: Axes, away: float, fill: str, bars: Sequence[Index], right: float) -> None:
    """Draw one bar for each row, with its interval as far as the scale goes and its number behind that."""
    places = [row + away for row in range(len(bars))]
    draw_bars(axes, [(place, 0.0, max(bar.value, 0.0)) for place, bar in zip(places, bars, strict=True)],
              [fill] * len(bars), _THICK)  # fmt: skip
    ends = [(max(bar.low, 0.0), min(max(bar.high, 0.0), right)) for bar in bars]
    draw_intervals(axes, [(*pair, place) for pair, place in zip(ends, places, strict=True)], 2.0, "butt")
    for (_, high), place, bar in zip(ends, places, bars, strict=True):
        behind = max(high, bar.value, 0.0)
        side, at = ("left", behind) if behind < 0.92 * right else ("right", right)
        words = f" {in_percent(number(100 * bar.value))} "
        colour = INK if is_told(bar) else SOFT
        axes.text(at, place, words, va="center", ha=side, size=TICK_SIZE, color=colour)
