"""The network in simmer, an R package with a core in C++: run by Rscript, where both are installed.

`network.R` was written from simmer's documentation, without an R to run it: whoever runs it first looks at the answers,
which are held against theory like all others.
"""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..four_stations import Network, Waits

SCRIPT = Path(__file__).with_name("network.R")


@dataclass(frozen=True)
class Run:
    """What the script found, and the seconds by its own clock: starting R is no part of the simulation."""

    seconds: float
    waits: Waits


def version() -> str | None:
    """Give the version of simmer; None where R or simmer is not installed."""
    if shutil.which("Rscript") is None:
        return None
    asked = ["Rscript", "-e", 'cat(as.character(packageVersion("simmer")))']
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    return told.stdout.strip() if told.returncode == 0 else None


def simulate(network: Network, seed: int) -> Run:
    """Run the network once."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "visits.csv")
        lists = [",".join(map(str, each)) for each in (network.workers, network.service)]
        numbers = [str(seed), str(network.end), str(network.per_day), str(network.urgent), *lists]
        command = ["Rscript", str(SCRIPT), *numbers, str(file)]
        told = subprocess.run(command, capture_output=True, text=True, check=True)
        station, urgent, asked, wait = np.loadtxt(file, delimiter=",", skiprows=1, unpack=True)
    seconds = float(told.stdout.split()[-1])
    return Run(seconds, Waits(station.astype(np.int64), urgent.astype(bool), asked, wait))
