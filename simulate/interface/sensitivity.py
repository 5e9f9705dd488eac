"""The Python interface to plausible worlds: how far an answer holds over what nobody knows for certain."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.experiment.asked import Given, whole
from simulate.experiment.cells import Kept
from simulate.experiment.engines import Asked
from simulate.experiment.how import How
from simulate.experiment.indices import Crossed, crossed_worlds_of, require_pairs, require_salib
from simulate.experiment.replications import Progress
from simulate.experiment.sensitivity import Sensitivity, Spread, run_sensitivity, worlds_of
from simulate.experiment.targets import load_targets
from simulate.findings.groups import ALL
from simulate.interface.answer import Answer
from simulate.interface.one_scenario import (
    LEADS,
    known_group,
    nothing_known,
    one_scenario,
    require_judged,
    require_told,
    tell_left_standing,
)
from simulate.language import say, say_n
from simulate.language.numbers import number
from simulate.scenario.turning import dials_named, require_apart
from simulate.show.sheet import Sheet
from simulate.show.worlds import ToldWorlds, findings_of, sheet

if TYPE_CHECKING:
    import pandas as pd

logger = logging.getLogger(__name__)

WORLDS = 64
"""Worlds that are drawn, if it is not said otherwise."""
MOST_WORLDS = 65_536
REPLICATIONS = 2
"""Of each world, if it is not said otherwise."""


def sensitivity(
    scenario: Given,
    *,
    draws: int = WORLDS,
    dials: Sequence[str] = (),
    replications: int | None = None,
    seed: int | None = None,
    organisations: Sequence[str] | None = None,
    measure: str = LEADS,
    group: str = ALL.key,
    targets: str | Path | Mapping[str, Any] | None = None,
    indices: bool = False,
    engine: Asked = "auto",
    workers: int | None = 1,
    cluster: str | None = None,
    kept: Kept | None = None,
    progress: Progress | None = None,
    command: Sequence[str] = (),
) -> "Worlds":
    """Draw plausible worlds from the dials of a scenario, and tell in how many of them which organisation is better.

    `dials` are those that are drawn, of the file by name or made of a key and its ends; if none is named, all of the
    file's. `targets`, a file of what was seen or tables like those of one, tell which worlds could be a real town: what
    is found is told over all worlds, and over those that meet the targets. With `indices` Sobol' indices are told too,
    by SALib: `draws`, then a power of two, is a number of pairs of worlds, and for each pair one more is run for each
    dial. The other arguments are those of `sweep`, and it raises as that does.
    """
    many = REPLICATIONS if replications is None else replications
    how = How(
        replications=many, seed=seed, organisations=organisations, engine=engine, workers=workers, cluster=cluster
    )
    asked = one_scenario(scenario, how)
    if len(asked.organisations) < 2:
        raise ValueError(say("two organisations or more are compared; there is one"))
    require_judged(measure)
    group = known_group(asked.scenario, group)
    named = dials_named(asked.scenario, dials) or dict(asked.scenario.dials)
    if not named:
        raise ValueError(say("the file has no dials: name some with --dial, or write [dials.NAME] in it"))
    require_apart(asked.scenario, named)
    count = whole("draws", draws, 2, MOST_WORLDS)
    if indices:
        require_salib()
        require_pairs(count, len(named), MOST_WORLDS)
    held = None if targets is None else load_targets(targets, asked.scenario)
    tell_left_standing(asked.scenario, named.values(), asked.organisations)
    drawn = (crossed_worlds_of if indices else worlds_of)(named, count, asked.scenario.seed)
    if indices:
        _tell_worlds(count, len(named), len(drawn))
    with asked.at_work(len(drawn), kept) as work:
        found = run_sensitivity(
            asked.scenario,
            named,
            asked.organisations,
            measure,
            drawn,
            asked.replications,
            work,
            progress,
            () if held is None else held.targets,
        )
    crossed = Crossed(found) if indices else None
    found = found if crossed is None else crossed.independent
    require_told([(measure, key) for _, key in found.differences], measure, group)
    if all(found.spread(each, group).better != found.spread(each, group).better for each in asked.organisations[1:]):
        raise ValueError(nothing_known(measure, group))
    provenance = asked.provenance(work.engine, command or ["simulate.sensitivity(…)"], dials=list(named), draws=draws,
                                  **({} if held is None else {"targets": held.name}),
                                  **({"indices": True} if indices else {}))  # fmt: skip
    return Worlds(ToldWorlds(found, group, asked.facts(work.engine), crossed), asked.scenario, provenance)


def _tell_worlds(pairs: int, dials: int, worlds: int) -> None:
    """Tell before it begins how many worlds indices take."""
    logger.info(
        say(
            "For Sobol' indices {worlds} worlds are run: {pairs} × ({dials} + 2), of {pairs} draws and {dials} dials.",
            worlds=number(worlds),
            pairs=number(pairs),
            dials=number(dials),
        )
    )


class Worlds(Answer[ToldWorlds]):
    """What was found in plausible worlds; `print(worlds)` says it."""

    @property
    def worlds(self) -> "pd.DataFrame":
        """Every world: the values of its dials, and the mean difference of every organisation and group."""
        return _table_of(self.told.found)

    @property
    def spreads(self) -> "pd.DataFrame":
        """How every difference spreads over the worlds: the share in which it is better, and its range."""
        import pandas as pd

        found = self.told.found
        return pd.DataFrame([vars(found.spread(*key)) for key in found.differences])

    @property
    def spreads_meeting(self) -> "pd.DataFrame":
        """The same over the worlds that meet all targets; empty where none does, or nothing was told of targets."""
        import pandas as pd

        found = self.told.found
        meeting = found.among(found.meeting) if found.targets and found.meeting.any() else None
        rows = [] if meeting is None else [vars(meeting.spread(*key)) for key in found.differences]
        return pd.DataFrame(rows, columns=list(Spread.__dataclass_fields__))

    @property
    def targets(self) -> "pd.DataFrame":
        """Every target, and in what share of the worlds it is met."""
        import pandas as pd

        found = self.told.found
        rows = [
            (
                *(each.name, each.quantity.measure, each.quantity.about, each.organisation, each.value),
                *(each.tolerance, float(found.met(each).mean()), each.source),
            )
            for each in found.targets
        ]
        columns = ["name", "measure", "of", "organisation", "seen", "tolerance", "met_in", "source"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def influences(self) -> "pd.DataFrame":
        """On which dials the difference of every organisation depends, and what it is worth to know each."""
        import pandas as pd

        rows = [
            (organisation, each.dial, each.correlation, each.sure, each.worth.gain, each.worth.sure)
            for organisation, every in self.told.influences.items()
            for each in every
        ]
        return pd.DataFrame(
            rows, columns=["organisation", "dial", "correlation", "sure", "worth_knowing", "worth_is_sure"]
        )

    @property
    def indices(self) -> "pd.DataFrame":
        """Which share of the spread each dial settles, alone (first order) and with the others (total order).

        Of the group asked for; empty where indices were not asked for.
        """
        import pandas as pd

        rows = [
            (organisation, self.told.group, each.dial, *(each.first.value, each.first.low, each.first.high),
             *(each.total.value, each.total.low, each.total.high), of_luck)
            for organisation, (every, of_luck) in self.told.indices.items()
            for each in every
        ]  # fmt: skip
        names = ["organisation", "group", "dial"]
        names += [f"{order}{end}" for order in ("first", "total") for end in ("", "_low", "_high")]
        return pd.DataFrame(rows, columns=[*names, "of_luck"])

    @property
    def crossed(self) -> "pd.DataFrame":
        """Every world that indices were told from, pair by pair, and which of its dials is the second one's."""
        if self.told.crossed is None:
            return _table_of(self.told.found).iloc[:0]
        table = _table_of(self.told.crossed.worlds)
        table.insert(0, "of_second", self.told.crossed.of_second)
        table.insert(0, "pair", table.index // (len(self.told.found.dials) + 2) + 1)
        return table

    def sheet(self) -> Sheet:
        """What is printed of it."""
        return sheet(self.told)

    def tables(self) -> "Mapping[str, pd.DataFrame]":
        """Its tables, each under the name of its file without the ending."""
        every = {"spreads": self.spreads, "influences": self.influences, "worlds": self.worlds}
        if self.told.crossed is not None:
            every |= {"indices": self.indices, "crossed": self.crossed}
        if not self.told.found.targets:
            return every
        return {**every, "spreads_meeting": self.spreads_meeting, "targets": self.targets}

    def __repr__(self) -> str:
        return f"<Worlds: {self.told.found.worlds}>"

    def _pictures(self) -> Iterator[tuple[str, Any]]:
        from simulate.show.figures.worlds import pictures

        worlds, count = self.told.found.worlds, self.told.found.replications
        notes = (
            say_n("{count} world", "{count} worlds", worlds, count=number(worlds)),
            say_n("{count} replication in each", "{count} replications in each", count, count=number(count)),
            self.told.facts.title,
        )
        yield from pictures(self.told, [" ".join(findings_of(self.told, each)) for each in self.told.others], notes)


def _table_of(found: Sensitivity) -> "pd.DataFrame":
    """Lay out worlds: the values of their dials, the mean differences, and what is said of targets."""
    import pandas as pd

    table = pd.DataFrame(found.values, columns=list(found.dials))
    for organisation, group in found.differences:
        table[f"{organisation}, {group}"] = found.of_world(organisation, group)
    if found.targets:
        for target, values in found.targets.items():
            table[f"target.{target.name}"] = values
        table["meets_targets"] = found.meeting
    return table
