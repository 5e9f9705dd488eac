"""What a reader of a scenario is warned of: full units, other staff, a run from which little can be learnt."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from simulate.experiment.examine import Expected
from simulate.experiment.expected_load import EXACT_ENOUGH
from simulate.experiment.staffed import posts_in_time
from simulate.findings.load import ExpectedLoad
from simulate.findings.overload import is_overloaded
from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import number, percent, whole_or_mean
from simulate.scenario.errors import Mistake
from simulate.scenario.rules.warnings import warnings as not_meant
from simulate.scenario.schema.durations import DAYS_PER_YEAR
from simulate.scenario.schema.scenario import Scenario
from simulate.show.facts import Staff, staff, staff_differences
from simulate.show.lengths import in_days
from simulate.show.posts import followed
from simulate.show.titles import Titles, titles_of

LONG_WAIT = 30.0
"""Days: a load that by itself makes children wait so long is told of. It is how long Sweden's care guarantee lets them
wait for a first assessment of their mental health (https://www.vantetider.se)."""
_FEW_CHILDREN = 200
_LONGEST_TOLD = 10 * DAYS_PER_YEAR  # a wait: at such a load it is not known better


def warnings_of(expected: Expected, of_file: Sequence[Mistake] = ()) -> list[str]:
    """Say all that is allowed but should be known; `of_file` is about how the file was put together."""
    scenario = expected.scenario
    return [
        *_of_load(expected.load, titles_of(scenario)),
        *_of_staff(scenario),
        *_of_run(expected),
        *(str(each) for each in (*of_file, *not_meant(scenario))),
    ]


def is_busy(load: ExpectedLoad) -> bool:
    """Tell whether a unit can do what is asked of it, but only with long waits."""
    return not is_overloaded(load) and load.wait >= LONG_WAIT


def share_asked(load: ExpectedLoad) -> str:
    """Write a load, with its ± where that is more than half a point."""
    if math.isinf(load.share):
        return say("no places")
    return percent(load.share) + (f" ±{number(100 * load.plus_minus)}" if load.plus_minus > EXACT_ENOUGH else "")


def _of_load(loads: Mapping[str, Mapping[str, ExpectedLoad]], titles: Titles) -> Iterator[str]:
    full, stretched = (_where(loads, is_overloaded, shares_time) for shares_time in (False, True))
    busy, slow = (_where(loads, is_busy, shares_time) for shares_time in (False, True))
    if full:
        yield say(
            "more is asked than can be done: {units}. Lines grow as long as one looks, unless families give up. Give "
            "more workers or a larger caseload, or ask less.",
            units=_told(full, _asked, titles),
        )
    if stretched:
        yield say(
            "more is asked than can be done: {units}. Who share their time have ever more children, whose visits take "
            "ever longer, or lines grow, unless families give up. Give more workers, or ask less.",
            units=_told(stretched, _asked, titles),
        )
    if busy:
        yield say(
            "little room: {units}. Such mean waits are reckoned before the run, for one line and so many places "
            "(Erlang's formula), and told from {days} on; they differ much from year to year, and take years to "
            "settle.",
            units=_told(busy, _wait, titles),
            days=in_days(LONG_WAIT),
        )
    if slow:
        yield say(
            "little time: {units}. By so much longer visits take on average, or are waited for, as reckoned before the "
            "run (processor sharing), and told from {days} on; it differs much from year to year, and takes years to "
            "settle.",
            units=_told(slow, _longer, titles),
            days=in_days(LONG_WAIT),
        )


def _where(
    loads: Mapping[str, Mapping[str, ExpectedLoad]], holds: Callable[[ExpectedLoad], bool], shares_time: bool
) -> dict[str, dict[str, ExpectedLoad]]:
    """Pick the units of which something holds in some organisation, and the loads in those organisations."""
    picked = {
        unit: {name: load for name, load in there.items() if load.shares_time == shares_time and holds(load)}
        for unit, there in loads.items()
    }
    return {unit: there for unit, there in picked.items() if there}


def _told(units: Mapping[str, Mapping[str, ExpectedLoad]], words: Callable[[ExpectedLoad], str], titles: Titles) -> str:
    return "; ".join(
        say(
            "{unit} in {organisations}",
            unit=titles.unit(unit),
            organisations=listed(f"{titles.organisation(name)} ({words(load)})" for name, load in there.items()),
        )
        for unit, there in units.items()
    )


def _asked(load: ExpectedLoad) -> str:
    """Say how much is asked of a unit, and of what: "104 % of 40 at a time"."""
    if load.places <= 0:
        return say("it has no places")
    share, places = share_asked(load), number(load.places)
    if load.is_meeting:
        return say("{share} of {places} at each meeting", share=share, places=places)
    if load.shares_time:
        return say("{share} of {places} at full pace", share=share, places=places)
    return say("{share} of {places} at a time", share=share, places=places)


def _wait(load: ExpectedLoad) -> str:
    if load.wait >= _LONGEST_TOLD:
        return say("{asked}, a wait of no known end", asked=_asked(load))
    return say("{asked}, a wait of {days}", asked=_asked(load), days=in_days(load.wait))


def _longer(load: ExpectedLoad) -> str:
    if load.wait >= _LONGEST_TOLD:
        return say("{asked}, longer by more than is known", asked=_asked(load))
    return say("{asked}, {days} longer", asked=_asked(load), days=in_days(load.wait))


def _of_staff(scenario: Scenario) -> Iterator[str]:
    baseline, *others = scenario.organisations
    titles, usual = titles_of(scenario), staff(scenario, baseline)
    for organisation in others:
        team, name = staff(scenario, organisation), titles.organisation(organisation)
        moved = {unit for posts in posts_in_time(scenario, organisation)[:1] for unit in followed(posts)}
        changed = "; ".join(staff_differences(scenario, baseline, scenario, organisation, moved))
        more = round(team.workers - usual.workers, 6)  # means may differ by rounding
        if more:
            yield _more(name, _size(more, titles.organisation(baseline)), changed, _is_mean(team, usual))
        elif changed:
            yield say("{name} has as many workers, but in other places: {changed}.", name=name, changed=changed)


def _is_mean(*teams: Staff) -> bool:
    return any(team.changes for team in teams)


def _size(more: float, baseline: str) -> str:
    """Say how many workers more or fewer than the baseline an organisation has."""
    size = abs(more)
    if more > 0:
        return say_n(
            "{count} worker more than {baseline}",
            "{count} workers more than {baseline}",
            size,
            count=whole_or_mean(size),
            baseline=baseline,
        )
    return say_n(
        "{count} worker fewer than {baseline}",
        "{count} workers fewer than {baseline}",
        size,
        count=whole_or_mean(size),
        baseline=baseline,
    )


def _more(name: str, size: str, changed: str, on_average: bool) -> str:
    """Say that an organisation has more or fewer workers, and in which units."""
    if not changed:
        if on_average:
            return say("{name} has {workers} on average over the run.", name=name, workers=size)
        return say("{name} has {workers}.", name=name, workers=size)
    if on_average:
        return say("{name} has {workers} on average over the run: {changed}.", name=name, workers=size, changed=changed)
    return say("{name} has {workers}: {changed}.", name=name, workers=size, changed=changed)


def _of_run(expected: Expected) -> Iterator[str]:
    run = expected.scenario.run
    if run.follow_up == 0:
        yield say("there is no follow-up: children who come last are followed for no time at all.")
    elif run.follow_up < DAYS_PER_YEAR:
        yield say(
            "children are followed for {days} only: what is still waited for after a year is not known.",
            days=in_days(run.follow_up),
        )
    if run.warm_up == 0 and expected.scenario.start_from is None:
        yield say("there is no warm-up: everything begins empty, and the first children meet no lines.")
    if run.replications == 1:
        yield say("there is one replication: no interval can be given.")
    if expected.counted == 0:
        yield say(
            "no child counts: no stream that is measured brings any from day {opens} to day {closes}.",
            opens=number(run.warm_up),
            closes=number(run.warm_up + run.observe),
        )
    elif expected.counted < _FEW_CHILDREN:
        yield say_n(
            "about {count} child counts in each replication: figures will differ much.",
            "about {count} children count in each replication: figures will differ much.",
            round(expected.counted),
            count=number(expected.counted),
        )
