"""What a child costs: a row for all payers together, and below it one for each of the largest."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulate.language import say
from simulate.language.numbers import decimals_for, number
from simulate.show.cells import change, changes_in_columns, in_columns
from simulate.show.facts import Facts
from simulate.show.importance import MONEY
from simulate.show.sheet import NOTHING, Cell, Row
from simulate.show.titles import spoken

if TYPE_CHECKING:
    import pandas as pd

_MOST_PAYERS = 3
_WORTH_NAMING = 0.05
_LARGE_SUM = 10_000  # larger ones are written in thousands
_IN_THOUSANDS = 1000
_ENDS = {"difference": "difference", "low": "difference_low", "high": "difference_high"}


def money_rows(money: "pd.DataFrame", facts: Facts) -> Iterator[Row]:
    """Give what a child costs in all, and what the largest payers pay of it; large sums in thousands."""
    of_kinds = money[money["kind"] == "all"]
    largest = float(of_kinds["per_child"].abs().max())
    scale = _IN_THOUSANDS if largest >= _LARGE_SUM else 1
    yield _paid(of_kinds, "all", _of_all_payers(scale, facts), scale, facts)
    for payer in largest_payers(money):
        yield _paid(of_kinds, payer, spoken(payer), scale, facts, level=1)


def _of_all_payers(scale: int, facts: Facts) -> str:
    if scale == _IN_THOUSANDS:
        return say("All payers (1000 {currency} per child)", currency=facts.currency)
    return say("All payers ({currency} per child)", currency=facts.currency)


def _paid(of_kinds: "pd.DataFrame", payer: str, label: str, scale: int, facts: Facts, level: int = 0) -> Row:
    """Write what a payer pays in every organisation; better is less, from what size on a cost matters."""
    paid = of_kinds[of_kinds["payer"] == payer].to_dict("records")
    sums = {str(row["organisation"]): row["per_child"] / scale for row in paid}
    places = decimals_for(max(map(abs, sums.values()), default=0.0))
    least = MONEY * abs(sums.get(facts.baseline, 0.0))
    changes = {
        str(row["organisation"]): {end: row[name] / scale for end, name in _ENDS.items()}
        | {"distinct": row["distinct"]}
        for row in paid
    }
    return Row(
        key=payer,
        label=label,
        cells=in_columns(facts, {n: Cell(number(s, places)) if s == s else NOTHING for n, s in sums.items()}),
        changes=changes_in_columns(facts, {n: change(row, places, "lower", least) for n, row in changes.items()}),
        level=level,
    )


def largest_payers(money: "pd.DataFrame") -> list[str]:
    """Name the administrations that pay most, at least a twentieth, if there are several."""
    payers = money[(money["kind"] == "all") & (money["payer"] != "all")]
    most = payers.groupby("payer")["per_child"].max().sort_values(ascending=False, kind="stable")
    most = most[most >= _WORTH_NAMING * most.sum()]
    return [str(payer) for payer in most.index[:_MOST_PAYERS]] if len(payers["payer"].unique()) > 1 else []
