"""The Python interface to sweeps: one dial or two from end to end, in every organisation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simulate.experiment.asked import Given, whole
from simulate.experiment.cells import Kept
from simulate.experiment.engines import Asked
from simulate.experiment.how import How
from simulate.experiment.replications import Progress
from simulate.experiment.sweep import Axis, axis_of, run_sweep, scenarios_along
from simulate.experiment.swept_tables import differences_table, points_table
from simulate.findings.groups import ALL
from simulate.interface.answer import Answer
from simulate.interface.one_scenario import (
    LEADS,
    known_group,
    nothing_known,
    one_scenario,
    require_measure,
    require_told,
    tell_left_standing,
)
from simulate.language import say
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.turning import dials_named, require_apart
from simulate.show.sheet import Sheet
from simulate.show.sweeps import Told, sheet

if TYPE_CHECKING:
    import pandas as pd

STEPS = {1: 7, 2: 5}
"""Values of each dial, by how many dials there are, if it is not said otherwise."""
MOST_STEPS = 200


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
    cluster: str | None = None,
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
    how = How(
        replications=replications,
        seed=seed,
        organisations=organisations,
        engine=engine,
        workers=workers,
        cluster=cluster,
    )
    asked = one_scenario(scenario, how)
    require_measure(measure)
    group = known_group(asked.scenario, group)
    axes = _axes(asked.scenario, [dials] if isinstance(dials, str) else list(dials), steps)
    tell_left_standing(asked.scenario, [axis.dial for _, axis in axes], asked.organisations)
    along = scenarios_along(asked.scenario, [axis for _, axis in axes])
    with asked.at_work(len(along), kept) as work:
        found = run_sweep(
            along,
            [axis for _, axis in axes],
            asked.organisations,
            asked.replications,
            work,
            progress,
        )
    require_told(found.told_of(), measure, group)
    if all(each != each for point in found.points for one in found.organisations
           for each in point.values(one, measure, group).values()):  # fmt: skip
        raise ValueError(nothing_known(measure, group))
    told = Told(found, tuple(dial for dial, _ in axes), measure, group, asked.facts(work.engine))
    turned = {dial: list(axis.values) for dial, axis in axes}
    return Swept(told, asked.scenario, asked.provenance(work.engine, command or ["simulate.sweep(…)"], dials=turned))


def _axes(scenario: Scenario, named: Sequence[str], steps: int | None) -> list[tuple[str, Axis]]:
    if len(named) not in STEPS:
        raise ValueError(say("a sweep turns one dial or two; got {count}", count=len(named)))
    count = STEPS[len(named)] if steps is None else whole("steps", steps, 2, MOST_STEPS)
    dials = dials_named(scenario, named)
    if len(dials) < len(named):
        raise ValueError(say("both dials are {name}: give two, or one of them", name=next(iter(dials))))
    require_apart(scenario, dials)
    return [(name, axis_of(scenario, dial, count)) for name, dial in dials.items()]


class Swept(Answer[Told]):
    """What a sweep found; `print(swept)` shows what is told of it. Intervals are 95 %, over replications."""

    @property
    def points(self) -> "pd.DataFrame":
        """Every measure at every value of the dials: a row for each point, organisation, measure and group."""
        return points_table(self.told.found, self.told.dials)

    @property
    def differences(self) -> "pd.DataFrame":
        """How every measure differs from the baseline there; `sure`: by more than luck, all points taken together."""
        return differences_table(self.told.found, self.told.dials)

    def sheet(self) -> Sheet:
        """What is printed of it."""
        return sheet(self.told)

    def tables(self) -> "Mapping[str, pd.DataFrame]":
        """Its tables, each under the name of its file without the ending."""
        return {"points": self.points, "differences": self.differences}

    def __repr__(self) -> str:
        return f"<Sweep of {' and '.join(self.told.dials)}: {len(self.told.found.points)} points>"

    def _pictures(self) -> Iterator[tuple[str, Any]]:
        from simulate.show.figures.sweeps import pictures

        return pictures(self.told)
