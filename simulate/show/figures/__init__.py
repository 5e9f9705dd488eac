"""Every picture of a run, made for a projector: one file for each kind, one style for all.

What they show is chosen here; `rendering` draws it and needs matplotlib, which takes half a second to import; `album`
has all of them drawn.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulate.show.facts import Facts
from simulate.show.words import counted, shortened

if TYPE_CHECKING:
    from simulate.findings.compare import Tables

MOST_ORGANISATIONS = 6
"""In one picture: so many colours can be told apart."""

RENDERING = "simulate.show.figures.rendering"
"""The module to import beforehand where pictures will be drawn."""


_USUAL = (
    "waiting_for_first_support",
    "waiting_for_full_support",
    "waits_by_unit",
    "time_use",
    "journeys",
    "line_lengths",
)
_SHOWN = ("summary", "waits_by_unit", "lines", "curves", "time_use", "gains", "value")


@dataclass(frozen=True)
class Drawing:
    """What pictures show of a run: as many organisations as one can tell apart, and nothing they need not."""

    tables: "Tables"
    facts: Facts
    note: str

    def names(self) -> list[str]:
        """Name the pictures there are to draw: as their files, without ending."""
        measured = set(self.tables.gains["measure"])
        gained = [f"who_gains_{measure}" for measure in ("first_support", "full_support") if measure in measured]
        valued = ["value"] if self.tables.value["difference"].notna().any() else []
        return [*(name for name in _USUAL if self._has_something_for(name)), *gained, *valued]

    def left_out(self) -> list[str]:
        """Name the usual pictures in which nothing would be seen: where no child was counted, or nobody waited."""
        return [name for name in _USUAL if not self._has_something_for(name)]

    def _has_something_for(self, name: str) -> bool:
        """Tell whether there is a number that one of the usual pictures is drawn from."""
        tables = self.tables
        match name:
            case "waiting_for_first_support" | "waiting_for_full_support":
                numbers = tables.curves.loc[tables.curves["measure"] == name.removeprefix("waiting_for_"), "waiting"]
            case "waits_by_unit":
                numbers = tables.waits_by_unit.loc[tables.waits_by_unit["step"] == "all", "mean"]
            case "time_use":
                numbers = tables.time_use["days"].where(tables.time_use["days"] > 0)
            case "journeys":
                numbers = tables.summary.loc[tables.summary["measure"] == "people_met", "value"]
            case _:
                numbers = tables.lines["waiting"].where(tables.lines["waiting"] > 0)
        return bool(numbers.notna().any())


def drawing(tables: "Tables", facts: Facts) -> Drawing:
    """Choose what is to be shown of a run."""
    shown = facts.organisations[:MOST_ORGANISATIONS]
    rows = {name: getattr(tables, name) for name in _SHOWN}
    kept = {name: table[table["organisation"].isin(shown)] for name, table in rows.items()}
    # may be sent to another process
    kept |= {name: getattr(tables, name).iloc[:0] for name in ("children", "differences", "staff", "money")}
    overloads = tuple(each for each in tables.overloads if each.organisation in shown)
    return Drawing(replace(tables, **kept, overloads=overloads), replace(facts, organisations=shown), _note(facts))


def picture(drawing: Drawing, name: str) -> tuple[tuple[str, bytes], ...]:
    """Draw one picture, as SVG and as PNG: the path in the results folder and its bytes.

    Raises ValueError for a name there is not, and whatever goes wrong; `album` leaves out what cannot be drawn.
    """
    from simulate.show.figures import rendering

    return rendering.files(rendering.rendered(drawing, name))


def _note(facts: Facts) -> str:
    certainty = " · 95 % interval" if facts.replications > 1 else " · no interval"
    left_out = len(facts.organisations) - MOST_ORGANISATIONS
    few = f" · {counted(left_out, 'further organisation')} in the tables only" if left_out > 0 else ""
    return f"{counted(facts.replications, 'replication')}{certainty}{few} · {shortened(facts.title, 60)}"
