"""What concerns posts that follow the work: from which organisation, and whether any come where there are none."""

from collections.abc import Iterable, Iterator

from simulate.language import say
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath
from simulate.scenario.reached import reached
from simulate.scenario.reading.parts import Parts
from simulate.scenario.schema.scenario import Organisation, Role, Scenario, Step
from simulate.scenario.spans import spans

Needed = tuple[str, Step, str]
"""A step that children surely come to, as it is done for them, and what for."""


def wrong_baseline(parts: Parts) -> Iterator[Complaint]:
    """Find a baseline that would follow itself."""
    baseline = _baseline(parts)
    if baseline is not None and parts.organisations[baseline].follows:
        message = say(
            '"follows the work" is for other organisations: {organisation} is the first, the baseline, and the posts '
            "of the others follow from its own; leave it out, or give another organisation first",
            organisation=baseline,
        )
        yield Complaint(("organisations", baseline, "staff"), message)


def brings_posts(parts: Parts, name: str, features: Organisation, unit: str) -> bool:
    """Tell whether posts come to a unit in an organisation, or may come, because of work it does for other units."""
    baseline = _baseline(parts)
    if baseline in (None, name) or not features.follows or _is_numbered(features, unit):
        return False
    return any(
        giver != unit and giver in parts.units and _gives(parts, str(baseline), features, giver)
        for giver in _givers(parts, str(baseline), features, unit)
    )


def without_posts(parts: Parts, name: str, features: Organisation, needed: Iterable[Needed]) -> Iterator[Complaint]:
    """Find units to which no child comes in the baseline, and no post comes here though children do.

    `needed` are the steps that children surely come to here, as they are done, and what for.
    """
    baseline = _baseline(parts)
    if baseline in (None, name) or not features.follows:
        return
    in_baseline = _units_of(parts, parts.organisations[str(baseline)])
    for step, done, why in needed:
        unit = parts.units.get(done.unit or "")
        if unit is None or unit.workers is None or done.unit in in_baseline or _is_numbered(features, str(done.unit)):
            continue
        if not brings_posts(parts, name, features, str(done.unit)):
            message = say(
                "the step {step} needs the unit {unit} in {organisation}, {why}, and no posts come to it: no child "
                "does in {baseline}, and no unit whose work it does gives any. Give it a number of its own: {key}",
                step=step,
                unit=done.unit,
                organisation=name,
                why=why,
                baseline=baseline,
                key=f"organisations.{name}.units.{done.unit}.workers",
            )
            yield Complaint(("organisations", name, "staff"), message)
            return


def posts_in_vain(scenario: Scenario) -> Iterator[Complaint]:
    """Find posts of units to which children come only where posts follow the work, and not in the baseline."""
    in_time, (baseline, *others) = spans(scenario), scenario.organisations
    come_to = {
        name: frozenset[str]().union(*(reached(here, name).units for _, here in in_time))
        for name in scenario.organisations
    }
    following = {name for name in others if all(here.organisations[name].follows for _, here in in_time)}
    for unit, terms in scenario.units.items():
        here = [name for name in scenario.organisations if unit in come_to[name]]
        if not terms.workers or not here or not following.issuperset(here):
            continue
        if not any(_is_numbered(scenario.organisations[name], unit) for name in here):
            message = say(
                "is not used: no child comes to {unit} in {baseline}, and where children do, posts follow the work; "
                "write 0",
                unit=unit,
                baseline=baseline,
            )
            yield Complaint(("units", unit, "workers"), message)


def _units_of(parts: Parts, features: Organisation) -> set[str | None]:
    """Gather the units to which some child may come in an organisation."""
    other = parts.organisations.get(features.otherwise or "")
    names = {name for need in parts.needs for _, _, way in parts.ways(need) for name in way}
    names |= set() if parts.crisis is None else {parts.crisis.step}
    found = set[str | None]()
    for each in (features, *([other] if other is not None else [])):
        done = parts.steps_in(each)
        found |= {done[name].unit for name in {*names, each.door, each.decision} & done.keys()}
    return found


def workers_in_baseline(parts: Parts, unit: str) -> tuple[KeyPath, float | None]:
    """Give the workers a unit has in the baseline, None for a meeting, and where that is said."""
    baseline = _baseline(parts)
    own = None if baseline is None else parts.organisations[baseline].units.get(unit)
    if own is not None and own.workers is not None:
        return ("organisations", str(baseline), "units", unit, "workers"), own.workers
    return ("units", unit, "workers"), parts.units[unit].workers


def _baseline(parts: Parts) -> str | None:
    """Name the first organisation; None if it is not sound."""
    first = next(iter(parts.names["organisations"]), None)
    return first if first in parts.organisations else None


def _is_numbered(features: Organisation, unit: str) -> bool:
    """Tell whether an organisation itself says how many posts a unit has; a closed one may be so in all of them."""
    own = features.units.get(unit)
    return own is not None and bool(own.workers)


def _gives(parts: Parts, baseline: str, features: Organisation, unit: str) -> bool:
    own = features.units.get(unit)
    stays = parts.units[unit].posts_stay if own is None or own.posts_stay is None else own.posts_stay
    return not stays and not _is_numbered(features, unit) and bool(workers_in_baseline(parts, unit)[1])


def _givers(parts: Parts, baseline: str, features: Organisation, unit: str) -> Iterator[str]:
    """Name the units whose work a unit does in an organisation, in place of their own steps."""
    joint = ((features.door, Role.INTAKE), (features.decision, Role.DECISION))
    there, here = parts.steps_in(parts.organisations[baseline]), parts.steps_in(features)
    roles = {role for name, role in joint if name in here and here[name].unit == unit}
    names = {name for need in parts.needs for _, _, way in parts.ways(need) for name in way}
    names |= set() if parts.crisis is None else {parts.crisis.step}
    for name in names & here.keys():
        before = there[name].unit
        if before is not None and (here[name].unit == unit or here[name].role in roles):
            yield before
