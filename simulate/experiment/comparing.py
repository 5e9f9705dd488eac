"""A whole comparison: every replication of every organisation, as tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.experiment.engines import Engine
from simulate.experiment.replications import Keep, Progress, run_replications
from simulate.experiment.variants import Variant

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables


@dataclass(frozen=True)
class Comparison:
    """What came out: the tables, and the visits that were kept."""

    tables: "Tables"
    visits: "pd.DataFrame"


def run_comparison(
    variants: Sequence[Variant],
    replications: int,
    keep: Keep,
    engine: Engine = "simpy",
    workers: int = 1,
    progress: Progress | None = None,
) -> Comparison:
    """Run the variants, the first of them the baseline, and compare them. Raises as `run_replications` does."""
    replicated = run_replications(variants, replications, keep, engine, workers, progress)
    from simulate.findings.compare import compare

    lived = [each for one in replicated for each in one]
    return Comparison(
        compare([each.findings for each in lived], variants[0].label),
        stacked([each.visits for each in lived if each.visits is not None]),
    )


def stacked(tables: Sequence["pd.DataFrame"]) -> "pd.DataFrame":
    """Put tables below one another; columns of categories stay so, each with the categories of all tables."""
    import pandas as pd

    aligned = [table.copy(deep=False) for table in tables]
    for name in tables[0].columns:
        if isinstance(tables[0][name].dtype, pd.CategoricalDtype):
            every = list(dict.fromkeys(kind for table in tables for kind in table[name].cat.categories))
            for table in aligned:
                table[name] = table[name].cat.set_categories(every)
    return pd.concat(aligned, ignore_index=True)
