"""Units at work: workers by name, their places, and meetings that have places only at their instant."""

from simulate.plan import PlannedUnit


class Places:
    """The places of one unit and who sits in them."""

    def __init__(self, unit: PlannedUnit) -> None:
        self._meets = unit.is_meeting
        self._cases = unit.cases
        self.met_on: list[float] = []  # the days of all meetings so far
        self._free_at = [unit.caseload] * unit.workers  # free places of each worker
        self._known: dict[int, list[int]] = {}  # child -> workers met here, latest last
        self._free = unit.workers * unit.caseload

    def meet(self, now: float) -> None:
        """Open a meeting's places for this instant."""
        self.met_on.append(now)
        self._free = self._cases

    def free(self, now: float) -> int:
        """Count the free places at this instant."""
        return self._free if not self._meets or (self.met_on and self.met_on[-1] == now) else 0

    def take(self, child: int) -> int:
        """Give a child a place; returns the worker, -1 for a meeting.

        A worker the child knows who has a place, the latest first; else the one with most free places, else by number.
        """
        self._free -= 1
        if self._meets:
            return -1
        known = self._known.setdefault(child, [])
        for worker in reversed(known):
            if self._free_at[worker]:
                known.remove(worker)
                break
        else:
            worker = self._free_at.index(max(self._free_at))
        self._free_at[worker] -= 1
        known.append(worker)
        return worker

    def give_back(self, worker: int) -> None:
        """Free a worker's place; a place at a meeting is used once."""
        if not self._meets:
            self._free += 1
            self._free_at[worker] += 1
