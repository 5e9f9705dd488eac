"""A whole comparison: every replication of every organisation, as tables."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from simulate.experiment.crew import Crew, crew
from simulate.experiment.engines import (
    Engine,
    choose_engine,
    cores,
    count_lives,
    likely_engine,
    prepare,
    usual_workers,
)
from simulate.experiment.expected_load import loads_to_expect
from simulate.experiment.how import How
from simulate.experiment.replications import Progress, get_ready
from simulate.experiment.room import room_of, workers_that_fit
from simulate.experiment.until_sure import Least, Replicating, no_size, until_sure
from simulate.experiment.variants import Variant
from simulate.scenario.steadiness import steadiness

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables
    from simulate.findings.load import ExpectedLoad


Errand = Callable[[], object]
"""What gets a process ready for work that is to come: it can be sent to another process, and gives nothing."""


@dataclass(frozen=True)
class Comparison:
    """What came out: the tables, the visits that were kept, and the engine that ran."""

    tables: "Tables"
    visits: "pd.DataFrame"
    engine: Engine
    replications: int  # that were run


def crew_for(variants: Sequence[Variant], how: How, next_errand: Errand | None = None) -> AbstractContextManager[Crew]:
    """Give the processes that are to run the variants.

    Where pictures are going to be drawn and only that is worth another process there is one, which does `next_errand`
    at once; not if it was said how many `workers` there are to be. They are chosen for the engine
    that is likely: should it turn out not to run, its substitute has as many. Raises TooLargeError where memory is not
    enough.
    """
    replications = how.looks(variants[0].scenario)[-1]  # the most that it may come to
    lives = count_lives(variants, replications)
    likely = likely_engine(how.engine, lives)
    share = min(how.workers or usual_workers(likely, lives), replications * len(variants))
    room = room_of(variants, replications, how.children, how.visits, likely, how.until_sure is not False)
    share = workers_that_fit(room, share, given=how.workers is not None)
    if share > 1:
        return crew(share, partial(get_ready, likely))
    spare = 1 if how.figures and how.workers is None and cores() > 1 else 0
    return crew(share, next_errand, spare)


def run_comparison(
    variants: Sequence[Variant],
    how: How,
    crew: Crew,
    progress: Progress | None = None,
    next_errand: Errand | None = None,
    least: Least = no_size,
) -> Comparison:
    """Run the variants, the first of them the baseline, and compare them; go on until it is sure, where that is asked.

    `least` says from what size on a difference matters.

    Nobody waits for another: the loads to be expected are worked out here while others begin with the replications, and
    while these are compared here, the others do `next_errand`, which gets them ready for what comes then. Raises as
    `run_replications` and `choose_engine` do.
    """
    looks = how.looks(variants[0].scenario)
    engine = choose_engine(how.engine, count_lives(variants, looks[-1]))
    import pandas  # noqa: F401  # the tables need it anyway, and now other processes are still starting

    engine = crew.here(partial(prepare, how.engine, engine))
    loads: dict[str, Mapping[str, ExpectedLoad]] = {}
    running = Replicating(tuple(variants), how, engine, crew, progress, lambda: loads.update(loads_to_expect(variants)))
    sought = None
    if how.until_sure is False:
        running.go_on_to(looks[-1])
    else:
        sought = until_sure(running, looks, least)
    if next_errand is not None:
        crew.others_get_ready(next_errand)
    from simulate.findings.compare import compare

    lived = [each for one in running.done for each in one]
    steady = {each.label: steadiness(each.scenario) for each in variants}
    return Comparison(
        compare([each.findings for each in lived], variants[0].label, loads, sought, steady),
        stacked([each.visits for each in lived if each.visits is not None]),
        engine,
        len(running.done),
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
