"""One child of a cohort by itself, so that its plans can be looked at without planning for all the others."""

from dataclasses import fields, replace

import numpy as np

from simulate.language import say, say_n
from simulate.plan import Children, Integers
from simulate.world.children import Cohort


def one_child(whole: Cohort, row: int) -> Cohort:
    """Take one child out of a cohort, by its number in order of arrival, with the scenario it arrives in."""
    columns = {
        field.name: getattr(whole.children, field.name)[row : row + 1]
        for field in fields(Children)
        if isinstance(getattr(whole.children, field.name), np.ndarray)
    }
    children = replace(whole.children, **columns)
    scenario = whole.spans[int(whole.span[row])][1]
    cases = whole.cases[np.array([row])] if whole.cases is not None and children.listed[0] else None
    addresses = replace(whole.addresses, stream=children.stream, number=children.number)
    return Cohort(scenario, whole.replication, children, addresses, cases)


def find_child(children: Children, address: str) -> int:
    """Find a child by its number in order of arrival ("17"), or in its stream ("school:17", "school:-3" on the list).

    Raises ValueError that says what there is.
    """
    stream, _, number = address.rpartition(":")
    digits = number.removeprefix("-") if stream else number
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        example = say(
            '"{address}" is no child: write its number, such as 17, or school:17 for one of a stream', address=address
        )
        raise ValueError(example)
    if not stream:
        if int(number) >= len(children):
            last = len(children) - 1
            raise ValueError(
                say("there is no child {number}: the children are numbered from 0 to {last}", number=number, last=last)
            )
        return int(number)
    if stream not in children.stream_names:
        known = ", ".join(children.stream_names)
        raise ValueError(say('there is no stream "{stream}"; there are {known}', stream=stream, known=known))
    mine = np.flatnonzero(children.stream == children.stream_names.index(stream))
    found = mine[children.number[mine] == int(number)]
    if len(found) == 0:
        raise ValueError(_numbers_of(stream, children.number[mine]))
    return int(found[0])


def _numbers_of(stream: str, numbers: Integers) -> str:
    """Say which numbers the children of a stream have: from 0 on, and below 0 on the waiting list."""
    later = int((numbers >= 0).sum())
    if later == 0:
        words = say("no child comes by {stream}", stream=stream)
    else:
        words = say_n(
            "{count} child comes by {stream}: it has the number 0",
            "{count} children come by {stream}: they are numbered from 0 to {last}",
            later,
            count=later,
            stream=stream,
            last=later - 1,
        )
    if later == len(numbers):
        return words
    return say("{children}; those on the waiting list have numbers below 0", children=words)


def telling_child(children: Children, opens: float, closes: float) -> int:
    """Choose a child that shows much: of those who count, the first with the most needs that end in support."""
    counted = (children.arrival >= opens) & (children.arrival < closes) & children.measured
    if not counted.any():
        counted = np.ones(len(children), dtype=bool)
    return int(np.argmax(np.where(counted, children.real.sum(axis=1) + 1, 0)))
