"""The look of every picture: for a projector, 16:9, large type, the same colour for an organisation everywhere."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave

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
_LEFT, _TITLE_TOP, _KEY_TOP = 0.035, 0.955, 0.79
_FINDING_TOP = _TITLE_TOP - 0.075
_ROWS_OF_KEY = 3

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
        matplotlib.rcdefaults()
        cast(dict[str, Any], matplotlib.rcParams).update(RC)
        yield


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


def canvas(question: str, finding: str, note: str = "") -> Figure:
    """Start a picture: the question as its title, what was found below it, and a small note at the foot."""
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI)
    FigureCanvasAgg(figure)
    figure.text(_LEFT, _TITLE_TOP, question, size=TITLE_SIZE, weight="bold", va="top")
    words, size = fitted(finding, FINDING_SIZE, (1 - 2 * _LEFT) * ACROSS, (_FINDING_TOP - _KEY_TOP) * UP)
    figure.text(_LEFT, _FINDING_TOP, words, size=size, color=SOFT, va="top")
    if note:
        add_note(figure, note)
    return figure


def add_note(figure: Figure, note: str) -> None:
    """Write a small note at the foot of a picture."""
    words, size = fitted(note, NOTE_SIZE, (1 - 2 * _LEFT) * ACROSS, 0.055 * UP)
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


def name_rows(axes: Axes, organisations: Sequence[str], looks: Looks, width: float, size: float = LABEL_SIZE) -> None:
    """Name organisations in their colours at the rows of an axes, in a column of some points at its left."""
    height = 0.9 * axes.get_position().height * UP / len(organisations)
    names, fitting = fitted_alike([looks.name(each) for each in organisations], size, width, height, bold=True)
    axes.set_yticks(range(len(names)), names, size=fitting, weight="bold")
    for label, organisation in zip(axes.get_yticklabels(), organisations, strict=True):
        label.set_color(looks.colour(organisation))


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


def bare(axes: Axes) -> None:
    """Take away the frame and the ticks of an axes whose values are written in it."""
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)


def as_svg(figure: Figure, title: str) -> bytes:
    """Render as SVG: the same bytes for the same picture, text as text. To be called within `styled`."""
    stream = io.BytesIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    # Verdana has the same widths, for machines without matplotlib's own typeface.
    return stream.getvalue().replace(b"'DejaVu Sans'", b"'DejaVu Sans', Verdana, sans-serif")


def pixels(figure: Figure) -> memoryview:
    """Render as 1920 × 1080 pixels of red, green, blue and opacity. To be called within `styled`."""
    figure.canvas.draw()
    return figure.canvas.buffer_rgba()  # type: ignore[attr-defined, no-any-return]


def as_png(rendered: memoryview) -> bytes:
    """Pack pixels as PNG; needs neither the figure nor the style, so that another thread can do it."""
    stream = io.BytesIO()
    unsigned: dict[str, Any] = {"Software": None}
    imsave(stream, rendered, format="png", origin="upper", dpi=DPI, metadata=unsigned, pil_kwargs={"compress_level": 3})
    return stream.getvalue()
