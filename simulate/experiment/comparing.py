"""A whole comparison: every replication of every organisation, as tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.experiment.crew import crew
from simulate.experiment.engines import Asked, Engine, choose_engine, count_lives, likely_engine, usual_workers
from simulate.experiment.replications import Keep, Progress, modules, run_replications
from simulate.experiment.variants import Variant

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables


@dataclass(frozen=True)
class Comparison:
    """What came out: the tables, the visits that were kept, and the engine that ran."""

    tables: "Tables"
    visits: "pd.DataFrame"
    engine: Engine


def run_comparison(
    variants: Sequence[Variant],
    replications: int,
    keep: Keep,
    engine: Asked = "simpy",
    workers: int | None = 1,
    progress: Progress | None = None,
) -> Comparison:
    """Run the variants, the first of them the baseline, and compare them; `workers` None is as many as serve.

    Raises as `run_replications` and `choose_engine` do.
    """
    lives = count_lives(variants, replications)
    likely = likely_engine(engine, lives)
    workers = min(workers or usual_workers(likely, lives), replications * len(variants))
    with crew(workers, modules(likely)) as members:  # first of all: others take a while to start
        chosen = choose_engine(engine, lives)
        replicated = run_replications(variants, replications, keep, chosen, members, progress)
    from simulate.findings.compare import compare

    lived = [each for one in replicated for each in one]
    return Comparison(
        compare([each.findings for each in lived], variants[0].label),
        stacked([each.visits for each in lived if each.visits is not None]),
        chosen,
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
