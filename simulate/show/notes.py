"""What a reader must be warned of, and whether the replications are enough to tell the organisations apart."""

import math
from typing import TYPE_CHECKING

from simulate.findings.catalogue import MEASURES
from simulate.findings.cohort import ON_LIST
from simulate.show.facts import Facts, Staff
from simulate.show.sentences import overloaded_units
from simulate.show.words import counted, listed, number, percent, spoken, whole_or_mean

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables, Verdict

_STAFF_DECIMALS = 6  # of means over the run, which may differ by rounding
_MOST_WORTH_NAMING = 5000  # replications: a difference that takes more is none that matters


def notes(tables: "Tables", facts: Facts) -> list[str]:
    """List the warnings: overloaded units, other staff, other children, too short a follow-up."""
    return [
        *_listed_children(tables),
        *_overload(tables, facts),
        *_done_by_nobody(facts),
        *staff_notes(facts),
        *_other_children(facts),
        *_other_prices(facts),
    ]


def _listed_children(tables: "Tables") -> list[str]:
    """Say how long the children wait who are on the list at the start; they are in no other figure of the table."""
    of_list = tables.summary[tables.summary["group"] == ON_LIST]
    waits = {
        "until their first support": of_list[of_list["measure"] == "first_support_mean"],
        "until all of it": of_list[of_list["measure"] == "full_support_mean"],
    }
    told = [
        f"{listed(f'{number(days)} in {spoken(name)}' for name, days in _by_organisation(rows))} {until}"
        for until, rows in waits.items()
        if len(rows)
    ]
    if not told:
        return []
    return [
        f"The children {ON_LIST} are in no figure above. They wait, from their first day in it and on average, "
        f"{listed(told)} (days; 0 for those who have it already; more in summary.csv)."
    ]


def _by_organisation(rows: "pd.DataFrame") -> list[tuple[str, float]]:
    return list(zip(rows["organisation"].tolist(), rows["value"].tolist(), strict=True))


def _overload(tables: "Tables", facts: Facts) -> list[str]:
    """Name each unit that cannot keep up, where, and what that does to the figures."""
    warnings = []
    for unit, where in overloaded_units(tables).items():
        place = "every organisation" if len(where) == len(facts.organisations) else listed(map(spoken, where))
        cases = [each for each in tables.overloads if each.unit == unit]
        load = max(each.offered_load for each in cases)
        asked = f"{percent(load)} of what it can do is asked of it" if load >= 1 else "its line grows during the run"
        meaning = (
            "so many leave the line that it stays as it is"
            if all(each.settled for each in cases)
            else "the waits that pass through it get longer the longer one looks"
        )
        warnings.append(f"Warning: {spoken(unit)} is overloaded in {place}: {asked}; {meaning}.")
    return warnings


def _done_by_nobody(facts: Facts) -> list[str]:
    if not facts.nobodys:
        return []
    has = "has no unit" if len(facts.nobodys) == 1 else "have no unit"
    return [
        f"Warning: nobody does {listed(map(spoken, facts.nobodys))}, which {has}: it is in no line and no load. Give "
        'the unit that does it, or unit = "none" if it is time that passes.'
    ]


def staff_notes(facts: Facts) -> list[str]:
    """Say whether all organisations have the same staff; what differs in it is part of every difference."""
    base = facts.staff[facts.baseline]
    warnings = []
    for organisation in facts.organisations[1:]:
        other = facts.staff[organisation]
        more = round(other.workers - base.workers, _STAFF_DECIMALS)
        has = f"{spoken(organisation)} has as many workers as {spoken(facts.baseline)} ({whole_or_mean(base.workers)})"
        if more:
            warnings.append(
                f"Warning: {spoken(organisation)} has {counted(abs(more), 'worker')} "
                f"{'more' if more > 0 else 'fewer'} than {spoken(facts.baseline)} ({whole_or_mean(other.workers)}, not "
                f"{whole_or_mean(base.workers)}{_on_average(base, other)}): part of the difference is staff."
            )
        elif round(other.places - base.places, _STAFF_DECIMALS):
            warnings.append(
                f"{has}, but not all in the same units: {whole_or_mean(other.places)} places, not "
                f"{whole_or_mean(base.places)}."
            )
        elif round(other.cases_per_year - base.cases_per_year, _STAFF_DECIMALS):
            warnings.append(
                f"{has}, but its meetings can take {number(other.cases_per_year)} cases a year, not "
                f"{number(base.cases_per_year)}."
            )
        elif other.in_time != base.in_time:
            at_a_time = " at the same time" if base.changes or other.changes else ""
            warnings.append(f"{has}, but not all in the same units{at_a_time}.")
    if not warnings and len(facts.organisations) > 1:
        mean = _on_average(base)
        warnings.append(f"The staff is the same in all organisations: {counted(base.workers, 'worker')}{mean}.")
    return warnings


def _on_average(*staff: Staff) -> str:
    """Say that numbers of workers are means, where any changes during the run."""
    return " on average over the run" if any(each.changes for each in staff) else ""


def _other_children(facts: Facts) -> list[str]:
    if not facts.other_children:
        return []
    return [
        f"Warning: other children come to {listed(map(spoken, facts.other_children))} than to "
        f"{spoken(facts.baseline)} (another seed, other arrivals or another time): the difference is also one "
        "between children, and nobody can be said to gain or lose."
    ]


def _other_prices(facts: Facts) -> list[str]:
    if not facts.other_prices:
        return []
    return [
        f"Warning: other prices hold for {listed(map(spoken, facts.other_prices))} than for {spoken(facts.baseline)}: "
        "part of the difference in cost is prices."
    ]


def verdict(tables: "Tables", facts: Facts) -> str:
    """Say how many replications were run, and whether they tell the organisations apart."""
    ran = counted(facts.replications, "replication")
    if len(facts.organisations) == 1:
        return f"{ran}."
    if facts.replications == 1:
        return f"{ran}: no interval can be given, and any difference may be luck. Run more, for example with -r 20."
    compared = [each for each in tables.verdicts if not math.isnan(each.difference)]
    if not compared:
        return f"{ran}. The wait to first support is not compared: too few children ever have it."
    told = [spoken(each.organisation) for each in compared if each.distinct]
    parts = [f"enough to tell {listed(told)} from {spoken(facts.baseline)}"] if told else []
    not_told = [each for each in compared if not each.distinct]
    parts += [f"not enough to tell {spoken(each.organisation)}{_needed(each)}" for each in not_told]
    measure = MEASURES[compared[0].measure].label.lower()
    return f"{ran}, by the {measure}: {'; '.join(parts)}."


def _needed(verdict: "Verdict") -> str:
    if verdict.needed is None or verdict.needed > _MOST_WORTH_NAMING:
        return f" from {spoken(verdict.baseline)} (hardly any difference)"
    return (
        f" from {spoken(verdict.baseline)} (about {counted(verdict.needed, 'replication')} would be, if the difference "
        "is as large as it seems)"
    )
