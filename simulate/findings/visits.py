"""The table of visits: a row for each visit and unit."""

from typing import TYPE_CHECKING

import numpy as np

from simulate.findings.children import distinct_sets
from simulate.log import Log, Outcome
from simulate.plan import NONE, Integers, Plan

if TYPE_CHECKING:
    import pandas as pd

OUTCOME_NAMES = {outcome: outcome.name.lower().replace("_", " ") for outcome in Outcome}


def visits_table(plan: Plan, log: Log, replication: int) -> "pd.DataFrame":
    """List every visit of every child, counted or not, once for each of its units.

    Times are days from the start; `left` is when it left its line without being started. `needs` are the child's. A
    step without a unit has one row, without unit and worker; acute visits that no crisis asked for are left out.
    """
    import pandas as pd

    visits, children = plan.visits, plan.children
    shown = ~(visits.acute & (log.outcome == Outcome.NOT_ASKED))
    with_unit = shown[log.worker_visit]
    without = np.flatnonzero(shown & (visits.team < 0))
    nothing = np.full(len(without), NONE)
    visit = np.concatenate([log.worker_visit[with_unit], without])
    order = np.argsort(visit, kind="stable")
    visit = visit[order]
    unit = np.concatenate([log.worker_unit[with_unit], nothing])[order]
    worker = np.concatenate([log.worker[with_unit], nothing])[order]
    child, step = visits.child[visit], visits.step[visit]

    def named(names: list[str], codes: Integers) -> "pd.Categorical[str]":
        kinds = list(dict.fromkeys(names))
        place = np.array([*map(kinds.index, names), NONE], dtype=np.int64)  # NONE, which is −1, finds the last of them
        return pd.Categorical.from_codes(place[codes], pd.Index(kinds))

    texts, number = distinct_sets(plan, children.needs)
    number = number[child]
    found = np.flatnonzero(np.bincount(number, minlength=len(texts)))
    sets = pd.Categorical(texts[found])  # in the order of the alphabet
    codes = np.zeros(len(texts), dtype=np.int64)
    codes[found] = sets.codes
    needs = pd.Categorical.from_codes(codes[number], dtype=sets.dtype)

    return pd.DataFrame(
        {
            "replication": replication,
            "organisation": pd.Categorical.from_codes(np.zeros(len(visit), np.int8), pd.Index([plan.organisation])),
            "child": child,
            "stream": named(list(children.stream_names), children.stream[child]),
            "needs": needs,
            "step": named([each.name for each in plan.steps], step),
            "role": named([each.role for each in plan.steps], step),
            "unit": named([each.name for each in plan.units], unit),
            "worker": pd.arrays.IntegerArray(worker.astype(np.int64), worker < 0),
            "urgent": log.urgent[visit],
            "pause": visits.pause[visit],
            "asked": log.asked[visit],
            "started": log.started[visit],
            "left": log.left[visit],
            "finished": log.finished[visit],
            "outcome": named(list(OUTCOME_NAMES.values()), log.outcome[visit].astype(np.int64)),
        }
    )
