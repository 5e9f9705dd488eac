"""Pictures that are drawn here and now, one after the other, as files."""

from collections.abc import Callable, Iterator
from typing import Any

from simulate.show.titles import spoken


def as_files(pictures: Callable[[], Iterator[tuple[str, Any]]]) -> Iterator[tuple[str, bytes]]:
    """Draw pictures, given by name as figures of matplotlib: their paths in the results folder and their bytes.

    Each is drawn in our style, as SVG and as PNG. Matplotlib is imported here, and not before.
    """
    import simulate.show.figures.unhindered  # noqa: F401  # before anything that imports matplotlib
    from simulate.show.figures.painting import painted
    from simulate.show.figures.png import as_png, rows_of
    from simulate.show.figures.style import DPI, styled

    with styled():
        for name, figure in pictures():
            svg, pixels = painted(figure, spoken(name))
            yield f"figures/{name}.svg", svg
            yield f"figures/{name}.png", as_png(rows_of(pixels), DPI)
