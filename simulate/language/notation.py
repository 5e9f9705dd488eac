"""How numbers are written in each language: what stands before decimals and between thousands, and the signs.

A language is added by a line in `NOTATIONS`; one that has none writes its numbers as English texts here do.
"""

from dataclasses import dataclass

from simulate.language.catalogue import language_code


@dataclass(frozen=True)
class Notation:
    """The signs with which a language writes numbers."""

    decimal_mark: str
    between_thousands: str
    minus: str = "−"
    plus: str = "+"
    percent: str = "{number} %"  # a share in per cent, around its number


ENGLISH = Notation(decimal_mark=".", between_thousands=" ")
NOTATIONS = {"en": ENGLISH, "sv": Notation(decimal_mark=",", between_thousands=" ")}
"""By language, as catalogues name it."""


def notation() -> Notation:
    """Give the signs of the language that is spoken."""
    return NOTATIONS.get(language_code(), ENGLISH)
