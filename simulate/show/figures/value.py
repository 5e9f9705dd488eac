"""What the single child gains and what the whole: differences from the baseline, in per cent of its value."""

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from simulate.show.figures.style import GRID, INK, LABEL_SIZE, SOFT, TICK_SIZE, Looks, add_key, bare, canvas
from simulate.show.words import decimals_for, number, shortened, spoken

if TYPE_CHECKING:
    import pandas as pd

Row = dict[Hashable, Any]

LABELS = {
    "need_days": ("days of unmet need", "days"),
    "crises": ("crises", "per 1000"),
    "cost_per_child": ("cost per child", ""),
    "gap_needs": ("gap: one need or several", "days"),
    "gap_streams": ("gap: slowest stream waits longer", "days"),
}
SIDES = {"individual": "For the single child", "collective": "For the whole"}
BETTER, WORSE = "#E9F3F1", "#F7ECF1"
FURTHEST = 100.0
"""Per cent; what lies beyond is drawn at the edge, its number says how far."""
_LEFT, _RIGHT, _BOTTOM = 0.31, 0.79, 0.13


def draw(value: "pd.DataFrame", currency: str, finding: str, note: str, looks: Looks) -> Figure:
    """Draw a row for each measure and in it a marker for each organisation beside the baseline.

    Left of the middle is better, as less of each of these measures is. A marker is hollow where its interval does
    not tell the difference from luck.
    """
    baseline = str(value["baseline"].iloc[0])
    measures = [name for name in LABELS if name in set(value.loc[value["difference"].notna(), "measure"])]
    figure = canvas("Who gains: the single child, the whole?", finding, f"hollow marker: may be luck · {note}")
    top = add_key(figure, looks) - 0.045
    axes = figure.add_axes((_LEFT, _BOTTOM, _RIGHT - _LEFT, top - _BOTTOM))
    others = [name for name in looks.organisations if name != baseline]
    rows = {measure: _rows(value, measure, others, baseline) for measure in measures}
    reach = _reach([row for found in rows.values() for row in found])
    axes.set(xlim=(-1.04 * reach, 1.04 * reach), ylim=(len(measures) - 0.5, -0.5))
    axes.axvspan(-1.04 * reach, 0, color=BETTER, linewidth=0, zorder=0)
    axes.axvspan(0, 1.04 * reach, color=WORSE, linewidth=0, zorder=0)
    axes.axvline(0, color=INK, linewidth=2, zorder=1)
    for place, measure in enumerate(measures):
        unit = currency if measure == "cost_per_child" else LABELS[measure][1]
        _draw_measure(axes, place, rows[measure], unit, reach, looks)
    _name_rows(axes, value, measures)
    for side, words, where in (("left", "◀ better", 0.0), ("center", f"as in {shortened(spoken(baseline), 24)}", 0.5),
                               ("right", "worse ▶", 1.0)):  # fmt: skip
        axes.text(where, 1.012, words, transform=axes.transAxes, size=TICK_SIZE, color=SOFT, ha=side, va="bottom")
    ticks = [float(tick) for tick in MaxNLocator(5).tick_values(-reach, reach) if abs(tick) <= reach]
    axes.set_xticks(ticks, [f"{number(tick, 0 if reach >= 5 else 1, sign=True)} %" for tick in ticks])
    axes.set_xlabel(f"difference from {shortened(spoken(baseline), 40)}, in per cent of its value")
    bare(axes)
    return figure


def _rows(value: "pd.DataFrame", measure: str, others: list[str], baseline: str) -> list[Row]:
    """Give a measure's rows in the order of organisations, with differences also in per cent of the baseline's."""
    mine = value[value["measure"] == measure]
    base = mine.loc[mine["organisation"] == baseline, "value"]
    whole = abs(float(base.iloc[0])) if len(base) else float("nan")
    found: list[Row] = []
    for row in mine[mine["organisation"].isin(others) & mine["difference"].notna()].to_dict("records"):
        ends = {"at": "difference", "from": "difference_low", "to": "difference_high"}
        found.append(row | {end: 100 * row[name] / whole if whole else float("nan") for end, name in ends.items()})
    return sorted(found, key=lambda row: others.index(str(row["organisation"])))


def _reach(rows: list[Row]) -> float:
    """Give how far the axis goes to both sides, per cent."""
    ends = [abs(float(row[end])) for row in rows for end in ("at", "from", "to") if row[end] == row[end]]
    return min(max([2.0, *(1.08 * end for end in ends)]), FURTHEST)


def _draw_measure(axes: Axes, place: int, rows: list[Row], unit: str, reach: float, looks: Looks) -> None:
    axes.axhline(place + 0.5, color=GRID, linewidth=1, zorder=1)
    size = LABEL_SIZE if len(rows) <= 2 else 13
    for i, row in enumerate(rows):
        colour = looks.colour(str(row["organisation"]))
        height = place + (0.0 if len(rows) == 1 else _spread(len(rows)) * (i / (len(rows) - 1) - 0.5))
        at = min(max(row["at"], -reach), reach)
        if row["from"] == row["from"]:
            low, high = max(row["from"], -reach), min(row["to"], reach)
            axes.plot([low, high], [height, height], color=colour, linewidth=5 if len(rows) <= 2 else 3, zorder=2)
        axes.plot([at], [height], marker=looks.marker(str(row["organisation"])), markersize=0.8 * size, color=colour,
                  markerfacecolor="white" if row["judgement"] == "not told apart" else colour,
                  markeredgewidth=2.5, zorder=3)  # fmt: skip
        axes.text(1.02, height, _words(row, unit), transform=axes.get_yaxis_transform(), size=size, color=colour,
                  weight="bold", va="center")  # fmt: skip


def _spread(rows: int) -> float:
    """Give how much of a measure's height its organisations take: those of two measures must not look like a pair."""
    return 0.44 if rows == 2 else 0.62


def _words(row: Row, unit: str) -> str:
    """Write a difference in its own unit, such as "−22 days"."""
    change = float(row["difference"])
    places = min(decimals_for(change), 1)
    written = number(change, places, sign=True)
    if written == number(0.0, places):
        written = number(0.0)
    return f"{written} {unit}".strip()


def _name_rows(axes: Axes, value: "pd.DataFrame", measures: list[str]) -> None:
    """Name the measures, and above the first of each side whose they are."""
    side_of = dict(zip(value["measure"], value["side"], strict=True))
    axes.set_yticks([])
    last = ""
    for place, measure in enumerate(measures):
        where = axes.get_yaxis_transform()
        side = str(side_of[measure])
        axes.text(-0.02, place, LABELS[measure][0], transform=where, size=TICK_SIZE, color=INK, ha="right", va="center")
        if side != last:
            axes.text(-0.02, place - 0.44, SIDES[side], transform=where, size=LABEL_SIZE, color=INK, weight="bold",
                      ha="right", va="top")  # fmt: skip
            if last:
                axes.axhline(place - 0.5, color=SOFT, linewidth=2, zorder=1)
        last = side
