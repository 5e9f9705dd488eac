"""The tables a town is made of in the compiled engine: all that is planned and all that changes, as arrays.

A row of `VISIT`, `SLOT` … holds what the reference engine keeps of one visit, slot … in its lists and dictionaries.
Several numbers per row are a pair of arrays, as in `plan.Ragged`: `starts` and the values.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulate.engine import diary
from simulate.plan import Floats, Integers

Records = NDArray[Any]
Layout = tuple[tuple[str, np.dtype[Any]], ...]
"""The names of some tables, and what one row of each is."""


def _record(size: int = 0, **fields: str) -> np.dtype[Any]:
    """Describe a row of `size` bytes or more; `align` lets the machine read each field at once."""
    row = np.dtype(list(fields.items()), align=True)
    places = [row.fields[name] for name in fields] if row.fields else []
    formats, offsets = [kind for kind, *_ in places], [offset for _, offset, *_ in places]
    size = max(size, row.itemsize)
    return np.dtype({"names": list(fields), "formats": formats, "offsets": offsets, "itemsize": size}, align=True)


CLOCK = _record(
    now="f8",
    end="f8",
    buckets_per_day="f8",
    moments_so_far="i8",  # how many were ever noted: the next one's ticket
    open_bucket="i8",  # up to this one all moments stand in order or in the heap
    soon="i8",  # how many moments stand in order: those that come next
    coming="i8",  # how many more stand in their heap
    unused="i8",  # the first of the rows of `moments` that are free again; NONE without
    moments="i8",  # how many rows of each of these tables are in use
    touched="i8",
    rows="i8",
    lefts="i8",
    handed="i8",
    staff="i8",
    developed="i8",
    joint_lines="i8",  # lines for joint visits in which somebody waits
    at_door="i8",  # a visit that may start at this instant without joining its line; NONE without
    at_door_since="f8",  # its rank
    at_door_kind="i8",
    calls_soon="i1",
    hands_over_soon="i1",
    is_full="i1",  # some table was too small; nothing of this run counts
    is_past_numbers="i1",  # so much has happened that no ticket, or no number of a worker, is left
    has_even_pace="i1",
    has_extra="i1",
)
RULES = _record(growth="f8", keeps_after="f8", urgent_first="i1", by_total_wait="i1")
VISIT = _record(
    size=64,  # what most moments need of a visit is read from memory at once
    pause="f8",  # once it goes on: the day on which …
    duration="f8",  # … so many days of work were left, as in work.Case
    ticket="i4",  # of the moment that ends its pause or the visit itself; NONE without
    child="i4",
    team="i4",
    row="i4",  # its first row in `rows`
    place="i4",  # in the heap of its line
    following="i4",  # the visit after it, where there is one only; else NONE
    links="i4",  # where these begin in `links`:
    befores="i4",  # so many visits before it,
    afters="i4",  # then so many after it,
    serves="i4",  # then so many needs it serves
    has_left="i1",  # its line, and has not been asked for since
    acute="i1",
    grows="i1",
    stands_still="i1",
    in_work="i1",
    makes_arise="i1",  # some need arises when it is asked for
    makes_known="i1",
    meets_need="i1",  # by its start: 1 for the first of the child's needs …; SEVERAL
)
ROW = _record(  # 32 bytes: a visit in one unit, or, after these, a worker whom a child got to know by a handover
    worker="i4",  # who began it
    has="i4",  # who has it now
    had="i4",  # who had it last, of those left behind
    unit="i4",
    list="i4",  # the slot of who has it, whose list in `heads` it is on; above these, the list of those left behind
    next="i4",
    previous="i4",
    known="i4",  # the row of the worker the child had met before, if this one's worker was new
)
CHILD = _record(  # 32 bytes
    known="i4",  # the row of the worker it met last
    visits="i4",  # where its visits begin
    needs="i4",
    strains="i4",  # its row in `strains`; NONE where strain can never be enough for a crisis
    units_met="u4",  # a bit for each unit in which it knows somebody; from the 32nd unit on they share bits
    its_visits="i4",  # how many
    its_needs="i4",
    urgent="i1",
    grown_up="i1",
)
STRAIN = _record(  # of a child who may have a crisis
    strain="f8",
    rate="f8",
    since="f8",
    thresholds="i4",  # where these begin, and the acute visits they bring
    levels="i4",  # how many they are
    crises="i4",
    ticket="i4",  # of its next crisis
)
NEED = _record(
    size=32,
    child="i4",
    arises_with="i4",
    known_with="i4",
    support="i4",
    served_by="i4",  # where the visits that serve it begin in `served_by`
    visits="i4",  # how many they are
    real="i1",
    noticed="i1",
    arisen="i1",
    known="i1",
    given_up="i1",
)
UNIT = _record(
    met_on="f8",  # the latest meeting
    pace="f8",
    learnt="f8",
    ticket="i8",  # of the next meeting
    free="i8",
    busy="i8",
    waiting="i8",
    offered="i8",
    set_aside="i8",
    terms="i8",
    posts="i8",
    slots="i8",
    first_slot="i8",
    tree="i8",  # where its tree begins
    leaves="i8",  # the first node of the tree that is a slot's
    left_behind="i8",  # how many cases nobody has
    reviews="i8",  # where its luck at reviews begins in `leaves_at`
    months="i8",
    meets="i1",
    is_open="i1",
    develops="i1",
    sent_for="i1",
    has_staff="i1",
    has_extra="i1",  # at some time
    lists_cases="i1",
)
SLOT = _record(
    worker="i8",
    stretch="i8",
    generation="i8",
    offers="i8",
    filling="i8",  # ticket of the moment at which the vacant post is filled
    growing="i8",  # moments noted before this one no longer let its worker grow
    joined_on="f8",
    spell="i8",  # the first absence that is not over
    unit="i8",
    cases="i8",
    is_away="i1",
    takes="i1",
)
TEAM = _record(
    line="i8",
    waiting="i8",
    meetings="i8",  # how many of its units are
    is_joint="i1",
    is_touched="i1",
    in_work="i1",
    met="i1",
)
TERMS = _record(
    workers="i8",
    caseload="i8",
    part_places="i8",  # of who sits in the last post, which may be a part-time post
    cases="i8",
    meets_every="f8",  # NaN where it does not meet
    handover_days="f8",
    hands_over_absent="i1",
    has_extra="i1",
    extra_workers="i8",
    extra_caseload="i8",
    line_above="i8",
    leave_at="i8",
    extra_after="f8",
    has_development="i1",
    protected="i1",
    share="f8",
    calm_below="f8",
    gain="f8",
    learns="f8",
)
KNOWN_BEFORE = _record(at="f8", rank="i8", what="i8", number="i8")  # what happens to units, in order
MOMENT = _record(at="f8", ticket="i4", number="i4", next="i4", phase="i1", kind="i1")
COMING = _record(at="f8", rank="i8", number="i4", kind="i4")  # the same, to be sorted: phase and ticket are its rank
PLACE = _record(since="f8", visit="i4", kind="i4")  # in a line; kind: 0 acute and urgent, 1 acute, 2 urgent, 3 neither
START_UP = _record(begins="f8", until="f8", pace="f8")
LEFT = _record(visit="i8", asked="f8", at="f8")
HANDED = np.dtype(list(diary.HANDED.items()), align=True)
STAFF = np.dtype(list(diary.STAFF.items()), align=True)
DEVELOPED = np.dtype(list(diary.DEVELOPED.items()), align=True)


class Given(NamedTuple):
    """The columns of a plan as they stand in it, to fill the tables of a town from; and what is noted meanwhile."""

    child: Integers
    team: Integers
    step: Integers
    duration: Floats
    pause: Floats
    acute: NDArray[np.bool_]
    grows: NDArray[np.bool_]
    lengthens: NDArray[np.bool_]  # of each step
    before_starts: Integers
    before: Integers
    serves_starts: Integers
    serves: Integers
    need_child: Integers
    real: NDArray[np.bool_]
    noticed: NDArray[np.bool_]
    arises_with: Integers
    known_with: Integers
    support: Integers
    child_urgent: NDArray[np.bool_]
    thresholds_starts: Integers

    afters: NDArray[np.int32]  # counted and noted while the tables are filled: how many visits wait for each …
    served: NDArray[np.int32]  # … and how many are for each need
    makes_arise: NDArray[np.int8]  # as in `VISIT`
    makes_known: NDArray[np.int8]
    meets_need: NDArray[np.int8]


class Town(NamedTuple):
    """All children, lines and units at one instant, and what is planned for them."""

    clock: Records  # (1,)
    rules: Records  # (1,) those that hold
    later_rules: Records  # (changes,)
    visits: Records
    state: NDArray[np.int8]  # of each visit, as in moments.State: looked at more often than the rest of it
    links: NDArray[np.int32]  # see `VISIT`
    rows: Records
    children: Records
    strains: Records  # of those who may have a crisis
    needs: Records
    is_met: NDArray[np.int8]  # of each need
    since: Floats  # of each need
    served_by: NDArray[np.int32]
    units: Records
    slots: Records
    room: Integers  # places that each slot has free; fewer than 0 after a handover
    teams: Records
    terms: Records
    tree: Integers  # of each unit, the most room below each node and whose it is; see `UNIT` and `compiled.key_of`
    heads: Integers  # the first row in the list of each slot's cases and, after them, each unit's left behind
    lines: Records  # heaps of `PLACE`, one for each team
    soon: Records  # a few of `COMING`, the one that comes next at the end
    coming: Records  # a heap of `COMING`, for those that find no place there
    buckets: NDArray[np.int32]  # the first of the moments of each span of time that is not open yet
    moments: Records  # these moments, each with the next in its bucket
    touched: Integers  # teams
    keepers: Integers  # teams for whose first in line places are kept
    absent: Integers  # slots whose absences are looked at together
    spell: Integers  # the next absence of each of them
    picked: Integers  # rows or visits that are gone through while what they stand in changes

    arrival: Floats
    listed: Integers  # children who are on the waiting list
    arriving: Integers  # the others in order of arrival
    leaves: Floats
    leaving: Integers  # children in order of growing up
    known_before: Records
    start_up: Integers
    start_ups: Records
    asked_before: Floats
    started_before: Floats
    rate: Floats  # of each need
    patience: Floats
    thresholds: Floats
    acute_visits: Integers
    units_starts: Integers
    units_of: Integers  # of each team
    lines_starts: Integers
    lines_of: Integers  # of each unit
    newcomer_starts: Integers
    newcomer_days: Floats
    newcomer_places: Integers
    newcomer_part_places: Integers  # of who sits in the last post
    spells_starts: Integers
    away: Floats
    back: Floats
    leaves_at: Floats
    vacant_for: Floats

    lefts: Records
    asked: Floats  # these of each visit, as in the log
    started: Floats
    finished: Floats
    left: Floats
    outcome: NDArray[np.int8]
    urgent: NDArray[np.bool_]
    worker_visit: Integers  # of each row of a visit in `rows`
    worker_unit: Integers
    met_on: Floats  # these of each need
    given_up_on: Floats
    ending: NDArray[np.int8]
    crisis_at: Floats  # of each of `thresholds`; NaN where it did not come to that
    handed: Records
    staff: Records
    developed: Records


def layout_of(tables: Given | Town) -> Layout:
    """Tell how tables are laid out, which is the same for every plan."""
    return tuple((name, getattr(tables, name).dtype) for name in tables._fields)


def addresses(tables: Given | Town, layout: Layout) -> Integers:
    """Tell where each table begins and how many rows it has, one after another: (2 × tables,).

    Compiled functions believe what they are told: so a table with another layout is a TypeError.
    """
    every: list[Records] = [getattr(tables, name) for name in tables._fields]
    if layout_of(tables) != layout or not all(table.flags.carray for table in every):
        raise TypeError(f"tables laid out as {layout_of(tables)}, or not in one piece; compiled for {layout}")
    return np.array([(table.ctypes.data, len(table)) for table in every], dtype=np.int64).ravel()


def values_of(kind: np.dtype[Any], **given: Any) -> tuple[Any, ...]:
    """Give a row of a table; what is not given is 0."""
    return tuple(given.get(name, 0) for name in kind.names or ())


def starts_of(lists: Iterable[Sequence[Any]]) -> Integers:
    """Tell where each of some lists begins when they are laid one after another, and where the last ends."""
    return np.cumsum([0, *(len(each) for each in lists)], dtype=np.int64)
