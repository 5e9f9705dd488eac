"""The Python interface to sweeps: one dial or two from end to end, in every organisation."""

import datetime
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import files
from simulate.experiment.asked import MOST_REPLICATIONS, Given, scenarios, whole
from simulate.experiment.cells import Kept, Nowhere
from simulate.experiment.crew import crew
from simulate.experiment.engines import Asked, choose_engine, count_lives, prepare, usual_workers
from simulate.experiment.how import How
from simulate.experiment.provenance import provenance_of_run
from simulate.experiment.replications import Progress, get_ready
from simulate.experiment.sweep import Axis, Sweep, axis_of, run_sweep, scenarios_along
from simulate.experiment.swept_tables import differences_table, points_table
from simulate.experiment.variants import variants
from simulate.findings.catalogue import MEASURES
from simulate.findings.groups import ALL
from simulate.language import say
from simulate.scenario.rules.start_from import with_list_apart
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.turning import dial_named
from simulate.scenario.writing import to_toml
from simulate.show.facts import facts_of
from simulate.show.sweeps import Told, sheet

if TYPE_CHECKING:
    import pandas as pd

STEPS = {1: 7, 2: 5}
"""Values of each dial, by how many dials there are, if it is not said otherwise."""
MOST_STEPS = 200
LEADS = "full_support_mean"
"""The measure that is told and drawn, if it is not said otherwise."""

logger = logging.getLogger(__name__)


def sweep(
    scenario: Given,
    dials: str | Sequence[str],
    steps: int | None = None,
    *,
    replications: int | None = None,
    seed: int | None = None,
    organisations: Sequence[str] | None = None,
    measure: str = LEADS,
    group: str = ALL.key,
    engine: Asked = "auto",
    workers: int | None = 1,
    kept: Kept | None = None,
    progress: Progress | None = None,
    command: Sequence[str] = (),
) -> "Swept":
    """Turn one dial of a scenario or two from end to end, and let the same children live through every organisation.

    `dials` names those of the file, or makes one of a key and its ends ("units.reception.workers=8:14"); each takes so
    many values as there are `steps`. `measure` and `group` are what is told and drawn; the tables have all. What is
    done is `kept` cell by cell, where that is given, and not done again. The other arguments are those of `run`.

    Raises ValueError for a dial, measure or group that there is not, and what `run` raises.
    """
    begun, started = time.monotonic(), datetime.datetime.now(datetime.UTC)
    given = scenarios(scenario)
    if len(given) != 1:
        raise ValueError(say("a sweep is of one scenario; got {count}", count=len(given)))
    how = How(replications=replications, seed=seed, organisations=organisations, engine=engine, workers=workers)
    how = how.settled(given)
    (name, one), named = next(iter(given.items())), [dials] if isinstance(dials, str) else list(dials)
    one = how.applied_to(one)
    axes = _axes(one, named, steps)
    compared = variants({name: one}, how.organisations)
    count = whole("replications", how.count(one), 1, MOST_REPLICATIONS)
    along = scenarios_along(one, [axis for _, axis in axes])
    lives = count_lives(compared, count) * len(along)
    chosen = prepare(engine, choose_engine(engine, lives))
    share = min(workers or usual_workers(chosen, lives), count * len(along))
    with crew(share, partial(get_ready, chosen)) as many:
        found = run_sweep(
            along,
            [axis for _, axis in axes],
            [each.organisation for each in compared],
            count,
            chosen,
            many,
            kept or Nowhere(),
            progress,
        )
    facts = facts_of(compared, count, chosen)
    _require_told(found, measure, group)
    provenance = provenance_of_run(
        command=command or ["simulate.sweep(…)"],
        engine=chosen,
        started=started.isoformat(timespec="seconds"),
        duration=time.monotonic() - begun,
        scenarios={name: one.title},
        organisations=list(facts.organisations),
        baseline=facts.baseline,
        seed=facts.seed,
        replications=count,
        dials={dial: list(axis.values) for dial, axis in axes},
    )
    return Swept(Told(found, tuple(dial for dial, _ in axes), measure, group, facts), one, provenance)


def _axes(scenario: Scenario, named: Sequence[str], steps: int | None) -> list[tuple[str, Axis]]:
    if len(named) not in STEPS:
        raise ValueError(say("a sweep turns one dial or two; got {count}", count=len(named)))
    count = STEPS[len(named)] if steps is None else whole("steps", steps, 2, MOST_STEPS)
    dials = [(text.partition("=")[0].strip(), dial_named(scenario, text)) for text in named]
    if len({name for name, _ in dials}) < len(dials):
        raise ValueError(say("both dials are {name}: give two, or one of them", name=dials[0][0]))
    return [(name, axis_of(scenario, dial, count)) for name, dial in dials]


def _require_told(found: Sweep, measure: str, group: str) -> None:
    keys = found.told_of()
    measures, groups = list(dict.fromkeys(key for key, _ in keys)), list(dict.fromkeys(key for _, key in keys))
    if measure not in measures:
        if measure in MEASURES and MEASURES[measure].percent is not None:
            why = say("{measure} is a percentile, which a sweep does not keep: take a mean or a share", measure=measure)
            raise ValueError(why)
        raise ValueError(
            say("there is no measure {measure}; there are {all}", measure=measure, all=", ".join(measures))
        )
    if group not in groups:
        raise ValueError(say("there is no group {group}; there are {all}", group=group, all=", ".join(groups)))


@dataclass(frozen=True, repr=False, eq=False)
class Swept:
    """What a sweep found; `print(swept)` shows what is told of it. Intervals are 95 %, over replications."""

    told: Told
    scenario: Scenario
    provenance: Mapping[str, Any]

    @property
    def points(self) -> "pd.DataFrame":
        """Every measure at every value of the dials: a row for each point, organisation, measure and group."""
        return points_table(self.told.found, self.told.dials)

    @property
    def differences(self) -> "pd.DataFrame":
        """How every measure differs from the baseline there; `sure`: by more than luck, all points taken together."""
        return differences_table(self.told.found, self.told.dials)

    def __str__(self) -> str:
        from simulate.show.screen import as_text

        return as_text(sheet(self.told))

    def __repr__(self) -> str:
        return f"<Sweep of {' and '.join(self.told.dials)}: {len(self.told.found.points)} points>"

    def save(self, folder: str | Path, force: bool = False, figures: bool = True) -> Path:
        """Write a results folder and give its path. Raises FilesError as `Results.save` does."""
        tables = {"points.csv": self.points, "differences.csv": self.differences}
        texts = {"table.txt": f"{str(self).rstrip()}\n", "scenario.toml": to_toml(with_list_apart(self.scenario))}
        return files.save(Path(folder), tables, texts, self.provenance, partial(self._made, figures), force)

    def _made(self, figures: bool, first: Callable[[], None]) -> Iterator[tuple[str, bytes]]:
        """Do something first, and give the pictures, if they are wanted."""
        first()
        if figures:
            from simulate.show.figures.sweeps import pictures

            yield from pictures(self.told)
