"""Rules 5 to 7: crisis, giving up, growing up. See `hardship.Hardship`."""

# mypy: allow-untyped-defs

from simulate.engine.compiled.again import rank_parts_of
from simulate.engine.compiled.codes import (
    AGED_OUT,
    FINISHED,
    GIVE_UP,
    NONE,
    PAUSING,
    PENDING,
    RESUME,
    RUNNING,
    WAITING,
    WITHDRAWN,
    Number,
)
from simulate.engine.compiled.life import ask, is_due, rank, withdraw
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.moments import later
from simulate.engine.compiled.needs import is_given_up, is_needed, update_strain


@compiled
def have_crisis(town, number, ticket):
    """Let a child have a crisis: urgent from now on, seen at once, slower to support, and nothing is given up.

    And nothing is hidden any longer, where a crisis reveals it. Not where its strain has come to grow otherwise since
    this was noted.
    """
    child, clock = town.children[number], town.clock[0]
    strain = town.strains[child.strain]
    if strain.next_crisis != ticket:
        return
    crisis = town.crises[strain.first_crisis + strain.crises]
    crisis.happened = clock.now
    strain.crises += 1
    child.urgent = 1
    for row in range(Number(child.first_visit), Number(child.first_visit) + child.visits):
        visit = town.visits[row]
        if visit.grows and visit.state != RUNNING and visit.state != FINISHED and is_needed(town, row):
            for part in range(Number(visit.first_part), Number(visit.first_part) + visit.parts):
                town.parts[part].work *= 1 + town.rules[clock.rules].growth
        if visit.state == WAITING and visit.team != NONE:
            rank(town, row)
        elif visit.state == RUNNING and clock.lines_up:
            rank_parts_of(town, row)
    strain.rate = strain.strain = 0.0
    update_strain(town, number)
    if town.rules[clock.rules].crisis_reveals:
        reveal(town, number)
    bring_back(town, number)
    ask(town, crisis.visit, clock.now)


@compiled
def bring_back(town, number):
    """Take up again every need that was given up, where it was left."""
    child = town.children[number]
    count = Number(0)
    for row in range(child.first_need, child.first_need + child.needs):
        need = town.needs[row]
        if need.given_up:
            need.given_up = 0
            for link in range(need.first_visit, need.first_visit + need.visits):
                if town.visits[town.links[link]].state == WITHDRAWN:
                    town.gathered[count] = town.links[link]
                    count += 1
    for place in range(count):
        town.visits[town.gathered[place]].state = PENDING
    for place in range(count):
        visit = town.gathered[place]
        if town.visits[visit].state == PENDING and is_due(town, visit):
            ask(town, visit, town.clock[0].now)


@compiled
def reveal(town, number):
    """Let every need become known that has not come up yet: what is left of the pause before that is over."""
    child = town.children[number]
    for row in range(child.first_need, child.first_need + child.needs):
        need = town.needs[row]
        if need.comes_up and town.visits[need.known_with].state == PAUSING:
            ask(town, Number(need.known_with), town.clock[0].now)


@compiled
def give_up(town, number):
    """Withdraw a need whose support has not started: its own visits are waited for no longer."""
    need = town.needs[number]
    if need.put_off > 0:
        later(town, need.put_off, GIVE_UP, number)
        need.put_off = 0.0
        return
    first, last = need.first_visit, need.first_visit + need.visits
    if need.met or not (need.real or some_wait(town, number)) or town.children[need.child].grown_up:
        return
    need.given_up = 1
    need.given_up_on = town.clock[0].now
    for link in range(first, last):
        visit = town.links[link]
        if town.visits[visit].state < RUNNING and is_given_up(town, visit):
            withdraw(town, visit, WITHDRAWN)
            later(town, 0.0, RESUME, visit)


@compiled
def some_wait(town, number):
    """Tell whether any visit for a need is still to start."""
    need = town.needs[number]
    for link in range(need.first_visit, need.first_visit + need.visits):
        if town.visits[town.links[link]].state < RUNNING:
            return True
    return False


@compiled
def grow_up(town, number):
    """Withdraw everything that has not started, for good."""
    child = town.children[number]
    child.grown_up = 1
    update_strain(town, number)
    for row in range(Number(child.first_visit), Number(child.first_visit) + child.visits):
        visit = town.visits[row]
        crisis_that_never_came = visit.state == PENDING and visit.acute
        if (visit.state < RUNNING or visit.state == WITHDRAWN) and not crisis_that_never_came:
            withdraw(town, row, AGED_OUT)
