"""Where the time of one replication goes, stage by stage, with and without rules for staff."""

from simulate.experiment.replications import prices_of
from simulate.findings.measure import measure as findings_of
from simulate.findings.measure import pair
from simulate.findings.window import Window
from simulate.scenario.schema.scenario import Scenario
from simulate.world.children import cohort
from simulate.world.planning import plan

from .at_hand import Engine, fastest
from .tables import Table, asked_for
from .timing import TOLD, Stopwatch, number, rounds
from .towns import base, tutorial, without_staff_rules

HEADING = "Stages of one replication"
STAGES = ("children", "plans", "engine", "findings")
STILL = ", without staff rules"


def measure(runs: int, towns: dict[str, Scenario] | None = None) -> list[Table]:
    """Time the stages of one replication with all its organisations, other luck in each round."""
    using, engine = fastest()
    usual = {"tutorial": tutorial(), "base": base(), f"base{STILL}": without_staff_rules(base())}
    compared = usual if towns is None else towns
    watches = {name: Stopwatch() for name in compared}
    smallest, *_ = compared.values()
    one_replication(smallest, 0, engine, Stopwatch())  # what has to be imported and loaded is not counted
    for run in rounds("stages", runs):
        for name, scenario in compared.items():
            one_replication(scenario, run + 1, engine, watches[name])
    rows = [(f"{name}: {stage}", *watch.told(stage)) for name, watch in watches.items() for stage in watch.seconds]
    return [Table(f"One replication, all organisations, {using} engine", ("stage", *TOLD), rows, _notes(watches))]


def one_replication(scenario: Scenario, replication: int, engine: Engine, watch: Stopwatch) -> None:
    """Do what a run does in one replication, and time each stage over all organisations."""
    run = scenario.run
    window = Window(run.warm_up, run.observe, run.follow_up)
    names = list(scenario.organisations)
    prices = {name: prices_of(scenario, name) for name in names}
    children = watch.time("children", lambda: cohort(scenario, replication))
    plans = watch.time("plans", lambda: [plan(children, name) for name in names])
    logs = watch.time("engine", lambda: [engine(planned) for planned in plans])
    watch.time(
        "findings",
        lambda: pair(
            [
                findings_of(planned, log, window, replication, prices=prices[planned.organisation])
                for planned, log in zip(plans, logs, strict=True)
            ],
            names[0],
        ),
    )
    watch.note("together", watch.last(*STAGES))


def _notes(watches: dict[str, Stopwatch]) -> tuple[str, ...]:
    """Compare the stages of the base scenario with its engine, and rules for staff with none."""
    notes = []
    if "base" in watches:
        watch = watches["base"]
        around = sum(watch.median(stage) for stage in STAGES if stage != "engine") / watch.median("engine")
        notes.append(asked_for("Children, plans and findings of the base scenario", around, "× its engine", below=3))
    for name, watch in watches.items():
        if name + STILL in watches:
            ratio = watch.median("together") / watches[name + STILL].median("together")
            notes.append(f"With its rules for staff {name} takes {number(ratio)} times as long as without.")
    return tuple(notes)
