"""Every picture of a run, made for a projector: one file for each kind, one style for all.

What they show is chosen here; `rendering` draws it and needs matplotlib, which takes half a second to import; `album`
has all of them drawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulate.findings.compare import TABLES
from simulate.language import say, say_n
from simulate.language.numbers import number
from simulate.show.counts import replications_in_words
from simulate.show.facts import Facts

if TYPE_CHECKING:
    from simulate.findings.compare import Tables

MOST_ORGANISATIONS = 6
"""In one picture: so many colours can be told apart."""

RENDERING = "simulate.show.figures.rendering"
"""The module to import beforehand where pictures will be drawn."""


_OF_EVERY_RUN = (
    "waiting_for_first_support",
    "waiting_for_full_support",
    "waits_by_unit",
    "time_use",
    "journeys",
    "line_lengths",
)
_SHOWN = ("summary", "waits_by_unit", "lines", "children_per_worker", "curves", "time_use", "gains")


@dataclass(frozen=True)
class Drawing:
    """What pictures show of a run: as many organisations as one can tell apart, and nothing they need not."""

    tables: "Tables"
    facts: Facts
    further: int = 0
    """Organisations that are in the tables only."""

    def names(self) -> list[str]:
        """Name the pictures there are to draw, as their files, without ending: those in which there is anything."""
        return [name for name, is_there in self._something().items() if is_there]

    def left_out(self) -> list[str]:
        """Name the pictures of every run in which nothing would be seen: nobody was counted, or nobody waited."""
        return [name for name, is_there in self._something().items() if name in _OF_EVERY_RUN and not is_there]

    def notes(self, banded: bool = False) -> tuple[str, ...]:
        """Say at the foot of a picture what is behind it; in a `banded` one the intervals are bands."""
        count, of = self.facts.replications, self.facts.title
        few = say_n(
            "{count} further organisation in the tables only",
            "{count} further organisations in the tables only",
            self.further,
            count=number(self.further),
        )
        return (replications_in_words(count), _certainty(count, banded), *([few] if self.further else []), of)

    def _something(self) -> dict[str, bool]:
        """Tell for each picture whether there is a number in it."""
        supports, tables = ("first_support", "full_support"), self.tables
        everybody = tables.summary[tables.summary["group"] == "all"]
        waited = set(tables.curves.loc[tables.curves["without"].notna(), "measure"])
        compared = set(tables.gains.loc[tables.gains["gained"].notna(), "measure"])
        return {
            **{f"waiting_for_{measure}": measure in waited for measure in supports},
            "waits_by_unit": bool(tables.waits_by_unit["mean"].notna().any()),
            "time_use": bool((tables.time_use["days"] > 0).any()),
            "journeys": bool(everybody.loc[everybody["measure"] == "people_met", "value"].notna().any()),
            "line_lengths": bool(
                (tables.lines["line_mean"] > 0).any() or tables.children_per_worker["full_pace_up_to"].notna().any()
            ),
            **{f"who_gains_{measure}": measure in compared for measure in supports},
        }


def drawing(tables: "Tables", facts: Facts) -> Drawing:
    """Choose what is to be shown of a run."""
    shown = facts.organisations[:MOST_ORGANISATIONS]
    rows = {name: getattr(tables, name) for name in _SHOWN}
    kept = {name: table[table["organisation"].isin(shown)] for name, table in rows.items()}
    # may be sent to another process
    kept |= {name: getattr(tables, name).iloc[:0] for name in TABLES if name not in _SHOWN}
    overloads = tuple(each for each in tables.overloads if each.organisation in shown)
    further = len(facts.organisations) - len(shown)
    return Drawing(replace(tables, **kept, overloads=overloads), replace(facts, organisations=shown), further)


def picture(drawing: Drawing, name: str) -> tuple[tuple[str, bytes], ...]:
    """Draw one picture, as SVG and as PNG: the path in the results folder and its bytes.

    Raises ValueError for a name there is not, and whatever goes wrong; `album` leaves out what cannot be drawn.
    """
    from simulate.show.figures import rendering

    return rendering.files(rendering.rendered(drawing, name))


def name_among(others: Sequence[str], organisation: str, what: str) -> str:
    """Name a picture of one of the organisations beside the baseline: with its name, where there are several."""
    return what if len(others) == 1 else f"{what}_{organisation}"


def units_left_out(count: int) -> Iterator[str]:
    """Say at the foot of a picture how many units are not in it, if any."""
    if count:
        yield say_n(
            "{count} unit with shorter lines not shown",
            "{count} units with shorter lines not shown",
            count,
            count=number(count),
        )


def _certainty(replications: int, banded: bool) -> str:
    if replications < 2:
        return say("no interval")
    return say("band: 95 % interval") if banded else say("95 % interval")


def certainty_of_luck(replications: int) -> str:
    """Say at the foot of a picture of many worlds what its intervals are of."""
    return say("no interval") if replications < 2 else say("intervals 95 %: the luck of children only")
