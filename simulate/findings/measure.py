"""What is kept of one replication of one organisation: small tables, however many visits there were."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulate.findings.caseloads import Caseload, caseloads
from simulate.findings.children import children_table
from simulate.findings.comings_and_goings import UnitStaff, staff_by_unit
from simulate.findings.counted import Counted, in_units
from simulate.findings.ends import Ends
from simulate.findings.filling import Filling, fillings
from simulate.findings.foreseen import foreseen
from simulate.findings.gains import Gains, Persons, gains, persons_of
from simulate.findings.groups import ALL
from simulate.findings.headline import headline
from simulate.findings.in_line import mean_lines, spells, weekly, weeks
from simulate.findings.kinds import Children, Values
from simulate.findings.known import know
from simulate.findings.money import Costs, Prices
from simulate.findings.occupancy import Occupancy, occupancies
from simulate.findings.overload import UnitLoad
from simulate.findings.presence import presences
from simulate.findings.second_waits import SecondWait, second_spells, second_waits
from simulate.findings.survival import Curve
from simulate.findings.time_use import mean_days_by_use
from simulate.findings.units import UnitWait, unit_loads, unit_waits
from simulate.findings.unseen import Unseen, unseen_by_need
from simulate.findings.use_of_hours import WorkingTime, working_times
from simulate.findings.waits import contact_visits
from simulate.findings.window import Window
from simulate.log import Log
from simulate.plan import Floats, Plan

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Findings:
    """One replication of one organisation, measured."""

    organisation: str
    replication: int
    window: Window
    values: Values  # by measure and group; infinite: not reached; NaN: nobody to measure
    counts: Children  # by measure and group: how many children the value is about
    ends: dict[tuple[str, str], Ends]  # by wait and group: who has not got it when the follow-up ends, and why
    weekly: dict[str, Floats]  # by wait: share without it after 0, 7, 14 … days, as long as things are counted
    curves: dict[tuple[str, str], Curve]  # by wait and group: the same in steps, for percentiles of all replications
    time_use: dict[str, float]  # by category: mean days of a child with a real need, until full support
    waits: dict[tuple[str, str], UnitWait]  # by unit and step
    second_waits: dict[str, SecondWait]  # by unit in which there are any
    loads: dict[str, UnitLoad]  # by unit
    occupied: dict[str, Occupancy]  # by unit with workers that was ever open
    staff: dict[str, UnitStaff]  # by unit with staff rules, between the warm-up and the end
    costs: Costs  # by payer and kind: money per counted child; empty without prices
    currency: str  # "" without prices
    working_time: dict[str, WorkingTime]  # by unit that works, between the warm-up and the end
    caseloads: dict[str, Caseload]  # by unit that works: children and workers in each month
    lines: dict[str, Floats]  # by unit: how many stand in line on average in each week
    filling: dict[str, Filling]  # by unit: its line and its open cases in each stretch of the run
    passing: dict[tuple[str, str, str], float]  # by "contact" or "support", group, unit: share that pass through it
    unseen: dict[str, Unseen]  # by need: how those of the counted children became known
    persons: Persons | None  # the counted children, until they are compared (see `pair`)
    gains: dict[tuple[str, str], Gains]  # by wait and group: against the baseline
    children: "pd.DataFrame | None"  # a row for each counted child, where asked for
    gains_against: str = ""  # the baseline of the gains; "" while they are not known


def measure(
    plan: Plan,
    log: Log,
    window: Window,
    replication: int,
    *,
    prices: Prices | None = None,
    keep_children: bool = False,
) -> Findings:
    """Measure one replication of one organisation; money only where there are prices, a table of children if asked."""
    counted, stood = Counted(plan, log, window), spells(plan, log)
    occupied = occupancies(counted)
    known, staff = know(counted, prices), presences(counted)
    found = headline(known)
    days, there = weekly(window.horizon), [unit.name for unit in plan.units if unit.is_there]
    waits, loads = unit_waits(counted, stood), unit_loads(counted, stood, occupied)
    lines = mean_lines(plan, stood, second_spells(plan, log), weeks(log.end))
    return Findings(
        organisation=plan.organisation,
        replication=replication,
        window=window,
        values=found.values,
        counts=found.children,
        ends=known.shares_of_ends,
        weekly={wait: of_groups[ALL.key].at(days) for wait, of_groups in known.curves.items()},
        curves={(wait, group): each.rounded() for wait, some in known.curves.items() for group, each in some.items()},
        time_use=mean_days_by_use(counted, known.waits, stood),
        waits={(unit, step): wait for (unit, step), wait in waits.items() if unit in there},
        second_waits={unit: wait for unit, wait in second_waits(counted).items() if unit in there},
        loads={unit: loads[unit] for unit in there},
        occupied=occupied,
        staff=staff_by_unit(counted),
        costs=known.costs,
        currency="" if prices is None else prices.currency,
        lines={unit: lines[unit] for unit in there},
        filling=fillings(counted, stood),
        working_time=working_times(counted, staff),
        caseloads=caseloads(counted, staff),
        passing=_passing(counted),
        unseen=unseen_by_need(counted),
        persons=persons_of(counted, known.waits),
        gains={},
        children=children_table(known, replication) if keep_children else None,
    )


def measured_values(plan: Plan, log: Log, window: Window, prices: Prices | None = None) -> Values:
    """Give the values of one replication of one organisation, as `measure` has them, and work out nothing else."""
    return headline(know(Counted(plan, log, window), prices)).values


def pair(findings: Sequence[Findings], baseline: str) -> list[Findings]:
    """Compare the children of one replication in every organisation with the baseline, and forget the children.

    Do this as soon as all organisations of a replication are measured: what is left of it is small.
    """
    against = next((each.persons for each in findings if each.organisation == baseline), None)
    paired = []
    for each in findings:
        if each.persons is None or against is None:
            paired.append(each)
            continue
        compared = {} if each.organisation == baseline else gains(each.persons, against, each.window.horizon)
        paired.append(replace(each, persons=None, gains=compared, gains_against=baseline))
    return paired


def _passing(counted: Counted) -> dict[tuple[str, str, str], float]:
    """Tell which share of each group's children is planned to pass through each unit.

    For "contact" the visits that can be a first contact count, for "support" all visits of those with a real need.
    """
    plan = counted.plan
    found: dict[tuple[str, str, str], float] = {}
    for what, which, whom in (
        ("contact", contact_visits(counted), np.ones(len(counted), dtype=bool)),
        ("support", counted.visits[foreseen(plan)[counted.visits]], counted.has_real),
    ):
        visit, unit = in_units(plan, which)
        through = np.zeros((len(counted), len(plan.units)), dtype=bool)
        through[counted.of_visit(which[visit]), unit] = True
        child, passed = np.nonzero(through)
        inside = counted.members & whom
        # counted, not multiplied as matrices: from Python, the threads of numpy's library for these keep all cores busy
        counts_of = (np.bincount(passed[of_group[child]], minlength=len(plan.units)).tolist() for of_group in inside)
        shares = zip(counted.groups, counts_of, inside.sum(axis=1).tolist(), strict=True)
        for group, counts, children in shares:
            for each, count in zip(plan.units, counts, strict=True):
                found[what, group, each.name] = count / children if children else math.nan
    return found
