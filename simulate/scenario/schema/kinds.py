"""What all tables of a scenario share: the kinds of numbers, and words with a fixed choice."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Factor = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Rate = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Source = str | dict[str, str]


class Table(BaseModel):
    """A table of the scenario file: unknown keys are refused and nothing changes after reading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True, populate_by_name=True
    )


class TableError(ValueError):
    """What is wrong with a table whose keys are right by themselves, and the key it is about.

    `key` is "" where it is about none that is there; `message` is said already.
    """

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        super().__init__(message)


class Role(StrEnum):
    """What a step is for; a pathway goes through the roles in this order."""

    INTAKE = "intake"
    ASSESSMENT = "assessment"
    DECISION = "decision"
    SUPPORT = "support"


class Order(StrEnum):
    """Who is called first when a place is free."""

    URGENT_LINE = "urgent, then longest wait"
    URGENT_TOTAL = "urgent, then longest total wait"
    LINE = "longest wait"
    TOTAL = "longest total wait"


class PassesOn(StrEnum):
    """When the first unit passes a child's other needs on."""

    AT_INTAKE = "at intake"
    AFTER_ASSESSMENT = "after assessment"
    AFTER_SUPPORT = "after support"
