"""The verdict: how many replications were run, and which of the differences they tell from luck."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from simulate.findings.catalogue import CATALOGUE, MEASURES, Measure
from simulate.language import say, say_n
from simulate.language.numbers import number
from simulate.show.ends import shown_ends
from simulate.show.facts import Facts
from simulate.show.measures import label_within
from simulate.show.records import by_measure
from simulate.show.until_sure import sure

if TYPE_CHECKING:
    from simulate.findings.compare import Tables, Verdict

_MOST_WORTH_NAMING = 5000  # replications: a difference that takes more is none that matters
_FEW = 3  # measures that can be named in a sentence
_EACH = 2
"""Organisations beside the baseline of each of which it is said what is told from luck."""


def verdict(tables: "Tables", facts: Facts) -> str:
    """Say how many replications were run, and in how many measures they tell each organisation from the baseline.

    First comes what is known of the difference until which they were added, where they were.
    """
    if tables.sought is None:
        return _of_all_measures(tables, facts)
    return " ".join([*sure(tables.sought, facts), _of_all_measures(tables, facts)])


def _of_all_measures(tables: "Tables", facts: Facts) -> str:
    if len(facts.organisations) == 1:
        return say_n("{count} replication.", "{count} replications.", facts.replications, count=_ran(facts))
    if facts.replications == 1:
        return say(
            "1 replication: no interval can be given, and any difference may be luck. Run more, for example with "
            "{option}.",
            option="-r 20",
        )
    told = {organisation: measures for organisation, measures in _told(tables).items() if measures}
    if not told:
        return say("{count} replications. Nothing is compared: too few children were counted.", count=_ran(facts))
    if len(told) > _EACH:
        return _least_and_most(told, facts)
    parts = [
        part
        for each in tables.verdicts
        if each.organisation in told
        for part in _parts(each, told[each.organisation], max(map(len, told.values())), facts)
    ]
    return say("{count} replications tell {what}.", count=_ran(facts), what="; ".join(parts))


def _ran(facts: Facts) -> str:
    return number(facts.replications)


def _told(tables: "Tables") -> dict[str, dict[Measure, bool]]:
    """Say for each organisation, and each measure of the table, whether it differs by more than luck."""
    shown = [each for each in CATALOGUE if each.headline]
    shown += shown_ends(by_measure(tables.summary))
    rows = tables.differences
    rows = rows[(rows["group"] == "all") & rows["difference"].notna()]
    distinct: dict[str, dict[str, bool]] = {}
    for organisation, measure, told in zip(rows["organisation"], rows["measure"], rows["distinct"], strict=True):
        distinct.setdefault(str(organisation), {})[str(measure)] = bool(told)
    return {name: {each: found[each.key] for each in shown if each.key in found} for name, found in distinct.items()}


def _least_and_most(told: Mapping[str, Mapping[Measure, bool]], facts: Facts) -> str:
    """Say in how few measures an organisation is told from the baseline, and in how many."""
    counts = {organisation: sum(measures.values()) for organisation, measures in told.items()}
    least, most = min(counts, key=counts.__getitem__), max(counts, key=counts.__getitem__)
    words = {
        "count": _ran(facts),
        "baseline": facts.titles.organisation(facts.baseline),
        "least": number(counts[least]),
        "organisation_with_least": facts.titles.organisation(least),
        "most": number(counts[most]),
        "organisation_with_most": facts.titles.organisation(most),
        "measures": _of_measures(max(map(len, told.values()))),
    }
    if counts[least] == 0:
        return say(
            "{count} replications tell organisations from {baseline} in none (in {organisation_with_least}) to {most} "
            "(in {organisation_with_most}) of {measures}.",
            **words,
        )
    return say(
        "{count} replications tell organisations from {baseline} in {least} (in {organisation_with_least}) to {most} "
        "(in {organisation_with_most}) of {measures}.",
        **words,
    )


def _of_measures(count: int) -> str:
    return say_n("{count} measure in the table", "{count} measures in the table", count, count=number(count))


def _parts(each: "Verdict", measures: Mapping[Measure, bool], count: int, facts: Facts) -> list[str]:
    """Say in how many of the table's measures an organisation is told from the baseline, and what more it would take.

    The measures in which it is not told are named where they are few.
    """
    missing = [label_within(measure) for measure, distinct in measures.items() if not distinct]
    words = {
        "organisation": facts.titles.organisation(each.organisation),
        "baseline": facts.titles.organisation(facts.baseline),
        "told": number(sum(measures.values())),
        "measures": _of_measures(count),
    }
    if 0 < len(missing) <= _FEW:
        told = say(
            "{organisation} from {baseline} in {told} of {measures} (not in: {missing})",
            **words,
            missing="; ".join(missing),
        )
    else:
        told = say("{organisation} from {baseline} in {told} of {measures}", **words)
    return [told, *_needed(each)]


def _needed(verdict: "Verdict") -> list[str]:
    """Say how many replications the difference in waiting would take, where these are not enough for it."""
    if verdict.distinct or math.isnan(verdict.difference):
        return []
    wait = label_within(MEASURES[verdict.measure])
    if verdict.needed is None or verdict.needed > _MOST_WORTH_NAMING:
        return [say("hardly any difference in the {wait}", wait=wait)]
    needed = number(verdict.needed)
    return [
        say(
            "it would take about {count} for the {wait}, if the difference is as large as it seems",
            wait=wait,
            count=needed,
        )
    ]
