"""What makes the difference: a waterfall from the baseline to the other organisation, a step for each feature."""

from collections.abc import Iterator

from matplotlib.figure import Figure

from simulate.language import say, say_n
from simulate.language.numbers import number
from simulate.show.counts import replications_in_words
from simulate.show.explanations import ToldExplanation, findings
from simulate.show.features import name_of
from simulate.show.figures.style import (
    INK,
    LABEL_SIZE,
    SOFT,
    Looks,
    canvas,
    draw_bars,
    name_axis,
    name_in_ink,
    number_ticks,
)

_ROWS = 11
"""Features that have a step of their own; what the rest make is one step together."""


def steps_of(told: ToldExplanation) -> list[tuple[str, float, bool]]:
    """Give the steps of the waterfall, the largest first: their names, what they add, and whether that is sure."""
    shares = list(told.found.shares)
    steps = [(name_of(each.feature), each.share.value, each.sure) for each in shares[:_ROWS]]
    rest = shares[_ROWS:]
    if rest:
        words = say_n("{count} further feature", "{count} further features", len(rest), count=number(len(rest)))
        steps.append((words, sum(each.share.value for each in rest), False))
    return steps


def pictures(told: ToldExplanation) -> Iterator[tuple[str, Figure]]:
    """Draw an explanation; to be called within `styled`."""
    found, steps = told.found, steps_of(told)
    looks = Looks((found.baseline, found.organisation), told.facts.titles)
    notes = (
        replications_in_words(told.facts.replications),
        say("shares by Shapley's rule; pale: luck may be all of it"),
        told.facts.title,
    )
    question = say("What makes the difference?")
    figure = canvas(question, " ".join(findings(told)[1:]) or findings(told)[0], notes)
    axes = figure.add_axes((0.36, 0.13, 0.6, 0.63))
    rows = len(steps) + 2
    begins, ends = found.was.value, found.was.value + found.whole.value
    at = begins
    bars, fills = [(0.0, 0.0, begins)], [looks.colour(found.baseline)]
    better, worse = looks.colour(found.organisation), looks.colour(found.baseline)
    for row, (_, adds, sure) in enumerate(steps, start=1):
        helps = (adds < 0) == (told.of.better == "lower")
        colour = better if helps else worse
        bars.append((float(row), min(at, at + adds), abs(adds)))
        fills.append(colour if sure else f"{colour}55")
        axes.plot([at + adds, at + adds], [row - 0.4, row + 1.4], color=SOFT, linewidth=1, zorder=1)
        at += adds
    bars.append((float(rows - 1), 0.0, ends))
    fills.append(looks.colour(found.organisation))
    edges = [edge for _, begin, length in bars[1:-1] for edge in (begin, begin + length)]
    room = 0.12 * max(begins, ends, *edges)
    axes.set(xlim=(min(0.0, *edges), max(begins, ends, *edges) + room), ylim=(rows - 0.5, -0.5))
    draw_bars(axes, bars, fills, 0.66)
    values = [begins, *(adds for _, adds, _ in steps), ends]
    for row, ((_, begin, length), value) in enumerate(zip(bars, values, strict=True)):
        is_step = 0 < row < rows - 1
        words = f"  {number(value, told.places, sign=is_step)}"
        axes.text(begin + length, row, words, va="center", size=LABEL_SIZE - 2, color=INK)
    names = [looks.name(found.baseline), *(name for name, *_ in steps), looks.name(found.organisation)]
    name_in_ink(axes, names)
    number_ticks(axes.xaxis)
    name_axis(axes.xaxis, told.what)
    axes.spines["left"].set_visible(False)
    yield "explanation", figure
