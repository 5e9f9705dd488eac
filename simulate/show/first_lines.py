"""The first lines of the table: who waits how long, who loses by the change and who gains, and what it costs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulate.findings.groups import ON_LIST
from simulate.language import said, say
from simulate.language.numbers import number, percent
from simulate.show.amounts import children
from simulate.show.facts import Facts
from simulate.show.gainers import shares_of_each
from simulate.show.groups import groups_told
from simulate.show.importance import MONEY, matters
from simulate.show.records import Record, rows_of
from simulate.show.sentences import SUPPORTS, any_counted, half_of_the_children, nobody

if TYPE_CHECKING:
    from simulate.findings.compare import Tables

_EACH = 2
"""Organisations that cost another sum of each of which it is said; of more only where a child costs most and least."""


def first_lines(tables: "Tables", facts: Facts) -> list[str]:
    """Say what was found in a few sentences, those who lose before those who gain."""
    if not any_counted(tables, facts):
        return [nobody(tables, facts), *of_list(tables, facts)]
    return [
        *(half_of_the_children(tables, facts, measure) for measure in SUPPORTS),
        *shares_of_each(tables, facts),
        *groups_told(tables, facts),
        *_money(tables, facts),
    ]


def of_list(tables: "Tables", facts: Facts) -> list[str]:
    """Say how long the children wait who are on the list at the start; nothing where nobody is."""
    told = [sentence for sentence in (_half_of_list(tables, facts, each) for each in SUPPORTS) if sentence]
    how = say(
        "Their waits run from when they came; who had support already when the clock started waited 0 days for it."
    )
    return [*told, how] if told else []


def _half_of_list(tables: "Tables", facts: Facts, measure: str) -> str:
    """Say within how many days half of those on the list have support, or that half of them had it to begin with."""
    rows = rows_of(tables.summary, f"{measure}_median", facts, ON_LIST).values()
    if rows and all(row["value"] == 0 for row in rows):
        return say(
            "At least half of {children} had {support} already then, or got it on the day they came.",
            children=children([row["children"] for row in rows], ON_LIST),
            support=said(SUPPORTS[measure]),
        )
    return half_of_the_children(tables, facts, measure, ON_LIST)


def _money(tables: "Tables", facts: Facts) -> Iterator[str]:
    """Say where a child costs more or less by a share that matters; of many organisations the extremes."""
    rows = tables.money[(tables.money["payer"] == "all") & (tables.money["kind"] == "all")].to_dict("records")
    told = [
        {str(key): row[key] for key in row}
        for row in rows
        if row["organisation"] in facts.organisations[1:]
        and matters(row["difference"], MONEY * (row["per_child"] - row["difference"]), row["distinct"])
    ]
    told.sort(key=lambda row: -row["difference"])
    for row in told if len(told) <= _EACH else (told[0], told[-1]):
        yield _costs(row, facts)


def _costs(row: Record, facts: Facts) -> str:
    """Say by which share a child costs more or less in an organisation than in the baseline."""
    was, now = row["per_child"] - row["difference"], row["per_child"]
    places = 0 if now >= 100 else 2
    told = {
        "share": percent(abs(now - was) / was),
        "organisation": facts.titles.organisation(row["organisation"]),
        "baseline": facts.titles.organisation(facts.baseline),
        "now": number(now, places),
        "was": number(was, places),
        "currency": facts.currency,
    }
    if now > was:
        return say(
            "A child costs {share} more in {organisation} than in {baseline} ({now} {currency}, not {was}).", **told
        )
    return say("A child costs {share} less in {organisation} than in {baseline} ({now} {currency}, not {was}).", **told)
