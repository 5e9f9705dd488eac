"""Who gains and who loses: the same children in both organisations, by group."""

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulate.findings.groups import ALL, ON_LIST, group_of
from simulate.language.numbers import counted, percent
from simulate.show.figures.fitting import fitted_alike
from simulate.show.figures.style import ACROSS, INK, LABEL_SIZE, SOFT, TICK_SIZE, UP, Looks, bare, canvas, name_rows

if TYPE_CHECKING:
    import pandas as pd

GAINED, SAME, LOST = "#2F7F77", "#D9D9D9", "#9C3D6B"
SUPPORTS = {"first_support": "first support", "full_support": "full support"}
MOST_GROUPS = 16  # rows of children; streams with few children are then left out
_BOX = (0.25, 0.1, 0.71, 0.62)


def draw(gains: "pd.DataFrame", measure: str, finding: str, note: str, looks: Looks) -> Figure:
    """Draw the shares of children who wait over a week less, about the same, or over a week more.

    With one organisation beside the baseline there is a row for each group of children, else one for each
    organisation.
    """
    every, compares = gains[gains["measure"] == measure], gains["organisation"].nunique() > 1
    whole = ALL.key if (every["group"] == ALL.key).any() else ON_LIST.key
    rows = every[every["group"] == whole] if compares else _largest_groups(every)
    if not compares and len(rows) < len(every):
        note = f"{counted(len(every) - len(rows), 'stream')} with fewer children not shown · {note}"
    if (rows["undecided"] > 0).any():
        note = f"white: not known, without it in one or both · {note}"
    figure = canvas(f"Who gains and who loses? Wait to {SUPPORTS[measure]}", finding, note)
    axes = figure.add_axes(_BOX)
    size = max(13.0, min(TICK_SIZE, 280 / max(1, len(rows))))
    for row, shares in enumerate(rows.to_dict("records")):
        _draw_row(axes, row, shares, size)
    if compares:
        name_rows(axes, list(rows["organisation"]), looks, (_BOX[0] - 0.02) * ACROSS, size)
    else:
        room = (_BOX[0] - 0.02) * ACROSS, 0.95 * _BOX[3] * UP / len(rows)
        names, fitting = fitted_alike([looks.titles.group(str(group)) for group in rows["group"]], size, *room)
        axes.set_yticks(range(len(rows)), names, size=fitting, color=INK)
    axes.set(xlim=(0, 1), ylim=(len(rows) - 0.5, -0.5), xticks=[])
    for place, side, words, colour in (
        (0.0, "left", "wait over a week less", GAINED),
        (0.5, "center", "about the same", SOFT),
        (1.0, "right", "wait over a week more", LOST),
    ):
        axes.text(place, 1.015, words, transform=axes.transAxes, size=LABEL_SIZE, weight="bold", color=colour,
                  ha=side, va="bottom")  # fmt: skip
    bare(axes)
    return figure


def _draw_row(axes: Axes, row: int, shares: dict[Hashable, Any], size: float) -> None:
    left = 0.0
    for key, fill, ink in (("gained", GAINED, "white"), ("same", SAME, INK), ("lost", LOST, "white")):
        share = shares[key]
        if not share > 0:
            continue
        axes.barh(row, share, left=left, height=0.74, color=fill, edgecolor="white", linewidth=1.5)
        if share > 0.055:
            axes.text(left + share / 2, row, percent(share), size=size, color=ink, ha="center", va="center")
        left += share
        # The interval of those who gain at their edge, of those who lose at theirs.
        low, high = shares[f"{key}_low"], shares[f"{key}_high"]
        if key != "same" and low == low:
            edge = left if key == "gained" else left - share
            ends = [edge + (low - share), edge + (high - share)] if key == "gained" else [
                edge - (high - share), edge - (low - share)]  # fmt: skip
            axes.plot(ends, [row + 0.27, row + 0.27], color="white", linewidth=4)
            axes.plot(ends, [row + 0.27, row + 0.27], color=INK, linewidth=2)


def _largest_groups(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Leave out the streams with fewest children where there are too many rows."""
    of_stream = rows["group"].map(lambda key: group_of(key).stream is not None).astype(bool)
    streams = rows[of_stream].sort_values("children", ascending=False, kind="stable")
    return rows.drop(streams.index[max(0, MOST_GROUPS - (len(rows) - len(streams))) :])
