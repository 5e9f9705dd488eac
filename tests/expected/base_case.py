"""What results/helsingborg.md tells of the base case in numbers, worked out anew: nothing there is typed in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import simulate
from simulate.scenario.shipped import shipped_folder

PAGE = Path(__file__).parents[2] / "results" / "helsingborg.md"
RESULTS = PAGE.parent / "helsingborg"
REPLICATIONS = {"features": 2, "england": 4}
ENGLAND = {"intake": ("triage", 29), "assessment": ("assessment", 20), "support": ("treatment", 8)}
"""What each role was called in the evaluation of i-THRIVE, and by how many per cent waits were shorter."""
TOLD = {
    "first_support_mean": "wait to first support, mean (days)",
    "full_support_mean": "wait to full support, mean (days)",
    "given_up": "needs given up (%)",
    "cost_per_child": "cost per child (SEK)",
}
GROUPS = ("all", "one need", "several needs")


def blocks() -> dict[str, str]:
    """Give the tables of the page, each as Markdown under its name."""
    return {"answer": answer(), "features": features(), "england": against_england()}


def answer() -> str:
    """Tell the means of the committed results, of all children and by how many needs they have."""
    summary = pd.read_csv(RESULTS / "summary.csv").set_index(["measure", "group", "organisation"])["value"]
    rows = [
        [f"{label}, {group}", *(f"{summary[measure, group, name]:,.1f}" for name in ("siloed", "integrated"))]
        for measure, label in TOLD.items()
        for group in GROUPS
        if (measure, group, "siloed") in summary.index and pd.notna(summary[measure, group, "siloed"])
    ]
    return table(["children", "siloed", "integrated"], rows)


def features() -> str:
    """Switch each feature of integration alone, and tell the mean wait to full support."""
    files = sorted((shipped_folder() / "one-feature").glob("*.toml"))
    found = dict(waits_with(files))
    rows = [[name, f"{days:.0f}"] for name, days in sorted(found.items(), key=lambda each: each[1])]
    return table(["one feature alone", "mean wait to full support (days)"], rows)


def waits_with(files: list[Path]) -> Iterator[tuple[str, float]]:
    """Give the mean wait to full support with each scenario's feature, and once without any."""
    for number, path in enumerate(files):
        results = simulate.run(path, replications=REPLICATIONS["features"], organisations=with_only(path))
        rows = results.summary.query("measure == 'full_support_mean' and group == 'all'").set_index("organisation")
        baseline, other = results.facts.organisations
        if number == 0:
            yield "none of them", float(rows.loc[baseline, "value"])
        yield f"[{path.stem}](../scenarios/one-feature/{path.name})", float(rows.loc[other, "value"])


def with_only(path: Path) -> list[str]:
    """Name the siloed organisation and the one that a scenario of one feature adds."""
    return ["siloed", list(simulate.load(path).organisations)[-1]]


def against_england() -> str:
    """Tell how the waits for triage, assessment and treatment differ, in three ways of counting them."""
    results = simulate.run(
        shipped_folder() / "helsingborg.toml",
        replications=REPLICATIONS["england"],
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


def from_to(before: float, after: float) -> str:
    """Tell two waits, and how they differ in per cent where they are of a day at least."""
    differs = f" ({100 * (after / before - 1):+.0f} %)".replace("-", "−") if before >= 1 else ""
    return f"{before:.1f} → {after:.1f}{differs}"


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Write a table in Markdown: the first column to the left, numbers to the right."""
    lines = [heads, ["---", *("---:" for _ in heads[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


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
