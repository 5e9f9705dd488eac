"""A whole comparison: every replication of every organisation, as tables."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from simulate.experiment.crew import Crew, crew
from simulate.experiment.engines import (
    Asked,
    Engine,
    choose_engine,
    cores,
    count_lives,
    likely_engine,
    prepare,
    usual_workers,
)
from simulate.experiment.expected_load import loads_to_expect
from simulate.experiment.replications import Keep, Progress, modules, run_replications
from simulate.experiment.room import room_of, workers_that_fit
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


def crew_for(
    variants: Sequence[Variant],
    replications: int,
    keep: Keep,
    engine: Asked,
    workers: int | None,
    afterwards: Sequence[str] = (),
) -> AbstractContextManager[Crew]:
    """Give the processes that are to run the variants; `workers` None is as many as serve.

    `afterwards` names modules of more work that is shared when the variants have been run. Where only that is worth
    another process there is one, unless `workers` is given. They are chosen for the engine that is likely: should it
    turn out not to run, its substitute has as many. Raises TooLargeError where memory is not enough.
    """
    lives = count_lives(variants, replications)
    likely = likely_engine(engine, lives)
    share = min(workers or usual_workers(likely, lives), replications * len(variants))
    room = room_of(variants, replications, keep.every_child, keep.every_visit, likely)
    share = workers_that_fit(room, share, given=workers is not None)
    spare = 1 if afterwards and workers is None and share == 1 and cores() > 1 else 0
    return crew(share, modules(likely) if share > 1 else afterwards, spare)


def run_comparison(
    variants: Sequence[Variant],
    replications: int,
    keep: Keep,
    engine: Asked,
    crew: Crew,
    progress: Progress | None = None,
) -> Comparison:
    """Run the variants, the first of them the baseline, and compare them.

    Raises as `run_replications` and `choose_engine` do.
    """
    chosen = choose_engine(engine, count_lives(variants, replications))
    import pandas  # noqa: F401  # the tables need it anyway, and now other processes are still starting

    chosen = crew.here(partial(prepare, engine, chosen))
    loads = crew.here(partial(loads_to_expect, variants))
    replicated = run_replications(variants, replications, keep, chosen, crew, progress)
    from simulate.findings.compare import compare

    lived = [each for one in replicated for each in one]
    return Comparison(
        compare([each.findings for each in lived], variants[0].label, loads),
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
