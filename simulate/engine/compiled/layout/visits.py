"""Visits, their parts in one unit each, and whom a child has met: as rows of tables."""

# mypy: allow-untyped-defs

import numpy as np

from simulate.engine.compiled.codes import NONE, OFF_CLOCK, PENDING, SEVERAL
from simulate.engine.compiled.layout.kinds import CODE, COUNT, DAYS, FLAG, LONG, ROW, Table, record
from simulate.engine.compiled.machine import compiled
from simulate.plan import Plan

VISIT = record(
    128,  # what is looked at most often is in the first half, and read from memory at once
    moment=LONG,  # the ticket of the moment that ends its pause; NONE without
    pause=DAYS,
    child=ROW,
    team=ROW,
    first_part=ROW,
    place=ROW,  # in the heap of its line
    supports=ROW,  # the need that is met when it starts; SEVERAL
    links=ROW,  # where the visits before it begin in `links`; then come those after it, then the needs it serves
    befores=COUNT,
    following=ROW,  # the visit after it; SEVERAL; NONE without
    parts=COUNT,
    open_parts=COUNT,  # that are not done, of a visit that goes on
    state=CODE,  # as in moments.State
    acute=FLAG,
    makes_wait=FLAG,  # some need that it serves may be given up, and is waited for when it is asked for
    makes_arise=FLAG,
    hands_over=FLAG,  # in the pause before it the needs that it serves are handed over
    is_due_at_start=FLAG,  # waits for those before it only until they have begun
    makes_begin=FLAG,  # some visit waits only for it to begin
    grows=FLAG,
    urgent=FLAG,  # whether it was called as urgent
    asked=DAYS,
    started=DAYS,
    finished=DAYS,
    left=DAYS,  # its line without being started
    afters=COUNT,
    serves=COUNT,
    open_before=ROW,  # its row in `open_before`
    start_up=ROW,
)
PART = record(  # of a visit, in one unit of its team or, taking no place, in none
    64,
    holder=LONG,  # who has it
    moment=LONG,  # the ticket of the moment that ends it; NONE without
    work=DAYS,  # as planned, and as crises lengthen it; while workers come and go at it, what was left …
    since=DAYS,  # … on this day; when it is done, the day on which it was. On a clock, `work` is what that reads then
    visit=ROW,
    unit=ROW,  # NONE where it takes no place
    slot=ROW,  # where its holder sits
    list=ROW,  # the list of cases it is on: its slot's or, after all slots', its unit's of those left behind; IN_LINE
    next=ROW,
    previous=ROW,
    next_on_clock=ROW,  # what ends next on its clock of work, NONE after the last; OFF_CLOCK while none runs for it
    lengthens=FLAG,  # workers make it longer or shorter, and it stands still without them
    in_work=FLAG,  # its workers may come and go while it goes on, or share their time, or their work may stop
    is_done=FLAG,
)
AGAIN = record(note=LONG, place=ROW)  # of a part in line again: the row of its note in `diary`, and its place there
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
    link = town.clock[0].links
    for number in range(len(given.visits_child)):
        visit = town.visits[number]
        visit.child, visit.team = given.visits_child[number], given.visits_team[number]
        visit.pause = given.visits_pause[number]
        visit.first_part = given.parts_of_visit[number]
        visit.parts = given.parts_of_visit[number + 1] - given.parts_of_visit[number]
        visit.open_parts = 0
        visit.start_up = given.visits_start_up[number]
        visit.acute, visit.grows = given.visits_acute[number], given.visits_grows[number]
        visit.asked = visit.started = visit.finished = visit.left = np.nan
        visit.moment = visit.place = visit.supports = visit.following = visit.open_before = NONE
        visit.state = PENDING
        visit.makes_wait = visit.makes_arise = visit.urgent = visit.makes_begin = 0
        visit.is_due_at_start = given.visits_at_start[number]
        visit.hands_over = given.visits_handed_over[number]
        for part in range(given.parts_of_visit[number], given.parts_of_visit[number + 1]):
            set_up_part(town, given, part, number)
        link = set_up_links(town, given, number, link)
    for row in range(len(town.open_before)):
        set_up_open(town, row)


@compiled
def set_up_part(town, given, number, visit):
    """Fill the row of a part that nobody has yet."""
    part = town.parts[number]
    part.visit, part.unit = visit, given.parts_unit[number]
    part.work, part.since = given.parts_work[number], 0.0
    part.lengthens = given.parts_lengthens[number]
    part.is_done = 0
    part.in_work = 0 if part.unit == NONE else town.units[part.unit].in_work
    part.holder = part.moment = town.began[number] = NONE
    part.slot = part.list = part.next = part.previous = NONE
    part.next_on_clock = OFF_CLOCK


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
        if visit.is_due_at_start:
            earlier.makes_begin = 1
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
    if not np.isnan(given.started):  # perhaps nobody has it yet
        for part in range(visit.first_part, visit.first_part + visit.parts):
            town.parts[part].in_work = 0 if town.parts[part].unit == NONE else 1


@compiled
def set_up_what_visits_do(town):
    """Let visits know which needs are waited for, arise or are met with them."""
    for number in range(len(town.needs)):
        need = town.needs[number]
        if need.patience < town.clock[0].end:
            for link in range(need.first_visit, need.first_visit + need.visits):
                town.visits[town.links[link]].makes_wait = 1
        if need.arises_with != NONE:
            town.visits[need.arises_with].makes_arise = 1
        if need.support != NONE:
            visit = town.visits[need.support]
            visit.supports = number if visit.supports == NONE else SEVERAL
