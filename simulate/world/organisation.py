"""Which children an organisation handles in which way: consent, reach, and what staff notice."""

from dataclasses import dataclass

import numpy as np

from simulate.plan import Booleans, PlannedUnit
from simulate.scenario.durations import Duration
from simulate.scenario.schema import Organisation, Scenario
from simulate.world.children import Cohort


@dataclass(frozen=True)
class Party:
    """The children (C,) who are handled by the features of one organisation."""

    features: Organisation
    who: Booleans
    declined: Booleans  # whose family was asked for consent by another organisation, and did not give it
    asked_in_vain: Duration | None = None  # the time that took


def parties(cohort: Cohort, organisation: str) -> list[Party]:
    """Divide the children between an organisation and the one for those it does not take.

    Outside are children beyond its reach, and children with several needs whose family does not agree to
    information being shared.
    """
    features = cohort.scenario.organisations[organisation]
    several = cohort.children.needs.sum(axis=1) > 1
    reached = cohort.luck("reach") < features.reach
    declined = reached & several & (cohort.luck("consent") >= features.consent)
    taken = reached & ~declined
    parts = [Party(features, taken, np.zeros_like(taken))]
    if features.otherwise is not None:
        other = cohort.scenario.organisations[features.otherwise]
        parts.append(Party(other, ~taken, declined, features.consent_delay))
    return parts


def noticed(cohort: Cohort, features: Organisation) -> Booleans:
    """Tell which of the children's needs are seen at first contact: (C, needs).

    The first need is, and every need that is the same administration's, and what has a case already; the others by
    the child's luck.
    """
    scenario, children = cohort.scenario, cohort.children
    administrations = np.array([scenario.administration_of(need) for need in children.need_names])
    same = administrations[children.first_need][:, None] == administrations[None, :]
    seen = np.stack([cohort.luck(f"noticed/{need}") < features.notices for need in children.need_names], axis=1)
    if cohort.cases is not None:
        seen |= cohort.cases.there
    known: Booleans = children.needs & (same | seen)
    return known


def planned_units(scenario: Scenario, organisation: str) -> tuple[PlannedUnit, ...]:
    """Give the units as they are in an organisation, in the file's order."""
    units = []
    for name in scenario.units:
        unit = scenario.unit_in(name, organisation)
        staffed = unit.workers is not None
        units.append(
            PlannedUnit(
                name=name,
                administration=unit.administration,
                workers=unit.workers or 0,
                caseload=(unit.caseload or 1) if staffed else 0,
                meets_every=unit.meets_every,
                cases=unit.cases or 0,
            )
        )
    return tuple(units)
