"""Amounts in sentences: of each organisation, or of the least and the most of many; and how many children are meant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from simulate.findings import catalogue
from simulate.findings.groups import ALL, ON_LIST, Group
from simulate.language import mark, said, say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import decimals_in_table, from_to, in_percent, number
from simulate.show.facts import Facts

IN_FULL = 3
"""Organisations that a sentence can name."""


@dataclass(frozen=True)
class Kind:
    """A kind of amounts: how one of an organisation is said, and the least and the most of those of many."""

    of_one: str
    of_many: str
    unit: str = ""  # as that of a measure; "" where it is none with decimals of its own


IN_DAYS = Kind(
    mark("{amount} days in {organisation}"),
    mark("{least} (in {organisation_with_least}) to {most} days (in {organisation_with_most})"),
    catalogue.DAYS,
)
IN_DAYS_ON_AVERAGE = Kind(
    mark("{amount} days on average in {organisation}"),
    mark("{least} (in {organisation_with_least}) to {most} days on average (in {organisation_with_most})"),
    catalogue.DAYS,
)
IN_TIMES = Kind(
    mark("{amount} times in {organisation}"),
    mark("{least} (in {organisation_with_least}) to {most} times (in {organisation_with_most})"),
)
IN_PER_CENT = Kind(
    mark("{amount} in {organisation}"),
    mark("{least} (in {organisation_with_least}) to {most} (in {organisation_with_most})"),
    catalogue.PERCENT,
)


def by_organisation(amounts: Mapping[str, float], facts: Facts, kind: Kind) -> str:
    """Write an amount for each organisation: "118 days in siloed and 96 in integrated"."""
    written = dict(zip(amounts, written_alike(amounts.values(), kind.unit), strict=True))
    titles = facts.titles
    if len(amounts) <= IN_FULL:
        (first, amount), *others = written.items()
        of_first = said(kind.of_one, amount=_with_sign(amount, kind), organisation=titles.organisation(first))
        of_others = (
            say("{amount} in {organisation}", amount=a, organisation=titles.organisation(n)) for n, a in others
        )
        return listed([of_first, *of_others])
    least, most = (choose(amounts, key=amounts.__getitem__) for choose in (min, max))
    return said(
        kind.of_many,
        least=written[least],
        organisation_with_least=titles.organisation(least),
        most=_with_sign(written[most], kind),
        organisation_with_most=titles.organisation(most),
    )


def written_alike(amounts: Collection[float], unit: str) -> list[str]:
    """Write amounts with as many decimals as the table has, the same for all."""
    places = decimals_in_table(amounts, unit)
    return [number(amount, places) for amount in amounts]


def _with_sign(amount: str, kind: Kind) -> str:
    return in_percent(amount) if kind.unit == catalogue.PERCENT else amount


def children(counts: Sequence[float], group: Group = ALL) -> str:
    """Write how many children something is about, from the fewest to the most: all that count, or those on the list."""
    count, most = how_many(counts), max(counts)
    if group == ON_LIST:
        return say_n(
            "{count} child on the list at the start", "{count} children on the list at the start", most, count=count
        )
    return say_n("{count} child", "{count} children", most, count=count)


def how_many(counts: Sequence[float]) -> str:
    """Write a number of children, which may be a mean: one, or from the fewest to the most."""
    least, most = min(counts), max(counts)
    places = 0 if most >= 10 or all(count == round(count) for count in (least, most)) else 1
    return from_to(number(least, places), number(most, places))
