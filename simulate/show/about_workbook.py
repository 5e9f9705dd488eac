"""What the first sheet of the workbook says: what it is, how it is to be read, and what each sheet holds."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulate.language import say, say_n
from simulate.language.dates import date
from simulate.language.lists import listed
from simulate.language.numbers import in_percent, number
from simulate.show.facts import Facts
from simulate.show.titles import spoken

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 5_000
"""In a sheet. A spreadsheet takes 1,048,576; but the children of a city take a second to write, and nobody
reads so many."""

Line = tuple[str, str | None]
"""A name and what is said of it; None after a heading."""
_EMPTY: Line = ("", "")


@dataclass(frozen=True)
class Source:
    """Where the tables of a workbook come from."""

    facts: Facts
    start: datetime.date  # the first day of the run
    provenance: Mapping[str, Any]

    @property
    def day(self) -> datetime.date:
        """The day of the run, not its second: the same numbers of one day make the same workbook."""
        return datetime.datetime.fromisoformat(self.provenance["started"]).date()


def lines_about(source: Source) -> list[Line]:
    """Say what a workbook is, how it is to be read, and what the names in its sheets stand for."""
    how = [("", words) for words in _how_to_read(source.facts)]
    return [_EMPTY, *_what_it_is(source), _EMPTY, (say("How to read it"), None), *how, _EMPTY, *_titles(source.facts)]


def _how_to_read(facts: Facts) -> Iterator[str]:
    yield say(
        "Replications are the same simulation again, with other luck. Each number is a mean over them, a median or "
        "another percentile that of all of them together; in the sheets with a column “{column}” each stands by "
        "itself.",
        column="replication",
    )
    yield say(
        "“{low}” and “{high}” are the ends of its {share} interval: how far luck alone may have moved it. What wrong "
        "assumptions may have moved is not in it. One replication has no interval.",
        low="low",
        high="high",
        share=in_percent(number(95)),
    )
    yield (
        say(
            "Differences are organisation minus baseline. Where the interval holds 0, the run cannot tell the two "
            "apart."
        )
        if facts.other_children
        else say(
            "Differences are organisation minus baseline, of the same children in both. Where the interval holds 0, "
            "the run cannot tell the two apart."
        )
    )
    yield say("An empty cell has nothing to tell; for a median or a percentile: too few children ever came so far.")
    yield say("Times are in days, and days of the run count from its start. Cells hold more decimals than they show.")


def _titles(facts: Facts) -> Iterator[Line]:
    """Say what the names in the sheets, which are those of the file, stand for; nothing where there are no titles."""
    given = {name: title for titles in facts.titles.given.values() for name, title in titles.items()}
    given = {name: title for name, title in given.items() if title != spoken(name)}
    if given:
        yield say("Names"), None
        yield from given.items()
        yield _EMPTY


def _what_it_is(source: Source) -> Iterator[tuple[str, str]]:
    facts = source.facts
    baseline, *others = map(spoken, facts.organisations)
    if others:
        baseline = say("{organisation} (the baseline)", organisation=baseline)
    what = (
        say("what a simulation found: children, helped in each of these ways of organising help")
        if facts.other_children
        else say("what a simulation found: the same children, helped in each of these ways of organising help")
    )
    yield say("What it is"), what
    yield say("Organisations"), listed([baseline, *others])
    yield (
        say("Replications"),
        say("{count}, with the seed {seed}", count=number(facts.replications), seed=facts.seed),
    )
    yield say("Children"), _which_children(source)
    yield say("Made"), _made(source)
    yield say("Model"), say("version {model}; results of another version differ for that reason too", model=facts.model)


def _which_children(source: Source) -> str:
    """Say which children count, how long each is followed, and to which organisations others come."""
    facts = source.facts
    opens, closes = (date(source.start + datetime.timedelta(days=round(day))) for day in facts.counted)
    apart = listed(map(spoken, facts.other_children))
    days = number(facts.follow_up)
    match facts.follow_up > 0, bool(apart):
        case True, False:
            return say(
                "those who come from {opens} until {closes} count; each is followed for {days} days",
                opens=opens,
                closes=closes,
                days=days,
            )
        case True, True:
            return say(
                "those who come from {opens} until {closes} count; each is followed for {days} days; other children "
                "come to {organisations}",
                opens=opens,
                closes=closes,
                days=days,
                organisations=apart,
            )
        case False, False:
            return say(
                "those who come from {opens} until {closes} count; each is followed until the run ends",
                opens=opens,
                closes=closes,
            )
    return say(
        "those who come from {opens} until {closes} count; each is followed until the run ends; other children come to "
        "{organisations}",
        opens=opens,
        closes=closes,
        organisations=apart,
    )


def _made(source: Source) -> str:
    provenance = source.provenance
    made = {
        "day": date(source.day),
        "program": provenance["program"],
        "version": provenance["version"],
        "file": "provenance.json",
    }
    if provenance["commit"]:
        return say(
            "on {day} by {program} {version}, commit {commit}; more in {file}", **made, commit=provenance["commit"][:12]
        )
    return say("on {day} by {program} {version}; more in {file}", **made)


def what_it_holds(name: str, table: "pd.DataFrame", meaning: str) -> str:
    """Say what a table holds and how long it is, and where it is if it has no sheet; `meaning` may be ""."""
    rows = say_n("{count} row", "{count} rows", len(table), count=number(len(table)))
    if len(table) > MOST_ROWS:
        rows = say("{rows}, too many for a sheet: see {file}", rows=rows, file=f"{name}.csv")
    return say("{meaning} ({rows})", meaning=meaning, rows=rows).lstrip()
