"""Organisations between two others: some features as in the one, the rest as in the other."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from simulate.language import say
from simulate.scenario.errors import Mistake, ScenarioError
from simulate.scenario.plain import Plain
from simulate.scenario.reading.layers import Layer, Resolved
from simulate.scenario.reading.load import checked
from simulate.scenario.schema.scenario import Organisation, PassesOn, Scenario
from simulate.scenario.writing import plain_tables

BETWEEN = "between"
"""What the organisation is called that lies between the two."""

_TOGETHER = {
    "refused": ("refused", "refused_delay"),
    "consent": ("consent", "consent_delay", "reach", "otherwise"),
}
"""Keys that say something together only, by the first of them, under which they are told."""
_NO_FEATURES = ("title", "source")


@dataclass(frozen=True)
class Feature:
    """What two organisations differ in: one key, or several that belong together."""

    key: str
    keys: tuple[str, ...]
    one: Any  # the first key's value in the baseline, as a file would write it; None where it is left to its default
    other: Any
    implied_by: str | None = None  # the key of the feature beside which this one cannot be left out


def features_of(scenario: Scenario, baseline: str, organisation: str) -> list[Feature]:
    """List the features in which two organisations differ, in the order of the file's tables."""
    one, other = (scenario.organisations[name] for name in (baseline, organisation))
    plain = plain_tables(scenario)["organisations"]
    found = []
    for key in Organisation.model_fields:
        if key in _NO_FEATURES or any(key in keys[1:] for keys in _TOGETHER.values()):
            continue
        keys = _TOGETHER.get(key, (key,))
        if key == "passes_on":
            if one.when_passed_on is not other.when_passed_on:
                told = (one.when_passed_on.value, other.when_passed_on.value)
                found.append(Feature(key, keys, *told, implied_by=_implying(one, other)))
        elif any(getattr(one, each) != getattr(other, each) for each in keys):
            by = "passes_on" if key == _implying(other, one) else None  # it must go before needs are passed on later
            found.append(Feature(key, keys, plain[baseline].get(key), plain[organisation].get(key), by))
    return found


def _implying(one: Organisation, other: Organisation) -> str | None:
    """Name the feature of the other that, put in alone, would change when the one passes needs on; None for none."""
    if one.when_passed_on is other.when_passed_on:
        return None
    if other.assessment == "joint" != one.assessment:
        return "assessment"
    if other.decision != "own" == one.decision and one.when_passed_on is PassesOn.AFTER_SUPPORT:
        return "decision"
    return None


def with_coalition(scenario: Scenario, baseline: str, organisation: str, features: Collection[Feature]) -> Scenario:
    """Give the scenario with one organisation more, `BETWEEN`: like the baseline, but for some features.

    Raises ScenarioError where no such organisation can be.
    """
    if BETWEEN in scenario.organisations:
        message = say("the name {name} is taken by this question; choose another", name=BETWEEN)
        raise ScenarioError([Mistake("organisations", message)])
    plain = {key: value for key, value in plain_tables(scenario).items() if key != "dials"}
    one, other = (plain["organisations"][name] for name in (baseline, organisation))
    mixed = {key: value for key, value in one.items() if key not in _NO_FEATURES}
    for feature in features:
        mixed = {key: value for key, value in mixed.items() if key not in feature.keys}
        mixed |= {key: other[key] for key in feature.keys if key in other}
    passes_on = organisation if any(feature.key == "passes_on" for feature in features) else baseline
    # written out: in the file it may be left to what implies it, which need not be here
    mixed["passes_on"] = scenario.organisations[passes_on].when_passed_on.value
    table: Plain = {**plain, "organisations": {**plain["organisations"], BETWEEN: mixed}}
    return checked(Resolved(table, (Layer(scenario.title, table, {}),)))
