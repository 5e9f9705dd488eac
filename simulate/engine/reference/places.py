"""Units at work: who is there, whose case is whose, how many places are free; meetings have some only at their instant.

A *slot* is a post or, after the posts, a consultant's chair. Those who sit in it one after the other are *workers*,
numbered slot, slot + slots, slot + 2 × slots …
"""

from simulate.engine.rules import NOBODY, VETERAN
from simulate.plan import NONE, PlannedUnit, Terms


class Places:
    """The places of one unit and who sits in them."""

    def __init__(self, unit: PlannedUnit, shares: list[bool]) -> None:
        self.terms: Terms = unit
        self._shares = shares  # of each part, whether its worker's time goes into it; a stay only takes a place
        self.posts, self.slots = unit.posts, unit.slots
        self.meets = unit.is_meeting
        self.met_on: list[float] = []  # the days of all meetings so far
        self.is_open = True
        self.waiting = 0  # how many stand in the unit's lines
        self.busy = 0  # how many parts of visits are going on
        self.working = 0  # how many of them take a worker's time
        self.pace = 1.0  # how quickly it works
        self.learnt = 0.0  # of what there is to learn, from 0 to 1
        self.develops = False  # whether this month's time for development is used

        self.worker = [slot if slot < unit.workers else NONE for slot in range(self.slots)]
        self.is_away = [False] * self.slots
        self.cases: list[set[int]] = [set() for _ in range(self.slots)]  # the parts each of them has
        self.left_behind: dict[int, int] = {}  # part that goes on without anybody -> the worker who had it, or NONE
        self.goes_back: set[int] = set()  # those of them that go back to the unit's line
        self._stretch = [VETERAN] * self.slots  # which of a newcomer's stretches each of them is in
        self._generation = [0] * self.slots
        self._takes = [slot < self.posts for slot in range(self.slots)]  # consultants who leave take no new cases
        self._known: dict[int, list[int]] = {}  # child -> workers met here, latest last
        self._room = [NOBODY] * self.slots  # places that each of them has free; fewer than 0 after a handover
        self._offers = [0] * self.slots  # places of each of them who is there, taken or not
        self._offered = 0  # the sum of these
        self._free = 0
        self._set_aside = 0  # places kept for development
        self.count_places()

    # ---- places

    def meet(self, now: float) -> None:
        """Open a meeting's places for this instant."""
        self.met_on.append(now)
        self._free = self.terms.cases

    def free(self, now: float) -> int:
        """Count the free places at this instant; fewer than 0 while those who are there have more than their places."""
        if not self.is_open or (self.meets and not (self.met_on and self.met_on[-1] == now)):
            return 0
        return self._free

    def take(self, child: int, part: int) -> int:
        """Give a child a place for a part of a visit; returns the worker, NONE for a meeting.

        A worker the child knows who has a place, the latest first; else the one with most free places, else by number.
        """
        self._free -= 1
        self.begin(part)
        if self.meets:
            return NONE
        known = self._known.setdefault(child, [])
        for worker in reversed(known):
            slot = worker % self.slots
            if self.worker[slot] == worker and self._room[slot] > 0:
                known.remove(worker)
                break
        else:
            slot = self._room.index(max(self._room))
            worker = self.worker[slot]
        self._room[slot] -= 1
        self.cases[slot].add(part)
        known.append(worker)
        return worker

    def begin(self, part: int) -> None:
        """Count a part that begins."""
        self.busy += 1
        self.working += self._shares[part]

    def stop(self, part: int) -> None:
        """Count a part no longer that was left behind and stands in line again."""
        self.busy -= 1
        self.working -= self._shares[part]
        self._forget_left_behind(part)

    def _forget_left_behind(self, part: int) -> None:
        self.left_behind.pop(part, None)
        self.goes_back.discard(part)

    def take_over(self, child: int, part: int) -> int:
        """Give a part that is going on to the colleague with most room, though it be none; NONE if nobody is there."""
        room = max(self._room, default=NOBODY)
        if room == NOBODY:
            self.left_behind.setdefault(part, NONE)
            return NONE
        slot = self._room.index(room)
        worker = self.worker[slot]
        self._room[slot] -= 1
        self._free -= 1
        self.cases[slot].add(part)
        known = self._known.setdefault(child, [])
        if worker in known:
            known.remove(worker)
        known.append(worker)
        self.left_behind.pop(part, None)
        return worker

    def give_back(self, worker: int, part: int) -> None:
        """Free a worker's place when a part is done; a place at a meeting is used once."""
        self.busy -= 1
        self.working -= self._shares[part]
        if self.meets:
            return
        if part in self.left_behind:  # nobody has it, or who had it went at this instant
            self._forget_left_behind(part)
            return
        slot = worker % self.slots
        self.cases[slot].discard(part)
        if self._room[slot] != NOBODY:
            self._free += 1
            self._room[slot] += 1

    def count_places(self, slot: int | None = None) -> None:
        """Count again who is there with how many places, after something has changed for one slot, or for all."""
        if self.meets:
            return
        free = self._free + self._set_aside
        for each in range(self.slots) if slot is None else (slot,):
            if self._room[each] != NOBODY:
                self._offered -= self._offers[each]
                free -= self._room[each]
            if self.worker[each] == NONE or self.is_away[each] or not self._takes[each]:
                self._room[each] = NOBODY
            else:
                places = self._places_of(each)
                self._offers[each], self._room[each] = places, places - len(self.cases[each])
                self._offered += places
                free += self._room[each]
        development = self.terms.development
        takes_places = self.develops and not self.terms.shares_time  # else it takes time; see `pace_of`
        self._set_aside = (
            int(development.share * self._offered + 0.5) if development is not None and takes_places else 0
        )
        self._free = free - self._set_aside

    def _places_of(self, slot: int) -> int:
        if slot >= self.posts:
            return self.terms.extra.caseload if self.terms.extra is not None else 0
        return self.terms.places_in(self._stretch[slot], slot)

    # ---- load

    @property
    def children(self) -> int:
        """How many children the unit has, in work and in line; where time is shared, without those on mere stays."""
        return (self.working if self.terms.shares_time else self.busy) + self.waiting

    @property
    def capacity(self) -> float:
        """How many children are a load of 1: the places of those who are there or, if time is shared, at full pace."""
        return self._at_full_pace() if self.terms.shares_time else self._offered

    @property
    def line(self) -> float:
        """How many children wait: those in line and, where time is shared, those above what is at full pace."""
        if not self.terms.shares_time:
            return self.waiting
        return self.waiting + max(self.working - self._at_full_pace(), 0.0)

    def _at_full_pace(self) -> float:
        """Add up how many children those can have at full pace who are there, also those who take no new ones."""
        together = 0.0
        for slot in range(self.slots):
            if self._is_there(slot):
                together += self._full_pace_of(slot)
        return together

    def pace_of(self, slot: int, children: int) -> float:
        """Give the pace at which work is done on each of so many children whom somebody in a slot has; 0 while away."""
        if not self._is_there(slot):
            return 0.0
        full = self._full_pace_of(slot)
        pace = (1.0 if children <= full else full / children) * self.pace
        development = self.terms.development
        if development is not None and self.develops and self.terms.shares_time:
            pace *= 1 - development.share
        return pace

    def _is_there(self, slot: int) -> bool:
        return self.worker[slot] != NONE and not self.is_away[slot]

    def _full_pace_of(self, slot: int) -> float:
        """Give how many children whoever sits in a slot can have at full pace; a consultant as a full worker."""
        return self.terms.full_pace_in(self._stretch[slot] if slot < self.posts else VETERAN, slot)

    # ---- workers

    def join(self, slot: int) -> int:
        """Let somebody new sit in an empty slot; returns the worker."""
        self._generation[slot] += 1
        worker = self._generation[slot] * self.slots + slot
        self.worker[slot], self._stretch[slot], self._takes[slot] = worker, 0, True
        return worker

    def grow(self, slot: int) -> None:
        """Let a newcomer go on to the next stretch."""
        self._stretch[slot] += 1

    def begin_stretch(self, slot: int, stretch: int) -> None:
        """Let a newcomer be in a stretch of the terms that hold now."""
        self._stretch[slot] = stretch

    def go(self, slot: int) -> int:
        """Let the worker of a slot go, and leave the cases behind; returns the worker."""
        self.leave_cases(slot, self.terms.lines_up_leavers)
        worker, self.worker[slot] = self.worker[slot], NONE
        return worker

    def leave_absent(self, slot: int) -> None:
        """Let an absent worker leave the cases behind, where the terms do not let them stand still."""
        if not self.terms.absent_keep_cases:
            self.leave_cases(slot, self.terms.lines_up_absent)

    def leave_cases(self, slot: int, line_up: bool) -> None:
        """Let the worker of a slot leave all cases behind, for colleagues to take over or to line up again.

        A stay, which goes on whoever follows it, is taken over.
        """
        self.left_behind.update(dict.fromkeys(self.cases[slot], self.worker[slot]))
        if line_up:
            self.goes_back.update(part for part in self.cases[slot] if self._shares[part])
        self.cases[slot].clear()

    def take_no_more(self, slot: int) -> None:
        """Let a consultant close the cases there are and take no new ones."""
        self._takes[slot] = False

    def takes(self, slot: int) -> bool:
        """Tell whether whoever sits in a slot takes new cases."""
        return self._takes[slot]

    def consultants(self) -> list[int]:
        """List the slots of the consultants who are there, also of those who take no more."""
        return [slot for slot in range(self.posts, self.slots) if self.worker[slot] != NONE]
