"""Words in a box: broken into lines and made smaller until they fit, and never cut."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font

LEADING = 1.2
"""Height of a line, in sizes of its type."""
SMALLEST = 13.0
"""Points; smaller type is not read from the back row, and only taken where nothing else is left."""
_THOUSANDS = re.compile(r"\d{3}\b")
_MEASURED_AT = 20.0  # points; type of another size is as much wider
_AS_WIDE_AS_HIGH = "—"  # one size of its type, which is what a dash of this length is


def fitted(words: str, size: float, width: float, height: float, bold: bool = False) -> tuple[str, float]:
    """Break words into lines and choose the largest size, at most `size`, at which they fit into a box, in points.

    Where they do not even fit at SMALLEST they become as small as they must. Lines are of about the same length.
    """
    wide = _widths(words, bold)
    while size > SMALLEST and not _fits(wide, size, width, height):
        size = max(SMALLEST, size - 1)
    while size > 1 and not _fits(wide, size, width, height):
        size *= 0.95
    return "\n".join(_balanced(words, size, width, bold)), size


def fitted_alike(
    every: Sequence[str], size: float, width: float, height: float, bold: bool = False
) -> tuple[list[str], float]:
    """Fit several texts into boxes of one size, all in the same type."""
    size = min((fitted(words, size, width, height, bold)[1] for words in every), default=size)
    return ["\n".join(_balanced(words, size, width, bold)) for words in every], size


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Measure the widest of some lines, in points."""
    return max(_width(line, bold) for line in text.split("\n")) * size


def height_of(text: str, size: float) -> float:
    """Measure how high some lines stand, in points."""
    return (text.count("\n") + 1) * size * LEADING


def _fits(wide: Sequence[float], size: float, width: float, height: float) -> bool:
    lines = _lines(wide, width / size)
    return len(lines) * size * LEADING <= height and max(wide, default=0.0) * size <= width


def _balanced(words: str, size: float, width: float, bold: bool) -> list[str]:
    """Break words into as few lines as there must be, none much longer than the others."""
    wide, most = _widths(words, bold), width / size
    needed = len(_lines(wide, most))
    narrow = min(max(sum(wide) / max(needed, 1), max(wide, default=0.0)), most)
    while len(lines := _lines(wide, narrow)) > needed:
        narrow = min(narrow * 1.02, most)
    split = _pieces(words)
    return [" ".join(split[word] for word in line) for line in lines]


def _lines(wide: Sequence[float], most: float) -> list[list[int]]:
    """Lay words, by their widths, into lines of at most some width: the numbers of the words in each."""
    lines: list[list[int]] = [[]]
    left = most
    for number, word in enumerate(wide):
        if lines[-1] and word + _space() > left + 1e-9:
            lines.append([])
            left = most
        left -= word + (_space() if lines[-1] else 0.0)
        lines[-1].append(number)
    return lines


def _pieces(words: str) -> list[str]:
    """Take words apart where a line may end: not within a number ("3 790"), nor before its "%"."""
    pieces: list[str] = []
    for word in words.split():
        if pieces and pieces[-1][-1].isdigit() and (word[0] == "%" or _THOUSANDS.match(word)):
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
    return pieces


def _widths(words: str, bold: bool) -> list[float]:
    """Measure each word, in sizes of its type."""
    return [_width(word, bold) for word in _pieces(words)]


@cache
def _space() -> float:
    return _advance(" ", bold=True)


def _width(word: str, bold: bool) -> float:
    return sum(_advance(sign, bold) for sign in word)


@lru_cache(maxsize=4096)
def _advance(sign: str, bold: bool) -> float:
    """Measure how far a character takes the pen, in sizes of its type.

    A word is as wide as its characters together, or a little less where pairs of them move closer. Words could be
    measured whole, but laying them out takes as long as drawing them.
    """
    return _pen(sign, bold) / _pen(_AS_WIDE_AS_HIGH, bold)


def _pen(sign: str, bold: bool) -> float:
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))
    font.set_size(_MEASURED_AT, 72)  # whoever draws has the same font, and sets another
    return float(font.load_glyph(font.get_char_index(ord(sign))).linearHoriAdvance)
