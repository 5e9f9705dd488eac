"""Short runs of the shipped scenarios, whose results are saved beside this file."""

from pathlib import Path

import pandas as pd

import simulate
from simulate.scenario.shipped import shipped_folder

SAVED = Path(__file__).parent / "saved"
REPLICATIONS = 2
BRIEF = {"run.warm_up": "4 months", "run.observe": "2 months", "run.follow_up": "5 months"}


def scenarios() -> dict[str, Path]:
    """List the shipped scenario files by the name of their saved results."""
    folder = shipped_folder()
    files = sorted(folder.rglob("*.toml"))
    return {"-".join(path.relative_to(folder).with_suffix("").parts): path for path in files}


def brief_results(path: Path) -> pd.DataFrame:
    """Run a scenario briefly: the measures of all children, a row each."""
    results = simulate.run(simulate.load(path, **BRIEF), replications=REPLICATIONS)
    of_all = results.summary[results.summary["group"] == "all"]
    return of_all[["organisation", "measure", "value", "still_waiting"]].reset_index(drop=True)


def saved_file(name: str) -> Path:
    """Tell where a scenario's results are saved."""
    return SAVED / f"{name}.csv"


def save_all() -> None:
    """Save what every shipped scenario gives now."""
    SAVED.mkdir(exist_ok=True)
    for name, path in scenarios().items():
        brief_results(path).to_csv(saved_file(name), index=False, float_format="%.10g", lineterminator="\n")
