"""When the clock has stopped: how everything stands, as it goes into the log. See `ending.log_of`."""

# mypy: allow-untyped-defs

import numpy as np

from simulate.engine.compiled.codes import (
    AGED_OUT,
    DONE,
    ENDS_AGED_OUT,
    ENDS_FINISHED,
    ENDS_WITHDRAWN,
    FINISHED,
    GIVEN_UP,
    MET,
    NEED_AGED_OUT,
    NOT_ASKED,
    OPEN,
    RUNNING,
    UNMET,
    WAITING,
    WITHDRAWN,
)
from simulate.engine.compiled.machine import compiled


@compiled
def write(town, written):
    """Write the columns of the log that have a row for each visit, part, need or crisis."""
    for number in range(len(town.visits)):
        write_visit(town, written, number)
    for number in range(len(town.parts)):
        part = town.parts[number]
        written.ended[number] = part.since if part.is_done else np.nan
    for number in range(len(town.needs)):
        need = town.needs[number]
        written.met[number] = town.visits[need.support].started if need.met else np.nan
        written.given_up[number] = need.given_up_on
        written.ending[number] = ending_of(town, number)
    for number in range(len(town.crises)):
        written.crisis_at[number] = town.crises[number].happened


@compiled
def write_visit(town, written, number):
    """Write the row of a visit."""
    visit = town.visits[number]
    written.asked[number] = visit.asked
    written.started[number] = visit.started
    written.finished[number] = visit.finished
    written.left[number] = visit.left
    written.outcome[number] = outcome_of(visit.state)
    # where it was never called it stands as the child stands
    called = visit.state == RUNNING or visit.state == FINISHED
    written.urgent[number] = (visit.urgent if called else town.children[visit.child].urgent) != 0


@compiled
def outcome_of(state):
    """Give the outcome of a visit in this state."""
    if state == FINISHED:
        return ENDS_FINISHED
    if state == WITHDRAWN:
        return ENDS_WITHDRAWN
    if state == AGED_OUT:
        return ENDS_AGED_OUT
    return NOT_ASKED if state < WAITING else OPEN


@compiled
def ending_of(town, number):
    """Give the ending of a need."""
    need = town.needs[number]
    if need.met:
        return MET
    if need.given_up:
        return GIVEN_UP
    if not need.real and is_done(town, number):
        return DONE
    return NEED_AGED_OUT if town.children[need.child].grown_up else UNMET


@compiled
def is_done(town, number):
    """Tell whether every visit for a need is finished."""
    need = town.needs[number]
    for link in range(need.first_visit, need.first_visit + need.visits):
        if town.visits[town.links[link]].state != FINISHED:
            return False
    return True
