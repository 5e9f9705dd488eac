"""What concerns the steps that an organisation does otherwise: who does them there, and how long they take."""

from collections.abc import Iterator

from simulate.language import say
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath
from simulate.scenario.reading.parts import Parts, unknown
from simulate.scenario.schema.scenario import Organisation, Step
from simulate.scenario.wording import shown


def wrong_steps_of(parts: Parts, organisation: str, features: Organisation) -> Iterator[Complaint]:
    """Find what is wrong with the steps of an organisation, seen with the other tables."""
    for name, change in features.steps.items():
        here: KeyPath = ("organisations", organisation, "steps", name)
        if name not in parts.names["steps"]:
            yield unknown(here, name, "step", parts.names["steps"])
        elif change.unit is None and not change.is_nobodys and change.duration is None:
            yield Complaint(here, say("nothing is different here; give unit or duration, or leave it out"))
        if change.unit is not None and change.unit not in parts.names["units"]:
            yield unknown((*here, "unit"), change.unit, "unit", parts.names["units"])
        step = parts.steps.get(name)
        if step is not None:
            done = step.with_change(change)
            yield from _without_time(parts, here, done, "duration" if change.duration is not None else "unit")
            if done.unit is None and step.unit is not None:
                yield from _without_unit(parts, here, name, features)


def takes_no_time(parts: Parts, step: Step) -> bool:
    """Tell whether workers do a step that takes them no time."""
    unit = parts.units.get(step.unit or "")
    staffed = unit is not None and unit.workers is not None
    return staffed and step.duration.shape == "fixed" and step.duration.mean == 0


def _without_time(parts: Parts, here: KeyPath, done: Step, key: str) -> Iterator[Complaint]:
    if takes_no_time(parts, done):
        message = say(
            "the workers of {unit} do this step here, so its duration here must be longer than 0 days",
            unit=shown(done.unit),
        )
        yield Complaint((*here, key), message)


def _without_unit(parts: Parts, here: KeyPath, name: str, features: Organisation) -> Iterator[Complaint]:
    """Find steps of nobody that somebody must do: shared intakes, also of families who do not agree, and acute ones."""
    other = parts.organisations.get(features.otherwise or "")
    doors = {features.door, *([other.door] if other is not None and features.consent < 1 else ())}
    if name in doors:
        yield Complaint((*here, "unit"), say("the shared intake {step} must have a unit", step=shown(name)))
    elif parts.crisis is not None and name == parts.crisis.step:
        yield Complaint((*here, "unit"), say("the acute step {step} must have a unit", step=shown(name)))
