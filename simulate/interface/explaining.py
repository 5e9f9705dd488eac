"""The Python interface to explanations: which features make how much of a difference."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simulate.experiment.asked import Given, whole
from simulate.experiment.cells import Kept
from simulate.experiment.engines import Asked
from simulate.experiment.explaining import run_explanation
from simulate.experiment.how import How
from simulate.experiment.replications import Progress
from simulate.findings.groups import ALL
from simulate.interface.answer import Answer
from simulate.interface.one_scenario import LEADS, known_group, nothing_known, one_scenario, require_judged
from simulate.language import say
from simulate.show.explanations import ToldExplanation, sheet
from simulate.show.sheet import Sheet

if TYPE_CHECKING:
    import pandas as pd

ORDERS = 20
"""Orders in which features are put in, if it is not said otherwise."""
MOST_ORDERS = 10_000
_POINTS = 100  # coalitions that are asked about, more or less


def explain(
    scenario: Given,
    *,
    orders: int = ORDERS,
    replications: int | None = None,
    seed: int | None = None,
    organisations: Sequence[str] | None = None,
    measure: str = LEADS,
    group: str = ALL.key,
    engine: Asked = "auto",
    workers: int | None = 1,
    cluster: str | None = None,
    kept: Kept | None = None,
    progress: Progress | None = None,
    command: Sequence[str] = (),
) -> "Explained":
    """Tell which of the features in which two organisations differ makes how much of the difference.

    `organisations` names the two, the baseline first; if not given, they are the first two. In so many `orders` the
    features are put in one after the other. The other arguments are those of `sweep`, and it raises as that does.
    """
    how = How(
        replications=replications,
        seed=seed,
        organisations=organisations,
        engine=engine,
        workers=workers,
        cluster=cluster,
    )
    asked = one_scenario(scenario, how)
    if len(asked.organisations) < 2:
        raise ValueError(say("two organisations are compared; there is one"))
    require_judged(measure)
    group = known_group(asked.scenario, group)
    baseline, other, *_ = asked.organisations
    sampled = whole("orders", orders, 2, MOST_ORDERS)
    with asked.at_work(_POINTS, kept) as work:
        found = run_explanation(
            asked.scenario,
            (baseline, other),
            (measure, group),
            asked.replications,
            sampled,
            work,
            progress,
        )
    if found.whole.value != found.whole.value:
        raise ValueError(nothing_known(measure, group))
    provenance = asked.provenance(work.engine, command or ["simulate.explain(…)"], orders=sampled)
    return Explained(ToldExplanation(found, asked.facts(work.engine)), asked.scenario, provenance)


class Explained(Answer[ToldExplanation]):
    """What makes a difference; `print(explained)` says it. Intervals are 95 %."""

    @property
    def shares(self) -> "pd.DataFrame":
        """What each feature makes of the difference: put in alone, taken out alone, and its share."""
        import pandas as pd

        rows = [
            (
                each.feature.key,
                each.share.value,
                each.share.low,
                each.share.high,
                each.sure,
                each.alone.value,
                each.alone.low,
                each.alone.high,
                *((float("nan"),) * 3 if out is None else (out.value, out.low, out.high)),
                each.feature.implied_by or "",
            )
            for each in self.told.found.shares
            for out in (each.taken_out,)
        ]
        columns = ["feature", "share", "low", "high", "sure", "alone", "alone_low", "alone_high", "taken_out",
                   "taken_out_low", "taken_out_high", "implied_by"]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def sheet(self) -> Sheet:
        """What is printed of it."""
        return sheet(self.told)

    def tables(self) -> "Mapping[str, pd.DataFrame]":
        """Its tables, each under the name of its file without the ending."""
        return {"shares": self.shares}

    def __repr__(self) -> str:
        return f"<Explanation: {len(self.told.found.shares)} features>"

    def _pictures(self) -> Iterator[tuple[str, Any]]:
        from simulate.show.figures.explanations import pictures

        return pictures(self.told)
