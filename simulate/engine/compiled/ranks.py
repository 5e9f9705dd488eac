"""Rule 2: by what visits are ranked in their lines. See `ranks.rank_of`."""

# mypy: allow-untyped-defs

from simulate.engine.compiled.codes import Number
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.needs import since_when_needed


@compiled
def waits_since(town, number):
    """Give the day since which a visit waits, by the rules that hold."""
    visit = town.visits[number]
    if town.rules[town.clock[0].rules].by_total_wait and visit.serves > 0:
        return since_when_needed(town, number)
    return visit.asked


@compiled
def kind_of(town, number):
    """Tell whether a visit is acute, and urgent, as a number: see `layout.teams.STANDING`."""
    visit = town.visits[number]
    is_urgent = not town.rules[town.clock[0].rules].urgent_first or town.children[visit.child].urgent
    return (Number(0) if visit.acute else Number(2)) + (Number(0) if is_urgent else Number(1))
