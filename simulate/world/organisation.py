"""Which children an organisation handles in which way: consent, reach, and what staff notice."""

from dataclasses import dataclass, replace

import numpy as np

from simulate.plan import Booleans, StartUp
from simulate.scenario.schema.dated import day_of
from simulate.scenario.schema.durations import Duration
from simulate.scenario.schema.scenario import Organisation, Scenario
from simulate.world import questions
from simulate.world.children import Cohort


@dataclass(frozen=True)
class Party:
    """The children (C,) who are handled by the features of one organisation."""

    features: Organisation
    who: Booleans
    declined: Booleans  # whose family was asked for consent by another organisation, and did not give it
    asked_in_vain: Duration | None = None  # the time that took
    start_up: StartUp | None = None  # the first time of that organisation


def parties(cohort: Cohort, organisation: str) -> list[Party]:
    """Divide the children between an organisation and the one for those it does not take, as they are when each comes.

    Outside are children beyond its reach, and children with several needs whose family does not agree to
    information being shared.
    """
    everybody = cohort.everybody
    parts: list[Party] = []
    for handling, spans in _handlings(cohort, organisation):
        features, here = handling.features, np.isin(cohort.span, spans)
        reached = here & everybody.happens(questions.reach(), features.reach, here)
        asked = reached & cohort.have_several
        declined = asked & ~everybody.happens(questions.consent(), features.consent, asked)
        taken = reached & ~declined
        parts.append(Party(features, taken, np.zeros_like(taken), start_up=handling.start_up))
        if handling.otherwise is not None:
            outside = here & ~taken
            parts.append(
                Party(handling.otherwise, outside, declined, features.consent_delay, handling.start_up_otherwise)
            )
    return parts


@dataclass(frozen=True)
class _Handling:
    """How an organisation and the one for those it does not take are for a time."""

    features: Organisation
    start_up: StartUp | None
    otherwise: Organisation | None = None
    start_up_otherwise: StartUp | None = None


def _handlings(cohort: Cohort, organisation: str) -> list[tuple[_Handling, list[int]]]:
    """List how an organisation is, one time after the other, and the numbers of the spans each lasts."""
    found: list[tuple[_Handling, list[int]]] = []
    for number, (day, here) in enumerate(cohort.spans):
        features = here.organisations[organisation]
        handling = _Handling(features, start_up(cohort.scenario, organisation, features, day))
        if features.otherwise is not None:
            other = here.organisations[features.otherwise]
            begins = start_up(cohort.scenario, features.otherwise, other, day)
            handling = replace(handling, otherwise=other, start_up_otherwise=begins)
        if found and found[-1][0] == handling:
            found[-1][1].append(number)
        else:
            found.append((handling, [number]))
    return found


def start_up(scenario: Scenario, organisation: str, features: Organisation, day: float) -> StartUp | None:
    """Give the first time of an organisation as it is on a day, or None where there is none that makes a difference.

    It begins with the scenario, or with the latest phase or change until that day that states one: a phase that says
    nothing of it goes on with what there is.
    """
    given = features.start_up
    if given is None or given.pace == 1:
        return None
    stated = [phase.begins for phase in scenario.organisations[organisation].phases if phase.start_up is not None]
    for change in scenario.changes:
        changed = change.organisations.get(organisation)
        if changed is not None and changed.start_up is not None:
            stated.append(change.begins)
    days = [day_of(when, scenario.start) for when in stated]
    begins = max((begun for begun in days if max(begun, 0.0) <= day), default=0.0)
    until = begins + given.length
    return StartUp(begins, until, given.pace) if until > max(begins, 0.0) else None


def noticed(cohort: Cohort, features: Organisation) -> Booleans:
    """Tell which needs are seen at first contact: like the rows of `Cohort.ways`.

    The first need is, and every need that is the same administration's, and what has a case already; the others by
    the child's luck.
    """
    ways, first = cohort.ways, cohort.children.first_need
    administrations = np.unique(cohort.administrations, return_inverse=True)[1]
    seen: Booleans = administrations[first[ways.child]] == administrations[ways.need]
    for way, rows in zip(ways.each, ways.rows, strict=True):
        if not seen[rows].all():
            seen[rows] |= way.group.happens(questions.noticed(way.need), features.notices, ~seen[rows])
    if cohort.cases is not None:
        seen |= cohort.cases.there[ways.child, ways.need]
    return seen
