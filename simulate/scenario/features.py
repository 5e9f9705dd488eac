"""A scenario in which some organisations have other features: what would be if they did this otherwise?"""

from collections.abc import Mapping
from typing import Any

from simulate.language import say
from simulate.scenario.errors import Mistake, ScenarioError
from simulate.scenario.plain import Plain
from simulate.scenario.reading.layers import Layer, Resolved
from simulate.scenario.reading.load import checked
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.wording import dotted, shown
from simulate.scenario.writing import plain_tables

_NOT_FEATURES = ("from", "source")  # of a phase or a change: its day, and where its numbers come from


def with_features(scenario: Scenario, features: Mapping[str, Mapping[str, Any]]) -> Scenario:
    """Give the scenario with other features in some organisations, from its first day to its last.

    `features` are given by organisation and key, as a file or Python would write them (`{"siloed": {"refused": 0,
    "handover": "3 days"}}`); None takes a key away, so that its default holds. What phases and changes say of these
    features is left out. The scenario is checked like any other: raises ScenarioError with everything that is wrong.
    """
    unknown = [name for name in features if name not in scenario.organisations]
    if unknown:
        known = ", ".join(scenario.organisations)
        raise ScenarioError(
            [
                Mistake("organisations", say("there is no {name}; there are {known}", name=shown(name), known=known))
                for name in unknown
            ]
        )
    plain = _undated(plain_tables(scenario), features)
    changes = {
        dotted(("organisations", name, key)): value for name, its in features.items() for key, value in its.items()
    }
    return checked(Resolved(plain, (Layer(scenario.title, plain, {}),)), changes)


def _undated(plain: Plain, features: Mapping[str, Mapping[str, Any]]) -> Plain:
    """Leave out what phases and changes say of some features of organisations, and those that say nothing else."""
    organisations = {
        name: {**terms, "phases": _without(terms.get("phases", []), features.get(name, {}))}
        for name, terms in plain["organisations"].items()
    }
    changes = []
    for change in plain.get("changes", []):
        its = {
            name: left
            for name, terms in change.get("organisations", {}).items()
            for left in _without([terms], features.get(name, {}))
        }
        changes.append({**{key: each for key, each in change.items() if key != "organisations"}, "organisations": its})
    return {**plain, "organisations": organisations, "changes": [each for each in changes if _says_something(each)]}


def _without(tables: list[Plain], keys: Mapping[str, Any]) -> list[Plain]:
    """Leave some keys out of tables, and tables that had nothing else."""
    if not keys:
        return tables
    left = [{key: value for key, value in table.items() if key not in keys} for table in tables]
    return [table for table in left if table.keys() - set(_NOT_FEATURES)]


def _says_something(change: Plain) -> bool:
    return any(value for key, value in change.items() if key not in _NOT_FEATURES)
