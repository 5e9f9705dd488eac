"""Visits, their parts in one unit each, and whom a child has met: as rows of tables."""

# mypy: allow-untyped-defs

import numpy as np

from simulate.engine.compiled.codes import NONE, PENDING, SEVERAL, Number
from simulate.engine.compiled.layout.kinds import CODE, COUNT, DAYS, FLAG, LONG, ROW, Table, record
from simulate.engine.compiled.machine import compiled
from simulate.plan import Plan

VISIT = record(  # 128 bytes: what is looked at most often is in the first half, and read from memory at once
    moment=LONG,  # the ticket of the moment that ends its pause, or it; NONE without
    pause=DAYS,
    duration=DAYS,  # as planned, and as crises lengthen it
    child=ROW,
    team=ROW,
    first_part=ROW,
    place=ROW,  # in the heap of its line
    supports=ROW,  # the need that is met when it starts; SEVERAL
    links=ROW,  # where the visits before it begin in `links`; then come those after it, then the needs it serves
    befores=COUNT,
    following=ROW,  # the visit after it; SEVERAL; NONE without
    state=CODE,  # as in moments.State
    acute=FLAG,
    lengthens=FLAG,  # workers make it longer or shorter, and it stands still without them
    in_work=FLAG,  # its workers may come and go while it goes on
    makes_known=FLAG,  # some need becomes known when it is asked for
    makes_arise=FLAG,
    grows=FLAG,
    urgent=FLAG,  # whether it was called as urgent
    work_left=DAYS,  # while it goes on with workers who come and go: so many days of work …
    work_since=DAYS,  # … were left on this day
    asked=DAYS,
    started=DAYS,
    finished=DAYS,
    left=DAYS,  # its line without being started
    afters=COUNT,
    serves=COUNT,
    open_before=ROW,  # its row in `open_before`
    start_up=ROW,
)
PART = record(  # a visit in one unit of its team
    holder=LONG,  # who has it
    visit=ROW,
    slot=ROW,  # where its holder sits
    list=ROW,  # the list of cases it is on: its slot's or, after all slots', its unit's of those left behind
    next=ROW,
    previous=ROW,
)
ACQUAINTANCE = record(worker=LONG, unit=ROW, next=ROW)  # next: whom the child had met before
OPEN_BEFORE = record(visit=LONG, asked=DAYS, started=DAYS)  # open when the clock starts; NaN where it is not


def open_before(plan: Plan) -> Table:
    """List the visits that are open when the clock starts."""
    visits, numbers = plan.visits, plan.visits.open_before
    table = np.empty(len(numbers), dtype=OPEN_BEFORE)
    table["visit"] = numbers
    table["asked"], table["started"] = visits.asked_before[numbers], visits.started_before[numbers]
    return table


@compiled
def set_up_visits(town, given):
    """Fill the tables of visits and parts, and lay down the visits before each, those after it and its needs."""
    part = Number(0)
    link = town.clock[0].links
    for number in range(len(given.visits_child)):
        visit = town.visits[number]
        visit.child, visit.team, visit.first_part = given.visits_child[number], given.visits_team[number], part
        visit.duration, visit.pause = given.visits_duration[number], given.visits_pause[number]
        visit.start_up = given.visits_start_up[number]
        visit.acute, visit.grows, visit.lengthens = (
            given.visits_acute[number],
            given.visits_grows[number],
            given.lengthens[number],
        )
        visit.work_left = visit.work_since = 0.0
        visit.asked = visit.started = visit.finished = visit.left = np.nan
        visit.moment = visit.place = visit.supports = visit.following = visit.open_before = NONE
        visit.state = PENDING
        visit.in_work = visit.makes_known = visit.makes_arise = visit.urgent = 0
        if visit.team != NONE:
            team = town.teams[visit.team]
            visit.in_work = team.in_work
            for _ in range(team.units):
                set_up_part(town, part, number)
                part += 1
        link = set_up_links(town, given, number, link)
    for row in range(len(town.open_before)):
        set_up_open(town, row)


@compiled
def set_up_part(town, number, visit):
    """Fill the row of a part that nobody has yet."""
    part = town.parts[number]
    part.visit = visit
    part.holder = town.began[number] = NONE
    part.slot = part.list = part.next = part.previous = NONE


@compiled
def set_up_links(town, given, number, link):
    """Lay down what a visit is linked to, and it with those before it and its needs; returns where the next begins.

    Visits before it have lower numbers: their own links have been laid down, with room for those after them.
    """
    visit = town.visits[number]
    visit.links = link
    visit.befores = given.visits_after_starts[number + 1] - given.visits_after_starts[number]
    visit.serves = given.visits_needs_starts[number + 1] - given.visits_needs_starts[number]
    for place in range(visit.befores):
        before = given.visits_after_values[given.visits_after_starts[number] + place]
        town.links[link + place] = before
        earlier = town.visits[before]
        town.links[earlier.links + earlier.befores + earlier.afters] = number
        earlier.following = number if earlier.afters == 0 else SEVERAL
        earlier.afters += 1
    link += visit.befores + given.afters[number]
    visit.afters = 0  # counted as they are laid down
    for place in range(given.visits_needs_starts[number], given.visits_needs_starts[number + 1]):
        served = given.visits_needs_values[place]
        town.links[link] = served
        link += 1
        need = town.needs[served]
        town.links[need.first_visit + need.visits] = number
        need.visits += 1
    return link


@compiled
def set_up_open(town, row):
    """Let a visit know that it is open when the clock starts."""
    given = town.open_before[row]
    visit = town.visits[given.visit]
    visit.open_before = row
    if visit.team != NONE and not np.isnan(given.started):
        visit.in_work = 1


@compiled
def set_up_what_visits_do(town):
    """Let visits know which needs become known, arise or are met with them."""
    for number in range(len(town.needs)):
        need = town.needs[number]
        if need.known_with != NONE:
            town.visits[need.known_with].makes_known = 1
        if need.arises_with != NONE:
            town.visits[need.arises_with].makes_arise = 1
        if need.support != NONE:
            visit = town.visits[need.support]
            visit.supports = number if visit.supports == NONE else SEVERAL
