"""Which children an organisation handles in which way: consent, reach, and what staff notice."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from simulate.plan import Booleans, StartUp
from simulate.scenario.schema.dated import day_of
from simulate.scenario.schema.durations import Duration
from simulate.scenario.schema.scenario import Organisation, Scenario, Step
from simulate.world import questions
from simulate.world.children import Cohort


@dataclass(frozen=True)
class Party:
    """The children (C,) who are handled by the features of one organisation, and by the steps of one: mostly the same.

    Where a family does not agree to information being shared, the child is handled by another's features, and by those
    who work here.
    """

    features: Organisation
    steps: Mapping[str, Step]  # all of the scenario, as they are done for these children
    who: Booleans
    asked_in_vain: Duration | None = None  # the time it took another organisation to ask them all for consent
    start_up: StartUp | None = None  # the first time of that organisation


def parties(cohort: Cohort, organisation: str) -> list[Party]:
    """Divide the children between an organisation and the one for those it does not take, as they are when each comes.

    Outside are children beyond its reach, for whom steps are done as in that other one, and children with several needs
    whose family does not agree to information being shared. A party to which nobody can belong is left out.
    """
    everybody = cohort.everybody
    parts: list[Party] = []
    for handling, spans in _handlings(cohort, organisation):
        features, here = handling.features, np.isin(cohort.span, spans)
        reached = here & everybody.happens(questions.reach(), features.reach, here)
        asked = reached & cohort.have_several
        declined = asked & ~everybody.happens(questions.consent(), features.consent, asked)
        if features.reach > 0:
            parts.append(Party(features, handling.steps, reached & ~declined, start_up=handling.start_up))
        if handling.otherwise is not None:
            in_vain, first_time = features.consent_delay, handling.start_up_otherwise
            if features.reach > 0 and features.consent < 1:
                parts.append(Party(handling.otherwise, handling.steps, declined, in_vain, first_time))
            if features.reach < 1:
                steps = handling.steps_otherwise
                parts.append(Party(handling.otherwise, steps, here & ~reached, start_up=first_time))
    return parts


@dataclass(frozen=True)
class _Handling:
    """How an organisation and the one for those it does not take are for a time."""

    features: Organisation
    steps: Mapping[str, Step]
    start_up: StartUp | None
    otherwise: Organisation | None = None
    steps_otherwise: Mapping[str, Step] = field(default_factory=dict)
    start_up_otherwise: StartUp | None = None


def _handlings(cohort: Cohort, organisation: str) -> list[tuple[_Handling, list[int]]]:
    """List how an organisation is, one time after the other, and the numbers of the spans each lasts."""
    found: list[tuple[_Handling, list[int]]] = []
    for number, (day, here) in enumerate(cohort.spans):
        features = here.organisations[organisation]
        first_time = start_up(cohort.scenario, organisation, features, day)
        handling = _Handling(features, here.steps_in(organisation), first_time)
        if features.otherwise is not None:
            other = here.organisations[features.otherwise]
            handling = replace(
                handling,
                otherwise=other,
                steps_otherwise=here.steps_in(features.otherwise),
                start_up_otherwise=start_up(cohort.scenario, features.otherwise, other, day),
            )
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


def noticed(cohort: Cohort, party: Party) -> Booleans:
    """Tell which needs are seen at first contact, as one party is handled: like the rows of `Cohort.ways`.

    The first need is, and every need that is the same administration's, and what has a case already; the others by
    the child's luck.
    """
    ways, first = cohort.ways, cohort.children.first_need
    names = [cohort.scenario.administration_of(need, party.steps) for need in cohort.children.need_names]
    administrations = np.unique(names, return_inverse=True)[1]
    seen: Booleans = administrations[first[ways.child]] == administrations[ways.need]
    for way, rows in zip(ways.each, ways.rows, strict=True):
        if not seen[rows].all():
            seen[rows] |= way.group.happens(questions.noticed(way.need), party.features.notices, ~seen[rows])
    if cohort.cases is not None:
        seen |= cohort.cases.there[ways.child, ways.need]
    return seen
