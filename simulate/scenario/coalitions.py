"""Organisations between two others: some features as in the one, the rest as in the other."""

from collections.abc import Collection, Container
from dataclasses import dataclass
from typing import Any

from simulate.language import say
from simulate.scenario.errors import Mistake, ScenarioError
from simulate.scenario.plain import Plain
from simulate.scenario.reading.layers import Layer, Resolved
from simulate.scenario.reading.load import checked
from simulate.scenario.schema.scenario import Organisation, PassesOn, Scenario
from simulate.scenario.sharing import sharing
from simulate.scenario.writing import plain_tables

BETWEEN = "between"
"""What the organisation is called that lies between the two."""

_TOGETHER = {
    "refused": ("refused", "refused_delay"),
    "consent": ("consent", "consent_delay", "reach", "otherwise"),
}
"""Keys that say something together only, by the first of them, under which they are told."""
_NO_FEATURES = ("title", "source")
_IN_TIME = "phases"
"""The key of all that becomes different in an organisation on some day, by its phases or by changes of the file."""


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
        elif any(getattr(one, each) != getattr(other, each) for each in keys) or (
            key == _IN_TIME and _later(scenario, baseline) != _later(scenario, organisation)
        ):
            by = "passes_on" if key == _implying(other, one) else None  # it must go before needs are passed on later
            found.append(Feature(key, keys, plain[baseline].get(key), plain[organisation].get(key), by))
    return found


def _later(scenario: Scenario, organisation: str) -> list[Any]:
    """List what changes of the file make different in an organisation, and when."""
    return [
        (change.begins, change.organisations[organisation])
        for change in scenario.changes
        if organisation in change.organisations
    ]


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
    chosen = {feature.key for feature in features}
    later_like = organisation if _IN_TIME in chosen else baseline
    mixed["passes_on"] = _when_passed_on(scenario, baseline, organisation, chosen, later_like).value
    if "otherwise" in plain["organisations"][later_like]:
        mixed.setdefault("otherwise", plain["organisations"][later_like]["otherwise"])  # for less consent later on
    table: Plain = {**plain, "organisations": {**plain["organisations"], BETWEEN: mixed}}
    if "changes" in plain:
        table["changes"] = [_said_of_both(change, later_like) for change in plain["changes"]]
    return sharing(checked(Resolved(table, (Layer(scenario.title, table, {}),))), scenario)


def _when_passed_on(
    scenario: Scenario, baseline: str, organisation: str, chosen: Container[str], later_like: str
) -> PassesOn:
    """Tell when needs are passed on between two organisations, in fact, with the features of the other that are chosen.

    Where it comes to the same it is as the one says in which things change later as they do here: what it says may
    come to matter then, when nothing implies it any longer.
    """
    one, other = (scenario.organisations[name] for name in (baseline, organisation))
    when = (other if "passes_on" in chosen else one).when_passed_on
    says = scenario.organisations[later_like].passes_on
    joint = {key: getattr(other if key in chosen else one, key) for key in ("assessment", "decision")}
    comes_to = one.model_copy(update={"passes_on": says, **joint}).when_passed_on
    return says if comes_to is when else when


def _said_of_both(change: Plain, organisation: str) -> Plain:
    """Let a change of the file be one of `BETWEEN`, too, as far as it is one of an organisation."""
    of_each = change.get("organisations", {})
    if organisation not in of_each:
        return change
    return {**change, "organisations": {**of_each, BETWEEN: of_each[organisation]}}
