"""What settles what: digests of the parts of a scenario on which children, plans and lives depend, and nothing else.

Where two variants of a scenario have the same digest, what it is about is the same in both, and need not be worked out
twice. Digests may differ where it is the same all the same: that costs time only.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.spans import Spans, spans
from simulate.world.posts import staffed_spans
from simulate.world.units import best_pace, most_posts

_CHANGES_NOTHING = {"title", "description", "dials"}


@dataclass(frozen=True)
class Settled:
    """Digests of all that settles something in one organisation, but for the number of the replication."""

    children: str  # who comes, with what luck, and how needs go their way: no organisation, and no number of posts
    plan: str  # what they are to receive, all but the units' own terms: no number of posts
    life: str  # everything that is measured


def settled(scenario: Scenario, organisations: Iterable[str]) -> dict[str, Settled]:
    """Say what settles each of some organisations of a scenario: not what it is called, nor how often it is run.

    Of organisations elsewhere in the scenario a life knows the best pace and the most posts there are in any, and where
    posts follow the work how that is done otherwise.
    """
    said = scenario.model_dump(mode="json", exclude=_CHANGES_NOTHING)
    said["run"].pop("replications")
    every, costs = said.pop("organisations"), said.pop("costs")
    in_time, children = spans(scenario), digest(_without_posts(said))
    most = most_posts(staffed_spans(scenario))
    found = {}
    for name in organisations:
        own = {each: table for each, table in every.items() if each in _behind(in_time, name)}
        received = [children, name, {each: _without_posts(table) for each, table in own.items()}, best_pace(in_time)]
        plan, follow = digest(received), any(here.organisations[name].follows for _, here in in_time)
        units = [said["units"], every if follow else own, most]
        found[name] = Settled(children, plan, digest([plan, units, costs]))
    return found


def _behind(in_time: Spans, organisation: str) -> set[str]:
    """Name an organisation and those by which it ever handles the children whom it does not take."""
    others = {here.organisations[organisation].otherwise for _, here in in_time}
    return {organisation, *(other for other in others if other is not None)}


def _without_posts(said: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out how many posts units have: not whether there are any. What changes on a day is left as it is."""
    return {**said, "units": {name: _with_any(terms) for name, terms in said["units"].items()}}


def _with_any(terms: Mapping[str, Any]) -> dict[str, Any]:
    workers = terms["workers"]
    return {**terms, "workers": None if workers is None else workers > 0}


@cache
def program() -> str:
    """Give a digest of the program: another one may measure otherwise."""
    root = Path(__file__).resolve().parents[1]
    texts = [(path.relative_to(root).as_posix(), path.read_bytes()) for path in sorted(root.rglob("*.py"))]
    return digest([[name, hashlib.sha256(text).hexdigest()] for name, text in texts])


def digest(what: object) -> str:
    """Give the SHA-256 of what JSON can write; the order of tables is part of it."""
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()
