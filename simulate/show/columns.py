"""What the numbers in the columns of tables are, so that a spreadsheet shows them as people write them."""

from typing import TYPE_CHECKING

from simulate.findings import catalogue, unit_measures
from simulate.findings.catalogue import MEASURES, Measure
from simulate.findings.unit_measures import BY_KEY, UnitMeasure
from simulate.language import say
from simulate.show.measures import label_of, unit_of

if TYPE_CHECKING:
    import pandas as pd

DAYS, COUNT, MONEY, MEAN = "#,##0.0", "#,##0", "#,##0", "#,##0.00"
SHARE, PERCENT = "0.0 %", '0.0" %"'  # of 1, and of 100
OTHER = "#,##0.0###"
"""Formats of numbers; their cells hold all decimals."""

_OF_UNITS = {
    catalogue.DAYS: DAYS,
    catalogue.PERCENT: PERCENT,
    catalogue.PER_CHILD: MEAN,
    catalogue.PER_1000: DAYS,
    catalogue.MONEY_PER_CHILD: MONEY,
    unit_measures.TIMES: MEAN,
    unit_measures.PER_WORKER: DAYS,
    unit_measures.HOURS: DAYS,
}
_IN_DAYS = (
    "mean", "median", "p90", "time_to_finish_mean", "work_mean", "stretched_mean", "days", "mean_gain", "arrival",
    "first_contact", "first_support", "full_support", "unattended_days", "need_days", "work_each", "work_per_1000",
    "screened_out_per_1000", "warm_up", "line_asks", "cases_asks",
)  # fmt: skip
_IN_NUMBERS = (
    "visits", "waits", "needs", "line_mean", "leavers", "leavers_per_100", "handed_over", "consultant_days", "children",
    "workers", "children_per_worker", "full_pace_up_to", "line_later", "line_apart", "cases_later", "cases_apart",
)  # fmt: skip
_AS_SHARES = (
    "still_waiting", "left_line", "within_limit", "over_limit", "use", "offered_load", "gained", "same", "lost",
    "undecided", "share", "at_most", "without", "waiting", "gave_up", "too_old", "never_noticed", "in_part", "vacant",
    "absent", "newcomers", "development_used", "at_once", "by_itself", "in_crisis", "confidence",
)  # fmt: skip
_IN_MONEY = ("per_child", "per_1000_children")
_OF_COLUMNS = {
    **dict.fromkeys((*_IN_DAYS, *_IN_NUMBERS), DAYS),
    **dict.fromkeys(_AS_SHARES, SHARE),
    **dict.fromkeys(_IN_MONEY, MONEY),
    "times_as_long": MEAN,
}


def formats_of(table: "pd.DataFrame") -> dict[str, str]:
    """Give the format of each column with numbers; that of the ends of an interval is that of what is between them.

    What no column is known to be is shown as what it looks like. A table of measures has other formats by row, see
    `formats_by_row`.
    """
    found: dict[str, str] = {}
    before, is_money = OTHER, "currency" in table.columns
    for name in table.columns:
        if table[name].dtype.kind not in "iuf":
            continue
        base = name.removesuffix("_low").removesuffix("_high")
        if name in ("low", "high"):
            found[name] = before
        elif table[name].dtype.kind in "iu":
            found[name] = COUNT
        else:
            known = _OF_COLUMNS.get(base) or found.get(base)
            found[name] = known or (MONEY if is_money else _looks_like(table[name]))
        before = found[name]
    return found


def _looks_like(column: "pd.Series[float]") -> str:
    return COUNT if (column.dropna() % 1 == 0).all() else OTHER


def formats_by_row(table: "pd.DataFrame") -> list[str] | None:
    """Give for each row of a table of measures the format of their values; None for other tables."""
    measures = _measures_of(table)
    return None if measures is None else [_OF_UNITS.get(measure.unit, OTHER) for measure in measures]


def in_words(table: "pd.DataFrame", currency: str) -> dict[str, list[str]]:
    """Give further columns for people: what each measure is called, and its unit; none for other tables."""
    measures = _measures_of(table)
    if measures is None:
        return {}
    told_in = say("measured in") if "unit" in table.columns else say("unit")  # where that is a unit of workers
    return {
        say("measure in words"): [label_of(measure) for measure in measures],
        told_in: [unit_of(measure, currency) for measure in measures],
    }


def _measures_of(table: "pd.DataFrame") -> list[Measure] | list[UnitMeasure] | None:
    """Give the measure of each row of a table of measures, of children or of units; None for other tables."""
    if "measure" not in table.columns or not len(table):
        return None
    names = table["measure"].tolist()
    if all(name in MEASURES for name in names):
        return [MEASURES[name] for name in names]
    return [BY_KEY[name] for name in names] if all(name in BY_KEY for name in names) else None
