"""The Python interface: load a scenario, run it, look at the results, save them."""

import datetime
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from simulate import files
from simulate.experiment.alike import alike
from simulate.experiment.asked import Given, scenarios
from simulate.experiment.comparing import crew_for, run_comparison
from simulate.experiment.crew import Crew
from simulate.experiment.engines import Asked
from simulate.experiment.how import How
from simulate.experiment.provenance import provenance_of_run
from simulate.experiment.replications import Progress
from simulate.experiment.staffed import posts_that_followed
from simulate.experiment.until_sure import require_comparison, until_sure_in_short
from simulate.experiment.variants import Variant, variants
from simulate.findings.compare import TABLES, Tables, shown
from simulate.language import said, say
from simulate.scenario.reading.load import load as load_file
from simulate.scenario.reading.settings import from_keywords
from simulate.scenario.rules.start_from import with_list_apart
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.writing import to_toml
from simulate.show.about_workbook import Source
from simulate.show.facts import Facts, facts_of
from simulate.show.figures import RENDERING
from simulate.show.figures.album import pictures, reason
from simulate.show.importance import least_that_matters
from simulate.show.workbook import WORKBOOK, workbook

if TYPE_CHECKING:
    import pandas as pd


logger = logging.getLogger(__name__)


def load(path: str | Path, **changes: Any) -> Scenario:
    """Read a scenario file, with changes.

    A keyword names a key of the file, with `__` for each dot (`units__reception__workers=20`); a key that cannot be
    a keyword is given as `**{"units.reception.workers": 20}`. Raises ScenarioError with everything that is wrong.
    """
    return load_file(path, from_keywords(changes))


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
    until_sure: bool | str = False,
    within: float | str | None = None,
    at_most: int | None = None,
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
    numbers are the same for any engine and any number of them.

    With `until_sure` replications are added until the difference of every organisation from the baseline is known well
    enough: in a measure that it names, or, where it is True, in the wait that the verdict is about. That is when the
    interval reaches no farther than `within` (a number of the measure's unit, or "5 days"); without it when the
    difference is told from luck, or is shown to be too small to matter (a week, a point of per cent, 1 % of the cost).
    It begins with `replications`, 12 at least, and ends with `at_most`, which is 16 times as many if not given. Its
    intervals allow for being looked at several times; they are in `.looks`, and all else is as in a run of so many
    replications. `progress(done, total)` is told how many replications
    are done; what else is worth saying, such as that numba is missing, goes to the logger "simulate".

    Raises ScenarioError for mistakes in files and for organisations there are not, EngineError for an engine that
    cannot run here, TooLargeError where the machine's memory is not enough, and TypeError or ValueError for what is no
    scenario or no whole number.
    """
    how = How(
        replications=replications,
        seed=seed,
        organisations=organisations,
        children=children,
        visits=visits,
        engine=engine,
        workers=workers,
        until_sure=until_sure,
        within=within,
        at_most=at_most,
    )
    with running(scenario, how, progress=progress, command=command) as (results, _):
        return results


class Run(NamedTuple):
    """What a run has found, and the processes that are still there when it has."""

    results: "Results"
    crew: Crew


@contextmanager
def running(
    scenario: Given, how: How | None = None, *, progress: Progress | None = None, command: Sequence[str] = ()
) -> Iterator[Run]:
    """Do as `run` does, for a `with` block: until its end the processes are there, and may help `Results.save`.

    Where there is more than one of them, a script must be guarded by `if __name__ == "__main__":`. Raises as `run`.
    """
    begun, started = time.monotonic(), datetime.datetime.now(datetime.UTC)
    given = scenarios(scenario)
    how, compared = settled(given, how or How())
    to_draw = partial(import_module, RENDERING) if how.figures else None
    with crew_for(compared, how, to_draw) as crew:  # first: others take a while to start
        found = run_comparison(compared, how, crew, progress, to_draw, least_that_matters)
        how = replace(how, replications=found.replications)
        asked = {name: how.applied_to(each) for name, each in given.items()}
        compared = variants(asked, how.organisations)
        facts = facts_of(compared, found.replications, found.engine)
        provenance = provenance_of_run(
            command=command or ["simulate.run(…)"],
            engine=found.engine,
            started=started.isoformat(timespec="seconds"),
            duration=time.monotonic() - begun,
            scenarios={name: each.title for name, each in asked.items()},
            organisations=list(facts.organisations),
            baseline=facts.baseline,
            seed=facts.seed,
            replications=found.replications,
            **until_sure_in_short(found.tables.sought),
            **posts_that_followed(facts.posts),
        )
        yield Run(Results(facts, found.tables, found.visits, asked, provenance, how), crew)


def settled(given: Mapping[str, Scenario], how: How) -> tuple[How, tuple[Variant, ...]]:
    """Settle how scenarios are run, and what is compared. Raises as `run` does, before anything is run."""
    how = how.settled(given)
    compared = variants({name: how.applied_to(each) for name, each in given.items()}, how.organisations)
    require_comparison(compared, how)
    return how, compared


class _OfTables(property):
    """A table of the results, with what it holds for a docstring."""

    def __init__(self, name: str) -> None:
        super().__init__(lambda results: getattr(results.tables, name))
        self.__doc__ = TABLES[name].meaning

    @overload
    def __get__(self, results: None, owner: type, /) -> "_OfTables": ...

    @overload
    def __get__(self, results: "Results", owner: type | None = None, /) -> "pd.DataFrame": ...

    def __get__(self, results: Any, owner: type | None = None, /) -> Any:
        return super().__get__(results, owner)


@dataclass(frozen=True, repr=False, eq=False)
class Results:
    """What a run found, as DataFrames; `print(results)` shows the table. Intervals are 95 %, NaN is not reached.

    `visits` has a row for each part of each visit: of the first replication, or of all where that was asked for.
    `scenarios` are those that were run, by name; `provenance` says with what; `how` is what was asked for.

    A value: it can be pickled, and is equal to another that found the same, however long that took and whichever engine
    ran.
    """

    facts: Facts
    tables: Tables
    visits: "pd.DataFrame"
    scenarios: Mapping[str, Scenario]
    provenance: Mapping[str, Any]
    how: How

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Results) and alike(self._found(), other._found())

    def _found(self) -> tuple[object, ...]:
        return replace(self.facts, engine=""), self.tables, self.visits, self.scenarios

    summary = _OfTables("summary")
    differences = _OfTables("differences")
    looks = _OfTables("looks")
    replications = _OfTables("replications")
    waits_by_unit = _OfTables("waits_by_unit")
    second_waits = _OfTables("second_waits")
    measures_by_unit = _OfTables("measures_by_unit")
    children_per_worker = _OfTables("children_per_worker")
    children = _OfTables("children")
    lines = _OfTables("lines")
    warm_up = _OfTables("warm_up")
    places_in_use = _OfTables("places_in_use")
    curves = _OfTables("curves")
    time_use = _OfTables("time_use")
    needs = _OfTables("needs")
    gains = _OfTables("gains")
    staff = _OfTables("staff")
    money = _OfTables("money")

    def __str__(self) -> str:
        from simulate.show.screen import as_text
        from simulate.show.table import sheet

        return as_text(sheet(self.tables, self.facts))

    def __repr__(self) -> str:
        return f"<Results of {', '.join(self.facts.organisations)}: {self.facts.replications} replications>"

    def save(
        self,
        folder: str | Path,
        force: bool = False,
        figures: bool = True,
        *,
        crew: Crew | None = None,
        progress: Progress | None = None,
    ) -> Path:
        """Write a results folder and give its path; it appears when all is written.

        The processes of a `crew` help to draw, as long as they are there; see `running`. `progress(done, total)` is
        told how many pictures are drawn. Raises FilesError where something of that name exists, unless `force` is given
        and it is wholly of this program, and TooLateError where the results could not be written there; where that is
        said, they are beside it.
        """
        tables = {f"{name}.csv": table for name, table in shown(self.tables).items()}
        if self.how.visits:
            tables["visits.csv.gz"] = self.visits
        first, *others = self.scenarios.items()
        texts = {"table.txt": f"{str(self).rstrip()}\n", "scenario.toml": to_toml(with_list_apart(first[1]))}
        texts |= {f"scenario-{name}.toml": to_toml(with_list_apart(scenario)) for name, scenario in others}
        made = partial(self._made, figures, crew, progress)
        return files.save(Path(folder), tables, texts, self.provenance, made, force)

    def _made(
        self, figures: bool, crew: Crew | None, progress: Progress | None, first: Callable[[], None]
    ) -> Iterator[tuple[str, bytes]]:
        """Do something first, and give the workbook and, if they are wanted, the pictures."""
        made: list[tuple[str, bytes]] = []

        def first_and_workbook() -> None:
            first()
            made.extend(self._workbook())

        if figures:
            yield from pictures(self.tables, self.facts, crew, first_and_workbook, progress)
        else:
            first_and_workbook()
        yield from made

    def _workbook(self) -> list[tuple[str, bytes]]:
        """Make the workbook; nothing where that cannot be done, for it is not worth the tables."""
        tables = shown(self.tables)
        meanings = {name: said(table.meaning) for name, table in TABLES.items()}
        start = next(iter(self.scenarios.values())).start
        try:
            return [(WORKBOOK, workbook(tables, meanings, Source(self.facts, start, self.provenance)))]
        except Exception as error:
            logger.warning(
                say("{file} could not be made, though all else is saved ({why}).", file=WORKBOOK, why=reason(error))
            )
            return []
