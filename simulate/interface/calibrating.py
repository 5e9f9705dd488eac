"""The Python interface to calibration: a scenario fitted to what was seen, and held against what it never saw."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.experiment.asked import MOST_REPLICATIONS, Given, whole
from simulate.experiment.calibrating import calibrate as run_calibration
from simulate.experiment.cells import Kept
from simulate.experiment.engines import Asked
from simulate.experiment.how import How
from simulate.experiment.replications import Progress
from simulate.experiment.seeking import Question
from simulate.experiment.targets import load_targets
from simulate.interface.answer import Answer
from simulate.interface.one_scenario import one_scenario, tell_left_standing
from simulate.language import say
from simulate.scenario.calibrated import Set, written_changes
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.turning import dials_named, require_apart, with_dials
from simulate.show.calibrated_file import file_head, source_of
from simulate.show.calibrations import ToldCalibration, sheet
from simulate.show.sheet import Sheet

if TYPE_CHECKING:
    import pandas as pd

RUNS = 60
"""Candidates that are tried at most, if it is not said otherwise."""
FEWEST_RUNS, MOST_RUNS = 1, 100_000
REPLICATIONS = 4
"""Of each candidate, if it is not said otherwise."""
_UNKNOWN = math.nan, math.nan
WRITTEN = "calibrated.toml"
"""The file of the results folder that holds what was changed."""


def calibrate(
    scenario: Given,
    targets: str | Path | Mapping[str, Any],
    *,
    dials: Sequence[str] = (),
    runs: int = RUNS,
    replications: int | None = None,
    seed: int | None = None,
    engine: Asked = "auto",
    workers: int | None = 1,
    cluster: str | None = None,
    kept: Kept | None = None,
    progress: Progress | None = None,
    command: Sequence[str] = (),
) -> "Calibrated":
    """Move dials of a scenario until it does what was seen in a real town, and say how well it then does.

    `targets` is the path of a file of targets, or tables like those of one. `dials` may be moved beside those that the
    file names, of the scenario by name or made of a key and its ends. `runs` candidates are tried at most, with so many
    `replications` each; what is found is judged by the scenario's own number of them, under its own seed, which the
    search has not seen. Raises ScenarioError with all that is wrong in the targets, and else as `sweep` does.
    """
    asked = one_scenario(scenario, How(seed=seed, engine=engine, workers=workers, cluster=cluster))
    held = load_targets(targets, asked.scenario)
    most = whole("runs", runs, FEWEST_RUNS, MOST_RUNS)
    count = whole("replications", REPLICATIONS if replications is None else replications, 1, MOST_REPLICATIONS)
    named = dials_named(asked.scenario, [*held.move, *dials])
    if not named:
        raise ValueError(
            say("no dial may be moved: name some with --dial, or write move = […] at the top of the targets")
        )
    require_apart(asked.scenario, named)
    tell_left_standing(asked.scenario, named.values(), held.organisations_of(asked.scenario, held.every))
    question = Question(asked.scenario, named, held)
    with asked.at_work(max(1, most * count // asked.replications), kept) as work:
        found = run_calibration(question, most, count, work, progress)
    provenance = asked.provenance(
        work.engine,
        command or ["simulate.calibrate(…)"],
        targets=held.name,
        dials=list(named),
        runs=most,
        tried=len(found.tried),
        seed_of_search=found.seed,
        replications_of_search=count,
    )
    return Calibrated(ToldCalibration(found, asked.facts(work.engine)), asked.scenario, provenance)


class Calibrated(Answer[ToldCalibration]):
    """What came of a calibration; `print(calibrated)` says it. Intervals are 95 %, over replications."""

    @property
    def calibrated(self) -> Scenario:
        """The scenario with its dials where they were moved to."""
        return with_dials(self.scenario, [(each.dial, each.found) for each in self.told.found.moved])

    @property
    def toml(self) -> str:
        """The same as a file that holds only what changes, and extends the scenario.toml beside it."""
        found = self.told.found
        settings = [Set(each.name, each.dial, each.found) for each in found.moved]
        return written_changes(self.scenario, settings, "scenario.toml", source_of(self.told), file_head(self.told))

    @property
    def targets(self) -> "pd.DataFrame":
        """Every target and check: what was seen, what the scenario did and does, how far that is off, and the verdict.

        `misfit` is in tolerances, and `luck` how far the interval reaches to either side in these.
        """
        import pandas as pd

        found = self.told.found
        rows = [
            (
                *("target" if place < len(found.targets) else "check", each.target.name),
                *(each.target.quantity.measure, each.target.quantity.about, each.target.organisation),
                *(each.target.value, each.target.tolerance, _known(each.before.value)),
                *map(_known, (each.found.value, each.found.low, each.found.high)),
                *(each.misfit, each.luck, each.verdict.value, each.target.source),
            )
            for place, each in enumerate(found.judged)
        ]
        columns = ["kind", "name", "measure", "of", "organisation", "seen", "tolerance", "in_the_file", "found"]
        return pd.DataFrame(rows, columns=[*columns, "low", "high", "misfit", "luck", "verdict", "source"])

    @property
    def dials(self) -> "pd.DataFrame":
        """Every dial that was moved: where the file stands, where it was moved to, and between what it could stand.

        That is not known of a dial to which no target answers.
        """
        import pandas as pd

        rows = [
            (
                each.name,
                each.today,
                each.found,
                *(each.between or _UNKNOWN),
                *each.dial.ends,
                each.end,
                not each.is_silent,
            )
            for each in self.told.found.moved
        ]
        columns = ["dial", "in_the_file", "found", "at_least", "at_most", "from", "to", "at_the_end", "matters"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def slopes(self) -> "pd.DataFrame":
        """By how many tolerances each target moves where a dial is moved from end to end, as far as lines are straight.

        With the standard error over replications.
        """
        import pandas as pd

        found = self.told.found
        rows = [
            (target.name, dial, float(found.slopes.mean[row, column]), float(found.slopes.error[row, column]))
            for row, target in enumerate(found.question.targets.targets)
            for column, dial in enumerate(found.question.dials)
        ]
        return pd.DataFrame(rows, columns=["target", "dial", "tolerances", "standard_error"])

    @property
    def tried(self) -> "pd.DataFrame":
        """Every candidate, in the order in which they were tried: its dials, what each target came to, and the misfit.

        The misfit is the sum of squares of what each target is off, in tolerances.
        """
        import pandas as pd

        found = self.told.found
        table = pd.DataFrame([each.at for each in found.tried], columns=list(found.question.dials))
        for place, target in enumerate(found.question.targets.targets):
            table[f"target.{target.name}"] = [_known(each.found[place]) for each in found.tried]
        table["misfit"] = [each.misfit for each in found.tried]
        return table

    @property
    def alike(self) -> list[tuple[str, ...]]:
        """The dials that these targets cannot tell apart."""
        return self.told.found.alike

    def sheet(self) -> Sheet:
        """What is printed of it."""
        return sheet(self.told)

    def tables(self) -> "Mapping[str, pd.DataFrame]":
        """Its tables, each under the name of its file without the ending."""
        return {"targets": self.targets, "dials": self.dials, "slopes": self.slopes, "tried": self.tried}

    def texts(self) -> Mapping[str, str]:
        """The calibrated scenario, as a file of its results folder."""
        return {WRITTEN: self.toml}

    def values(self) -> Mapping[str, Any]:
        """Whether all targets are met, which dials cannot be told apart, and the calibrated scenario as a text."""
        found = self.told.found
        return {
            "met": {verdict: sum(each.verdict.value == verdict for each in found.targets)
                    for verdict in ("met", "missed", "open")},
            "alike": [list(group) for group in found.alike],
            "calibrated": self.toml,
        }  # fmt: skip

    def __repr__(self) -> str:
        return f"<Calibrated: {', '.join(self.told.found.question.dials)}>"

    def _pictures(self) -> Iterator[tuple[str, Any]]:
        from simulate.show.figures.calibrations import pictures

        return pictures(self.told)


def _known(value: float) -> float:
    """Give NaN in place of what is not reached, which tables leave empty."""
    return math.nan if math.isinf(value) else value
