"""The table of visits: a row for each part of each visit."""

from typing import TYPE_CHECKING

import numpy as np

from simulate.findings.children import distinct_sets
from simulate.findings.foreseen import foreseen
from simulate.log import Log, Outcome
from simulate.plan import NONE, Integers, Plan

if TYPE_CHECKING:
    import pandas as pd

OUTCOME_NAMES = {outcome: outcome.name.lower().replace("_", " ") for outcome in Outcome}


def visits_table(plan: Plan, log: Log, replication: int) -> "pd.DataFrame":
    """List every visit of every child, counted or not: a row for each of its parts, one in each of its units.

    Times are days from the start; `left` is when it left its line without being started. The parts of a visit start
    together and each is finished by itself, the visit with the last of them. `needs` are the child's. What takes time
    but no place has a row without unit and worker. What only a crisis would have brought, and none did, is left out;
    `pause` is empty where nothing else ends it.
    """
    import pandas as pd

    visits, children = plan.visits, plan.children
    shown = foreseen(plan) | (log.outcome != Outcome.NOT_ASKED)
    part = np.flatnonzero(shown[plan.parts.visit])
    visit, unit, worker, ended = plan.parts.visit[part], plan.parts.unit[part], log.worker[part], log.ended[part]
    outcome = np.where(np.isnan(ended), log.outcome[visit], Outcome.FINISHED)
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
            "pause": np.where(np.isinf(visits.pause[visit]), np.nan, visits.pause[visit]),
            "asked": log.asked[visit],
            "started": log.started[visit],
            "left": log.left[visit],
            "finished": ended,
            "outcome": named(list(OUTCOME_NAMES.values()), outcome.astype(np.int64)),
        }
    )
