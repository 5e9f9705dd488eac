"""Who was there in each unit that works, piece by piece: in posts and as consultants, absent or not."""

from dataclasses import dataclass, fields

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.ragged import entries
from simulate.findings.service import Pieces, Service, pieces
from simulate.plan import Booleans, Floats, Integers


@dataclass(frozen=True)
class Presence:
    """The staff of one unit during the run."""

    employed: Pieces  # absent or not
    there: Pieces
    service: Service

    def slots(self, of: Pieces) -> Integers:
        """Give the slots in which those sit whose pieces they are."""
        return self.service.slot[of.row]


def presences(counted: Counted) -> dict[int, Presence]:
    """Follow the staff of each unit that works, by its number."""
    found = {}
    for number in units_that_work(counted):
        service = counted.services[number]
        every = pieces(counted.plan.units[number], service, at_full_pace=True)
        employed = _chosen(every, every.grown > 0)
        found[number] = Presence(employed, _without_absences(employed, service), service)
    return found


def units_that_work(counted: Counted) -> list[int]:
    """List the units with workers that do work which takes their time, and not stays only."""
    parts = counted.plan.parts
    works = np.unique(parts.unit[parts.lengthens & (parts.unit >= 0)]).tolist()
    return [number for number in works if not counted.plan.units[number].is_meeting]


def takes_time(counted: Counted) -> Booleans:
    """Tell which parts take the time of those who have them: (P,). Where time is shared a stay takes none."""
    parts = counted.plan.parts
    shares = np.array([*(unit.ever_shares_time for unit in counted.plan.units), False])  # NONE finds the last
    return np.asarray(parts.lengthens | ~shares[parts.unit])


def cut(of: Pieces, begin: Floats, until: Floats, rows: Integers) -> Pieces:
    """Give pieces of some pieces: `rows` says of which, then what each has is the same, and from when until when."""
    lasting = np.flatnonzero(until > begin)
    found = {field.name: getattr(of, field.name)[rows[lasting]] for field in fields(of)}
    return Pieces(**found | {"begin": begin[lasting], "until": until[lasting]})


def _chosen(of: Pieces, which: Booleans) -> Pieces:
    rows = np.flatnonzero(which)
    return cut(of, of.begin[rows], of.until[rows], rows)


def _without_absences(of: Pieces, service: Service) -> Pieces:
    """Leave the absences out: what is left of a piece goes to its first, on to the next, and from its last."""
    if not len(service.absent):
        return of
    piece, absence = entries(np.searchsorted(service.absent, np.arange(len(service.slot) + 1)), of.row)
    away, back = (np.clip(days[absence], of.begin[piece], of.until[piece]) for days in (service.away, service.back))
    rows = np.concatenate([np.arange(len(of.row)), piece])
    since, then = np.concatenate([of.begin, back]), np.concatenate([of.until, away])
    # sorted, each begin finds its end: absences of a worker do not overlap
    return cut(of, since[np.lexsort((since, rows))], then[np.lexsort((then, rows))], np.sort(rows))
