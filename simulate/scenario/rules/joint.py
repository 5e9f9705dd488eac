"""What concerns joint assessments: what one unit has to assess of a child is one part, either work or a stay."""

from collections.abc import Iterator
from itertools import product

from simulate.language import say
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath
from simulate.scenario.reading.parts import Parts
from simulate.scenario.schema.scenario import Role
from simulate.scenario.wording import shown


def mixed_parts(parts: Parts) -> Iterator[Complaint]:
    """Find assessments of one child in one unit of which some are work and some a stay, where they are made jointly.

    Days of work and of a stay cannot be added up: illness, pace and closed times hold up the one and not the other.
    """
    found: dict[KeyPath, Complaint] = {}
    for organisation, features in parts.organisations.items():
        if features.assessment != "joint":
            continue
        for needs in _assessed_together(parts):
            steps = {step for need in needs for step in _assessments(parts, need)}
            for stay, work in product(sorted(steps), repeat=2):
                if _are_stay_and_work_in_one_unit(parts, stay, work):
                    message = say(
                        "is false, but {work} is work in the same unit {unit}; in {organisation} both are one part of "
                        "a joint assessment, which is either work or a stay. Let {stay} be work, or {work} a stay, or "
                        "give one of them another unit",
                        stay=shown(stay),
                        work=shown(work),
                        unit=parts.steps[stay].unit,
                        organisation=organisation,
                    )
                    path: KeyPath = ("steps", stay, "lengthens")
                    found.setdefault(path, Complaint(path, message))
    yield from found.values()


def _assessed_together(parts: Parts) -> Iterator[set[str]]:
    """List the needs of children that are assessed together: several of those that are not reported by themselves."""
    groups = parts.needs_together()
    if parts.start_from is not None and not isinstance(parts.start_from.waiting, str):
        groups += [(case.stream, frozenset(case.needs)) for case in parts.start_from.waiting]
    for stream, needs in groups:
        first = parts.arrivals[stream].first_need if stream in parts.arrivals else None
        known = [need for need in needs if need in parts.needs]
        joined = {need for need in known if need == first or not parts.needs[need].reported_at_once}
        assessed = {need for need in joined if _assessments(parts, need)}
        if len(assessed) > 1:
            yield assessed


def _assessments(parts: Parts, need: str) -> set[str]:
    """Name the assessments on the ways of a need."""
    on_ways = {step for _, share, way in parts.ways(need) if share > 0 for step in way}
    return {step for step in on_ways if step in parts.steps and parts.steps[step].role is Role.ASSESSMENT}


def _are_stay_and_work_in_one_unit(parts: Parts, stay: str, work: str) -> bool:
    """Tell whether the first of two steps is a stay in a unit with workers, and the second their work."""
    one, other = parts.steps[stay], parts.steps[work]
    unit = parts.units.get(one.unit or "")
    return one.unit == other.unit and unit is not None and unit.workers is not None and other.lengthens > one.lengthens
