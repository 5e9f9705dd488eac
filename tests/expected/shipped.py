"""Short runs of the shipped scenarios, whose results are saved beside this file."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

import simulate
from simulate.scenario.shipped import shipped_folder, shipped_names

SAVED = Path(__file__).parent / "saved"
REPLICATIONS = 2
BRIEF = {"run.warm_up": "4 months", "run.observe": "2 months", "run.follow_up": "5 months"}
LONGER = {"run.warm_up": "2 years", "run.observe": "1 year", "run.follow_up": "1 year"}
SET: dict[str, dict[str, Any]] = {
    "no-room-to-improve": LONGER,
    "pilot-then-embed": {"start": date(2017, 11, 1)},
    "pilot-then-stop": {"start": date(2017, 11, 1)},
    "room-to-improve": LONGER,
    "short-staffed": {"start": date(2021, 10, 1)},
    "surge-2015": {"start": date(2015, 9, 1)},
}
"""What else is set, so that what changes in a scenario does so within the short run."""


def scenarios() -> dict[str, Path]:
    """List the shipped scenario files by the name of their saved results."""
    folder = shipped_folder()
    return {name.removesuffix(".toml").replace("/", "-"): folder / name for name in shipped_names()}


def brief_results(path: Path) -> pd.DataFrame:
    """Run a scenario briefly: the measures of all children, a row each."""
    results = simulate.run(simulate.load(path, **(BRIEF | SET.get(path.stem, {}))), replications=REPLICATIONS)
    of_all = results.summary[results.summary["group"] == "all"]
    return of_all[["organisation", "measure", "value", "without"]].reset_index(drop=True)


def saved_file(name: str) -> Path:
    """Tell where a scenario's results are saved."""
    return SAVED / f"{name}.csv"


def save_all() -> None:
    """Save what every shipped scenario gives now."""
    SAVED.mkdir(exist_ok=True)
    for name, path in scenarios().items():
        brief_results(path).to_csv(saved_file(name), index=False, float_format="%.10g", lineterminator="\n")
