"""The Python interface: load a scenario, run it, look at the results, save them."""

import datetime
import inspect
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import files
from simulate.experiment.asked import HIGHEST_SEED, MOST_REPLICATIONS, MOST_WORKERS, Given, scenarios, whole
from simulate.experiment.asked import organisations as chosen
from simulate.experiment.comparing import crew_for, run_comparison
from simulate.experiment.crew import Crew
from simulate.experiment.engines import Asked
from simulate.experiment.provenance import provenance_of_run
from simulate.experiment.replications import Keep, Progress
from simulate.experiment.variants import variants
from simulate.scenario.reading import load as reading
from simulate.scenario.reading.settings import from_keywords
from simulate.scenario.rules.start_from import with_list_apart
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.writing import to_toml
from simulate.show.facts import Facts, facts_of
from simulate.show.figures import RENDERING
from simulate.show.figures.album import pictures, reason
from simulate.show.workbook import WORKBOOK, Source, workbook

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables

logger = logging.getLogger(__name__)

TABLES = (
    "summary",
    "differences",
    "replications",
    "waits_by_unit",
    "children",
    "lines",
    "places_in_use",
    "curves",
    "time_use",
    "gains",
    "staff",
    "money",
)
"""The tables of a results folder, each in a file of its name; described in results/README.md."""


def load(path: str | Path, **changes: Any) -> Scenario:
    """Read a scenario file, with changes.

    A keyword names a key of the file, with `__` for each dot (`units__reception__workers=20`); a key that cannot be
    a keyword is given as `**{"units.reception.workers": 20}`. Raises ScenarioError with everything that is wrong.
    """
    return reading.load(path, from_keywords(changes))


def run(
    scenario: Given,
    replications: int | None = None,
    seed: int | None = None,
    organisations: str | Sequence[str] | None = None,
    *,
    children: bool = False,
    visits: bool = False,
    engine: Asked = "auto",
    workers: int | None = 1,
    progress: Progress | None = None,
    command: Sequence[str] = (),
) -> "Results":
    """Let the same children live through every organisation of a scenario, and measure.

    `scenario` is what `load` gives, or the path of a file ("scenarios/tutorial.toml"). Several are given by name
    (`{"now": a, "plan": "plan.toml"}`), or as a list of paths; the first organisation of the first is the baseline.
    `replications` and `seed` replace the scenarios' own; `organisations` names those to run. `children` and `visits`
    keep these tables of all replications, not just of the first. `engine` is "simpy", "compiled" (numba) or "auto",
    which is the quicker one for this work. With more than one of `workers` the replications share so many processes,
    this one among them (None: as many as serve); a script must then be guarded by `if __name__ == "__main__":`. The
    numbers are the same for any engine and any number of them. `progress(done, total)` is told how many replications
    are done; what else is worth saying, such as that numba is missing, goes to the logger "simulate".

    Raises ScenarioError for mistakes in files and for organisations there are not, EngineError for an engine that
    cannot run here, TooLargeError where the machine's memory is not enough, and TypeError or ValueError for what is no
    scenario or no whole number.
    """
    with running(
        scenario,
        replications,
        seed,
        organisations,
        children=children,
        visits=visits,
        figures=False,
        engine=engine,
        workers=workers,
        progress=progress,
        command=command,
    ) as results:
        return replace(results, crew=None)


@contextmanager
def running(
    scenario: Given,
    replications: int | None = None,
    seed: int | None = None,
    organisations: str | Sequence[str] | None = None,
    *,
    children: bool = False,
    visits: bool = False,
    figures: bool = True,
    engine: Asked = "auto",
    workers: int | None = None,
    progress: Progress | None = None,
    command: Sequence[str] = (),
) -> "Iterator[Results]":
    """Do as `run` does, for a `with` block: until its end the processes are there, and `Results.save` is quicker.

    As many processes as serve share the work, if `workers` does not say how many; a script must then be guarded by
    `if __name__ == "__main__":`. With `figures` there is a second one for drawing them where the run itself takes but
    one, unless `workers` says so, or there is no core for it.
    """
    begun, started = time.monotonic(), datetime.datetime.now(datetime.UTC)
    workers = None if workers is None else whole("workers", workers, 1, MOST_WORKERS)
    asked = _as_run(scenarios(scenario), replications, seed)
    count = next(iter(asked.values())).run.replications
    compared = variants(asked, chosen(organisations))
    afterwards = (RENDERING,) if figures else ()
    keep = Keep(children, visits)
    with crew_for(compared, count, keep, engine, workers, afterwards) as crew:  # first: others take a while to start
        found = run_comparison(compared, count, keep, engine, crew, progress)
        facts = facts_of(compared, count, found.engine)
        provenance = provenance_of_run(
            command=command or ["simulate.run(…)"],
            engine=found.engine,
            started=started.isoformat(timespec="seconds"),
            duration=time.monotonic() - begun,
            scenarios={name: each.title for name, each in asked.items()},
            organisations=list(facts.organisations),
            baseline=facts.baseline,
            seed=facts.seed,
            replications=count,
        )
        yield Results(facts, found.tables, found.visits, asked, provenance, saves_visits=visits, crew=crew)


def _as_run(scenarios: Mapping[str, Scenario], replications: int | None, seed: int | None) -> dict[str, Scenario]:
    """Give the scenarios as they are run: with this seed, and as many replications as the first has, or so many."""
    first = next(iter(scenarios.values()))
    count = (
        first.run.replications if replications is None else whole("replications", replications, 1, MOST_REPLICATIONS)
    )
    seed = None if seed is None else whole("seed", seed, 0, HIGHEST_SEED)
    return {
        name: scenario.model_copy(
            update={
                "seed": scenario.seed if seed is None else seed,
                "run": scenario.run.model_copy(update={"replications": count}),
            }
        )
        for name, scenario in scenarios.items()
    }


@dataclass(frozen=True, repr=False)
class Results:
    """What a run found, as DataFrames; `print(results)` shows the table. Intervals are 95 %, NaN is not reached."""

    facts: Facts
    tables: "Tables"
    visits: "pd.DataFrame"
    """A row for each part of each visit: of the first replication, or of all where that was asked for."""
    scenarios: Mapping[str, Scenario]
    provenance: Mapping[str, Any]
    saves_visits: bool = False
    crew: Crew | None = field(default=None, compare=False)
    """Processes that help to `save`, as long as they are there; see `running`."""

    @property
    def summary(self) -> "pd.DataFrame":
        """Every measure of every organisation and group of children."""
        return self.tables.summary

    @property
    def differences(self) -> "pd.DataFrame":
        """How every measure differs from the baseline, paired by replication."""
        return self.tables.differences

    @property
    def replications(self) -> "pd.DataFrame":
        """Every measure in every replication, of which the means in `summary` are made."""
        return self.tables.replications

    @property
    def waits_by_unit(self) -> "pd.DataFrame":
        """Waits, limits and load of every unit and step."""
        return self.tables.waits_by_unit

    @property
    def children(self) -> "pd.DataFrame":
        """A row for each counted child and organisation: of the first replication, or of all where asked for."""
        return self.tables.children

    @property
    def lines(self) -> "pd.DataFrame":
        """How long each unit's line is, week by week."""
        return self.tables.lines

    @property
    def places_in_use(self) -> "pd.DataFrame":
        """For what part of the time how many places of each unit are in use."""
        return self.tables.places_in_use

    @property
    def curves(self) -> "pd.DataFrame":
        """The share of children without what they wait for after 0, 7, 14 … days."""
        return self.tables.curves

    @property
    def time_use(self) -> "pd.DataFrame":
        """What a child's days until full support go to."""
        return self.tables.time_use

    @property
    def gains(self) -> "pd.DataFrame":
        """Who gains and who loses against the baseline, child by child."""
        return self.tables.gains

    @property
    def staff(self) -> "pd.DataFrame":
        """The comings and goings in each unit that has staff rules."""
        return self.tables.staff

    @property
    def money(self) -> "pd.DataFrame":
        """What a counted child costs, by payer and for what; empty where the scenario has no costs."""
        return self.tables.money

    def __str__(self) -> str:
        from simulate.show.table import as_text

        return as_text(self.tables, self.facts)

    def __repr__(self) -> str:
        return f"<Results of {', '.join(self.facts.organisations)}: {self.facts.replications} replications>"

    def save(self, folder: str | Path, force: bool = False, figures: bool = True) -> Path:
        """Write a results folder and give its path; it appears when all is written.

        Raises FilesError where something of that name exists, unless `force` is given and it is wholly of this program,
        and TooLateError where the results could not be written there; where that is said, they are beside it.
        """
        tables = {f"{name}.csv": getattr(self.tables, name) for name in TABLES}
        if self.saves_visits:
            tables["visits.csv.gz"] = self.visits
        first, *others = self.scenarios.items()
        texts = {"table.txt": f"{str(self).rstrip()}\n", "scenario.toml": to_toml(with_list_apart(first[1]))}
        texts |= {f"scenario-{name}.toml": to_toml(with_list_apart(scenario)) for name, scenario in others}
        return files.save(Path(folder), tables, texts, self.provenance, partial(self._made, figures), force)

    def _made(self, figures: bool, first: Callable[[], None]) -> Iterator[tuple[str, bytes]]:
        """Do something first, and give the workbook and, if they are wanted, the pictures."""
        made: list[tuple[str, bytes]] = []

        def first_and_workbook() -> None:
            first()
            made.extend(self._workbook())

        if figures:
            yield from pictures(self.tables, self.facts, self.crew, first_and_workbook)
        else:
            first_and_workbook()
        yield from made

    def _workbook(self) -> list[tuple[str, bytes]]:
        """Make the workbook; nothing where that cannot be done, for it is not worth the tables."""
        tables = {name: getattr(self.tables, name) for name in TABLES}
        meanings = {name: inspect.getdoc(getattr(Results, name)) or "" for name in TABLES}
        start = next(iter(self.scenarios.values())).start
        try:
            return [(WORKBOOK, workbook(tables, meanings, Source(self.facts, start, self.provenance)))]
        except Exception as error:
            logger.warning("%s could not be made, though all else is saved (%s).", WORKBOOK, reason(error))
            return []
