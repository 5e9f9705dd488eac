"""Who was passed while standing in line: somebody ranked after them was called before them.

By the rules of calling this befalls nobody but those who need several units at once, while not all of these have a
place: until places are kept for them (`keeps_places_after`) others may pass.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from simulate.findings.counted import Counted, in_units
from simulate.findings.in_line import Spells
from simulate.findings.ragged import entries
from simulate.plan import NONE, Booleans, Floats, Integers, Plan, Rules


@dataclass(frozen=True)
class _Calls:
    """Who was called in a unit, for the first time or from the line in which a part stood again: R of them."""

    unit: Integers  # (R,)
    day: Floats  # (R,)
    visit: Integers  # (R,)
    number: Integers  # (R,) the visit's or, from the number of visits on, the part's
    urgent: Booleans  # (R,) whether it was called as urgent

    def chosen(self, which: Booleans) -> "_Calls":
        """Give some of them."""
        return _Calls(self.unit[which], self.day[which], self.visit[which], self.number[which], self.urgent[which])

    def and_these(self, others: "_Calls") -> "_Calls":
        """Give them and others after them."""
        return _Calls(
            np.concatenate([self.unit, others.unit]),
            np.concatenate([self.day, others.day]),
            np.concatenate([self.visit, others.visit]),
            np.concatenate([self.number, others.number]),
            np.concatenate([self.urgent, others.urgent]),
        )


def is_joint(plan: Plan, visits: Integers) -> Booleans:
    """Tell which of some visits need several units at the same time: (visits,)."""
    sizes = np.array([len(units) for units in plan.teams] + [0], dtype=np.int64)  # NONE finds the 0
    return np.asarray(sizes[plan.visits.team[visits]] > 1)


def overtaken(counted: Counted, stood: Spells) -> Booleans:
    """Tell in which spells in line a joint visit was passed, and in which unit: (S, units).

    It was if anybody was called in the unit who was ranked after it on that day, while it stood there. What is asked
    for because others are called is not passed by these; which of those called at that instant are called after it, a
    log does not tell, and none of them counts.
    """
    plan, log = counted.plan, counted.log
    found = np.zeros((len(stood.visit), len(plan.units)), dtype=bool)
    which = np.flatnonzero(is_joint(plan, stood.visit) & (stood.open | (stood.finish > stood.begin)))
    if not len(which):
        return found
    mine = stood.chosen(_marked(which, len(stood.visit)))
    asked, just_after = mine.begin, np.nextafter(mine.begin, np.inf)
    mine = replace(mine, begin=np.where(_come_of_calling(counted, mine), just_after, asked))
    units = np.unique(in_units(plan, mine.visit)[1])
    called = _called_meanwhile(counted, mine, units)
    needed = _needed_since(counted)
    for rules, first, last in _rules_in_time(plan):
        begin, finish, row, is_urgent = _by_urgency(counted, mine, first, last)
        then = called.chosen((called.day >= first) & (called.day < last))
        ranks = _ranks(
            rules,
            plan.visits.acute[np.concatenate([mine.visit[row], then.visit])],
            np.concatenate([is_urgent, then.urgent]),
            np.concatenate([asked[row], log.asked[then.visit]]),
            needed[np.concatenate([mine.visit[row], then.visit])],
            np.concatenate([mine.visit[row], then.number]),
        )
        of_waiting, of_called = ranks[: len(row)], ranks[len(row) :]
        stands, in_unit = in_units(plan, mine.visit[row])
        for unit in units.tolist():
            here, there = stands[in_unit == unit], np.flatnonzero(then.unit == unit)
            order = there[np.argsort(then.day[there], kind="stable")]
            days = then.day[order]
            since, until = (np.searchsorted(days, edge[here], side="left") for edge in (begin, finish))
            passed = highest_within(of_called[order], since, until) > of_waiting[here]
            found[which[row[here[passed]]], unit] = True
    return found


def highest_within(values: Integers, first: Integers, last: Integers) -> Integers:
    """Give the highest of the values from `first` to before `last`, for each such pair: −1 where there are none.

    A sparse table holds the highest of each 1, 2, 4, 8 … values that follow each other, and any span is covered by two
    of these (Bender and Farach-Colton 2000, The LCA problem revisited).
    """
    count = last - first
    highest = np.full(len(count), -1, dtype=np.int64)
    table, width = values, 1
    while len(table):
        fits = (count >= width) & (count < 2 * width)
        highest[fits] = np.maximum(table[first[fits]], table[last[fits] - width])
        table, width = np.maximum(table[:-width], table[width:]), 2 * width
    return highest


def _called_meanwhile(counted: Counted, stood: Spells, units: Integers) -> _Calls:
    """List who was called in some units while any of the spells went on."""
    plan, log = counted.plan, counted.log
    wanted = set(units.tolist())
    of_team = np.array(
        [not wanted.isdisjoint(team) for team in plan.teams] + [False], dtype=bool
    )  # NONE finds the last
    called = np.flatnonzero(of_team[plan.visits.team] & ~np.isnan(log.started))
    called = called[np.isnan(plan.visits.started_before[called])]
    row, unit = in_units(plan, called)
    visit = called[row]
    calls = _Calls(unit, log.started[visit], visit, visit, log.urgent[visit])
    if len(log.again_part):
        calls = calls.and_these(_second_calls(counted))
    began = np.searchsorted(np.sort(stood.begin), calls.day, side="right")
    over = np.searchsorted(np.sort(stood.finish[~stood.open]), calls.day, side="right")
    return calls.chosen(began > over)


def _second_calls(counted: Counted) -> _Calls:
    """List the calls of all parts that stood in line again."""
    plan, log = counted.plan, counted.log
    again = np.flatnonzero(~np.isnan(log.again_until))
    part, day = log.again_part[again], log.again_until[again]
    visit = plan.parts.visit[part]
    urgent = _urgent_from(counted)[plan.visits.child[visit]] <= day
    return _Calls(plan.parts.unit[part], day, visit, len(plan.visits) + part, urgent)


def _urgent_from(counted: Counted) -> Floats:
    """Give the day from which each child is urgent; infinite where never: (C,)."""
    urgent_from = np.where(counted.plan.children.urgent, -np.inf, np.inf)
    np.minimum.at(urgent_from, counted.log.crisis_child, counted.log.crisis_at)
    return urgent_from


def _come_of_calling(counted: Counted, stood: Spells) -> Booleans:
    """Tell which spells began because others were called at that instant, and so after these: (S,).

    A visit is then asked for as soon as one before it has begun, or is over, and that one was called (and was over in
    no time), or came of calling itself. All else that asks for visits comes before calling.
    """
    visits, log = counted.plan.visits, counted.log
    visit, before = visits.after.rows, visits.after.values
    over = np.where(visits.at_start[visit], log.started[before], log.finished[before])
    at_once = (over == log.started[before]) & (visits.pause[visit] == 0)
    comes = (visits.team != NONE) & np.isnan(visits.started_before)  # if it has begun, it was called
    without_line = np.flatnonzero(at_once & (visits.team[visit] == NONE) & (over == log.asked[visit]))
    for each in without_line.tolist():  # in the order of visits: each after all before it
        comes[visit[each]] |= comes[before[each]]
    row, link = entries(visits.after.starts, stood.visit)
    found = np.zeros(len(stood.visit), dtype=bool)
    found[row[at_once[link] & comes[before[link]] & (over[link] == stood.begin[row])]] = True
    return found


def _marked(rows: Integers, count: int) -> Booleans:
    marked = np.zeros(count, dtype=bool)
    marked[rows] = True
    return marked


def _needed_since(counted: Counted) -> Floats:
    """Give the day on which the first of the needs arose that each visit serves: (V,).

    It is infinite without any, and where nobody is ranked by it.
    """
    plan, needs = counted.plan, counted.plan.needs
    since = np.full(len(plan.visits), np.inf)
    if any(rules.by_total_wait for rules, _, _ in _rules_in_time(plan)):
        arrival = plan.children.arrival[needs.child]
        arose = np.where(needs.arises_with == NONE, arrival, counted.asked_with(needs.arises_with))
        np.fmin.at(since, plan.visits.needs.rows, arose[plan.visits.needs.values])
    return since


def _rules_in_time(plan: Plan) -> Iterator[tuple[Rules, float, float]]:
    """Give the rules of calling, and from when until when each of them holds."""
    every = ((-np.inf, plan.rules), *plan.later_rules)
    for (day, rules), until in zip(every, [*(day for day, _ in plan.later_rules), np.inf], strict=True):
        yield rules, day, until


def _by_urgency(
    counted: Counted, stood: Spells, first: float, last: float
) -> tuple[Floats, Floats, Integers, Booleans]:
    """Cut the spells between two days where their child becomes urgent: begin, finish, row of the spell, urgent."""
    turns = _urgent_from(counted)[counted.plan.visits.child[stood.visit]]
    begin, finish = np.maximum(stood.begin, first), np.minimum(np.where(stood.open, np.inf, stood.finish), last)
    parts = [(begin, np.minimum(finish, turns), False), (np.maximum(begin, turns), finish, True)]
    rows = [np.flatnonzero(until > since) for since, until, _ in parts]
    return (
        np.concatenate([since[row] for row, (since, _, _) in zip(rows, parts, strict=True)]),
        np.concatenate([until[row] for row, (_, until, _) in zip(rows, parts, strict=True)]),
        np.concatenate(rows),
        np.repeat([urgent for _, _, urgent in parts], [len(row) for row in rows]),
    )


def _ranks(rules: Rules, acute: Booleans, urgent: Booleans, asked: Floats, needed: Floats, visit: Integers) -> Integers:
    """Rank visits as they are called: acute, urgent, longest wait, child and visit; the first has rank 0."""
    since = np.where(np.isfinite(needed), needed, asked) if rules.by_total_wait else asked
    not_urgent = ~urgent if rules.urgent_first else np.zeros(len(urgent), dtype=bool)
    order = np.lexsort((visit, since, not_urgent, ~acute))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks
