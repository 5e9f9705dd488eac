"""What differs between two scenarios, or between two organisations of one."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.schema.keys import is_source, wanted_at
from simulate.scenario.schema.scenario import Organisation, Scenario, Step, Unit
from simulate.scenario.schema.steps import NO_UNIT
from simulate.scenario.spans import spans
from simulate.scenario.wording import dotted
from simulate.scenario.writing import plain_table, plain_tables


@dataclass(frozen=True)
class Implied:
    """A value that holds whatever its key says, because another key implies it."""

    value: Any
    by: str  # the key that implies it


@dataclass(frozen=True)
class Difference:
    """One key that differs: its path and its value on both sides, None where a side has none.

    Values are as a file would write them: numbers, texts, "14 days", { gamma = … } as a dict; where one side lacks
    a whole table, the table as a dict. Where another key settles what holds, that is the value, `Implied`.
    """

    path: KeyPath
    one: Any
    other: Any

    @property
    def key(self) -> str:
        """The path as it is written after --set."""
        return dotted(self.path)


def differences(one: Scenario, other: Scenario) -> list[Difference]:
    """List every key in which two scenarios differ, in the order of the file; sources and descriptions aside.

    A table under a name that one side lacks is one difference. The order of names is none, but that the first
    organisation is the baseline: another one is a difference at ("organisations",).
    """
    found = _between((), _tables(one), _tables(other))
    first, second = next(iter(one.organisations)), next(iter(other.organisations))
    return found if first == second else [*found, Difference(("organisations",), first, second)]


def organisation_differences(scenario: Scenario, one: str, other: str) -> list[Difference]:
    """List the features, and then the steps and units, in which two organisations of a scenario differ.

    Paths are ("door",) for a feature, and ("steps", "open_care", "unit") or ("units", "reception", "workers") for a
    step or a unit as it is in each: of a unit to which nobody can come there, without posts.
    """
    changed = {step for name in (one, other) for step in scenario.organisations[name].steps}
    left, right = (_features(scenario, name, changed) for name in (one, other))
    return _between((), left, right, ("organisations", one))


def _tables(scenario: Scenario) -> Plain:
    """Give a scenario as plain tables, with what organisations imply."""
    plain = plain_tables(scenario)
    organisations = {
        name: _with_implied(plain["organisations"][name], features) for name, features in scenario.organisations.items()
    }
    return {**plain, "organisations": organisations}


def _with_implied(plain: Plain, features: Organisation) -> Plain:
    """Put what holds in an organisation in the place of what another of its features overrules."""
    by = features.passing_on_implied_by
    return plain if by is None else {**plain, "passes_on": Implied(features.when_passed_on.value, by)}


def _features(scenario: Scenario, name: str, changed: Container[str]) -> Plain:
    """Give an organisation as plain tables, with every unit as it is there, and those of some steps."""
    features = _with_implied(plain_table(scenario.organisations[name]), scenario.organisations[name])
    features.pop("title", None)
    here = spans(scenario)[0][1]
    steps = {step: _done(done) for step, done in here.steps_in(name).items() if step in changed}
    return {**features, "steps": steps, "units": {unit: _plain(here.unit_in(unit, name)) for unit in scenario.units}}


def _done(step: Step) -> Plain:
    plain = plain_table(step)
    return {"unit": step.unit or NO_UNIT, "duration": plain["duration"]}


def _plain(unit: Unit) -> Plain:
    plain = plain_table(unit)
    return plain if unit.workers is None else {"caseload": 1, **plain}


def _between(path: KeyPath, one: Plain, other: Plain, above: KeyPath = ()) -> list[Difference]:
    """Compare two plain tables at `path`, which the schema knows at `above` and `path`; changes and phases in turn."""
    found: list[Difference] = []
    for key in dict.fromkeys([*one, *other]):
        here, left, right = (*path, key), one.get(key), other.get(key)
        if key in ("changes", "phases") and isinstance(left or right, list):
            found += _between(here, _numbered(left), _numbered(right), above)
            continue
        if left == right or is_source((*above, *here)) or here == ("description",):
            continue
        wanted = wanted_at((*above, *here))
        is_value = wanted is None or wanted.is_duration()
        if isinstance(left, dict) and isinstance(right, dict) and not is_value:
            found += _between(here, left, right, above)
        else:
            found.append(Difference(here, left, right))
    return found


def _numbered(tables: list[Plain] | None) -> Plain:
    """Give a list of tables as a table by number."""
    return dict(enumerate(tables or ()))  # type: ignore[arg-type]
