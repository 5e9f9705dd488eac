"""A calibration in pictures: how far each target and check is off, and where each dial was moved to in its range."""

from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulate.experiment.calibrating import Judged, Moved, Verdict
from simulate.language import said, say, say_n
from simulate.language.numbers import number
from simulate.scenario.dials import share_at
from simulate.show.calibrations import VERDICTS, ToldCalibration, met, of_dials, would_do
from simulate.show.counts import replications_in_words
from simulate.show.dials import position
from simulate.show.figures import certainty_of_luck
from simulate.show.figures.fitting import fitted_alike
from simulate.show.figures.style import (
    ACROSS,
    COLOURS,
    GRID,
    INK,
    NOTE_SIZE,
    SOFT,
    TICK_SIZE,
    UP,
    canvas,
    name_axis,
    name_in_ink,
    number_ticks,
)
from simulate.show.quantities import seen_of_target

_MOST_ROWS = 12
_WIDEST = 4.0
"""Tolerances to either side that are drawn; what is farther off stands at the edge, with an arrow."""
_LEFT, _BOTTOM, _WIDTH, _HEIGHT = 0.40, 0.16, 0.33, 0.57
_RIGHT = 0.75  # where what was found and seen is written
_OF_A_TARGET, _OF_A_DIAL = 0.92, 0.9
"""How much of the height of a row words may fill."""
_FILLS = {Verdict.MET: COLOURS[4], Verdict.MISSED: COLOURS[0], Verdict.OPEN: SOFT}


def pictures(told: ToldCalibration) -> Iterator[tuple[str, Figure]]:
    """Draw a calibration; to be called within `styled`."""
    notes = _notes(told)
    yield "targets", _targets(told, notes)
    yield "dials", _dials(told, notes)


def _notes(told: ToldCalibration) -> Sequence[str]:
    count, tried = told.facts.replications, len(told.found.tried)
    return (
        replications_in_words(count),
        certainty_of_luck(count),
        say_n("{count} candidate tried", "{count} candidates tried", tried, count=number(tried)),
        told.facts.title,
    )


def _targets(told: ToldCalibration, notes: Sequence[str]) -> Figure:
    """Draw by how many tolerances each target and check is off, those that are off most among them."""
    figure = canvas(say("Does the model do what was seen?"), " ".join(met(told)), notes)
    axes = figure.add_axes((_LEFT, _BOTTOM, _WIDTH, _HEIGHT))
    rows = _shown(told)
    axes.set(xlim=(-1.06 * _WIDEST, 1.06 * _WIDEST), ylim=(len(rows) - 0.5, -0.5))
    axes.axvspan(-1, 1, color=GRID, linewidth=0)
    axes.axvline(0, color=INK, linewidth=1.2)
    for row, each in enumerate(rows):
        _draw(axes, row, each)
    _rule_above_checks(axes, told, rows)
    name_in_ink(axes, [_label(told, each) for each in rows], _OF_A_TARGET)
    _write_beside(figure, [_values(told, each) for each in rows], [_FILLS[each.verdict] for each in rows], _OF_A_TARGET)
    number_ticks(axes.xaxis)
    name_axis(axes.xaxis, say("off by, in tolerances (grey: near enough; ring: as the file was)"))
    axes.spines["left"].set_visible(False)
    return figure


def _shown(told: ToldCalibration) -> list[Judged]:
    """Give the targets and then the checks; of more than there is room for those that are off most."""
    every = list(told.found.judged)
    worst = sorted(every, key=lambda each: -abs(each.target.misfit(each.found.value)))[:_MOST_ROWS]
    return [each for each in every if each in worst]


def _label(told: ToldCalibration, judged: Judged) -> str:
    label = told.label(judged)
    return say("check: {target}", target=label) if judged in told.found.checks else label


def _draw(axes: Axes, row: int, judged: Judged) -> None:
    """Draw where a target was, and where it is with its interval."""
    target, fill = judged.target, _FILLS[judged.verdict]
    was, now = (_inside(target.misfit(each.value)) for each in (judged.before, judged.found))
    axes.plot([was], [row], marker=_marker(target.misfit(judged.before.value)), markersize=11, markerfacecolor="white",
              markeredgecolor=SOFT, markeredgewidth=2, linestyle="none", zorder=2)  # fmt: skip
    if judged.is_reached and judged.found.low == judged.found.low:
        ends = [_inside(target.misfit(each)) for each in (judged.found.low, judged.found.high)]
        axes.plot(ends, [row, row], color=fill, linewidth=5, solid_capstyle="butt", zorder=3)
    marker = _marker(target.misfit(judged.found.value))
    axes.plot([now], [row], marker=marker, markersize=13, color=fill, linestyle="none", zorder=4)


def _marker(misfit: float) -> str:
    """Give a dot, or an arrow to where what is off by more than is drawn would be."""
    if abs(misfit) <= _WIDEST:
        return "o"
    return ">" if misfit > 0 else "<"


def _inside(misfit: float) -> float:
    return max(-_WIDEST, min(_WIDEST, misfit))


def _rule_above_checks(axes: Axes, told: ToldCalibration, rows: Sequence[Judged]) -> None:
    """Draw a line between what was fitted and what was not."""
    first = next((row for row, each in enumerate(rows) if each in told.found.checks), 0)
    if first:
        axes.axhline(first - 0.5, color=SOFT, linewidth=1.2, linestyle=(0, (2, 3)))


def _values(told: ToldCalibration, judged: Judged) -> str:
    """Say what was found, what was seen, and the verdict."""
    return say(
        "{found}; seen {seen}: {verdict}",
        found=told.value(judged, judged.found),
        seen=seen_of_target(judged.target),
        verdict=said(VERDICTS[judged.verdict]),
    )


def _write_beside(figure: Figure, words: Sequence[str], colours: Sequence[str], share: float) -> None:
    """Write words at the right of the rows, all in one size, each in a share of the height of its row."""
    written, size = fitted_alike(words, TICK_SIZE, (0.985 - _RIGHT) * ACROSS, share * _HEIGHT * UP / len(words))
    for row, (text, colour) in enumerate(zip(written, colours, strict=True)):
        y = _BOTTOM + _HEIGHT * (1 - (row + 0.5) / len(words))
        figure.text(_RIGHT, y, text, size=size, color=colour, va="center")


def _dials(told: ToldCalibration, notes: Sequence[str]) -> Figure:
    """Draw the range of each dial, where it stood, where it was moved to, and between what it could stand."""
    moved = told.found.moved[:_MOST_ROWS]
    words = " ".join(of_dials(told)) or say("Each dial is pinned down by these targets as far as the bars show.")
    figure = canvas(say("Where were the dials moved to?"), words, notes)
    axes = figure.add_axes((_LEFT, _BOTTOM, _WIDTH, _HEIGHT))
    axes.set(xlim=(-0.02, 1.02), ylim=(len(moved) - 0.5, -0.5))
    shares = told.found.question.shares
    at, today = shares(told.found.best.at), shares(told.found.question.today)
    for row, each in enumerate(moved):
        axes.plot([0, 1], [row, row], color=GRID, linewidth=5, solid_capstyle="butt", zorder=1)
        bar = [share_at(each.dial, value) for value in each.between or ()]
        axes.plot(bar, [row] * len(bar), color=COLOURS[1], linewidth=13, alpha=0.35, solid_capstyle="butt", zorder=2)
        axes.plot([today[row]], [row], marker="o", markersize=12, markerfacecolor="white", markeredgecolor=SOFT,
                  markeredgewidth=2, linestyle="none", zorder=3)  # fmt: skip
        axes.plot([at[row]], [row], marker="D", markersize=12, color=COLOURS[1], linestyle="none", zorder=4)
        for x, value, side in ((0, each.dial.ends[0], "left"), (1, each.dial.ends[1], "right")):
            axes.text(x, row + 0.34, position(each.dial, value), size=NOTE_SIZE + 2, color=SOFT, ha=side, va="center")
    name_in_ink(axes, [each.dial.name for each in moved], _OF_A_DIAL)
    _write_beside(figure, [_found(each) for each in moved], [INK] * len(moved), _OF_A_DIAL)
    axes.xaxis.set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    key = say("diamond: what was found; pale: what would do; ring: as the file was; line: the range that was allowed")
    axes.text(0.5, -0.07, key, transform=axes.transAxes, size=NOTE_SIZE + 2, color=SOFT, ha="center", va="top")
    return figure


def _found(moved: Moved) -> str:
    """Say where a dial stands, and between what it could."""
    found, between = position(moved.dial, moved.found), would_do(moved)
    return say("{found} ({between} would do)", found=found, between=between) if between else found
