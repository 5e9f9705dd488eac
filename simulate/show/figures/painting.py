"""One drawing, two files: every stroke is painted among pixels and written as SVG at once.

What is drawn is laid out and gone through once, and both show the same. One renderer paints for all pictures of a
process, so that words that come again, as in the notes at their foot, are measured once.
"""

import io
from functools import cache, lru_cache
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from simulate.show.figures.style import DPI, HEIGHT, WIDTH

Pixels = npt.NDArray[np.uint8]

_SIZE = round(WIDTH * DPI), round(HEIGHT * DPI)
_PER_POINT = DPI / 72
_WIDTHS = 7
"""Which of a collection's properties are its strokes' widths; their dashes follow."""


def painted(figure: Figure, title: str) -> tuple[bytes, Pixels]:
    """Render as SVG, the same bytes for the same picture and text as text, and as pixels: rows × columns × red, green,
    blue and opacity, to be read before the next picture is painted. To be called within `styled`.
    """  # fmt: skip
    stream, pixels = io.StringIO(), _pixels()
    pixels.clear()
    both = _Both(pixels, stream, title)
    figure.draw(both)
    both.svg.finalize()
    return _in_points(stream.getvalue()).encode(), np.asarray(pixels.buffer_rgba())


class _Both(RendererBase):
    """Passes on what is drawn: measures are those of the pixels, so that of the SVG each unit is one of them."""

    def __init__(self, pixels: Any, stream: io.StringIO, title: str) -> None:
        super().__init__()
        self.pixels = pixels
        metadata = {"Date": None, "Creator": None, "Title": title}
        self.svg: Any = RendererSVG(*_SIZE, stream, "", DPI, metadata=metadata)  # type: ignore[no-untyped-call]

    def open_group(self, s: str, gid: str | None = None) -> None:
        self.svg.open_group(s, gid)

    def close_group(self, s: str) -> None:
        self.svg.close_group(s)

    def draw_path(self, gc: GraphicsContextBase, *drawn: Any) -> None:
        self.pixels.draw_path(gc, *drawn)
        self.svg.draw_path(_stroked_alike(gc), *drawn)

    def draw_markers(self, gc: GraphicsContextBase, *drawn: Any, **more: Any) -> None:
        self.pixels.draw_markers(gc, *drawn, **more)
        self.svg.draw_markers(_stroked_alike(gc), *drawn, **more)

    def draw_path_collection(self, gc: GraphicsContextBase, *drawn: Any, **more: Any) -> None:
        self.pixels.draw_path_collection(gc, *drawn, **more)
        before, (widths, dashes), after = drawn[:_WIDTHS], drawn[_WIDTHS : _WIDTHS + 2], drawn[_WIDTHS + 2 :]
        in_pixels = [width * _PER_POINT for width in widths], [_in_pixels(*each) for each in dashes]
        self.svg.draw_path_collection(gc, *before, *in_pixels, *after, **more)

    def draw_text(
        self, gc: GraphicsContextBase, x: float, y: float, s: str, prop: FontProperties, *how: Any, **more: Any
    ) -> None:
        self.pixels.draw_text(gc, x, y, s, prop, *how, **more)
        large = prop.copy()
        large.set_size(prop.get_size_in_points() * _PER_POINT)
        self.svg.draw_text(gc, x, y, s, large, *how, **more)

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: object) -> tuple[float, float, float]:
        return _extent(s, prop)

    def get_canvas_width_height(self) -> tuple[float, float]:
        return _SIZE

    def flipy(self) -> bool:
        return True

    def points_to_pixels(self, points: Any) -> Any:
        return points * _PER_POINT


@cache
def _pixels() -> Any:  # a RendererAgg, whose methods have no types
    return RendererAgg(*_SIZE, DPI)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=4096)
def _extent(words: str, font: FontProperties) -> tuple[float, float, float]:
    """Measure words in pixels: their width, their height and how far they reach below their line."""
    extent = _pixels().get_text_width_height_descent(words, font, False)
    return cast(tuple[float, float, float], extent)


def _stroked_alike(gc: GraphicsContextBase) -> GraphicsContextBase:
    """Give the same stroke in pixels: those who paint them take it in points."""
    alike = GraphicsContextBase()
    alike.copy_properties(gc)
    alike.set_linewidth(gc.get_linewidth() * _PER_POINT)
    alike.set_dashes(*_in_pixels(*gc.get_dashes()))
    return alike


def _in_pixels(offset: float, dashes: Any) -> tuple[float, list[float] | None]:
    return offset * _PER_POINT, None if dashes is None else [each * _PER_POINT for each in dashes]


def _in_points(svg: str) -> str:
    """Give a picture its size, and a typeface for machines without matplotlib's own: Verdana has the same widths."""
    in_pixels = f'width="{_SIZE[0]}pt" height="{_SIZE[1]}pt"'
    return svg.replace(in_pixels, f'width="{WIDTH * 72:g}pt" height="{HEIGHT * 72:g}pt"', 1).replace(
        "'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif"
    )
