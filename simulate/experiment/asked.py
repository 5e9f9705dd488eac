"""What a run may be asked for: scenarios in several shapes, by name, and whole numbers of any kind."""

import operator
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import TypeVar

from simulate.language import say
from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load as load_file
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.wording import bound, printable

File = str | os.PathLike[str]
Given = Scenario | File | Sequence[File] | Mapping[str, Scenario | File]
"""What can be run: a scenario or its file, several files, or several of either by name."""

MOST_REPLICATIONS, MOST_WORKERS, HIGHEST_SEED = 100_000, 1024, 2**63 - 1
_LONGEST_NAME = 60
_MOST_OCTETS = 150  # of a name in UTF-8: most disks take 255, and more is added to it
_MOST_OCTETS_IN_ALL = 200  # where a number is added to tell it from others
_UNFIT = re.compile(r"[/\x00-\x1f\x7f\ud800-\udfff]" if os.name == "posix" else r'[/\\:*?"<>|\x00-\x1f\ud800-\udfff]')

Source = TypeVar("Source")


def whole(what: str, given: object, least: int, most: int) -> int:
    """Take a whole number of any kind, such as numpy's. Raises TypeError for anything else, ValueError beyond bounds.

    A float is refused, also a round one: it has not digits enough for every seed. So are True and False.
    """
    if isinstance(given, bool):
        raise TypeError(_not_whole(what, given, least, most))
    try:
        number = operator.index(given)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(_not_whole(what, given, least, most)) from None
    if not least <= number <= most:
        raise ValueError(_not_whole(what, number, least, most))
    return number


def _not_whole(what: str, given: object, least: int, most: int) -> str:
    """Say what is allowed, what was given, and, of a round number, how it is to be written."""
    bounds = {"what": what, "least": least, "most": _written(most)}
    if isinstance(given, float) and given.is_integer():
        return say(
            "{what} must be a whole number from {least} to {most}; got {given} (write {mended})",
            **bounds,
            given=f"{given!r:.60}",
            mended=int(given),
        )
    return say(
        "{what} must be a whole number from {least} to {most}; got {given}",
        **bounds,
        given=bound(given) if isinstance(given, int) and not isinstance(given, bool) else f"{given!r:.60}",
    )


def _written(number: int) -> str:
    return "2^63 − 1" if number == HIGHEST_SEED else bound(number)


def organisations(given: object) -> list[str] | None:
    """Give the names of the organisations to run, the baseline first; None for all. Raises TypeError for anything else.

    A set has no first one, and is refused.
    """
    if given is None or isinstance(given, str):
        return None if given is None else [given]
    named = list(given) if isinstance(given, Iterable) and not isinstance(given, Set) else [None]
    if not all(isinstance(name, str) for name in named):
        raise TypeError(
            say(
                "organisations must be a name or a list of names, the baseline first; got {given}",
                given=f"{given!r:.60}",
            )
        )
    return [str(name) for name in named]


def scenarios(given: Given) -> dict[str, Scenario]:
    """Give the scenarios that are to be run by name, that of the file where there is one; files are read.

    Raises ScenarioError with everything that is wrong in them, TypeError for what is no scenario, and ValueError for a
    name that no file could have: each scenario is saved in one.
    """
    match given:
        case Scenario():
            return {"scenario": given}
        case str() | os.PathLike():
            named: dict[str, Scenario | Path] = {**by_name([Path(given)])}
        case Mapping() if all(isinstance(name, str) for name in given):
            named = {_fit(name): each if isinstance(each, Scenario) else _path(each) for name, each in given.items()}
        case Sequence():
            named = {**by_name([_path(each) for each in given])}
        case _:
            raise _no_scenario(given)
    if not named:
        raise ValueError(say("there is no scenario to run"))
    return all_loaded(named, lambda each: each if isinstance(each, Scenario) else load_file(each))


def _fit(name: str) -> str:
    """Give a name back if a file can have it. Raises ValueError if not."""
    unfit = _UNFIT.search(name)
    if unfit:
        why = say("{sign} cannot stand in it", sign=repr(printable(unfit[0])))
    elif not name.strip():
        why = say("it is empty")
    elif len(name.encode()) > _MOST_OCTETS_IN_ALL:
        why = say("it is too long")
    else:
        return name
    raise ValueError(
        say(
            "a scenario's name becomes part of a file's name; got {name}: {why}",
            name=repr(printable(name[:60])),
            why=why,
        )
    )


def _path(given: object) -> Path:
    if isinstance(given, str | os.PathLike):
        return Path(given)
    raise _no_scenario(given)


def _no_scenario(given: object) -> TypeError:
    got = say("a scenario without a name") if isinstance(given, Scenario) else f"{given!r:.60}"
    return TypeError(
        say(
            "run takes a scenario (simulate.load gives one), the path of a scenario file, a list of such paths, or "
            'several of either by name: {{"now": …, "plan": …}}; got {got}',
            got=got,
        )
    )


def all_loaded(named: Mapping[str, Source], load: Callable[[Source], Scenario]) -> dict[str, Scenario]:
    """Load several scenarios. Raises ScenarioError with the mistakes of all of them."""
    loaded, mistakes = {}, []
    for name, source in named.items():
        try:
            loaded[name] = load(source)
        except ScenarioError as error:
            mistakes += [mistake for mistake in error.mistakes if mistake not in mistakes]
    if mistakes:
        raise ScenarioError(mistakes)
    return loaded


def by_name(files: Sequence[Path]) -> dict[str, Path]:
    """Name each file by its name without the ending; by a number too where several have the same."""
    names: dict[str, Path] = {}
    for file in files:
        stem = shortened(printable(file.stem), _LONGEST_NAME) or "scenario"
        name, count = stem, 1
        while name in names:
            count += 1
            number = f" ({count})"
            name = stem.encode()[: _MOST_OCTETS - len(number)].decode(errors="ignore") + number
        names[name] = file
    return names


def shortened(name: str, characters: int) -> str:
    """Cut a name so that a file can have it."""
    return name[:characters].encode()[:_MOST_OCTETS].decode(errors="ignore")
