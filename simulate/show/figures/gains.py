"""Who gains and who loses: the same children in both organisations, by group."""

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from simulate.findings.groups import ALL, ON_LIST, group_of
from simulate.language import mark, said, say, say_n
from simulate.language.numbers import number, percent
from simulate.show.figures.field import Field
from simulate.show.figures.fitting import fitted_alike
from simulate.show.figures.style import (
    ACROSS,
    INK,
    LABEL_SIZE,
    SOFT,
    TICK_SIZE,
    UP,
    Looks,
    canvas,
    draw_bars,
    draw_intervals,
    name_rows,
    write_at_rows,
)

if TYPE_CHECKING:
    import pandas as pd

QUESTIONS = {
    "first_support": mark("Who gains and who loses? Wait to first support"),
    "full_support": mark("Who gains and who loses? Wait to full support"),
}
GAINED, SAME, LOST = "#2F7F77", "#D9D9D9", "#9C3D6B"
FILLS = {"gained": (GAINED, "white"), "same": (SAME, INK), "lost": (LOST, "white")}
MOST_GROUPS = 16  # rows of children; streams with few children are then left out
_COLUMNS = ["gained", "gained_low", "gained_high", "same", "lost", "lost_low", "lost_high"]
_BOX = (0.25, 0.1, 0.71, 0.62)

Shares = dict[Hashable, Any]


def draw(gains: "pd.DataFrame", measure: str, finding: str, notes: Sequence[str], looks: Looks) -> Figure:
    """Draw the shares of children who wait over a week less, about the same, or over a week more.

    With one organisation beside the baseline there is a row for each group of children, else one for each
    organisation.
    """
    every, compares = gains[gains["measure"] == measure], gains["organisation"].nunique() > 1
    whole = ALL.key if (every["group"] == ALL.key).any() else ON_LIST.key
    rows = every[every["group"] == whole] if compares else _largest_groups(every)
    left_out = 0 if compares else len(every) - len(rows)
    figure = canvas(said(QUESTIONS[measure]), finding, [*_notes(rows, left_out), *notes])
    field = Field(figure, _BOX, 1.0, len(rows))
    size = max(13.0, min(TICK_SIZE, 280 / max(1, len(rows))))
    _draw_rows(field, rows[_COLUMNS].to_dict("records"), size)
    if compares:
        name_rows(field, list(rows["organisation"]), looks, (_BOX[0] - 0.02) * ACROSS, size)
    else:
        room = (_BOX[0] - 0.02) * ACROSS, 0.95 * _BOX[3] * UP / len(rows)
        names, fitting = fitted_alike([looks.titles.group(str(group)) for group in rows["group"]], size, *room)
        write_at_rows(field, names, [INK] * len(names), fitting)
    for place, side, words, colour in (
        (0.0, "left", say("wait over a week less"), GAINED),
        (0.5, "center", say("about the same"), SOFT),
        (1.0, "right", say("wait over a week more"), LOST),
    ):
        field.text(place, 1.015, words, transform=field.transAxes, size=LABEL_SIZE, weight="bold", color=colour,
                   ha=side, va="bottom")  # fmt: skip
    return figure


def _notes(rows: "pd.DataFrame", left_out: int) -> Iterator[str]:
    if (rows["undecided"] > 0).any():
        yield say("white: not known, without it in one or both")
    if left_out:
        yield say_n(
            "{count} stream with fewer children not shown",
            "{count} streams with fewer children not shown",
            left_out,
            count=number(left_out),
        )


def _draw_rows(field: Field, rows: Sequence[Shares], size: float) -> None:
    """Draw a bar for each row, with the interval of those who gain at their edge, of those who lose at theirs."""
    for key, (fill, ink) in FILLS.items():
        lefts = [_left(shares, key) for shares in rows]
        there = [(row, left, shares[key]) for row, (left, shares) in enumerate(zip(lefts, rows, strict=True))
                 if shares[key] > 0]  # fmt: skip
        draw_bars(field, there, [fill], 0.74, 1.5)
        for row, left, share in there:
            if share > 0.055:
                field.text(left + share / 2, row, percent(share), size=size, color=ink, ha="center", va="center")
    draw_intervals(field, [end for row, shares in enumerate(rows) for end in _ends(row, shares)], 2, "round")


def _left(shares: Shares, key: str) -> float:
    """Give where the part of a bar begins, the parts before it being drawn that are there."""
    before = list(FILLS)[: list(FILLS).index(key)]
    return float(sum(shares[each] for each in before if shares[each] > 0))


def _ends(row: int, shares: Shares) -> Iterator[tuple[float, float, float]]:
    if shares["gained"] > 0:
        yield shares["gained_low"], shares["gained_high"], row + 0.27
    if shares["lost"] > 0:
        end = _left(shares, "lost") + shares["lost"]
        yield end - shares["lost_high"], end - shares["lost_low"], row + 0.27


def _largest_groups(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Leave out the streams with fewest children where there are too many rows."""
    of_stream = rows["group"].map(lambda key: group_of(key).stream is not None).astype(bool)
    streams = rows[of_stream].sort_values("children", ascending=False, kind="stable")
    return rows.drop(streams.index[max(0, MOST_GROUPS - (len(rows) - len(streams))) :])
