"""Children, their needs and the crises they may have: as rows of tables."""

# mypy: allow-untyped-defs

import numpy as np

from simulate.engine.compiled.codes import NONE, Number
from simulate.engine.compiled.layout.kinds import COUNT, DAYS, FLAG, LONG, ROW, record
from simulate.engine.compiled.machine import compiled

CHILD = record(
    first_visit=ROW,
    visits=COUNT,
    first_need=ROW,
    needs=COUNT,
    acquaintance=ROW,  # the worker it met last
    strain=ROW,  # in `strains`; NONE where it can never be enough for a crisis
    units_met=ROW,  # a bit for each unit in which it knows somebody; from the 32nd unit on they share bits
    urgent=FLAG,
    grown_up=FLAG,
)
STRAIN = record(  # of a child
    strain="f8",
    rate="f8",
    since=DAYS,
    next_crisis=LONG,  # the ticket of its moment; NONE without
    first_crisis=LONG,  # in `crises`
    thresholds=LONG,  # how many crises it can have
    crises=LONG,  # how many it has had
)
NEED = record(
    since=DAYS,
    given_up_on=DAYS,
    patience=DAYS,
    crisis_rate="f8",
    child=ROW,
    arises_with=ROW,
    known_with=ROW,
    support=ROW,
    first_visit=ROW,  # of those that serve it, in `links`
    visits=COUNT,
    real=FLAG,
    put_off="f8",  # days of handovers that patience does not count yet
    waited_for=FLAG,  # has been, since the first visit that serves it was asked for
    comes_up=FLAG,  # nobody noticed it: it becomes known with a visit
    arisen=FLAG,
    met=FLAG,
    given_up=FLAG,
)
CRISIS = record(threshold="f8", happened=DAYS, visit=LONG)


@compiled
def set_up_needs(town, given):
    """Fill the table of needs, and leave room in `links` for the visits that serve each."""
    link = town.clock[0].links
    for number in range(len(town.needs)):
        need = town.needs[number]
        need.child = given.needs_child[number]
        need.arises_with, need.known_with = given.needs_arises_with[number], given.needs_known_with[number]
        need.support, need.real = given.needs_support[number], given.needs_real[number]
        need.crisis_rate, need.patience = given.needs_crisis_rate[number], given.needs_patience[number]
        need.since = given.children_arrival[need.child]
        need.given_up_on = np.nan
        need.comes_up = 1 if not given.needs_noticed[number] and need.known_with != NONE else 0
        need.arisen = 1 if need.arises_with == NONE else 0
        need.put_off = 0.0
        need.waited_for = need.met = need.given_up = 0
        need.first_visit = link
        need.visits = 0  # counted as they are laid down
        link += given.served[number]
    town.clock[0].links = link


@compiled
def set_up_children(town, given):
    """Fill the tables of children, strains and crises; visits and needs stand in the order of their children."""
    visit = need = strains = Number(0)
    for number in range(len(town.children)):
        child = town.children[number]
        child.first_visit, child.first_need = visit, need
        while visit < len(given.visits_child) and given.visits_child[visit] == number:
            visit += 1
        while need < len(given.needs_child) and given.needs_child[need] == number:
            need += 1
        child.visits, child.needs = visit - child.first_visit, need - child.first_need
        child.acquaintance = child.strain = NONE
        child.units_met = 0
        child.grown_up, child.urgent = 0, given.children_urgent[number]
        if given.crises_threshold_starts[number + 1] > given.crises_threshold_starts[number]:
            child.strain = strains
            strains += 1
            set_up_strain(town, given, number)
    for number in range(len(town.crises)):
        crisis = town.crises[number]
        crisis.threshold, crisis.visit = given.crises_threshold_values[number], given.crises_visit_values[number]
        crisis.happened = np.nan


@compiled
def set_up_strain(town, given, number):
    """Fill the row of a child's strain."""
    strain = town.strains[town.children[number].strain]
    strain.first_crisis = given.crises_threshold_starts[number]
    strain.thresholds = given.crises_threshold_starts[number + 1] - given.crises_threshold_starts[number]
    strain.strain = strain.rate = strain.since = 0.0
    strain.next_crisis = NONE
    strain.crises = 0
