"""From what size on a difference matters. Nothing smaller is called better or worse, longer or shorter."""

from simulate.findings import catalogue
from simulate.findings.gains import WEEK

DAYS = WEEK
"""Days of waiting. Children are compared with themselves by the week too; a family does not notice less."""
SHARE = 0.01
"""Of children, or of what a unit can do: one in a hundred. What is rarer is luck in all but the largest towns."""
MONEY = 0.01
"""Of what a child costs: prices are rounder than that, so less is not known."""


def matters(difference: float, least: float, distinct: bool) -> bool:
    """Tell whether a difference is worth a word: of some size, and told from luck."""
    return distinct and abs(difference) >= least


def least_that_matters(unit: str, was: float) -> float:
    """Give from what size on a difference of a measure matters, by its unit and its value in the baseline.

    Of what is counted by the child whatever is told from luck matters.
    """
    least = {catalogue.DAYS: DAYS, catalogue.PERCENT: 100 * SHARE, catalogue.MONEY_PER_CHILD: MONEY * abs(was)}
    return least.get(unit, 0.0)
