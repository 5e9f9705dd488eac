"""The Python interface to break-evens: at which value of a dial two organisations are as good."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simulate.experiment.asked import Given
from simulate.experiment.cells import Kept
from simulate.experiment.engines import Asked
from simulate.experiment.how import How
from simulate.experiment.matching import ABOUT, Question, run_match
from simulate.experiment.replications import Progress
from simulate.findings.groups import ALL
from simulate.interface.answer import Answer
from simulate.interface.one_scenario import (
    LEADS,
    known_group,
    nothing_known,
    one_scenario,
    require_judged,
    tell_left_standing,
)
from simulate.language import say
from simulate.scenario.turning import dial_named
from simulate.show.matches import ToldMatch, sheet
from simulate.show.sheet import Sheet

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
    cluster: str | None = None,
    kept: Kept | None = None,
    progress: Progress | None = None,
    command: Sequence[str] = (),
) -> "Matched":
    """Find the value of a dial at which the baseline does as well as another organisation does as it is.

    With `both` the dial is turned in both, and the value is found at which they change places. `organisations` names
    the two, the baseline first; if not given, they are the first two. The other arguments are those of `sweep`, and
    it raises as that does.
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
    if len(asked.organisations) < 2:
        raise ValueError(say("two organisations are matched; there is one"))
    baseline, other, *_ = asked.organisations
    require_judged(measure)
    group = known_group(asked.scenario, group)
    turned, question = dial_named(asked.scenario, dial), Question(baseline, other, measure, group, both)
    tell_left_standing(asked.scenario, [turned], (baseline, other) if both else (baseline,))
    with asked.at_work(ABOUT, kept) as work:
        found = run_match(asked.scenario, turned, question, asked.replications, work, progress)
    if all(each.value != each.value for each in found.tried.values()):
        raise ValueError(nothing_known(measure, group))
    provenance = asked.provenance(work.engine, command or ["simulate.match(…)"], dial=dial, both=both)
    return Matched(ToldMatch(found, asked.facts(work.engine)), asked.scenario, provenance)


class Matched(Answer[ToldMatch]):
    """Where two organisations are as good; `print(matched)` says it. Intervals are 95 %, over replications."""

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

    def sheet(self) -> Sheet:
        """What is printed of it."""
        return sheet(self.told)

    def tables(self) -> "Mapping[str, pd.DataFrame]":
        """Its tables, each under the name of its file without the ending."""
        return {"tried": self.tried}

    def values(self) -> Mapping[str, Any]:
        """The value that was found, up to where the baseline is surely worse, from where surely better, and today's."""
        found = self.told.found
        return {
            "at": found.at,
            "worse_until": found.worse_until,
            "better_from": found.better_from,
            "today": found.today,
        }

    def __repr__(self) -> str:
        return f"<Match of {self.told.found.dial.keys[0]}: {self.at}>"

    def _pictures(self) -> Iterator[tuple[str, Any]]:
        from simulate.show.figures.matches import pictures

        return pictures(self.told)
