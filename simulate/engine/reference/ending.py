"""When the clock has stopped: how everything stands, and whether anybody was forgotten."""

from simulate.engine.guards import forgotten
from simulate.engine.reference.lives import Lives
from simulate.engine.reference.town import Town
from simulate.engine.rules import State
from simulate.log import Ending, Log, Outcome

_OUTCOMES = {
    State.PENDING: Outcome.NOT_ASKED,
    State.PAUSING: Outcome.NOT_ASKED,
    State.WAITING: Outcome.OPEN,
    State.RUNNING: Outcome.OPEN,
    State.FINISHED: Outcome.FINISHED,
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.AGED_OUT: Outcome.AGED_OUT,
}


def log_of(town: Town) -> Log:
    """Give the log of a town whose clock has stopped. Raises PlanError if somebody is forgotten in a line."""
    _require_nobody_forgotten(town)
    lives, diary = town.lives, town.diary
    for visit, started in enumerate(diary.started):
        if started != started:  # never called: it stands as the child stands
            diary.urgent[visit] = lives.urgent[lives.child[visit]]
    endings = [_ending(lives, need) for need in range(len(lives.met))]
    return diary.log([_OUTCOMES[state] for state in lives.state], endings)


def _ending(lives: Lives, need: int) -> Ending:
    if lives.met[need]:
        return Ending.MET
    if lives.given_up[need]:
        return Ending.GIVEN_UP
    if not lives.real[need] and all(lives.state[visit] == State.FINISHED for visit in lives.visits_for[need]):
        return Ending.DONE
    return Ending.AGED_OUT if lives.grown_up[lives.need_child[need]] else Ending.UNMET


def _require_nobody_forgotten(town: Town) -> None:
    met_on = [set(places.met_on) for places in town.places]
    for team in town.lines.waiting_teams():
        if team >= len(town.plan.teams):
            continue  # a line of workers alone
        meetings = [met_on[unit] for unit in town.plan.teams[team] if town.plan.units[unit].is_meeting]
        if meetings and not set.intersection(*meetings):
            raise forgotten(town.plan, team, [bool(days) for days in met_on])
