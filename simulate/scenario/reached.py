"""To which units children can come in an organisation: a unit that does no step there has no posts there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulate.scenario.schema.scenario import Features, Role, Scenario, Step, UnitChange


@dataclass(frozen=True)
class Reached:
    """The units to which some children can come in an organisation: those within its reach, and those outside it."""

    inside: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()

    def __or__(self, other: "Reached") -> "Reached":
        """Give those that children can come to in either of two times."""
        return Reached(self.inside | other.inside, self.outside | other.outside)

    @property
    def units(self) -> frozenset[str]:
        """All units to which some child can come."""
        return self.inside | self.outside


def reached(here: Scenario, organisation: str) -> Reached:
    """Find the units to which children can come in an organisation of a scenario in which nothing changes."""
    features, own = here.organisations[organisation], here.steps_in(organisation)
    inside, outside = set[str](), set[str]()
    if features.reach > 0:
        inside |= _units_of(here, features, own)
    if features.otherwise is not None:
        other = here.organisations[features.otherwise]
        if features.reach > 0 and features.consent < 1:
            inside |= _units_of(here, other, own)
        if features.reach < 1:
            outside |= _units_of(here, other, here.steps_in(features.otherwise))
    return Reached(frozenset(inside), frozenset(outside))


def steps_done(here: Scenario, organisation: str) -> frozenset[str]:
    """Name the steps that some child within an organisation's reach may come to, where nothing changes.

    Families who do not agree to information being shared are among them.
    """
    features, found = here.organisations[organisation], set[str]()
    if features.reach > 0:
        found.update(_steps_of(here, features))
        if features.otherwise is not None and features.consent < 1:
            found.update(_steps_of(here, here.organisations[features.otherwise]))
    return frozenset(found)


def _units_of(here: Scenario, features: Features, steps: Mapping[str, Step]) -> set[str]:
    """Gather the units to which some features may bring children, where steps are done as in `steps`."""
    units = (steps[name].unit for name in _steps_of(here, features) if name in steps)
    return {unit for unit in units if unit is not None}


def _steps_of(here: Scenario, features: Features) -> Iterator[str]:
    """List the steps that some child may come to; one that is going on when the clock starts is not begun anew."""
    if features.door != "own":
        yield features.door
    if features.decision != "own":
        yield features.decision
    if here.crisis is not None:
        yield here.crisis.step
    if here.start_from is not None and not isinstance(here.start_from.waiting, str):
        yield from (case.step for case in here.start_from.waiting if case.started_on is not None)
    for need in here.needs:
        for _, way in here.ways(need):
            yield from (name for name in way if features.door == "own" or here.steps[name].role is not Role.INTAKE)


def with_posts_where_needed(here: Scenario, by_organisation: Mapping[str, Reached]) -> Scenario:
    """Give a scenario in which units have no posts in organisations where no child comes to them.

    A unit to which only children outside an organisation's reach come is as in the one that handles them, but for what
    the organisation itself says of it.
    """
    organisations = {
        name: features.model_copy(update={"units": _units_in(here, features, by_organisation[name])})
        for name, features in here.organisations.items()
    }
    return here if organisations == here.organisations else here.model_copy(update={"organisations": organisations})


def _units_in(here: Scenario, features: Features, come_to: Reached) -> dict[str, UnitChange]:
    """Give what is different in units in an organisation, from what it says of them and from who comes to them."""
    changes = dict(features.units)
    behind = here.organisations[features.otherwise].units if features.otherwise is not None else {}
    for name, unit in here.units.items():
        own = changes.get(name) or UnitChange.model_validate({})
        if unit.workers is not None and name not in come_to.units:
            changes[name] = own.model_copy(update={"workers": 0})
        elif name in behind and name in come_to.outside - come_to.inside:
            given = {key: value for key, value in own if value is not None and key in own.model_fields_set}
            changes[name] = behind[name].model_copy(update=given)
    return changes
