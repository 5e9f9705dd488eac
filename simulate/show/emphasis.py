"""Words that stand out in a sentence, wherever the reader's language puts them."""

import re

from rich.text import Text

_BEGIN, _END = "\ue000", "\ue001"  # two characters that nobody writes: of Unicode's private area
_EMPHASISED = re.compile(f"{_BEGIN}([a-z ]+){_BEGIN}([^{_END}]*){_END}")


def emphasised(words: str, style: str) -> str:
    """Mark words for `as_text`, by a style of rich's ("bold"), so that they can be a value of a sentence."""
    return f"{_BEGIN}{style}{_BEGIN}{words}{_END}"


def as_text(sentence: str) -> Text:
    """Give a sentence in which the words stand out that are marked."""
    text, at = Text(), 0
    for marked in _EMPHASISED.finditer(sentence):
        style, words = marked.groups()
        text.append(sentence[at : marked.start()]).append(words, style)
        at = marked.end()
    return text.append(sentence[at:])
