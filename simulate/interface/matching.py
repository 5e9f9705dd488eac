"""The Python interface to break-evens: at which value of a dial two organisations are as good."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import files
from simulate.experiment.asked import Given
from simulate.experiment.cells import Kept, Nowhere
from simulate.experiment.engines import Asked
from simulate.experiment.how import How
from simulate.experiment.matching import ABOUT, Question, run_match
from simulate.experiment.replications import Progress
from simulate.findings.groups import ALL
from simulate.interface.one_scenario import LEADS, nothing_known, one_scenario, require_measure
from simulate.language import say
from simulate.scenario.rules.start_from import with_list_apart
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.turning import dial_named
from simulate.scenario.writing import to_toml
from simulate.show.matches import ToldMatch, sheet

if TYPE_CHECKING:
    import pandas as pd


def match(
    scenario: Given,
    dial: str,
    *,
    both: bool = False,
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
) -> "Matched":
    """Find the value of a dial at which the baseline does as well as another organisation does as it is.

    With `both` the dial is turned in both, and the value is found at which they change places. `organisations` names
    the two, the baseline first; if not given, they are the first two. The other arguments are those of `sweep`, and
    it raises as that does.
    """
    how = How(replications=replications, seed=seed, organisations=organisations, engine=engine, workers=workers)
    asked = one_scenario(scenario, how)
    if len(asked.organisations) < 2:
        raise ValueError(say("two organisations are matched; there is one"))
    baseline, other, *_ = asked.organisations
    require_measure(measure)
    turned, question = dial_named(asked.scenario, dial), Question(baseline, other, measure, group, both)
    with asked.at_work(ABOUT) as (chosen, crew):
        found = run_match(
            asked.scenario, turned, question, asked.replications, chosen, crew, kept or Nowhere(), progress
        )
    if all(each.value != each.value for each in found.tried.values()):
        raise ValueError(nothing_known(measure, group))
    provenance = asked.provenance(chosen, command or ["simulate.match(…)"], dial=dial, both=both)
    return Matched(ToldMatch(found, asked.facts(chosen)), asked.scenario, provenance)


@dataclass(frozen=True, repr=False, eq=False)
class Matched:
    """Where two organisations are as good; `print(matched)` says it. Intervals are 95 %, over replications."""

    told: ToldMatch
    scenario: Scenario
    provenance: Mapping[str, Any]

    @property
    def at(self) -> float | None:
        """The value at which the baseline is as good, in days where it is a length of time; None: at no value."""
        return self.told.found.at

    @property
    def tried(self) -> "pd.DataFrame":
        """What was tried: how much worse the baseline is at each value; below 0 it is better."""
        import pandas as pd

        rows = [
            (value, each.value, each.low, each.high, each.replications) for value, each in self.told.found.tried.items()
        ]
        return pd.DataFrame(rows, columns=["value", "worse_by", "low", "high", "replications"])

    def __str__(self) -> str:
        from simulate.show.screen import as_text

        return as_text(sheet(self.told))

    def __repr__(self) -> str:
        return f"<Match of {self.told.found.dial.keys[0]}: {self.at}>"

    def save(self, folder: str | Path, force: bool = False, figures: bool = True) -> Path:
        """Write a results folder and give its path. Raises FilesError as `Results.save` does."""
        texts = {"table.txt": f"{str(self).rstrip()}\n", "scenario.toml": to_toml(with_list_apart(self.scenario))}
        made = partial(self._made, figures)
        return files.save(Path(folder), {"tried.csv": self.tried}, texts, self.provenance, made, force)

    def _made(self, figures: bool, first: Callable[[], None]) -> Iterator[tuple[str, bytes]]:
        """Do something first, and give the picture, if it is wanted."""
        first()
        if figures:
            from simulate.show.figures.drawn import as_files

            yield from as_files(self._pictures)

    def _pictures(self) -> Iterator[tuple[str, Any]]:
        from simulate.show.figures.matches import pictures

        return pictures(self.told)
