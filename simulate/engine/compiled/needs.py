"""Needs and the strain of those that are not met. See `strain.Strain`."""

# mypy: allow-untyped-defs

from simulate.engine.compiled.codes import CRISIS, GIVE_UP, NONE, Number
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.moments import later


@compiled
def update_strain(town, number):
    """Add up a child's strain until now and see when it will pass the threshold at its new rate."""
    child, now = town.children[number], town.clock[0].now
    if child.strain == NONE:
        return  # it can never be enough for a crisis
    strain = town.strains[child.strain]
    strain.strain += strain.rate * (now - strain.since)
    strain.since = now
    rate = 0.0
    if not child.grown_up:
        for row in range(child.first_need, child.first_need + child.needs):
            need = town.needs[row]
            if need.arisen and not need.met:
                rate += need.crisis_rate
    strain.rate = rate
    strain.next_crisis = NONE
    if rate > 0 and strain.crises < strain.thresholds:
        left = max(town.crises[strain.first_crisis + strain.crises].threshold - strain.strain, 0.0)
        strain.next_crisis = later(town, left / rate, CRISIS, number)


@compiled
def wait_for_support(town, number):
    """Begin the patience with the needs that a visit serves which is asked for, with each of them once."""
    visit = town.visits[number]
    first = Number(visit.links) + visit.befores + visit.afters
    for link in range(first, first + visit.serves):
        need = town.needs[town.links[link]]
        if not need.waited_for:
            need.waited_for = 1
            later(town, need.patience, GIVE_UP, town.links[link])


@compiled
def put_patience_off(town, number):
    """Let patience stand still with the needs that are handed over in the pause before a visit.

    That is, for as long as it lasts, with those that are waited for already.
    """
    visit = town.visits[number]
    if not visit.hands_over:
        return
    first = Number(visit.links) + visit.befores + visit.afters
    for link in range(first, first + visit.serves):
        need = town.needs[town.links[link]]
        if need.waited_for:
            need.put_off += visit.pause


@compiled
def come_up(town, number):
    """Let the needs arise that do so when a visit is asked for."""
    child = town.children[town.visits[number].child]
    for row in range(Number(child.first_need), Number(child.first_need) + child.needs):
        need = town.needs[row]
        if need.arises_with == number:
            if not need.arisen:
                need.arisen = 1
                need.since = town.clock[0].now
            update_strain(town, Number(town.visits[number].child))


@compiled
def meet_needs(town, number):
    """Let the needs be met whose support a visit is, which has begun."""
    visit = town.visits[number]
    if visit.supports >= 0:
        meet_need(town, Number(visit.supports), Number(visit.child))
    elif visit.supports != NONE:  # several
        child = town.children[visit.child]
        for row in range(Number(child.first_need), Number(child.first_need) + child.needs):
            if town.needs[row].support == number:
                meet_need(town, row, Number(visit.child))


@compiled
def meet_need(town, number, child):
    """Note that the support for a need has begun."""
    town.needs[number].met = 1
    update_strain(town, child)


@compiled
def is_needed(town, number):
    """Tell whether the needs a visit serves are there; that of a return is not before the child is back."""
    visit = town.visits[number]
    first = visit.links + visit.befores + visit.afters
    for link in range(first, first + visit.serves):
        if not town.needs[town.links[link]].arisen:
            return False
    return True


@compiled
def is_given_up(town, number):
    """Tell whether every need that a visit serves is given up."""
    visit = town.visits[number]
    first = visit.links + visit.befores + visit.afters
    for link in range(first, first + visit.serves):
        if not town.needs[town.links[link]].given_up:
            return False
    return True


@compiled
def since_when_needed(town, number):
    """Give the day since which a visit's needs are there, of those it serves the first; it serves some."""
    visit = town.visits[number]
    first = visit.links + visit.befores + visit.afters
    since = town.needs[town.links[first]].since
    for link in range(first + 1, first + visit.serves):
        since = min(since, town.needs[town.links[link]].since)
    return since
