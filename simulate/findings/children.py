"""The table of children: a row for each counted child."""

from typing import TYPE_CHECKING

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.ends import WORDS, End
from simulate.findings.known import Known
from simulate.findings.outcomes import OUTCOMES, outcome_of
from simulate.plan import Booleans, Integers, Plan

if TYPE_CHECKING:
    import pandas as pd

Names = np.ndarray[tuple[int], np.dtype[np.object_]]


def children_table(known: Known, replication: int) -> "pd.DataFrame":
    """Tell of every counted child who it is, how long it waited and what it went through.

    Waits are in days from arrival, empty where not over when the clock stopped; the outcome is as it was then.
    Everything counted (people, crises, days …) is counted over the follow-up of each child; how a wait ended is as it
    was when that ended, and empty for the supports of a child without a real need.
    """
    import pandas as pd

    counted = known.counted
    children, numbers = counted.plan.children, counted.children
    waits, journeys, outcomes = known.waits, known.journeys, known.outcomes
    return pd.DataFrame(
        {
            "replication": replication,
            "organisation": counted.plan.organisation,
            "child": numbers,
            "stream": np.array(children.stream_names, dtype=object)[children.stream[numbers]],
            "arrival": counted.arrival,
            "age": pd.array(np.floor(children.age[numbers]), dtype="Int64"),  # nobody is known by whole years
            "urgent": children.urgent[numbers],
            "needs": need_sets(counted.plan, children.needs[numbers]),
            "real_needs": need_sets(counted.plan, children.real[numbers]),
            "noticed": need_sets(counted.plan, _noticed(counted)),
            "first_contact": waits.first_contact,
            "first_support": waits.first_support,
            "full_support": waits.full_support,
            **{f"{wait}_end": _words(counted, wait, ends) for wait, ends in known.ends.items()},
            "people_met": _whole(journeys.people_met),
            "worker_changes": journeys.worker_changes,
            "units_met": _whole(journeys.units_met),
            "administrations": _whole(journeys.administrations),
            "story_told": _whole(journeys.story_told),
            "handovers": _whole(journeys.handovers),
            "refusals": _whole(journeys.refusals),
            "unattended_days": journeys.unattended_days,
            "need_days": outcomes.need_days,
            "crises": _whole(outcomes.crises),
            "returns": _whole(outcomes.returns),
            "outcome": np.array(OUTCOMES, dtype=object)[outcome_of(counted, outcomes, waits)],
        }
    )


def need_sets(plan: Plan, which: Booleans) -> Names:
    """Write sets of needs (rows, needs) as text such as "protection+schooling": (rows,)."""
    texts, place = distinct_sets(plan, which)
    return texts[place]


_BITS = 32  # needs whose set fits into a number beside the number of the set before them


def distinct_sets(plan: Plan, which: Booleans) -> tuple[Names, Integers]:
    """Write each different set among some sets of needs (rows, needs) once, as `need_sets`.

    Returns the texts (sets,), and for each row the number of its text (rows,).
    """
    # a set is read as a binary number: numpy takes many times as long to find the different rows of a table
    number = np.zeros(len(which), dtype=np.int64)
    for first in range(0, max(1, which.shape[1]), _BITS):
        for inside in which[:, first : first + _BITS].T:
            number = 2 * number + inside
        _, example, number = np.unique(number, return_index=True, return_inverse=True)
    names = plan.children.need_names
    rows = which[example].tolist()
    texts = ["+".join(name for name, inside in zip(names, row, strict=True) if inside) for row in rows]
    return np.array(texts, dtype=object), number


def _noticed(counted: Counted) -> Booleans:
    """Tell which needs of each counted child were known at once: (n, needs)."""
    needs, mine = counted.plan.needs, counted.needs
    row = mine[(needs.episode[mine] == 0) & needs.noticed[mine]]
    noticed = np.zeros((len(counted), len(counted.plan.children.need_names)), dtype=bool)
    noticed[counted.of_need(row), needs.kind[row]] = True
    return noticed


def _words(counted: Counted, wait: str, ends: Integers) -> Names:
    """Write how each child stands with a wait."""
    words = np.array([WORDS[end] for end in End], dtype=object)[ends]
    return words if wait == "first_contact" else np.where(counted.has_real, words, "")


def _whole(numbers: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return numbers.astype(np.int64)
