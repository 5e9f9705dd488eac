"""What concerns dials: the keys they move must exist, and the scenario must be sound wherever each of them stands."""

from collections.abc import Callable, Iterator

from simulate.language import say
from simulate.scenario.dials import DialError, turned, value_of
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.reading.merging import put
from simulate.scenario.reading.parts import Parts
from simulate.scenario.reading.settings import key_path
from simulate.scenario.rules.titles import wrong_title
from simulate.scenario.schema.dials import Acts, Dial, Titles, number_of
from simulate.scenario.wording import dotted, shown

LONGEST_TITLE = 60
"""Characters in the title of a dial: it stands beside an axis."""

WrongIn = Callable[[Plain], list[Complaint]]
"""Finds what is wrong with a whole table."""


def keys_of(dial: Dial) -> dict[str, KeyPath]:
    """Read the keys of a dial. Raises ValueError for what is no key."""
    return {key: key_path(key) for key in dial.keys}


def with_turned(plain: Plain, dial: Dial, value: float) -> Plain:
    """Give a scenario's plain tables as they are at a value of a dial. Raises DialError, or ValueError for no key."""
    table = plain
    for place, moved in turned(plain, dial, value, keys_of(dial)).items():
        table = put(table, place, moved)
    return table


def standing_at(plain: Plain, dial: Dial) -> float | None:
    """Tell at which value of a dial plain tables stand; None where its keys say different things, or nothing."""
    if dial.acts is not Acts.SET:
        return number_of(dial.usual)
    values = {value_of(plain, place) for place in turned(plain, dial, number_of(dial.usual), keys_of(dial))}
    return values.pop() if len(values) == 1 else None


def wrong_dials(parts: Parts, wrong_in: WrongIn) -> Iterator[Complaint]:
    """Find dials that cannot be shown, keys that they cannot move, and what is wrong where they are at an end.

    Dials are tried all together, at their low ends and at their high ends: where nothing is wrong then, none is tried
    alone. `wrong_in` judges the tables as they are then.
    """
    sound: dict[str, Dial] = {}
    for name, dial in parts.dials.items():
        yield from _wrong_title(name, dial)
        wrong = list(wrong_keys(parts.plain, name, dial))
        yield from wrong
        if not wrong:
            sound[name] = dial
    for end in range(2):
        together = parts.plain
        for dial in sound.values():
            together = with_turned(together, dial, dial.ends[end])
        before = set(wrong_in(parts.plain)) if sound else set()
        if sound and set(wrong_in(together)) - before:
            for name, dial in sound.items():
                yield from _wrong_at_end(parts.plain, name, dial, end, before, wrong_in)


def _wrong_title(name: str, dial: Dial) -> Iterator[Complaint]:
    path: KeyPath = ("dials", name, "title")
    titles = {"en": dial.title.en, "sv": dial.title.sv} if isinstance(dial.title, Titles) else {"": dial.title}
    for language, title in titles.items():
        yield from wrong_title((*path, language) if language else path, title, LONGEST_TITLE)


def wrong_keys(plain: Plain, name: str, dial: Dial) -> Iterator[Complaint]:
    """Find keys that are none, that the dial cannot move, or that it moves twice."""
    places: dict[KeyPath, str] = {}
    for number, key in enumerate(dial.keys):
        here: KeyPath = ("dials", name, "keys", number)
        try:
            path = key_path(key)
            if path[0] in ("dials", "run", "seed", "start"):
                yield Complaint(here, say("a dial moves what is simulated; {key} is none of that", key=shown(key)))
                continue
            moved = [turned(plain, dial, value, {key: path}) for value in dial.ends]
        except (DialError, ValueError) as problem:
            yield Complaint(here, str(problem))
            continue
        for place in moved[0]:
            if place in places:
                twice = say("moves {place}, as {other} does", place=dotted(place), other=shown(places[place]))
                yield Complaint(here, twice)
            places[place] = key


def _wrong_at_end(
    plain: Plain, name: str, dial: Dial, end: int, before: set[Complaint], wrong_in: WrongIn
) -> Iterator[Complaint]:
    """Say what is wrong with the scenario where one dial is at an end, at the key of the dial that says so."""
    key, value = (("from", dial.begins), ("to", dial.to))[end]
    for complaint in wrong_in(with_turned(plain, dial, dial.ends[end])):
        if complaint not in before:
            message = say(
                "at {value} the scenario is wrong: {key}: {message}",
                value=value,
                key=dotted(complaint.path),
                message=complaint.message,
            )
            yield Complaint(("dials", name, key), message)
            return
