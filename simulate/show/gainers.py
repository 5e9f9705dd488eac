"""Who gains and who loses, in a sentence: the same children in two organisations, or in many of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from simulate.findings.groups import ALL, ON_LIST
from simulate.language import mark, said, say
from simulate.language.numbers import percent
from simulate.show.amounts import children
from simulate.show.facts import Facts
from simulate.show.importance import SHARE
from simulate.show.records import Record, rows_of
from simulate.show.sentences import SUPPORTS, nobody

if TYPE_CHECKING:
    from simulate.findings.compare import Tables

_EACH = 2
"""Organisations beside the baseline of each of which something is said; of more, only where most lose and gain."""
_FEW = mark(
    "Of {children} fewer than {least} wait over a week longer or less for {support} in {organisation} than in "
    "{baseline}."
)
_SHARES = mark(
    "Of {children} {longer} wait over a week longer for {support} in {organisation} than in {baseline}, {less} over a "
    "week less."
)


def who_gains(tables: "Tables", facts: Facts, measure: str) -> str:
    """Say which shares of the children lose and gain; of many organisations, where most do.

    Where nobody came but those on the list at the start, it is said of them.
    """
    group = next((each for each in (ALL, ON_LIST) if rows_of(tables.gains, measure, facts, each)), None)
    if group is None:
        return nobody(tables, facts)
    rows = rows_of(tables.gains, measure, facts, group)
    whose = children([row["children"] for row in rows.values()], group)
    if len(rows) > 1:
        return most_lose_and_gain(rows, measure, facts, whose)
    ((name, row),) = rows.items()
    told = {
        "children": whose,
        "support": said(SUPPORTS[measure]),
        "organisation": facts.titles.organisation(name),
        "baseline": facts.titles.organisation(facts.baseline),
    }
    if max(row["lost"], row["gained"]) < SHARE:
        return said(_FEW, **told, least=percent(SHARE))
    return said(_SHARES, **told, longer=percent(row["lost"]), less=percent(row["gained"]))


def shares_of_each(tables: "Tables", facts: Facts) -> list[str]:
    """Say which shares of the children lose and gain in each organisation, or in which of many most do."""
    first, full = (rows_of(tables.gains, measure, facts) for measure in ("first_support", "full_support"))
    if not full:
        return []
    if len(full) > _EACH:
        return [most_lose_and_gain(full, "full_support", facts, say("the children"))]
    return [_shares(first[name], row, name, facts) for name, row in full.items()]


def _shares(first: Record, full: Record, organisation: str, facts: Facts) -> str:
    """Say which shares of the children wait longer, and which less, for their first support and for all of it."""
    return say(
        "In {organisation}, compared with {baseline}, {longer_for_first} of the children wait over a week longer for "
        "{first_support} and {less_for_first} over a week less; for {full_support} {longer_for_all} longer and "
        "{less_for_all} less.",
        organisation=facts.titles.organisation(organisation),
        baseline=facts.titles.organisation(facts.baseline),
        first_support=said(SUPPORTS["first_support"]),
        longer_for_first=percent(first["lost"]),
        less_for_first=percent(first["gained"]),
        full_support=said(SUPPORTS["full_support"]),
        longer_for_all=percent(full["lost"]),
        less_for_all=percent(full["gained"]),
    )


_LOSE_AND_GAIN = {
    (True, True): mark(
        "Of {children}, compared with {baseline}, most lose in {worst}: {longer_in_worst} wait over a week longer for "
        "{support}, {less_in_worst} over a week less; most gain in {best}: {less_in_best} wait over a week less, "
        "{longer_in_best} over a week longer."
    ),
    (True, False): mark(
        "Of {children}, compared with {baseline}, most lose in {worst}: {longer_in_worst} wait over a week longer for "
        "{support}, {less_in_worst} over a week less; nowhere do those who wait over a week less outnumber those who "
        "wait longer by {least} of all."
    ),
    (False, True): mark(
        "Of {children}, compared with {baseline}, nowhere do those who wait over a week longer for {support} outnumber "
        "those who wait less by {least} of all; most gain in {best}: {less_in_best} wait over a week less, "
        "{longer_in_best} over a week longer."
    ),
    (False, False): mark(
        "Of {children}, compared with {baseline}, nowhere do those who wait over a week longer for {support} outnumber "
        "those who wait less by {least} of all; nowhere do those who wait over a week less outnumber those who wait "
        "longer by {least} of all."
    ),
}
"""By whether those who lose outnumber those who gain anywhere, and the other way round."""


def most_lose_and_gain(rows: Mapping[str, Record], measure: str, facts: Facts, whose: str) -> str:
    """Say where those who lose outnumber those who gain by most, and where it is the other way round.

    Nobody is said to lose or gain most where the one outnumber the other by less than matters, or not at all.
    """
    lost = {name: row["lost"] - row["gained"] for name, row in rows.items()}
    worst, best = max(lost, key=lambda name: lost[name]), min(lost, key=lambda name: lost[name])
    return said(
        _LOSE_AND_GAIN[bool(lost[worst] >= SHARE), bool(-lost[best] >= SHARE)],
        children=whose,
        baseline=facts.titles.organisation(facts.baseline),
        support=said(SUPPORTS[measure]),
        least=percent(SHARE),
        worst=facts.titles.organisation(worst),
        longer_in_worst=percent(rows[worst]["lost"]),
        less_in_worst=percent(rows[worst]["gained"]),
        best=facts.titles.organisation(best),
        less_in_best=percent(rows[best]["gained"]),
        longer_in_best=percent(rows[best]["lost"]),
    )
