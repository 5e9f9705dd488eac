"""Which groups of children wait longer than in the baseline and which less: by their needs, and by their door."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.findings.groups import ONE_NEED, SEVERAL_NEEDS, Group, group_of
from simulate.language import mark, said, say, say_n
from simulate.language.numbers import from_to, number, whole_or_mean
from simulate.show.facts import Facts
from simulate.show.importance import DAYS, matters
from simulate.show.records import rows_of, values
from simulate.show.sentences import SUPPORTS

if TYPE_CHECKING:
    from simulate.findings.compare import Tables

_NEEDS = (ONE_NEED, SEVERAL_NEEDS)
_NAMED = 2
"""Groups of children named in a sentence, of those who lose and of those who gain."""
_OTHERS = 2
"""Organisations beside the baseline of which groups are told; where there are two, by needs only. More are too much."""


@dataclass(frozen=True)
class _Change:
    """How much longer a group of children waits in an organisation than in the baseline, mean days."""

    group: Group
    longer: float  # negative: they wait less
    now: float
    was: float

    @property
    def decimals(self) -> int:
        """With how many decimals the difference is that of the two means, as they are written."""
        return 0 if round(self.now) - round(self.was) == round(self.longer) else 1

    @property
    def days(self) -> float:
        """How many days longer or less they wait, as they are written."""
        return round(abs(self.longer), self.decimals)


@dataclass(frozen=True)
class _Words:
    """How it is said that groups wait longer, or less."""

    only: str
    first_of_several: str
    other: str


_LONGER = _Words(
    only=mark("{children} wait {days} longer on average for {support} in {organisation} ({now}, not {was})."),
    first_of_several=mark(
        "{children} wait {days} longer on average for {support} in {organisation} ({now}, not {was}), {others}."
    ),
    other=mark("{those} {days} longer ({now}, not {was})"),
)
_LESS = _Words(
    only=mark("{children} wait {days} less on average for {support} in {organisation} ({now}, not {was})."),
    first_of_several=mark(
        "{children} wait {days} less on average for {support} in {organisation} ({now}, not {was}), {others}."
    ),
    other=mark("{those} {days} less ({now}, not {was})"),
)


def groups_told(tables: "Tables", facts: Facts) -> Iterator[str]:
    """Say which children wait longer on average and which less, by how many needs they have and by their door.

    What begins with those who wait longer stands before what is only of those who wait less. Of the two waits the one
    is told in which most days are lost. By needs it is also told who has all support sooner, even where nobody loses;
    by door it is not: that all gain stands in the sentences above. Of two organisations beside the baseline only needs
    are told.
    """
    others = [name for name in facts.organisations if name != facts.baseline]
    if len(others) > _OTHERS:
        return
    told = [(each, *what) for each in others for what in _by_needs_and_door(tables, facts, each, len(others) == 1)]
    told.sort(key=lambda each: each[1][0].longer < 0)  # stable
    yield from (_sentence(changes, measure, facts, organisation) for organisation, changes, measure in told)


def _by_needs_and_door(
    tables: "Tables", facts: Facts, organisation: str, by_door: bool
) -> Iterator[tuple[list[_Change], str]]:
    """Choose what is told of alike groups: their changes, most days lost first, and the wait that is meant."""
    groups = [group_of(key) for key in dict.fromkeys(map(str, tables.differences["group"]))]
    needs, doors = ([each for each in groups if each in _NEEDS], [each for each in groups if each.stream is not None])
    for alike in (needs, doors) if by_door else (needs,):
        if len(alike) < 2:
            continue
        told = {measure: _changes(tables, facts, organisation, measure, alike) for measure in SUPPORTS}
        losers = {measure: changes for measure, changes in told.items() if changes and changes[0].longer > 0}
        measure = max(losers, key=lambda each: losers[each][0].longer, default="")
        if measure:
            yield losers[measure], measure
        if alike is needs and measure != "full_support" and told["full_support"]:
            yield told["full_support"], "full_support"


def _changes(tables: "Tables", facts: Facts, organisation: str, measure: str, groups: Sequence[Group]) -> list[_Change]:
    """List the groups for which an organisation's mean wait differs by days that matter, most days lost first."""
    found = []
    for group in groups:
        means = values(tables.summary, f"{measure}_mean", facts, group)
        row = rows_of(tables.differences, f"{measure}_mean", facts, group).get(organisation)
        if row is not None and matters(row["difference"], DAYS, row["distinct"]) and facts.baseline in means:
            found.append(_Change(group, row["difference"], means[organisation], means[facts.baseline]))
    return sorted(found, key=lambda change: -change.longer)


def _sentence(changes: Sequence[_Change], measure: str, facts: Facts, organisation: str) -> str:
    """Name the groups that wait longer, those who lose most first, and then those that wait less.

    The first of them has the sentence, the others follow in few words.
    """
    lose, gain = [each for each in changes if each.longer > 0], [each for each in changes[::-1] if each.longer < 0]
    first, others = (lose or gain)[0], [*_told(lose, _LONGER, facts), *_told(gain, _LESS, facts)][1:]
    words = _LONGER if lose else _LESS
    told = {
        "children": _children(first, facts),
        "days": _days(first.days, first.days),
        "support": said(SUPPORTS[measure]),
        "organisation": facts.titles.organisation(organisation),
        **_now_and_then(first),
    }
    return said(words.first_of_several, **told, others=", ".join(others)) if others else said(words.only, **told)


def _told(changes: Sequence[_Change], words: _Words, facts: Facts) -> list[str]:
    """Name some groups with their days, and count the others; `changes` begin with the most days."""
    told = [
        said(words.other, those=_those(each, facts), days=_days(each.days, each.days), **_now_and_then(each))
        for each in changes[:_NAMED]
    ]
    more = changes[_NAMED:]
    if more:
        least, most = (round(abs(each.longer)) for each in (more[-1], more[0]))  # no means beside which they must fit
        count, days = len(more), _days(least, most)
        told.append(_more_longer(count, days) if words is _LONGER else _more_less(count, days))
    return told


def _more_longer(count: int, days: str) -> str:
    return say_n(
        "and those through {count} more door {days} longer",
        "and those through {count} more doors {days} longer",
        count,
        count=number(count),
        days=days,
    )


def _more_less(count: int, days: str) -> str:
    return say_n(
        "and those through {count} more door {days} less",
        "and those through {count} more doors {days} less",
        count,
        count=number(count),
        days=days,
    )


def _children(change: _Change, facts: Facts) -> str:
    """Name a group of children at the beginning of a sentence."""
    if change.group == ONE_NEED:
        return say("Children with one need")
    if change.group == SEVERAL_NEEDS:
        return say("Children with several needs")
    return say("Children who come through {door}", door=facts.titles.group(change.group.key))


def _those(change: _Change, facts: Facts) -> str:
    """Name a further group of children in the middle of one."""
    if change.group == ONE_NEED:
        return say("those with one need")
    if change.group == SEVERAL_NEEDS:
        return say("those with several needs")
    return say("those who come through {door}", door=facts.titles.group(change.group.key))


def _days(least: float, most: float) -> str:
    return say_n("{days} day", "{days} days", most, days=from_to(whole_or_mean(least), whole_or_mean(most)))


def _now_and_then(change: _Change) -> dict[str, str]:
    return {"now": number(change.now, change.decimals), "was": number(change.was, change.decimals)}
