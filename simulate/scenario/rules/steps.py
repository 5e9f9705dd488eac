"""What concerns the steps that an organisation does otherwise: who does them there, and how long they take."""

from collections.abc import Iterator

from simulate.language import say
from simulate.language.times import days
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath
from simulate.scenario.reached import steps_done
from simulate.scenario.reading.parts import Parts, unknown
from simulate.scenario.schema.scenario import Features, Organisation, Scenario, Step
from simulate.scenario.spans import spans, units_without_posts
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


def slips_in_steps(scenario: Scenario) -> Iterator[Complaint]:
    """Find what is said in vain: of steps that nobody comes to, of posts in units that nobody comes to, or too long."""
    for name, features in scenario.organisations.items():
        done = frozenset[str]().union(*(steps_done(here, name) for _, here in spans(scenario)))
        absent = units_without_posts(scenario, name)
        places: list[tuple[KeyPath, Features]] = [(("organisations", name), features)]
        places += [((*places[0][0], "phases", number), phase) for number, phase in enumerate(features.phases)]
        for place, said in places:
            for step, change in (said.steps or {}).items():
                if step not in done:
                    message = say(
                        "is not used, because no child comes to this step in {organisation}", organisation=name
                    )
                    yield Complaint((*place, "steps", step), message)
                elif change.duration is not None:
                    yield from _too_long((*place, "steps", step, "duration"), scenario.steps[step].with_change(change))
            for unit, terms in (said.units or {}).items():
                if unit in absent and terms.workers:
                    message = say(
                        "is not used, because no child comes to {unit} in {organisation}: it has no posts there",
                        unit=unit,
                        organisation=name,
                    )
                    yield Complaint((*place, "units", unit, "workers"), message)


def _too_long(place: KeyPath, step: Step) -> Iterator[Complaint]:
    if step.limit is not None and not step.limit_at_start and step.limit_until is None:
        limit, usual = limit_in_days(step), usually_takes(step)
        if usual > limit:
            message = say(
                "is longer than the limit of this step, {limit}, however short the line is", limit=days(round(limit, 1))
            )
            yield Complaint(place, message)


def usually_takes(step: Step) -> float:
    """Give the days that a step takes by itself: the mean, or the median where that is what the file gives."""
    by_median = step.duration.shape in ("median", "loglogistic")
    return step.duration.numbers[0] if by_median else step.duration.mean


def limit_in_days(step: Step) -> float:
    """Give the limit of a step in days of the calendar, a week for five working days; 0 without one."""
    return (step.limit or 0.0) * (7 / 5 if step.limit_in == "working days" else 1.0)
