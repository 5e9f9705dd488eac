"""What was found for programs to read: the sheet as JSON takes it, with the numbers its cells were written from."""

import math
from typing import TYPE_CHECKING, Any

from simulate.findings.catalogue import MEASURES
from simulate.show.ends import ENDS
from simulate.show.facts import Facts
from simulate.show.measures import label_of, unit_of
from simulate.show.overload import overloaded_units
from simulate.show.records import by_measure
from simulate.show.sheet import Sheet
from simulate.show.units import of_all_steps

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables

_VALUES = ("value", "low", "high", "without", *ENDS, "settled", "children")
_CHANGES = ("difference", "low", "high", "distinct")


def as_json(sheet: Sheet, tables: "Tables", facts: Facts) -> dict[str, Any]:
    """Give a sheet and all numbers of its tables; names are those of the files, what people see stands in `titles`.

    NaN becomes null.
    """
    summary, differences = by_measure(tables.summary), by_measure(tables.differences)
    measures = [
        {
            "measure": key,
            "label": label_of(MEASURES[key]),
            "unit": unit_of(MEASURES[key], facts.currency),
            "values": {n: {c: _plain(row[c]) for c in _VALUES} for n, row in summary.get(key, {}).items()},
            "differences": {n: {c: _plain(row[c]) for c in _CHANGES} for n, row in differences.get(key, {}).items()},
        }
        for key in dict.fromkeys(tables.summary["measure"])
    ]
    return {
        "title": sheet.title,
        "seed": facts.seed,
        "replications": facts.replications,
        "model": facts.model,
        "engine": facts.engine,
        "organisations": list(facts.organisations),
        "baseline": facts.baseline,
        "titles": {kind: dict(titles) for kind, titles in facts.titles.given.items()},
        "findings": list(sheet.findings),
        "measures": measures,
        "waits_by_unit": [{k: v for k, v in row.items() if k != "step"} for row in records(of_all_steps(tables))],
        "measures_by_unit": records(tables.measures_by_unit),
        "staff": records(tables.staff),
        "money": records(tables.money),
        "overloaded": overloaded_units(tables),
        "warm_up": records(tables.warm_up),
        "workers": {name: staff.workers for name, staff in facts.staff.items()},
        "notes": list(sheet.notes),
        "verdict": sheet.verdict,
        "until_sure": _until_sure(tables),
    }


def _until_sure(tables: "Tables") -> dict[str, Any] | None:
    """Give until what a run went on, and what it knew when; None where it was to be as long as it is."""
    sought = tables.sought
    if sought is None:
        return None
    return {
        "measure": sought.measure,
        "within": sought.aim.within,
        "sure": sought.is_sure,
        "confidence": sought.aim.confidence,
        "looks_planned": list(sought.aim.looks),
        "looks": records(tables.looks),
    }


def records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Give the rows of a table as JSON takes them: NaN becomes null."""
    return [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
