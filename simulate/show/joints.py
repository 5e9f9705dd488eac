"""Keys, names and paths that are longer than their column: broken where their parts are joined, not within a word."""

import re

from rich.cells import cell_len

_LONG_WORD = re.compile(r"\S+")
_PART = re.compile(r"[^./_-]+[./_-]*|[./_-]+")


def broken_at_joints(text: str, width: int) -> str:
    """Break what is longer than a width after a dot, slash, hyphen or underscore, so that the rest goes on below."""
    return _LONG_WORD.sub(lambda word: _broken(word[0], width), text)


def _broken(word: str, width: int) -> str:
    lines = [""]
    for part in _PART.findall(word) if cell_len(word) > width else [word]:
        if lines[-1] and cell_len(lines[-1] + part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)
