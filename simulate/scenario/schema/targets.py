"""What was seen in a real town: the tables of a file of targets, which a scenario is held against."""

from typing import Annotated

from pydantic import Field

from simulate.scenario.schema.durations import Days
from simulate.scenario.schema.kinds import Table

Number = Annotated[float, Field(allow_inf_nan=False)]
Amount = Number | str
"""A number in the measure's own unit; of days also a length of time with its unit: "4 months"."""


class Seen(Table):
    """Something that was seen in a real town, and how near a scenario should come to it."""

    measure: str
    """What is measured: a measure of children, of a unit, or of what is done at a step."""
    organisation: str = ""
    """In which organisation; if left out, in the first of the scenario, the baseline."""
    group: str = ""
    """Of which children, where it is a measure of children: "several needs", "urgent", "stream: school" …"""
    unit: str = ""
    """In which unit, by its name."""
    step: str = ""
    """At which step, by its name."""
    need: str = ""
    """For which need only, by its name, where it is about visits."""
    limit: Days | None = None
    """Within how many days, where the measure is the share that is done in a given time."""
    value: Amount
    """What was seen, in the unit of the measure: a number, per cents as 24; of days also "98 days"."""
    tolerance: Amount
    """By how much a scenario may be off and still meet it, in the same unit; more than 0."""
    source: str
    """Where it was seen, or the word assumption."""
    title: str = ""
    """What it is called in tables and figures, if not by its measure."""


class TargetsFile(Table):
    """What a scenario is fitted to, and what it is only held against."""

    move: list[str] = []
    """The dials that may be moved: names of dials of the scenario, or made of a key and its ends
    ("units.reception.workers=8:14")."""
    targets: dict[str, Seen]
    """What the scenario is fitted to, by name."""
    checks: dict[str, Seen] = {}
    """What it is only held against, by name: never fitted to."""
