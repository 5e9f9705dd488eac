"""What results/helsingborg.md tells of the base case in numbers, worked out anew: nothing there is typed in."""

import re
from functools import cache
from pathlib import Path

import pandas as pd

import simulate
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.shipped import shipped_folder

PAGE = Path(__file__).parents[2] / "results" / "helsingborg.md"
RESULTS = PAGE.parent / "helsingborg"
BASE = shipped_folder() / "helsingborg.toml"
TARGETS = shipped_folder() / "targets" / "helsingborg.toml"
ORGANISATIONS = ("siloed", "early", "integrated")
REPLICATIONS = {"features": 4, "room": 6, "england": 4, "worlds": 2}
ORDERS, DRAWS = 8, 64
ROOM = {
    "a tenth fewer": 0.9,
    "a twentieth fewer": 0.95,
    "as they are": 1.0,
    "a twentieth more": 1.05,
    "ten times as many": 10.0,
}
"""Posts of professionals in the base case, by what the page calls them."""
ENGLAND = {"intake": ("triage", 29), "assessment": ("assessment", 20), "support": ("treatment", 8)}
"""What each role was called in the evaluation of i-THRIVE, and by how many per cent waits were shorter."""
TOLD = {
    "first_support_median": "first support, half of them (days)",
    "full_support_median": "all support, half of them (days)",
    "no_first_support_1y": "without any support after a year (%)",
    "no_full_support_1y": "without all support after a year (%)",
    "given_up": "needs given up (%)",
    "crises": "crises per 1000 children",
    "cost_per_child": "cost per child (SEK)",
}
GROUPS = ("all", "one need", "several needs")


def answer() -> str:
    """Tell the committed results, of all children and by how many needs they have."""
    summary = pd.read_csv(RESULTS / "summary.csv").set_index(["measure", "group", "organisation"])["value"]
    rows = [
        [f"{label}, {group}", *(f"{summary[measure, group, name]:,.1f}" for name in ORGANISATIONS)]
        for measure, label in TOLD.items()
        for group in GROUPS
        if (measure, group, "siloed") in summary.index and pd.notna(summary[measure, group, "siloed"])
    ]
    return table(["children", *ORGANISATIONS], rows)


def targets() -> str:
    """Hold the base case, as it stands, against what it was fitted to and what it was not."""
    found = simulate.calibrate(BASE, TARGETS, runs=1, replications=2).targets
    titles = {name: each["title"] for name, each in _seen().items()}
    rows = [
        [
            titles[row.name],
            f"{row.seen:g} ± {row.tolerance:g}",
            f"{row.found:.1f} [{row.low:.1f}, {row.high:.1f}]",
            {"met": "met", "missed": "missed", "open": "luck leaves it open"}[row.verdict]
            + ("" if row.kind == "target" else ", not fitted"),
        ]
        for row in found.drop(columns="name").assign(name=found["name"]).set_index("name", drop=False).itertuples()
    ]
    return table(["siloed", "seen", "found [95 %]", "verdict"], rows)


@cache
def _seen() -> dict[str, dict[str, str]]:
    """Give the tables of the targets file by name."""
    import tomllib

    read = tomllib.loads(TARGETS.read_text(encoding="utf-8"))
    return read["targets"] | read["checks"]


def room() -> str:
    """Tell what other numbers of professionals' posts make of it."""
    rows = []
    for label, times in ROOM.items():
        results = simulate.run(with_posts(times), replications=REPLICATIONS["room"])
        of_all = results.summary[results.summary["group"] == "all"].set_index(["measure", "organisation"])["value"]
        differences = results.differences.set_index(["measure", "group", "organisation"])
        rows.append(
            [
                label,
                *(f"{of_all['full_support_mean', name]:.0f}" for name in ORGANISATIONS),
                *(_with_interval(differences.loc["full_support_mean", "all", name]) for name in ORGANISATIONS[1:]),
                *(f"{of_all['no_full_support_1y', name]:.0f}" for name in ORGANISATIONS),
            ]
        )
    days, share = "all support, mean days", "without it after a year, %"
    heads = [f"{days}: siloed", "early", "integrated", "early − siloed", "integrated − siloed"]
    return table(["posts", *heads, f"{share}: siloed", "early", "integrated"], rows)


def with_posts(times: float) -> Scenario:
    """Give the base case with so many times the posts of professionals, and where they are many times, meetings too."""
    base = simulate.load(BASE)
    sharing = {name: unit for name, unit in base.units.items() if unit.full_pace_up_to is not None}
    changes = {f"units.{name}.workers": round(2 * unit.workers * times) / 2 for name, unit in sharing.items()}
    if times > 2:
        meetings = {name: unit.cases for name, unit in base.units.items() if unit.cases is not None}
        changes |= {f"units.{name}.cases": int(cases * times) for name, cases in meetings.items()}
    return simulate.load(BASE, **changes)


def _with_interval(row: pd.Series) -> str:
    return f"{row['difference']:+.0f} [{row['low']:.0f}, {row['high']:.0f}]".replace("-", "−")


def features() -> str:
    """Tell what each feature makes of the difference between siloed and integrated."""
    explained = simulate.explain(
        BASE, organisations=["siloed", "integrated"], orders=ORDERS, replications=REPLICATIONS["features"]
    )
    rows = [
        [f"`{row.feature}`", *map(signed, (row.share, row.alone, row.taken_out))]
        for row in explained.shares.fillna(0).sort_values("share").itertuples()
    ]
    heads = ["share (days)", "put in alone", "taken out alone"]
    return table(["feature of integrated", *heads], rows)


def worlds() -> str:
    """Tell in how many plausible worlds which organisation is better, and what the difference depends on most."""
    found = simulate.sensitivity(BASE, draws=DRAWS, replications=REPLICATIONS["worlds"])
    spreads = found.spreads.set_index(["organisation", "group"])
    rows = [
        [
            f"{name} against siloed, {group}",
            *(f"{100 * spreads.loc[(name, group), share]:.0f} %" for share in ("better", "worse")),
            *(signed(spreads.loc[(name, group), end]) for end in ("low", "middle", "high")),
        ]
        for name in ORGANISATIONS[1:]
        for group in GROUPS
    ]
    return table(["all support, mean days", "better in", "worse in", "5 %", "middle", "95 %"], rows)


def against_england() -> str:
    """Tell how the waits for triage, assessment and treatment differ, in three ways of counting them."""
    results = simulate.run(
        BASE,
        replications=REPLICATIONS["england"],
        organisations=["siloed", "integrated"],
        visits=True,
        children=True,
    )
    key = ["replication", "organisation", "child"]
    children = results.children.set_index(key)[["arrival", "full_support"]]
    visits = results.visits.drop_duplicates([*key, "step", "asked"]).join(children, on=key, how="inner")
    visits = visits[visits["started"].notna()]
    help_ends = visits["arrival"] + visits["full_support"].fillna(float("inf"))
    visits = visits[visits["started"] <= help_ends]  # what comes later is for needs that came back
    since = visits["started"] - visits["arrival"]
    ways = {
        "from arrival to the child's first one": since.groupby([*(visits[each] for each in key), visits["role"]]).min(),
        "from arrival to each of the child's": since.set_axis(pd.MultiIndex.from_frame(visits[[*key, "role"]])),
        "in line, from asked for to started": (visits["started"] - visits["asked"]).set_axis(
            pd.MultiIndex.from_frame(visits[[*key, "role"]])
        ),
    }
    rows = []
    for way, days in ways.items():
        means = days.groupby(["role", "organisation"], observed=True).mean()
        rows.append([way, *(from_to(means[role, "siloed"], means[role, "integrated"]) for role in ENGLAND)])
    rows.append(["England, i-THRIVE against comparison areas", *(f"{less} % shorter" for _, less in ENGLAND.values())])
    return table(["days, siloed → integrated", *(f"{name} ({role})" for role, (name, _) in ENGLAND.items())], rows)


def signed(days: float) -> str:
    """Write a difference in whole days with its sign; a zero has none."""
    return f"{days:+.0f}".replace("-", "−") if round(days) else "0"


def from_to(before: float, after: float) -> str:
    """Tell two waits, and how they differ in per cent where they are of a day at least."""
    differs = f" ({100 * (after / before - 1):+.0f} %)".replace("-", "−") if before >= 1 else ""
    return f"{before:.1f} → {after:.1f}{differs}"


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Write a table in Markdown: the first column to the left, numbers to the right."""
    lines = [heads, ["---", *("---:" for _ in heads[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


BLOCKS = {
    "answer": answer,
    "targets": targets,
    "room": room,
    "features": features,
    "worlds": worlds,
    "england": against_england,
}
"""The tables of the page, by their names there."""


def blocks() -> dict[str, str]:
    """Give the tables of the page, each as Markdown under its name."""
    return {name: block() for name, block in BLOCKS.items()}


def with_blocks(page: str, found: dict[str, str]) -> str:
    """Give the page with the tables that were found in place of those that stand there."""
    for name, block in found.items():
        page = re.sub(
            f"<!-- {name} -->.*?<!-- /{name} -->",
            lambda _, name=name, block=block: f"<!-- {name} -->\n{block}\n<!-- /{name} -->",
            page,
            flags=re.DOTALL,
        )
    return page
