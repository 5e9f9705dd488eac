"""The first lines of the table: who waits how long, who loses by the change and who gains, and what it costs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.findings.groups import ON_LIST, ONE_NEED, SEVERAL_NEEDS, group_of
from simulate.language.numbers import counted, number, percent
from simulate.show.facts import Facts
from simulate.show.importance import DAYS, MONEY, matters
from simulate.show.sentences import (
    SUPPORTS,
    Row,
    any_counted,
    half_of_the_children,
    how_many,
    most_lose_and_gain,
    nobody,
    rows_of,
    values,
)

if TYPE_CHECKING:
    from simulate.findings.compare import Tables

_EACH = 2
"""Organisations beside the baseline of each of which something is said; of more, only where most lose and gain."""
_NEEDS = (ONE_NEED.key, SEVERAL_NEEDS.key)
_NAMED = 2
"""Groups of children named in a sentence, of those who lose and of those who gain."""


def first_lines(tables: "Tables", facts: Facts) -> list[str]:
    """Say what was found in a few sentences, those who lose before those who gain."""
    if not any_counted(tables, facts):
        return [nobody(tables, facts), *of_list(tables, facts)]
    return [
        *(half_of_the_children(tables, facts, measure) for measure in SUPPORTS),
        *_gains(tables, facts),
        *_groups(tables, facts),
        *_money(tables, facts),
    ]


def of_list(tables: "Tables", facts: Facts) -> list[str]:
    """Say how long the children wait who are on the list at the start; nothing where nobody is."""
    told = [sentence for sentence in (_half_of_list(tables, facts, each) for each in SUPPORTS) if sentence]
    how = "Their waits run from when they came; who had support already when the clock started waited 0 days for it."
    return [*told, how] if told else []


def _half_of_list(tables: "Tables", facts: Facts, measure: str) -> str:
    """Say within how many days half of those on the list have support, or that half of them had it to begin with."""
    rows = rows_of(tables.summary, f"{measure}_median", facts, ON_LIST.key).values()
    if rows and all(row["value"] == 0 for row in rows):
        of = f"{how_many([row['children'] for row in rows])} children {ON_LIST.label}"
        return f"At least half of {of} had {SUPPORTS[measure]} already then, or got it on the day they came."
    return half_of_the_children(tables, facts, measure, ON_LIST.key, f"children {ON_LIST.label}")


def _gains(tables: "Tables", facts: Facts) -> list[str]:
    """Say which shares of the children lose and gain, or in which of many organisations most do."""
    every = {measure: rows_of(tables.gains, measure, facts) for measure in SUPPORTS}
    first, full = every["first_support"], every["full_support"]
    if not full:
        return []
    baseline = facts.titles.organisation(facts.baseline)
    if len(full) > _EACH:
        return [f"Of the children, compared with {baseline}, {most_lose_and_gain(full, 'full_support', facts)}."]
    return [_shares(first[name], row, facts.titles.organisation(name), baseline) for name, row in full.items()]


def _shares(first: Row, full: Row, place: str, baseline: str) -> str:
    """Say which shares of the children wait longer, and which less, for their first support and for all of it."""
    return (
        f"In {place}, compared with {baseline}, {percent(first['lost'])} of the children wait over a week longer for "
        f"{SUPPORTS['first_support']} and {percent(first['gained'])} over a week less; for {SUPPORTS['full_support']} "
        f"{percent(full['lost'])} longer and {percent(full['gained'])} less."
    )


@dataclass(frozen=True)
class _Change:
    """How much longer a group of children waits in an organisation than in the baseline, mean days."""

    group: str
    days: float
    now: float
    was: float


def _groups(tables: "Tables", facts: Facts) -> Iterator[str]:
    """Say which children wait longer on average and which less, by how many needs they have and by their door.

    What begins with those who wait longer stands before what is only of those who wait less. Of the two waits the one
    is told in which most days are lost. By needs it is also told who has all support sooner, even where nobody loses;
    by door it is not: that all gain stands in the sentences above.
    """
    if len(facts.organisations) != 2:  # of more organisations it would be too much
        return
    told = list(_by_needs_and_door(tables, facts))
    told.sort(key=lambda each: each[0][0].days < 0)  # stable
    yield from (_groups_told(changes, measure, facts) for changes, measure in told)


def _by_needs_and_door(tables: "Tables", facts: Facts) -> Iterator[tuple[list[_Change], str]]:
    """Choose what is told of alike groups: their changes, most days lost first, and the wait that is meant."""
    groups = list(dict.fromkeys(str(group) for group in tables.differences["group"]))
    needs, doors = (
        [each for each in groups if each in _NEEDS],
        [each for each in groups if group_of(each).stream is not None],
    )
    for alike in (needs, doors):
        if len(alike) < 2:
            continue
        told = {measure: _changes(tables, facts, measure, alike) for measure in SUPPORTS}
        losers = {measure: changes for measure, changes in told.items() if changes and changes[0].days > 0}
        measure = max(losers, key=lambda each: losers[each][0].days, default="")
        if measure:
            yield losers[measure], measure
        if alike is needs and measure != "full_support" and told["full_support"]:
            yield told["full_support"], "full_support"


def _changes(tables: "Tables", facts: Facts, measure: str, groups: Sequence[str]) -> list[_Change]:
    """List the groups for which an organisation's mean wait differs by days that matter, most days lost first."""
    found = []
    for group in groups:
        means = values(tables.summary, f"{measure}_mean", facts, group)
        for name, row in rows_of(tables.differences, f"{measure}_mean", facts, group).items():
            if matters(row["difference"], DAYS, row["distinct"]) and facts.baseline in means:
                found.append(_Change(group, row["difference"], means[name], means[facts.baseline]))
    return sorted(found, key=lambda change: -change.days)


def _groups_told(changes: Sequence[_Change], measure: str, facts: Facts) -> str:
    """Name the groups that wait longer, those who lose most first, and then those that wait less."""
    lose, gain = [each for each in changes if each.days > 0], [each for each in changes[::-1] if each.days < 0]
    told = [*_told(lose, "longer", facts), *_told(gain, "less", facts)]
    first, place = (lose or gain)[0], facts.titles.organisation(facts.organisations[1])
    how = "longer" if lose else "less"
    told[0] = (
        f"{_those(first, facts).replace('those', 'Children', 1)} wait {_days(first)} {how} on average for "
        f"{SUPPORTS[measure]} in {place} ({_now_and_then(first)})"
    )
    return f"{', '.join(told)}."


def _told(changes: Sequence[_Change], how: str, facts: Facts) -> list[str]:
    """Name some groups with their days, and count the others; `changes` begin with the most days."""
    named = [f"{_those(each, facts)} {_days(each)} {how} ({_now_and_then(each)})" for each in changes[:_NAMED]]
    more = changes[_NAMED:]
    if not more:
        return named
    least, most = _days(more[-1]), _days(more[0])
    days = most if least == most else f"{least.split()[0]} to {most}"
    return [*named, f"and those through {counted(len(more), 'more door')} {days} {how}"]


def _those(change: _Change, facts: Facts) -> str:
    if group_of(change.group).stream is not None:
        return f"those who come through {facts.titles.group(change.group)}"
    return f"those with {facts.titles.group(change.group)}"


def _days(change: _Change) -> str:
    return counted(round(abs(change.days), _places(change)), "day")


def _now_and_then(change: _Change) -> str:
    places = _places(change)
    return f"{number(change.now, places)}, not {number(change.was, places)}"


def _places(change: _Change) -> int:
    """Choose with how many decimals the difference is that of the two means, as they are written."""
    return 0 if round(change.now) - round(change.was) == round(change.days) else 1


def _money(tables: "Tables", facts: Facts) -> Iterator[str]:
    """Say where a child costs more or less by a share that matters; of many organisations the extremes."""
    rows = tables.money[(tables.money["payer"] == "all") & (tables.money["kind"] == "all")].to_dict("records")
    told = [
        row
        for row in rows
        if row["organisation"] in facts.organisations[1:]
        and matters(row["difference"], MONEY * (row["per_child"] - row["difference"]), row["distinct"])
    ]
    told.sort(key=lambda row: -row["difference"])
    for row in told if len(told) <= _EACH else (told[0], told[-1]):
        was, now = row["per_child"] - row["difference"], row["per_child"]
        places = 0 if now >= 100 else 2
        yield (
            f"A child costs {percent(abs(now - was) / was)} {'more' if now > was else 'less'} in "
            f"{facts.titles.organisation(row['organisation'])} than in {facts.titles.organisation(facts.baseline)} "
            f"({number(now, places)} {facts.currency}, not {number(was, places)})."
        )
