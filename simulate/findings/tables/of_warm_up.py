"""The table of the warm-up: how long a one each unit asks for, beside the one there was."""

from collections.abc import Iterator

from simulate.findings.series import Series
from simulate.findings.tables.table import Row, Table, interval, of_each, with_ends
from simulate.findings.warm_up import Settling
from simulate.language import mark


def warm_up_rows(series: Series) -> Iterator[Row]:
    """Give a row for each unit, where it can be said how lines and open cases settle."""
    window = series.findings[0].window
    for unit, found in series.settlings.items():
        yield {
            "organisation": series.organisation,
            "unit": unit,
            "warm_up": window.warm_up,
            **_of("line", found.line),
            "line_judged": found.of_line.value,
            **_of("cases", found.cases),
            "cases_judged": found.of_cases.value,
        }


def _of(name: str, found: Settling) -> Row:
    return {
        f"{name}_asks": found.days,
        f"{name}_later": found.later,
        **interval(f"{name}_apart", found.apart, f"{name}_apart_"),
    }


WARM_UP = Table(
    mark("How long a warm-up each unit asks for, by its line and by its open cases (MSER-5)."),
    ("organisation", "unit", "warm_up", "line_asks", "line_later", *with_ends("line_apart"), "line_judged",
     "cases_asks", "cases_later", *with_ends("cases_apart"), "cases_judged"),
    of_each(warm_up_rows),
    only_if_any=True,
)  # fmt: skip
