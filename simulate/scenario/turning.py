"""A scenario with dials turned: what would be if a number that is doubted, or can be decided, were another?"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from pydantic import ValidationError

from simulate.language import say
from simulate.scenario.dials import DialError, at, turned
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.reading.layers import Layer, Resolved
from simulate.scenario.reading.load import checked
from simulate.scenario.rules.dials import keys_of, standing_at, with_turned, wrong_keys
from simulate.scenario.schema.dials import Acts, Dial, number_of, written_like
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.sharing import sharing
from simulate.scenario.wording import dotted, in_a_row, no_such
from simulate.scenario.writing import plain_tables

_AN_EXAMPLE = "units.reception.workers=8:14"

Setting = tuple[Dial, float]
"""A dial and a value of it, in days where it is a length of time."""


def with_dials(scenario: Scenario, settings: Sequence[Setting]) -> Scenario:
    """Give the scenario with dials turned, one after the other; it has no dials itself.

    Raises DialError for a dial that cannot move its keys, and ScenarioError where the scenario is wrong then.
    """
    plain = {key: value for key, value in plain_tables(scenario).items() if key != "dials"}
    for dial, value in settings:
        plain = with_turned(plain, dial, value)
    nowhere: dict[KeyPath, int | None] = {}
    return sharing(checked(Resolved(plain, (Layer(scenario.title, plain, nowhere),))), scenario)


def dial_named(scenario: Scenario, text: str) -> Dial:
    """Find a dial of a scenario by its name, or make one of a key and its ends: "units.reception.workers=8:14".

    Raises ValueError that says what there is, or how to write it.
    """
    key, equals, ends = text.partition("=")
    if not equals:
        if key in scenario.dials:
            return scenario.dials[key]
        how = say("or write one as key=from:to, for example {example}", example=_AN_EXAMPLE)
        raise ValueError(in_a_row(no_such("dial", key, scenario.dials), how))
    low, colon, high = ends.partition(":")
    if not colon:
        raise ValueError(
            say("{text}: write a dial as key=from:to, for example {example}", text=text, example=_AN_EXAMPLE)
        )
    plain = plain_tables(scenario)
    try:
        made = Dial.model_validate({"title": key.strip(), "keys": [key.strip()], **_ends(low.strip(), high.strip())})
        wrong = [complaint.message for complaint in wrong_keys(plain, key.strip(), made)]
        if wrong:
            raise DialError("; ".join(wrong))
        low_end, high_end = made.ends
        now = standing_at(plain, made)
        usual = made.begins if now is None else written_like(made, min(max(now, low_end), high_end))
        made = made.model_copy(update={"usual": usual})
    except ValidationError as problem:
        reasons = [str(error.get("ctx", {}).get("error", error["msg"])) for error in problem.errors(include_url=False)]
        raise ValueError(f"{text}: {'; '.join(reasons)}") from problem
    except ValueError as problem:
        raise ValueError(f"{text}: {problem}") from problem
    return made


def standing(scenario: Scenario, dial: Dial) -> float | None:
    """Tell at which value of a dial a scenario stands; None where its keys say different things."""
    return standing_at(plain_tables(scenario), dial)


def dials_named(scenario: Scenario, texts: Iterable[str]) -> dict[str, Dial]:
    """Give dials as `dial_named` does, by their names; of those made of a key and its ends it is the key."""
    return {text.partition("=")[0].strip(): dial_named(scenario, text) for text in texts}


def places_of(scenario: Scenario, dial: Dial) -> list[KeyPath]:
    """List the places of a scenario that a dial moves."""
    return list(turned(plain_tables(scenario), dial, number_of(dial.usual), keys_of(dial)))


def left_standing(scenario: Scenario, dials: Iterable[Dial]) -> list[KeyPath]:
    """List the places that say otherwise, in an organisation or from a day on, what dials move, and stay as they are.

    A dial that moves a unit's workers does not move those that an organisation has there, unless it names them too.
    """
    plain = plain_tables(scenario)
    moved = {place for dial in dials for place in places_of(scenario, dial)}
    found = [each for place in moved for each in _said_otherwise(plain, place)]
    return sorted({each for each in found if each not in moved}, key=dotted)


def _said_otherwise(plain: Plain, place: KeyPath) -> Iterator[KeyPath]:
    """List where a file says something else instead of what stands at a place."""
    organisations = plain["organisations"]
    above: list[KeyPath] = [("changes", number) for number in range(len(plain.get("changes", [])))]
    rest = place
    if place[0] == "organisations":
        above, rest = [], place[2:]
        organisations = {place[1]: organisations[place[1]]}
    for name, organisation in organisations.items():
        here: KeyPath = ("organisations", name)
        above += [here, *((*here, "phases", number) for number in range(len(organisation.get("phases", []))))]
    yield from (there for each in above if at(plain, there := (*each, *rest)) is not None and there != place)


def require_apart(scenario: Scenario, dials: Mapping[str, Dial]) -> None:
    """Raise ValueError where one dial would set what another has moved, which then did nothing."""
    moved: dict[KeyPath, str] = {}
    for name, dial in dials.items():
        for place in places_of(scenario, dial):
            if place in moved and dial.acts is Acts.SET:
                key = dotted(place)
                raise ValueError(
                    say("{one} and {other} both move {key}: leave one out", one=moved[place], other=name, key=key)
                )
            moved.setdefault(place, name)


def _ends(low: str, high: str) -> dict[str, float | str]:
    with suppress(ValueError):
        first, last = float(low), float(high)
        if math.isfinite(first) and math.isfinite(last):
            return {"from": first, "usual": first, "to": last}
    return {"from": low, "usual": low, "to": high}  # lengths of time, or nothing that is known
