"""Pixels as a PNG file: in full colour, without opacity, rows as they are.

In drawings most pixels are like their neighbours, and packing finds that by itself; the filters that help photographs
only take time, three times as much as packing without them (PNG, 3rd edition, 12.7: filter 0 for line art).
"""

import struct
import zlib

import numpy as np
import numpy.typing as npt

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TRUE_COLOUR, _UNFILTERED = 2, 0
_LEVEL = 2  # of 9; higher ones take longer and gain little


def rows_of(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Copy pixels (rows × columns × red, green, blue …) as PNG has them: each row after the number of its filter."""
    height, width, _ = pixels.shape
    rows = np.empty((height, 1 + 3 * width), np.uint8)
    rows[:, 0] = _UNFILTERED
    for colour in range(3):
        rows[:, 1 + colour :: 3] = pixels[:, :, colour]
    return rows


def as_png(rows: npt.NDArray[np.uint8], dots_per_inch: float) -> bytes:
    """Pack rows as a PNG file; the interpreter is free meanwhile, so that a thread can do it."""
    height, width = rows.shape[0], rows.shape[1] // 3
    dots_per_metre = round(dots_per_inch / 0.0254)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, _TRUE_COLOUR, 0, 0, 0)),
        (b"pHYs", struct.pack(">IIB", dots_per_metre, dots_per_metre, 1)),
        (b"IDAT", zlib.compress(rows.data, _LEVEL)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
