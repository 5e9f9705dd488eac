"""The Python interface: load a scenario, run it, look at the results, save them."""

import datetime
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import files
from simulate.experiment.comparing import crew_for, run_comparison
from simulate.experiment.crew import Crew
from simulate.experiment.engines import Asked
from simulate.experiment.provenance import provenance_of_run
from simulate.experiment.replications import Keep, Progress
from simulate.experiment.variants import variants
from simulate.scenario import reading
from simulate.scenario.schema import Scenario
from simulate.scenario.settings import from_keywords
from simulate.scenario.writing import to_toml
from simulate.show.facts import Facts, facts_of
from simulate.show.figures import RENDERING, drawing, picture, pictures

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables

TABLES = (
    "summary",
    "differences",
    "replications",
    "waits_by_unit",
    "children",
    "lines",
    "curves",
    "time_use",
    "gains",
    "staff",
    "money",
    "value",
)
"""The tables of a results folder, each in a file of its name; described in results/README.md."""


def load(path: str | Path, **changes: Any) -> Scenario:
    """Read a scenario file, with changes.

    A keyword names a key of the file, with `__` for each dot (`units__reception__workers=20`); a key that cannot be
    a keyword is given as `**{"units.reception.workers": 20}`. Raises ScenarioError with everything that is wrong.
    """
    return reading.load(path, from_keywords(changes))


def run(
    scenario: Scenario | Mapping[str, Scenario],
    replications: int | None = None,
    seed: int | None = None,
    organisations: Sequence[str] | None = None,
    *,
    children: bool = False,
    visits: bool = False,
    engine: Asked = "auto",
    workers: int | None = 1,
    progress: Progress | None = None,
    command: Sequence[str] = (),
) -> "Results":
    """Let the same children live through every organisation of a scenario, and measure.

    Several scenarios are given by name (`{"now": a, "plan": b}`); the first organisation of the first is the
    baseline. `replications` and `seed` replace the first scenario's own; `organisations` names those to run.
    `children` and `visits` keep these tables of all replications, not just of the first. `engine` is "simpy",
    "compiled" (numba) or "auto", which is the quicker one for this work. With more than one of `workers` the
    replications share so many processes, this one among them (None: as many as serve); a script must then be guarded
    by `if __name__ == "__main__":`. The numbers are the same for any engine and any number of them.
    `progress(done, total)` is told after each replication; what else is worth saying, such as that numba is missing,
    goes to the logger "simulate". Raises ScenarioError for organisations there are not, and EngineError for an
    engine that cannot run here.
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
    scenario: Scenario | Mapping[str, Scenario],
    replications: int | None = None,
    seed: int | None = None,
    organisations: Sequence[str] | None = None,
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
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be at least 1; got {workers}")
    given = {"scenario": scenario} if isinstance(scenario, Scenario) else scenario
    scenarios = _as_run(given, replications, seed)
    count = next(iter(scenarios.values())).run.replications
    compared = variants(scenarios, organisations)
    afterwards = (RENDERING,) if figures else ()
    with crew_for(compared, count, engine, workers, afterwards) as crew:  # first of all: others take a while to start
        found = run_comparison(compared, count, Keep(children, visits), engine, crew, progress)
        facts = facts_of(compared, count, found.engine)
        provenance = provenance_of_run(
            command=command or ["simulate.run(…)"],
            engine=found.engine,
            started=started.isoformat(timespec="seconds"),
            duration=time.monotonic() - begun,
            scenarios={name: each.title for name, each in scenarios.items()},
            organisations=list(facts.organisations),
            baseline=facts.baseline,
            seed=facts.seed,
            replications=count,
        )
        yield Results(facts, found.tables, found.visits, scenarios, provenance, saves_visits=visits, crew=crew)


def _as_run(scenarios: Mapping[str, Scenario], replications: int | None, seed: int | None) -> dict[str, Scenario]:
    """Give the scenarios as they are run: with this seed, and as many replications as the first has, or so many."""
    if not scenarios:
        raise ValueError("there is no scenario to run")
    first = next(iter(scenarios.values()))
    count = first.run.replications if replications is None else replications
    if count < 1:
        raise ValueError(f"replications must be at least 1; got {count}")
    if seed is not None and not 0 <= seed < 2**63:
        raise ValueError(f"a seed is a whole number from 0 to 2^63 − 1; got {seed}")
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
    """A row for each visit and unit: of the first replication, or of all where that was asked for."""
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

    @property
    def value(self) -> "pd.DataFrame":
        """What the single child and the whole gain and lose, side by side."""
        return self.tables.value

    def __str__(self) -> str:
        from simulate.show.table import as_text

        return as_text(self.tables, self.facts)

    def __repr__(self) -> str:
        return f"<Results of {', '.join(self.facts.organisations)}: {self.facts.replications} replications>"

    def save(self, folder: str | Path, force: bool = False, figures: bool = True) -> Path:
        """Write a results folder and give its path; it appears when all is written.

        Raises FilesError where something of that name exists, unless it is a results folder and `force` is given.
        """
        tables = {f"{name}.csv": getattr(self.tables, name) for name in TABLES}
        if self.saves_visits:
            tables["visits.csv.gz"] = self.visits
        first, *others = self.scenarios.items()
        texts = {"table.txt": f"{str(self).rstrip()}\n", "scenario.toml": to_toml(first[1])}
        texts |= {f"scenario-{name}.toml": to_toml(scenario) for name, scenario in others}
        texts[files.PROVENANCE] = files.json_text(self.provenance)
        return files.save(Path(folder), tables, texts, self._pictures if figures else None, force)

    def _pictures(self, first: Callable[[], None]) -> Iterable[tuple[str, bytes]]:
        """Draw, having done something first; other processes begin to draw at once."""
        shown = drawing(self.tables, self.facts)
        if self.crew is None or self.crew.is_alone:
            first()
            yield from pictures(shown)
        else:
            slowest_first = shown.names()[::-1]
            for _, made in self.crew.share(partial(picture, shown), slowest_first, first_here=first):
                yield from made
