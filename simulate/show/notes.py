"""What a reader must be warned of, and which of the differences the replications tell from luck."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from simulate.findings.catalogue import CATALOGUE, MEASURES
from simulate.findings.groups import ON_LIST
from simulate.language.lists import listed
from simulate.language.numbers import counted, number, whole_or_mean
from simulate.show.cells import by_measure
from simulate.show.ends import shown_ends
from simulate.show.facts import Facts, Staff
from simulate.show.first_lines import of_list
from simulate.show.importance import DAYS
from simulate.show.overload import overload_lines
from simulate.show.sentences import any_counted, by_organisation, rows_of

if TYPE_CHECKING:
    from simulate.findings.compare import Tables, Verdict

_STAFF_DECIMALS = 6  # of means over the run, which may differ by rounding
_MOST_WORTH_NAMING = 5000  # replications: a difference that takes more is none that matters
_FEW = 3  # measures that can be named in a sentence
_EACH = 2
"""Organisations beside the baseline of each of which it is said what is told from luck."""


def notes(tables: "Tables", facts: Facts) -> list[str]:
    """List the warnings: overloaded units, other staff, other children, intervals that are too narrow."""
    return [
        *_listed_children(tables, facts),
        *(f"Warning: {line}" for line in overload_lines(tables, facts)),
        *_done_by_nobody(facts),
        *_urgent_who_wait(tables, facts),
        *_too_narrow(tables),
        *staff_notes(facts),
        *_other_children(facts),
        *_other_prices(facts),
    ]


def _listed_children(tables: "Tables", facts: Facts) -> list[str]:
    """Say how long the children wait who are on the list at the start.

    They are in no other figure of children; their visits stand in line, and take the staff's time, as all others do.
    """
    told = of_list(tables, facts) if any_counted(tables, facts) else []  # else they stand in the first lines
    where = "above they are only in the days in line and in the staff, by unit"
    return [f"The children {ON_LIST.label} are counted apart: {where}. {' '.join(told)}"] if told else []


def _urgent_who_wait(tables: "Tables", facts: Facts) -> list[str]:
    """Say where urgent children wait longer than the others, which reads like a mistake as they are called first."""
    rows = rows_of(tables.summary, "gap_urgent", facts)
    longer = {name: -row["value"] for name, row in rows.items() if row["value"] <= -DAYS and row["high"] < 0}
    if not longer:
        return []
    return [
        "Urgent children wait longer for their first support than the others on average, by "
        f"{by_organisation(longer, facts, 'days')} (all doors and needs taken together)."
    ]


def _too_narrow(tables: "Tables") -> list[str]:
    told = [table for table in (tables.summary, tables.differences) if "too_narrow" in table]
    if not any(table.loc[table["group"] == "all", "too_narrow"].astype(bool).any() for table in told):
        return []
    return [
        "Some figures are skewed and the replications few: their intervals are too narrow (too_narrow in summary.csv "
        "and differences.csv)."
    ]


def _done_by_nobody(facts: Facts) -> list[str]:
    if not facts.nobodys:
        return []
    has = "has no unit" if len(facts.nobodys) == 1 else "have no unit"
    steps = listed(map(facts.titles.step, facts.nobodys))
    return [
        f"Warning: nobody does {steps}, which {has}: it is in no line and no load. Give the unit that does it, or "
        'unit = "none" if it is time that passes.'
    ]


def staff_notes(facts: Facts) -> list[str]:
    """Say whether all organisations have the same staff; what differs in it is part of every difference."""
    base = facts.staff[facts.baseline]
    said: dict[tuple[str, str], list[str]] = {}
    for organisation in facts.organisations[1:]:
        differs = _differs(facts.staff[organisation], base, facts)
        if differs is not None:
            said.setdefault(differs, []).append(facts.titles.organisation(organisation))
    if said:
        return [_said_of(names, *differs) for differs, names in said.items()]
    if len(facts.organisations) == 1:
        return []
    return [f"The staff is the same in all organisations: {counted(base.workers, 'worker')}{_on_average(base)}."]


def _said_of(names: Sequence[str], before: str, after: str) -> str:
    """Say the same of one or several organisations."""
    return f"{before}{listed(names)} {'has' if len(names) == 1 else 'have'} {after}"


def _differs(other: Staff, base: Staff, facts: Facts) -> tuple[str, str] | None:
    """Say how an organisation's staff differs from the baseline's: what stands before its name, and after "has"."""
    baseline = facts.titles.organisation(facts.baseline)
    as_many = f"as many workers as {baseline} ({whole_or_mean(base.workers)}), but"
    more = round(other.workers - base.workers, _STAFF_DECIMALS)
    if more:
        return "Warning: ", (
            f"{counted(abs(more), 'worker')} {'more' if more > 0 else 'fewer'} than {baseline} "
            f"({whole_or_mean(other.workers)}, not {whole_or_mean(base.workers)}{_on_average(base, other)}): part of "
            "the difference is staff."
        )
    if round(other.places - base.places, _STAFF_DECIMALS):
        places = f"{whole_or_mean(other.places)} places, not {whole_or_mean(base.places)}"
        return "", f"{as_many} not all in the same units: {places}."
    if round(other.cases_per_year - base.cases_per_year, _STAFF_DECIMALS):
        cases = f"{number(other.cases_per_year)} cases a year, not {number(base.cases_per_year)}"
        return "", f"{as_many} meetings that can take {cases}."
    if other.in_time != base.in_time:
        at_a_time = " at the same time" if base.changes or other.changes else ""
        return "", f"{as_many} not all in the same units{at_a_time}."
    return None


def _on_average(*staff: Staff) -> str:
    """Say that numbers of workers are means, where any changes during the run."""
    return " on average over the run" if any(each.changes for each in staff) else ""


def _other_children(facts: Facts) -> list[str]:
    if not facts.other_children:
        return []
    return [
        f"Warning: other children come to {_names(facts, facts.other_children)} than to {_names(facts)} (another seed, "
        "other arrivals or another time): the difference is also one between children, and nobody can be said to gain "
        "or lose."
    ]


def _other_prices(facts: Facts) -> list[str]:
    if not facts.other_prices:
        return []
    return [
        f"Warning: other prices hold for {_names(facts, facts.other_prices)} than for {_names(facts)}: part of the "
        "difference in cost is prices."
    ]


def _names(facts: Facts, organisations: Sequence[str] = ()) -> str:
    """Name organisations, or the baseline."""
    return listed(map(facts.titles.organisation, organisations or [facts.baseline]))


def verdict(tables: "Tables", facts: Facts) -> str:
    """Say how many replications were run, and in how many measures they tell each organisation from the baseline."""
    ran = counted(facts.replications, "replication")
    if len(facts.organisations) == 1:
        return f"{ran}."
    if facts.replications == 1:
        return f"{ran}: no interval can be given, and any difference may be luck. Run more, for example with -r 20."
    told = {organisation: measures for organisation, measures in _told(tables).items() if measures}
    if not told:
        return f"{ran}. Nothing is compared: too few children were counted."
    baseline, of = (
        facts.titles.organisation(facts.baseline),
        f"of {counted(max(map(len, told.values())), 'measure')} in the table",
    )
    counts = {organisation: sum(measures.values()) for organisation, measures in told.items()}
    if len(told) > _EACH:
        return f"{ran} tell organisations from {baseline} in {_least_and_most(counts, of, facts)}."
    parts = [
        f"{facts.titles.organisation(each.organisation)} from {baseline} in {counts[each.organisation]} {of}"
        f"{_not_told(told[each.organisation])}{_needed(each)}"
        for each in tables.verdicts
        if each.organisation in told
    ]
    return f"{ran} tell {'; '.join(parts)}."


def _least_and_most(counts: Mapping[str, int], of: str, facts: Facts) -> str:
    """Say in how few measures an organisation is told from the baseline, and in how many."""
    least, most = min(counts, key=counts.__getitem__), max(counts, key=counts.__getitem__)
    few = "none" if counts[least] == 0 else str(counts[least])
    named = [facts.titles.organisation(name) for name in (least, most)]
    return f"{few} (in {named[0]}) to {counts[most]} (in {named[1]}) {of}"


def _told(tables: "Tables") -> dict[str, dict[str, bool]]:
    """Say for each organisation, and each measure of the table by its label, whether it differs by more than luck."""
    shown = [each.key for each in CATALOGUE if each.headline]
    shown += [each.key for each in shown_ends(by_measure(tables.summary))]
    rows = tables.differences
    rows = rows[(rows["group"] == "all") & rows["difference"].notna()]
    distinct: dict[str, dict[str, bool]] = {}
    for organisation, measure, told in zip(rows["organisation"], rows["measure"], rows["distinct"], strict=True):
        distinct.setdefault(str(organisation), {})[str(measure)] = bool(told)
    return {
        name: {MEASURES[key].label: found[key] for key in shown if key in found} for name, found in distinct.items()
    }


def _not_told(measures: Mapping[str, bool]) -> str:
    """Name the measures in which an organisation cannot be told from the baseline, where they are few."""
    missing = [label[0].lower() + label[1:] for label, distinct in measures.items() if not distinct]
    return f" (not in: {'; '.join(missing)})" if 0 < len(missing) <= _FEW else ""


def _needed(verdict: "Verdict") -> str:
    """Say how many replications the difference in waiting would take, where these are not enough for it."""
    if verdict.distinct or math.isnan(verdict.difference):
        return ""
    label = MEASURES[verdict.measure].label
    wait = label[0].lower() + label[1:]
    if verdict.needed is None or verdict.needed > _MOST_WORTH_NAMING:
        return f"; hardly any difference in the {wait}"
    return f"; the {wait} would take about {number(verdict.needed)}, if the difference is as large as it seems"
