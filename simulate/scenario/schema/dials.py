"""What a person can doubt or decide: the tables of dials, which sweeps turn and sliders move."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

from simulate.language import language_code, say
from simulate.scenario.schema.durations import days_from, written_days
from simulate.scenario.schema.kinds import Table, TableError

Position = Annotated[float, Field(allow_inf_nan=False)] | str
"""A number, or a length of time with its unit: "14 days"."""


class Acts(StrEnum):
    """What the value of a dial does to a key."""

    SET = "set"
    TIMES = "times"
    PLUS = "plus"


class Scale(StrEnum):
    """How the values of a dial lie between its ends."""

    LINEAR = "linear"
    LOG = "log"


class Titles(Table):
    """A title in each language."""

    en: str
    """In English."""
    sv: str
    """In Swedish."""


class Dial(Table):
    """A number that can be doubted or decided, and the keys that it moves."""

    title: str | Titles
    """What it is, in a few words: a text, or a table with one in English (`en`) and one in Swedish (`sv`)."""
    keys: Annotated[list[str], Field(min_length=1, max_length=200)]
    """The keys it moves, such as "units.reception.workers"; `*` stands for every name of a table that has the key:
    "needs.*.surfaces_after". A duration that varies keeps its shape."""
    acts: Annotated[Acts, Field(strict=False)] = Acts.SET
    """What its value does: it is "set" in place of what the file says, or that is taken "times" it, or "plus" it."""
    begins: Annotated[Position, Field(alias="from")]
    """Its lowest value that is plausible or can be had: a number, or a length of time such as "14 days"."""
    usual: Position
    """Its value as the file is; 1 where it acts by "times", 0 by "plus"."""
    to: Position
    """Its highest value."""
    scale: Annotated[Scale, Field(strict=False)] = Scale.LINEAR
    """How values lie between the two: "linear", by equal steps; or "log", by equal factors, for what may be ten times
    as much as easily as a tenth."""
    why: str = ""
    """Why it goes from there to there: a source, or who thinks so."""

    @property
    def ends(self) -> tuple[float, float]:
        """Its lowest and highest value, in days where it is a length of time."""
        return number_of(self.begins), number_of(self.to)

    @property
    def name(self) -> str:
        """Its title in the language that is spoken; in English where it has none in that."""
        if isinstance(self.title, str):
            return self.title
        return str(getattr(self.title, language_code(), self.title.en))

    @property
    def is_time(self) -> bool:
        """Whether its values are lengths of time, as days."""
        return isinstance(self.usual, str)

    @model_validator(mode="before")
    @classmethod
    def _usual_is_neutral(cls, value: Any) -> Any:
        """Say for those that act on what the file has where they are usual."""
        neutral = {"times": 1, "plus": 0}.get(str(value.get("acts"))) if isinstance(value, dict) else None
        return value if neutral is None or "usual" in value else {**value, "usual": neutral}

    @model_validator(mode="after")
    def _values_rise(self) -> "Dial":
        values = {"from": self.begins, "usual": self.usual, "to": self.to}
        if len({isinstance(each, str) for each in values.values()}) > 1:
            raise TableError("usual", say("from, usual and to are three numbers, or three lengths of time"))
        numbers = {}
        for key, each in values.items():
            try:
                numbers[key] = number_of(each)
            except ValueError as problem:
                raise TableError(key, str(problem)) from problem
        low, usual, high = numbers.values()
        if not low < high:
            raise TableError("to", say("must be more than from"))
        if not low <= usual <= high:
            raise TableError("usual", say("must lie between from and to"))
        if self.scale is Scale.LOG and low <= 0:
            raise TableError("from", say('must be more than 0 where the scale is "log"'))
        if self.acts is Acts.TIMES and (self.is_time or low < 0):
            raise TableError("from", say('a dial that acts by "times" has plain numbers, 0 at least'))
        neutral = {Acts.TIMES: 1.0, Acts.PLUS: 0.0}.get(self.acts)
        if neutral is not None and usual != neutral:
            message = say('is {neutral} where a dial acts by "{acts}"', neutral=neutral, acts=self.acts.value)
            raise TableError("usual", message)
        return self


def number_of(position: float | str) -> float:
    """Give a value of a dial as a number: days, where it is a length of time. Raises ValueError for what is none."""
    return days_from(position) if isinstance(position, str) else float(position)


def written_like(dial: Dial, value: float) -> float | str:
    """Write a value as a dial's values are written: "14 days" where it is a length of time."""
    return written_days(value) if dial.is_time else value
