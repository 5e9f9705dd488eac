"""The look of every picture: for a projector, 16:9, large type, the same colour for an organisation everywhere."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import Locator
from matplotlib.typing import CapStyleType

from simulate.language.numbers import number
from simulate.show.figures.field import Field
from simulate.show.figures.fitting import LEADING, SMALLEST, fitted, fitted_alike, width_of
from simulate.show.titles import Titles

INK = "#222222"
SOFT = "#5F5F5F"
GRID = "#DDDDDD"

# Told apart by people with any of the three kinds of colour blindness, and by lightness when printed in grey.
COLOURS = ("#B34A00", "#1F5FA8", "#2B2B2B", "#D94BD9", "#4A9485", "#B38F08")
MARKERS = ("o", "D", "s", "^", "v", "P")
GLYPHS = "●◆■▲▼✚"

TITLE_SIZE, FINDING_SIZE, LABEL_SIZE, TICK_SIZE, NOTE_SIZE = 30, 21, 20, 18, 14
WIDTH, HEIGHT, DPI = 16.0, 9.0, 120
ACROSS, UP = WIDTH * 72, HEIGHT * 72
"""The picture's width and height in points, as which type is measured."""
_LEFT, _TITLE_TOP, _KEY_TOP = 0.035, 0.955, 0.775
_FINDING_TOP, _FINDING_BOTTOM = _TITLE_TOP - 0.075, 0.79
_ROWS_OF_KEY = 3
_ROWS_OF_NOTES, _BETWEEN_NOTES = 2, " · "
_BESIDE = 3.5  # points between an axes and the names of its rows

RC: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": TICK_SIZE,
    "axes.titlesize": LABEL_SIZE,
    "axes.labelsize": LABEL_SIZE,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": "#9A9A9A",
    "axes.linewidth": 1.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titley": 1.0,  # where it would come to stand anyway; else it is worked out at every drawing
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "axes.formatter.useoffset": False,
    "grid.color": GRID,
    "grid.linewidth": 1.0,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelsize": TICK_SIZE,
    "ytick.labelsize": TICK_SIZE,
    "ytick.alignment": "center",
    "text.color": INK,
    "text.hinting": "none",  # letters as they are in the SVG; fitting them to whole pixels takes a tenth of all time
    "lines.linewidth": 3.5,
    "lines.solid_capstyle": "round",
    "svg.fonttype": "none",
    "svg.hashsalt": "simulate",
    "text.parse_math": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the project's style and leave matplotlib's own settings as they were."""
    with matplotlib.rc_context():
        dict.update(cast(dict[str, Any], matplotlib.rcParams), _settings())
        yield


@cache
def _settings() -> dict[str, Any]:
    """Give all of matplotlib's settings as our style has them: checked once, as that takes as long as some pictures."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        settings = cast(dict[str, Any], matplotlib.rcParams)
        settings.update(RC)
        # the backend is not put back by `rc_context`, and is no matter of style
        return {key: value for key, value in dict.items(settings) if key != "backend"}


@dataclass(frozen=True)
class Looks:
    """The name, colour and marker of each organisation, by its position in the run."""

    organisations: tuple[str, ...]
    titles: Titles

    def name(self, organisation: str) -> str:
        """Give what people see for the organisation."""
        return self.titles.organisation(organisation)

    def colour(self, organisation: str) -> str:
        """Give the organisation's colour."""
        return COLOURS[self._position(organisation)]

    def marker(self, organisation: str) -> str:
        """Give the organisation's marker, so that it can be told without colour."""
        return MARKERS[self._position(organisation)]

    def glyph(self, organisation: str) -> str:
        """Give the marker as a character."""
        return GLYPHS[self._position(organisation)]

    def _position(self, organisation: str) -> int:
        return self.organisations.index(organisation)


def canvas(question: str, finding: str, notes: Sequence[str] = ()) -> Figure:
    """Start a picture: the question as its title, what was found below it, and small notes at the foot."""
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI)
    title, size = fitted(question, TITLE_SIZE, (1 - 2 * _LEFT) * ACROSS, LEADING * TITLE_SIZE, bold=True)
    figure.text(_LEFT, _TITLE_TOP, title, size=size, weight="bold", va="top")
    words, size = fitted(finding, FINDING_SIZE, (1 - 2 * _LEFT) * ACROSS, (_FINDING_TOP - _FINDING_BOTTOM) * UP)
    figure.text(_LEFT, _FINDING_TOP, words, size=size, color=SOFT, va="top")
    if notes:
        add_notes(figure, notes)
    return figure


def add_notes(figure: Figure, notes: Sequence[str]) -> None:
    """Write small notes beside one another at the foot of a picture, and begin a line with a note where that goes."""
    width, rows = (1 - 2 * _LEFT) * ACROSS, [notes[0]]
    for note in notes[1:]:
        longer = f"{rows[-1]}{_BETWEEN_NOTES}{note}"
        rows = [*rows[:-1], longer] if width_of(longer, NOTE_SIZE) <= width else [*rows, note]
    words, size = "\n".join(rows), float(NOTE_SIZE)
    if len(rows) > _ROWS_OF_NOTES or width_of(words, size) > width:
        words, size = fitted(_BETWEEN_NOTES.join(notes), size, width, 0.055 * UP)
    figure.text(_LEFT, 0.02 if "\n" not in words else 0.008, words, size=size, color=SOFT, va="bottom")


def add_key(figure: Figure, looks: Looks) -> float:
    """Name the organisations in their colours in rows under the finding, where no data are; give the lower edge."""
    size, top = float(LABEL_SIZE), _KEY_TOP
    while len(_rows_of_key(looks, size)) > _ROWS_OF_KEY and size > SMALLEST:
        size -= 1
    for row in _rows_of_key(looks, size):
        left = _LEFT
        for organisation in row:
            name = f"{looks.glyph(organisation)} {looks.name(organisation)}"
            words, fitting = fitted(name, size, (1 - 2 * _LEFT) * ACROSS, size * LEADING, bold=True)
            colour = looks.colour(organisation)
            figure.text(left, top, words, size=fitting, color=colour, va="top", weight="bold")
            left += width_of(words, fitting, bold=True) / ACROSS + 0.025
        top -= 1.55 * size / UP
    return top


def _rows_of_key(looks: Looks, size: float) -> list[list[str]]:
    """Lay the names of organisations into rows."""
    rows: list[list[str]] = [[]]
    left = _LEFT
    for organisation in looks.organisations:
        width = width_of(f"{looks.glyph(organisation)} {looks.name(organisation)}", size, bold=True) / ACROSS
        if rows[-1] and left + width > 1 - _LEFT:
            rows.append([])
            left = _LEFT
        rows[-1].append(organisation)
        left += width + 0.025
    return rows


def name_rows(
    axes: Axes | Field, organisations: Sequence[str], looks: Looks, width: float, size: float = LABEL_SIZE
) -> None:
    """Name organisations in their colours at the rows of an axes, in a column of some points at its left."""
    height = 0.9 * axes.get_position().height * UP / len(organisations)
    names, fitting = fitted_alike([looks.name(each) for each in organisations], size, width, height, bold=True)
    write_at_rows(axes, names, [looks.colour(each) for each in organisations], fitting, "bold")


def name_in_ink(axes: Axes, names: Sequence[str], share: float = 0.9) -> None:
    """Write names in ink at the rows of an axes, as large as fits into the room at its left and a share of a row."""
    box = axes.get_position()
    height = share * box.height * UP / max(len(names), 1)
    written, size = fitted_alike(names, LABEL_SIZE, (box.x0 - 0.045) * ACROSS, height)
    write_at_rows(axes, written, [INK] * len(names), size)


def write_at_rows(
    axes: Axes | Field, names: Sequence[str], colours: Sequence[str], size: float, weight: str = "normal"
) -> None:
    """Write names at the left of the rows 0, 1, 2 … of an axes, where its vertical axis would have its ticks."""
    if isinstance(axes, Axes):
        axes.yaxis.set_visible(False)
    left = -_BESIDE / (axes.get_position().width * ACROSS)
    for row, (name, colour) in enumerate(zip(names, colours, strict=True)):
        axes.text(left, row, name, transform=axes.get_yaxis_transform(), size=size, color=colour, weight=weight,
                  ha="right", va="center")  # fmt: skip


def number_ticks(axis: Axis, locator: Locator | None = None) -> None:
    """Set ticks where a locator has them within what an axis shows, with numbers as they are written everywhere."""
    low, high = axis.get_view_interval()
    found = (locator or axis.get_major_locator()).tick_values(low, high)
    ticks = [float(tick) for tick in found if low <= tick <= high]
    places = next((each for each in range(3) if np.allclose(ticks, np.round(ticks, each), rtol=0, atol=1e-9)), 3)
    axis.set_ticks(ticks, [number(tick, places) for tick in ticks])


def name_axis(axis: Axis, words: str, away: float = 29.0) -> None:
    """Write what an axis shows so many points away from it; else every number at it is measured at every drawing."""
    box = axis.axes.get_position()
    below, beside = (0.5, -away / (box.height * UP)), (-away / (box.width * ACROSS), 0.5)
    axis.set_label_coords(*(below if axis is axis.axes.xaxis else beside))
    if words:
        axis.set_label_text(words)


def write_above(axes: Axes, words: str) -> None:
    """Write in small type above an axes what its vertical axis shows."""
    axes.text(0, 1.02, words, transform=axes.transAxes, size=NOTE_SIZE + 2, color=SOFT, va="bottom")


def draw_bars(
    axes: Axes | Field,
    bars: Sequence[tuple[float, float, float]],
    fills: Sequence[str],
    height: float,
    rim: float = 0.0,
) -> None:
    """Draw lying bars (their row, where they begin and how long they are) with a white rim of some points."""
    low, high = -height / 2, height / 2
    corners = [((left, row + low), (left, row + high), (left + length, row + high), (left + length, row + low))
               for row, left, length in bars]  # fmt: skip
    edge = "white" if rim else "none"
    axes.add_collection(PolyCollection(corners, facecolors=fills, edgecolors=edge, linewidths=rim, zorder=1))


def draw_intervals(
    axes: Axes | Field, ends: Sequence[tuple[float, float, float]], width: float, cap: CapStyleType
) -> None:
    """Draw intervals (low, high and their row) in ink on a white rim; `width` is the ink's, in points."""
    lines = [((low, row), (high, row)) for low, high, row in ends if low == low]
    for colour, wide in (("white", 2 * width), (INK, width)):
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=wide, capstyle=cap, zorder=2))


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Move positions as little as needed so that any two are `apart`, in the same order, between low and high."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    apart = min(apart, (high - low) / max(1, len(wanted) - 1))
    placed = [min(max(wanted[i], low), high) for i in order]
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + apart)
    if placed and placed[-1] > high:
        placed[-1] = high
        for i in range(len(placed) - 2, -1, -1):
            placed[i] = min(placed[i], placed[i + 1] - apart)
    result = [0.0] * len(wanted)
    for i, place in zip(order, placed, strict=True):
        result[i] = place
    return result
