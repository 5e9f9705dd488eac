"""What is done for children: the table of steps, and what an organisation says of them."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, model_serializer

from simulate.scenario.schema.durations import Days, Duration, SpreadDuration
from simulate.scenario.schema.kinds import Role, Share, Source, Table

NO_UNIT = "none"
"""What a step without a unit may say, so that nobody takes it for a slip."""


def _unit_or_none(value: Any) -> Any:
    return None if value == NO_UNIT else value


class Step(Table):
    """One thing that is done for a child."""

    title: str = ""
    """The name shown to people; the table's name if not given."""
    role: Annotated[Role, Field(strict=False)]
    """intake, assessment, decision or support."""
    unit: Annotated[str | None, BeforeValidator(_unit_or_none)] = None
    """The unit that does it; without one the step is time that passes, and "none" says that this is meant."""
    duration: SpreadDuration = Duration("fixed", (0.0,))
    """How long it takes, without the waiting; 0 days for a meeting that decides at once."""
    limit: Days | None = None
    """The legal or promised time limit, counted from when the step is asked for."""
    limit_in: Literal["days", "working days"] = "days"
    """How the limit's days are counted; working days are Monday to Friday but for Swedish public holidays."""
    limit_until: Literal["start", "finish"] | None = None
    """Whether the limit is kept when the step starts or when it is finished; start for support, else finish."""
    go_on: Share = 1.0
    """The share of children who go on from this step; the others need nothing more of this need."""
    by_law: bool = False
    """For a decision: whether it must be made even where a joint decision has been (a committee on placements)."""
    lengthens: bool = True
    """Whether coordination, less specialised staff and retelling make it longer; false for a stay such as a foster
    home."""
    source: Source = {}
    """Where the numbers come from: one text for the table, or a text for each key, "all others" for the rest."""

    @property
    def is_nobodys(self) -> bool:
        """Whether it is said that no unit does it, and not only left out."""
        return self.unit is None and "unit" in self.model_fields_set

    @model_serializer(mode="wrap")
    def _as_it_was_said(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Write that no unit does it, where that was said."""
        written: dict[str, Any] = write(self)
        return {"role": written["role"], "unit": NO_UNIT} | written if self.is_nobodys else written

    @property
    def limit_at_start(self) -> bool:
        """Whether the limit is kept at the start of the step (else at its finish)."""
        return (self.limit_until or ("start" if self.role is Role.SUPPORT else "finish")) == "start"

    def with_change(self, change: "StepChange | None") -> "Step":
        """Give the step as it is done in an organisation, from what that says of it, if it says anything."""
        said: dict[str, Any] = {}
        if change is not None and (change.unit is not None or change.is_nobodys):
            said["unit"] = change.unit
        if change is not None and change.duration is not None:
            said["duration"] = change.duration
        return self.model_copy(update=said) if said else self


class StepChange(Table):
    """What is different in a step: who does it, or how long it takes. All else of a step is the law's, or the child's
    own, and the same in every organisation."""

    unit: Annotated[str | None, BeforeValidator(_unit_or_none)] = None
    """The unit that does it here, so that teams can be merged; "none" for time that only passes."""
    duration: SpreadDuration | None = None
    """How long it takes here, without the waiting. A child whose step is long elsewhere has a long one here."""
    source: Source = {}
    """Where the numbers come from: one text for the table, or a text for each key, "all others" for the rest."""

    @property
    def is_nobodys(self) -> bool:
        """Whether it is said that no unit does it here, and not only left out."""
        return self.unit is None and "unit" in self.model_fields_set

    @model_serializer(mode="wrap")
    def _as_it_was_said(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Write that no unit does it, where that was said: it is not the same as saying nothing."""
        written: dict[str, Any] = write(self)
        return {**written, "unit": NO_UNIT} if self.is_nobodys else written
