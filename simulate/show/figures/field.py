"""A part of a picture for rows of bars: a scale across and rows from the top, and neither ticks nor frame.

It takes the place of matplotlib's axes, which make two axes with their ticks before anybody says that there are none.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox, BboxTransform, Transform, TransformedBbox, blended_transform_factory


@dataclass(frozen=True)
class Field:
    """So many rows, 0 at the top, and values from 0 to the most; what is drawn in it is named as matplotlib does."""

    figure: Figure
    box: tuple[float, float, float, float]  # left, bottom, width and height, as shares of the picture's
    most: float
    rows: int

    @cached_property
    def transAxes(self) -> Transform:  # noqa: N802  # matplotlib's name
        """Places as shares of the field's width and height."""
        return self._onto(Bbox.unit())

    @cached_property
    def transData(self) -> Transform:  # noqa: N802  # matplotlib's name
        """Places as values and rows."""
        return self._onto(Bbox.from_extents(0.0, self.rows - 0.5, self.most, -0.5))

    def get_yaxis_transform(self) -> Transform:
        """Give places as shares of the width and rows."""
        return blended_transform_factory(self.transAxes, self.transData)

    def get_position(self) -> Bbox:
        """Give where it is in its picture."""
        return Bbox.from_bounds(*self.box)

    def text(self, x: float, y: float, words: str, **looks: Any) -> None:
        """Write at a value and a row, or at a place given by another `transform`."""
        self.figure.text(x, y, words, **{"transform": self.transData, **looks})

    def add_collection(self, collection: Collection) -> None:
        """Draw lines or bars given by their values and rows, as far as they are inside."""
        collection.set_transform(self.transData)
        collection.set_clip_box(TransformedBbox(self.get_position(), self.figure.transSubfigure))
        self.figure.add_artist(collection)

    def _onto(self, inside: Bbox) -> Transform:
        return BboxTransform(inside, TransformedBbox(self.get_position(), self.figure.transSubfigure))
