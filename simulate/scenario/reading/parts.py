"""A scenario's tables as far as each is sound by itself, so that a mistake in one does not hide those in others."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeGuard, TypeVar

from pydantic import ValidationError

from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.schema.durations import DAYS_PER_YEAR
from simulate.scenario.schema.keys import NAMED_TABLES
from simulate.scenario.schema.scenario import (
    Arrivals,
    Costs,
    Crisis,
    Dial,
    Features,
    Need,
    Organisation,
    Run,
    Scenario,
    StartFrom,
    Step,
    Table,
    Unit,
)
from simulate.scenario.wording import no_such
from simulate.scenario.writing import plain_tables

LONGEST_RUN = 1000 * DAYS_PER_YEAR
FIRST_YEAR, LAST_YEAR = 1900, 2200

AnyTable = TypeVar("AnyTable", bound=Table)


@dataclass(frozen=True)
class Parts:
    """The tables of a scenario that are sound by themselves, and the names of all."""

    plain: Plain  # everything, sound or not, as a file gives it
    head: Plain  # what stands above the tables: title, start …
    run: Run | None
    crisis: Crisis | None
    costs: Costs | None
    arrivals: dict[str, Arrivals]
    needs: dict[str, Need]
    steps: dict[str, Step]
    units: dict[str, Unit]
    organisations: dict[str, Organisation]
    dials: dict[str, Dial]
    names: dict[str, list[str]]  # by table, sound or not
    left_out: frozenset[KeyPath] = frozenset()  # keys that are wrong by themselves
    start_from: StartFrom | None = None
    opens_later: frozenset[tuple[str, str]] = frozenset()  # organisations and their units that have workers later on

    def ways(self, need: str) -> list[tuple[KeyPath, float, list[str]]]:
        """List the complete ways of a need: the place of its ending, its share and its steps."""
        terms, here = self.needs[need], ("needs", need)
        if not terms.endings:
            return [((*here, "pathway"), 1.0, terms.pathway)]
        return [
            ((*here, "endings", number, "steps"), ending.share, terms.pathway + ending.steps)
            for number, ending in enumerate(terms.endings)
        ]

    def steps_in(self, features: Features) -> dict[str, Step]:
        """Give every step as it is done in an organisation with some features."""
        return {name: step.with_change(features.steps.get(name)) for name, step in self.steps.items()}

    def needs_together(self) -> list[tuple[str, frozenset[str]]]:
        """List the sets of needs that children of some stream have: the stream and the set."""
        return [
            (stream, frozenset({terms.first_need, *part.others}))
            for stream, terms in self.arrivals.items()
            for part in terms.needs
            if part.share > 0
        ]


def is_usable(start: object, run: Run | None) -> TypeGuard[datetime.date]:
    """Tell whether start and run are sound enough to count days and months with."""
    year = getattr(start, "year", 0)
    return run is not None and run.end <= LONGEST_RUN and FIRST_YEAR <= year <= LAST_YEAR


def unknown(path: KeyPath, name: str, kind: str, known: Iterable[str]) -> Complaint:
    """Say that a name is not one of those that there are."""
    return Complaint(path, no_such(kind, name, known))


def parts_of_scenario(scenario: Scenario) -> Parts:
    """Take a whole scenario apart."""
    tables = {name: getattr(scenario, name) for name in NAMED_TABLES}
    head = {key: value for key, value in scenario if key not in (*NAMED_TABLES, "run", "crisis", "costs", "start_from")}
    names = {name: list(table) for name, table in tables.items()}
    return Parts(
        plain=plain_tables(scenario),
        head=head,
        run=scenario.run,
        crisis=scenario.crisis,
        costs=scenario.costs,
        start_from=scenario.start_from,
        names=names,
        **tables,
    )


def parts_of_table(table: Plain) -> Parts:
    """Take apart what was read, leaving out keys that are wrong by themselves and tables that then cannot be."""
    left_out: set[KeyPath] = set()

    def read(model: type[AnyTable], path: KeyPath, value: Any) -> AnyTable | None:
        try:
            return model.model_validate(value)
        except ValidationError as problem:
            wrong = {error["loc"][0] for error in problem.errors(include_url=False) if error["loc"]}
            left_out.update((*path, key) for key in wrong)
            sound = {key: each for key, each in value.items() if key not in wrong} if isinstance(value, dict) else None
        try:
            return model.model_validate(sound)
        except ValidationError:
            return None

    def named(model: type[AnyTable], name: str) -> dict[str, AnyTable]:
        entries = _table_at(table, name)
        tables = {key: read(model, (name, key), value) for key, value in entries.items()}
        return {key: each for key, each in tables.items() if each is not None}

    return Parts(
        plain=table,
        head={key: value for key, value in table.items() if not isinstance(value, dict)},
        run=read(Run, ("run",), table.get("run", {})),
        crisis=read(Crisis, ("crisis",), table["crisis"]) if "crisis" in table else None,
        costs=read(Costs, ("costs",), table["costs"]) if "costs" in table else None,
        arrivals=named(Arrivals, "arrivals"),
        needs=named(Need, "needs"),
        steps=named(Step, "steps"),
        units=named(Unit, "units"),
        organisations=named(Organisation, "organisations"),
        dials=named(Dial, "dials"),
        names={name: _names_in(table, name) for name in NAMED_TABLES},
        start_from=read(StartFrom, ("start_from",), table["start_from"]) if "start_from" in table else None,
        left_out=frozenset(left_out),
    )


class _AnyName(list[str]):
    """The names in what should be a table and is none: whatever is named elsewhere may be meant to stand there."""

    def __contains__(self, name: object) -> bool:
        return True


def _names_in(table: Plain, name: str) -> list[str]:
    return list(_table_at(table, name)) if isinstance(table.get(name, {}), dict) else _AnyName()


def _table_at(table: Plain, name: str) -> Plain:
    value = table.get(name)
    return value if isinstance(value, dict) else {}
