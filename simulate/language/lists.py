"""Words in a row, as a sentence has them."""

from collections.abc import Iterable

from simulate.language.catalogue import say


def listed(words: Iterable[str]) -> str:
    """Join words for a sentence: "a, b and c"; empty ones are left out."""
    *first, last = [word for word in words if word] or [""]
    return say("{first} and {last}", first=", ".join(first), last=last) if first else last


def either(words: Iterable[str]) -> str:
    """Join words between which there is a choice: "a, b or c"; empty ones are left out."""
    *first, last = [word for word in words if word] or [""]
    return say("{first} or {last}", first=", ".join(first), last=last) if first else last
