"""Tables as the findings make them, from made-up numbers: for looking at and testing what is shown."""

import numpy as np
import pandas as pd

from simulate.findings.catalogue import CATALOGUE, DAYS, MONEY_PER_CHILD, PER_1000, PER_CHILD, PERCENT
from simulate.findings.compare import TABLES, Overload, Tables, Verdict
from simulate.show.facts import Facts, Staff
from simulate.show.titles import Titles

UNITS = (
    ("reception", 4), ("investigation_unit", 38), ("committee", 7), ("open_care_team", 31), ("contact_families", 88),
    ("foster_home_unit", 12), ("school_health_team", 9), ("special_educators", 26), ("school_psychologists", 140),
    ("counsellors", 19), ("first_line", 42), ("bup_assessment", 96), ("bup_treatment", 71), ("housing_office", 3),
    ("supported_housing", 22), ("residential_home", 6), ("school_intake", 2), ("transit", 1), ("guardians", 11),
    ("joint_planning_meeting", 8),
)  # fmt: skip
CATEGORIES = {"assessment": 66, "meetings": 13, "waiting": 74, "other steps": 9, "handovers": 31, "support": 6,
              "nothing": 5}  # fmt: skip
SUMMARY = (
    "organisation measure group value low high without waiting gave_up too_old never_noticed in_part settled children "
    "replications"
)
ENDS = {"waiting": 0.1, "gave_up": 0.4, "too_old": 0.2, "never_noticed": 0.1, "in_part": 0.2}
"""What has become of those without, as shares of them."""
GROUPS = ("all", "stream: social_services", "stream: school", "stream: bup", "urgent", "not urgent", "one need",
          "several needs")  # fmt: skip


def facts(
    organisations: tuple[str, ...] = ("siloed", "integrated"),
    replications: int = 20,
    titles: dict[str, dict[str, str]] | None = None,
) -> Facts:
    """Build the facts that go with `tables`."""
    return Facts(
        title="Mid-size municipality, 2018", organisations=organisations, replications=replications, seed=2018,
        counted=(730.5, 1461.0), follow_up=730.5, staff={name: Staff(412, 2100, 400.0) for name in organisations},
        other_children=(), currency="SEK", titles=Titles(titles or {}),
        meets_every={name: {"committee": 14.0, "joint_planning_meeting": 7.0} for name in organisations},
    )  # fmt: skip


def tables(
    organisations: tuple[str, ...] = ("siloed", "integrated"), units: int = 20, replications: int = 20
) -> Tables:
    """Build a set of tables for the given organisations, the first of them the baseline."""
    luck = np.random.default_rng(7)
    factors = {name: 1 - 0.19 * (i % 7) / (1 + i // 2) for i, name in enumerate(organisations)}
    summary = _summary(factors, replications)
    return Tables(
        summary=summary,
        differences=_differences(summary, organisations, replications),
        curves=_curves(factors),
        waits_by_unit=_waits_by_unit(factors, units, luck),
        time_use=_time_use(factors),
        lines=_lines(factors, units, luck),
        replications=pd.DataFrame(columns=TABLES["replications"].columns),
        needs=pd.DataFrame(columns=TABLES["needs"].columns),
        second_waits=pd.DataFrame(columns=TABLES["second_waits"].columns),
        looks=pd.DataFrame(columns=TABLES["looks"].columns),
        warm_up=pd.DataFrame(columns=TABLES["warm_up"].columns),
        places_in_use=pd.DataFrame(columns=TABLES["places_in_use"].columns),
        measures_by_unit=pd.DataFrame(columns=TABLES["measures_by_unit"].columns),
        children_per_worker=pd.DataFrame(columns=TABLES["children_per_worker"].columns),
        gains=_gains(organisations),
        staff=_staff(factors),
        money=_money(factors, replications),
        children=pd.DataFrame(),
        verdicts=tuple(
            Verdict(name, organisations[0], "first_support_median", -22.0, replications, replications > 1, 6)
            for name in organisations[1:]
        ),
        overloads=tuple(
            Overload(name, "school_psychologists", 1.07, True, False) for name in organisations if units > 8
        ),
    )


def _curves(factors: dict[str, float]) -> pd.DataFrame:
    days = np.arange(0, 731, 7.0)
    parts = []
    for measure, scale, floor in (
        ("first_contact", 12, 0.01),
        ("first_support", 160, 0.03),
        ("full_support", 240, 0.07),
    ):
        for name, factor in factors.items():
            waiting = floor + (1 - floor) * np.exp(-((days / (scale * factor)) ** 1.4))
            wide = 0.04 * np.sqrt(waiting * (1 - waiting))
            parts.append(
                pd.DataFrame({"organisation": name, "measure": measure, "day": days, "without": waiting,
                              "low": waiting - wide, "high": waiting + wide})
            )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _waits_by_unit(factors: dict[str, float], units: int, luck: np.random.Generator) -> pd.DataFrame:
    rows = []
    for name, factor in factors.items():
        for unit, mean in UNITS[:units]:
            if unit == "joint_planning_meeting" and name == next(iter(factors)):
                continue
            wait = mean * (factor + luck.normal(0, 0.05))
            for step in ("all", f"step_of_{unit}"):
                rows.append({
                    "organisation": name, "unit": unit, "step": step, "visits": 1000.0, "mean": wait,
                    "mean_low": wait * 0.94, "mean_high": wait * 1.06, "median": wait * 0.7, "p90": wait * 2.3,
                    "still_waiting": 0.04 if mean > 50 else 0.0, "left_line": 0.0, "within_limit": 0.72,
                    "over_limit": 0.28, "time_to_finish_mean": wait + 30, "use": 0.9, "line_mean": mean * 1.5,
                    "offered_load": 1.07 if mean > 100 else 0.9, "overloaded": mean > 100, "line_grows": mean > 100,
                    "settled": mean <= 100, "shares_time": False,
                })  # fmt: skip
    return pd.DataFrame(rows, columns=TABLES["waits_by_unit"].columns)


def _time_use(factors: dict[str, float]) -> pd.DataFrame:
    rows = []
    for name, factor in factors.items():
        for category, days in CATEGORIES.items():
            spent = days * (factor if category != "assessment" else 1.1)
            if category == "handovers" and factor < 0.9:
                spent = 4
            rows.append(
                {"organisation": name, "category": category, "days": spent, "low": spent * 0.97, "high": spent * 1.03}
            )
    return pd.DataFrame(rows)


def _lines(factors: dict[str, float], units: int, luck: np.random.Generator) -> pd.DataFrame:
    days = np.arange(0, 2192, 7.0)
    parts = []
    for name, factor in factors.items():
        for unit, mean in UNITS[:units]:
            for replication in range(4):
                noise = luck.normal(0, 0.12 * mean, len(days)).cumsum() * 0.3
                level = mean * 1.6 * factor * (1 - np.exp(-days / 300)) + (days / 8 if mean > 100 else 0)
                waiting = np.maximum(0, np.round(level + noise))
                parts.append(pd.DataFrame({"replication": replication, "organisation": name, "unit": unit, "day": days,
                                           "line_mean": waiting}))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _gains(organisations: tuple[str, ...]) -> pd.DataFrame:
    rows = []
    for i, name in enumerate(organisations[1:]):
        for measure in ("first_support", "full_support"):
            for j, group in enumerate(GROUPS):
                gained, lost = 0.46 + 0.03 * j - 0.07 * i, 0.18 - 0.015 * j + 0.05 * i
                row = {"organisation": name, "baseline": organisations[0], "measure": measure, "group": group}
                for key, share in (("gained", gained), ("same", 0.97 - gained - lost), ("lost", lost)):
                    row |= {key: share, f"{key}_low": share - 0.02, f"{key}_high": share + 0.02}
                rows.append(row | {"undecided": 0.03, "mean_gain": 24.0 - 3 * i, "mean_gain_low": 20.0,
                                   "mean_gain_high": 28.0, "children": 5000.0, "replications": 20})  # fmt: skip
    return pd.DataFrame(rows, columns=TABLES["gains"].columns)


def _staff(factors: dict[str, float]) -> pd.DataFrame:
    rows = []
    for name, factor in factors.items():
        for i, (unit, _) in enumerate(UNITS[:7]):
            row: dict[str, object] = {"organisation": name, "unit": unit, "posts": 10.0 + i}
            for measure, value in (
                ("vacant", 0.02 * i), ("absent", 0.05), ("leavers", 2.5 * i * factor), ("leavers_per_100", 25.0),
                ("newcomers", 0.1), ("handed_over", 40.0 * i * factor), ("consultant_days", 0.0),
                ("development_used", 0.75 if i == 1 else np.nan), ("development_months", 9.0 if i == 1 else 0.0),
            ):  # fmt: skip
                row |= {measure: value, f"{measure}_low": value * 0.9, f"{measure}_high": value * 1.1}
            rows.append(row)
    return pd.DataFrame(rows, columns=TABLES["staff"].columns)


COSTS = {("school", "staff"): 61_000.0, ("social_services", "staff"): 73_000.0, ("health", "meetings"): 900.0}


def _money(factors: dict[str, float], replications: int) -> pd.DataFrame:
    base = next(iter(factors))
    every = dict(COSTS)
    for payer, kind in COSTS:
        every[payer, "all"] = sum(cost for key, cost in COSTS.items() if key[0] == payer)
        every["all", kind] = sum(cost for key, cost in COSTS.items() if key[1] == kind)
    every["all", "all"] = sum(COSTS.values())
    rows = []
    for name, factor in factors.items():
        for (payer, kind), cost in every.items():
            change = cost * (factor - factors[base]) if name != base else np.nan
            half = abs(change) * 0.2 if replications > 1 else np.nan
            rows.append({
                "organisation": name, "baseline": base, "payer": payer, "kind": kind, "currency": "SEK",
                "per_child": cost * factor, "low": cost * factor * 0.98, "high": cost * factor * 1.02,
                "per_1000_children": 1000 * cost * factor, "difference": change, "difference_low": change - half,
                "difference_high": change + half, "distinct": name != base, "replications": replications,
            })  # fmt: skip
    return pd.DataFrame(rows, columns=TABLES["money"].columns)


VALUES = {MONEY_PER_CHILD: 143_000.0, DAYS: 180.0, PERCENT: 24.0, PER_CHILD: 4.2, PER_1000: 61.0}


def _summary(factors: dict[str, float], replications: int) -> pd.DataFrame:
    rows = []
    for name, factor in factors.items():
        for i, measure in enumerate(CATALOGUE):
            for group in GROUPS:
                value = VALUES[measure.unit] * factor * (0.6 + 0.07 * (i % 9))
                if measure.key == "full_support_p90" and name == next(iter(factors)):
                    value = float("nan")
                half = value * 0.03 if replications > 1 else float("nan")
                without = 0.04 if measure.wait else float("nan")
                rows.append({
                    "organisation": name, "measure": measure.key, "group": group, "value": value, "low": value - half,
                    "high": value + half, "without": without,
                    **{end: without * share for end, share in ENDS.items()}, "children": 5000.0,
                    "settled": measure.key != "full_support_mean", "replications": replications,
                })  # fmt: skip
    return pd.DataFrame(rows, columns=SUMMARY.split())


def _differences(summary: pd.DataFrame, organisations: tuple[str, ...], replications: int) -> pd.DataFrame:
    base = summary[summary["organisation"] == organisations[0]].set_index(["measure", "group"])["value"]
    rows = []
    for row in summary[summary["organisation"] != organisations[0]].to_dict("records"):
        change = row["value"] - base[row["measure"], row["group"]]
        half = abs(change) * 0.25 if replications > 1 else float("nan")
        rows.append({
            "organisation": row["organisation"], "baseline": organisations[0], "measure": row["measure"],
            "group": row["group"], "difference": change, "low": change - half, "high": change + half,
            "distinct": replications > 1 and row["measure"] != "crises", "too_narrow": False,
            "replications": replications, "needed": 6.0,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=TABLES["differences"].columns)
