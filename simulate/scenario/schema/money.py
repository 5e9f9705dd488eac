"""What it costs: the table of prices."""

from typing import Annotated

from pydantic import Field

from simulate.scenario.schema.kinds import Rate, Source, Table

Prices = dict[str, Rate]


class Costs(Table):
    """Prices, in one currency. What has no price costs nothing in the results."""

    currency: Annotated[str, Field(min_length=1, max_length=12)] = "SEK"
    """The currency, as shown."""
    worker_year: Prices = {}
    """By unit: what a post costs a year, filled or not (who is missing is covered for)."""
    consultant_year: Prices = {}
    """By unit: what one of the `extra_staff` costs a year."""
    replacement: Prices = {}
    """By unit: what it costs to replace a worker who leaves."""
    meeting_hour: Prices = {}
    """By meeting: what an hour costs. Only what is not in worker_year already should be in it."""
    hours_per_case: Prices = {}
    """By meeting: how many hours each case takes."""
    support_day: Prices = {}
    """By step with the role support: what a day costs for one child (a placement)."""
    crisis: Rate = 0.0
    """What a crisis costs, beside the time of those who see the child."""
    source: Source = {}
    """Where the numbers come from: one text for the table, or a text for each key, "all others" for the rest."""
