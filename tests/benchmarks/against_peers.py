"""The network of four stations on our engines and in other simulators: how fast, and whether the answers are right."""

from collections.abc import Iterable
from functools import partial
from statistics import fmean

from simulate.scenario.schema.scenario import Scenario
from simulate.world.children import cohort
from simulate.world.planning import plan

from .at_hand import COMPILED, engines
from .four_stations import (
    BATCHES,
    MOST_STANDARD_ERRORS,
    Network,
    Waits,
    found,
    network_of,
    scenario,
    theory,
    waits_of,
)
from .peers import textbook_simpy, with_simmer
from .tables import Table, asked_for
from .timing import TOLD, Stopwatch, number, rounds

HEADING = "Against other simulators"
TEXTBOOK, CIW, SIMMER, OURS = "textbook SimPy", "Ciw", "simmer (R)", "ours"
PLANNING, WITH_PLANS = "planning", ", with children and plans"

DISAGREES = "**NO**"

Answers = dict[str, list[Waits]]


def measure(runs: int, days: float | None = None) -> list[Table]:
    """Run everybody once in each round; `days` instead of the scenario's own for a short look."""
    terms = scenario()
    if days is not None:
        span = terms.run.model_copy(update={"warm_up": days / 20, "observe": days * 0.85, "follow_up": days / 10})
        terms = terms.model_copy(update={"run": span})
    network = network_of(terms)
    watch, answers = Stopwatch(), Answers()
    for run in rounds("peers", runs):
        answers.setdefault(OURS, []).append(_ours(terms, run, watch))
        for name, waits in _peers(network, run, watch):
            answers.setdefault(name, []).append(waits)
    return [_speeds(watch, answers), _agreement(network, answers)]


def _ours(terms: Scenario, run: int, watch: Stopwatch) -> Waits:
    """Run our engines on one plan, and note the time with and without making it."""
    planned = watch.time(PLANNING, lambda: plan(cohort(terms, run), next(iter(terms.organisations))))
    logs = []
    for name, engine in engines().items():
        logs.append(watch.time(name, partial(engine, planned)))
        watch.note(name + WITH_PLANS, watch.last(PLANNING, name))
    assert all(log.same_as(logs[0]) for log in logs), "the engines do not agree"
    return waits_of(terms, planned, logs[0])


def _peers(network: Network, run: int, watch: Stopwatch) -> Iterable[tuple[str, Waits]]:
    """Run the other simulators that are installed; each draws its own luck."""
    yield TEXTBOOK, textbook_simpy.waits(watch.time(TEXTBOOK, lambda: textbook_simpy.simulate(network, run)))
    try:
        from .peers import with_ciw
    except ImportError:
        pass
    else:
        yield CIW, with_ciw.waits(watch.time(CIW, lambda: with_ciw.simulate(network, run)))
    if with_simmer.version():
        told = with_simmer.simulate(network, run)
        watch.note(SIMMER, told.seconds)
        yield SIMMER, told.waits


def _speeds(watch: Stopwatch, answers: Answers) -> Table:
    """Tell the seconds of each, visits a second, and how many times as fast as textbook SimPy."""
    names = sorted((name for name in watch.seconds if name != PLANNING), key=watch.median)
    visits = {name: fmean(map(len, answers.get(name, answers[OURS]))) for name in names}
    speed = {name: visits[name] / watch.median(name) for name in names}
    rows = [(name, *watch.told(name), number(speed[name]), number(speed[name] / speed[TEXTBOOK])) for name in names]
    rows += [(name, "not installed", "", "", "", "") for name in (CIW, SIMMER) if name not in answers]
    notes = [
        "Ours follow plans in which all luck is settled; the others draw theirs while they run. So compare them with "
        f"ours{WITH_PLANS}.",
        f"{SIMMER} is timed by R's own clock, without the time R takes to start.",
    ]
    if COMPILED in speed:
        ratio = speed[COMPILED] / speed[TEXTBOOK]
        notes.append(asked_for(f"{COMPILED} against {TEXTBOOK}, engine alone", ratio, "times as fast", at_least=80))
        notes.append(asked_for(f"{COMPILED}, engine alone", speed[COMPILED], "visits a second", at_least=2_500_000))
    title = f"{number(fmean(map(len, answers[OURS])))} visits at four stations"
    return Table(title, ("program", *TOLD, "visits a second", f"× {TEXTBOOK}"), rows, tuple(notes))


def _agreement(network: Network, answers: Answers) -> Table:
    """Hold the mean waits of each program against theory."""
    rows = []
    exact = theory(network)
    for station, who in sorted(exact):
        for name, runs in answers.items():
            mean = found(network, runs, station, who)
            verdict = "yes" if mean.agrees_with(exact[station, who]) else DISAGREES
            cells = (
                number(exact[station, who]),
                number(mean.mean),
                number(mean.error),
                f"{mean.z(exact[station, who]):+.1f}",
            )
            rows.append((f"station {station + 1}, {who}: {name}", *cells, verdict))
    note = (
        f"Agrees: within {MOST_STANDARD_ERRORS} standard errors, from {BATCHES} batches of each run. All children: as "
        "Erlang says, at every station (Burke). The classes: as Cobham says, at the first; behind it they no longer "
        "come at random."
    )
    return Table("Mean waits in days", ("", "exact", "found", "standard error", "z", "agrees"), rows, (note,))
