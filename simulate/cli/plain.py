"""Characters a terminal or a file cannot take: a plain one stands for each, so that no sign is lost.

What is printed to a pipe or a file on Windows is in the code page of the country, which has no real minus: without this
"?6 [?82, 70]" would stand for "−6 [−82, 70]".
"""

import codecs
import sys
import unicodedata

ERRORS = "simulate-plain"
"""What to give as `errors` to a stream, so that plain characters stand for those it cannot encode."""

_PLAIN = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "…": "...", "≤": "<=", "≥": ">=", "≈": "~", "×": "x", "÷": "/",
    "±": "+-", "·": "-", "•": "*", "→": "->", "←": "<-", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'",
    "’": "'", "●": "*", "◆": "*", "■": "*", "▲": "*", "▼": "*", "✚": "*", "∞": "infinite", "Σ": "sum", "§": "section ",
    "€": "EUR", "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "\u2044": "/",
    "─": "-", "━": "-", "╸": "-", "│": "|", "┃": "|", "└": "`", "├": "|", "┬": "-", "╺": "-", "█": "#",
}  # fmt: skip


def plain(text: str) -> str:
    """Write text in ASCII: a minus as "-", letters without their accents, and "?" for what has nothing like it."""
    return "".join(_plain(sign) for sign in text)


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign
    if sign in _PLAIN:
        return _PLAIN[sign]
    parts = unicodedata.normalize("NFKD", sign)
    if parts == sign:
        return "" if unicodedata.category(sign) in ("Mn", "Cf") else "?"  # accents, and what is not seen
    return "".join(_plain(part) for part in parts)


def _instead(error: UnicodeError) -> tuple[str, int]:
    """Give what stands for characters that cannot be encoded, as Python's codecs ask for it."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain(error.object[error.start : error.end]), error.end


codecs.register_error(ERRORS, _instead)


def can_print(text: str) -> bool:
    """Tell whether standard output has every character of a text."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
