"""The table of money: what a child costs, by who pays and for what."""

from collections.abc import Iterator

from simulate.findings.estimates import differences, estimate
from simulate.findings.money import ALL, KINDS
from simulate.findings.series import Series
from simulate.findings.tables.table import Row, Table, interval, of_each_and_baseline, with_ends
from simulate.language import mark


def money_rows(series: Series, baseline: Series) -> Iterator[Row]:
    """Give what a counted child costs, by payer and kind, with the difference from the baseline.

    The sums come first, payers in order of their names. What costs nothing in both is left out, but for the total.
    Without prices of its own an organisation has no rows, without prices of the baseline no difference.
    """
    if not series.priced:
        return
    keys = {key for one in (baseline, series) for each in one.findings for key in each.costs}
    payers = sorted({payer for payer, _ in keys}, key=lambda payer: (payer != ALL, payer))
    for payer in payers:
        for kind in (ALL, *KINDS):
            mine, theirs = series.cost(payer, kind), baseline.cost(payer, kind)
            if (payer, kind) != (ALL, ALL) and not any([*mine.values(), *theirs.values()]):
                continue
            found = estimate(list(mine.values()), least=0.0)
            apart = estimate(differences(mine, theirs) if series is not baseline else [])
            yield {
                "organisation": series.organisation,
                "baseline": baseline.organisation,
                "payer": payer,
                "kind": kind,
                "currency": series.findings[0].currency,
                "per_child": found.value,
                "low": found.low,
                "high": found.high,
                "per_1000_children": 1000 * found.value,
                **interval("difference", apart, "difference_"),
                "distinct": apart.distinct,
                "replications": found.replications,
            }


MONEY = Table(
    mark("What a counted child costs, by payer and for what; empty where the scenario has no costs."),
    ("organisation", "baseline", "payer", "kind", "currency", "per_child", "low", "high", "per_1000_children",
     *with_ends("difference"), "distinct", "replications"),
    of_each_and_baseline(money_rows),
)  # fmt: skip
