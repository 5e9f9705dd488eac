"""The look of every picture: for a projector, 16:9, large type, the same colour for an organisation everywhere."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from textwrap import wrap
from typing import Any, cast

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave
from matplotlib.text import Text

from simulate.show.words import shortened, spoken

INK = "#222222"
SOFT = "#5F5F5F"
GRID = "#DDDDDD"

# Told apart by people with any of the three kinds of colour blindness, and by lightness when printed in grey.
COLOURS = ("#B34A00", "#1F5FA8", "#2B2B2B", "#D94BD9", "#4A9485", "#B38F08")
MARKERS = ("o", "D", "s", "^", "v", "P")
GLYPHS = "●◆■▲▼✚"

TITLE_SIZE, FINDING_SIZE, LABEL_SIZE, TICK_SIZE, NOTE_SIZE = 30, 21, 20, 18, 14
WIDTH, HEIGHT, DPI = 16.0, 9.0, 120
_LEFT, _TITLE_TOP = 0.035, 0.955

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


class Looks:
    """The colour and marker of each organisation, by its position in the run."""

    def __init__(self, organisations: Sequence[str]) -> None:
        self.organisations = tuple(organisations)

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
    found = figure.text(_LEFT, _TITLE_TOP - 0.075, finding, size=FINDING_SIZE, color=SOFT, va="top", linespacing=1.25)
    if _width(found, figure) > 1 - 2 * _LEFT:
        # Two lines of about the same length read better than a line and a word.
        found.set_text("\n".join(wrap(finding, max(60, len(finding) // 2 + 8))[:2]))
    if note:
        figure.text(_LEFT, 0.02, shortened(note, 170), size=NOTE_SIZE, color=SOFT, va="bottom")
    return figure


def _width(text: Text, figure: Figure) -> float:
    """Measure a text as a share of the picture's width."""
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    return float(text.get_window_extent(renderer).width / figure.bbox.width)


def add_key(figure: Figure, looks: Looks, top: float = 0.79) -> float:
    """Name the organisations in their colours in rows under the finding, where no data are; give the lower edge."""
    left, row = _LEFT, 0.048
    for organisation in looks.organisations:
        name = f"{looks.glyph(organisation)} {shortened(spoken(organisation), 40)}"
        colour = looks.colour(organisation)
        text = figure.text(left, top, name, size=LABEL_SIZE, color=colour, va="top", weight="bold")
        width = _width(text, figure)
        if left > _LEFT and left + width > 0.97:
            left, top = _LEFT, top - row
            text.set_position((left, top))
        left += width + 0.025
    return top - row


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
