"""Whether all organisations have the same staff; what differs in it is part of every difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import number, whole_or_mean
from simulate.show.facts import Facts, Staff
from simulate.show.posts import posts_moved

_DECIMALS = 6  # of means over the run, which may differ by rounding


class _What(Enum):
    """In what the staff of two organisations differs."""

    MORE = auto()
    FEWER = auto()
    PLACES = auto()
    CASES = auto()
    UNITS = auto()
    DAYS = auto()


@dataclass(frozen=True)
class _Difference:
    """How the staff of an organisation differs from that of the baseline; numbers are words already."""

    what: _What
    workers: float = 0.0  # more or fewer
    now: str = ""
    was: str = ""
    on_average: bool = False  # workers come or go during the run


def staff_notes(facts: Facts) -> list[str]:
    """Say whether all organisations have the same staff, and how it differs, once for all that differ alike."""
    base = facts.staff[facts.baseline]
    alike: dict[_Difference, list[str]] = {}
    for organisation in facts.organisations[1:]:
        differs = _difference(facts.staff[organisation], base)
        if differs is not None:
            alike.setdefault(differs, []).append(facts.titles.organisation(organisation))
    moved = [
        sentence
        for organisation, posts in facts.posts.items()
        for sentence in posts_moved(posts, organisation, facts.titles)
    ]
    if alike:
        return [*(_told(differs, names, base, facts) for differs, names in alike.items()), *moved]
    return [*([_same(base)] if len(facts.organisations) > 1 else []), *moved]


def _same(base: Staff) -> str:
    workers = _workers(base.workers)
    if base.changes:
        return say("The staff is the same in all organisations: {workers} on average over the run.", workers=workers)
    return say("The staff is the same in all organisations: {workers}.", workers=workers)


def _workers(count: float) -> str:
    return say_n("{count} worker", "{count} workers", count, count=whole_or_mean(count))


def _difference(other: Staff, base: Staff) -> _Difference | None:
    more = round(other.workers - base.workers, _DECIMALS)
    changes = base.changes or other.changes
    if more:
        now, was = whole_or_mean(other.workers), whole_or_mean(base.workers)
        return _Difference(_What.MORE if more > 0 else _What.FEWER, abs(more), now, was, changes)
    if round(other.places - base.places, _DECIMALS):
        return _Difference(_What.PLACES, now=whole_or_mean(other.places), was=whole_or_mean(base.places))
    if round(other.cases_per_year - base.cases_per_year, _DECIMALS):
        return _Difference(_What.CASES, now=number(other.cases_per_year), was=number(base.cases_per_year))
    if other.in_time != base.in_time:
        return _Difference(_What.DAYS if changes else _What.UNITS)
    return None


def _told(differs: _Difference, organisations: Sequence[str], base: Staff, facts: Facts) -> str:
    """Say how the staff of some organisations, in which it differs alike, is another than that of the baseline."""
    words = {
        "organisations": listed(organisations),
        "baseline": facts.titles.organisation(facts.baseline),
        "now": differs.now,
        "was": differs.was,
    }
    if differs.workers:
        return _other_workers(differs, len(organisations), words | {"workers": _workers(differs.workers)})
    return _workers_elsewhere(differs.what, len(organisations), words | {"workers": whole_or_mean(base.workers)})


def _other_workers(differs: _Difference, count: int, words: dict[str, str]) -> str:
    """Say that some organisations, so many, have more workers than the baseline, or fewer."""
    match differs.what, differs.on_average:
        case _What.MORE, False:
            return say_n(
                "Warning: {organisations} has {workers} more than {baseline} ({now}, not {was}): part of the "
                "difference is staff.",
                "Warning: {organisations} have {workers} more than {baseline} ({now}, not {was}): part of the "
                "difference is staff.",
                count,
                **words,
            )
        case _What.MORE, True:
            return say_n(
                "Warning: {organisations} has {workers} more than {baseline} ({now}, not {was} on average over the "
                "run): part of the difference is staff.",
                "Warning: {organisations} have {workers} more than {baseline} ({now}, not {was} on average over the "
                "run): part of the difference is staff.",
                count,
                **words,
            )
        case _, False:
            return say_n(
                "Warning: {organisations} has {workers} fewer than {baseline} ({now}, not {was}): part of the "
                "difference is staff.",
                "Warning: {organisations} have {workers} fewer than {baseline} ({now}, not {was}): part of the "
                "difference is staff.",
                count,
                **words,
            )
    return say_n(
        "Warning: {organisations} has {workers} fewer than {baseline} ({now}, not {was} on average over the run): part "
        "of the difference is staff.",
        "Warning: {organisations} have {workers} fewer than {baseline} ({now}, not {was} on average over the run): "
        "part of the difference is staff.",
        count,
        **words,
    )


def _workers_elsewhere(what: _What, count: int, words: dict[str, str]) -> str:
    """Say that some organisations, so many, have as many workers as the baseline, but not where it has them."""
    match what:
        case _What.PLACES:
            return say_n(
                "{organisations} has as many workers as {baseline} ({workers}), but not all in the same units: {now} "
                "places, not {was}.",
                "{organisations} have as many workers as {baseline} ({workers}), but not all in the same units: {now} "
                "places, not {was}.",
                count,
                **words,
            )
        case _What.CASES:
            return say_n(
                "{organisations} has as many workers as {baseline} ({workers}), but meetings that can take {now} "
                "cases a year, not {was}.",
                "{organisations} have as many workers as {baseline} ({workers}), but meetings that can take {now} "
                "cases a year, not {was}.",
                count,
                **words,
            )
        case _What.DAYS:
            return say_n(
                "{organisations} has as many workers as {baseline} ({workers}), but not all in the same units at the "
                "same time.",
                "{organisations} have as many workers as {baseline} ({workers}), but not all in the same units at the "
                "same time.",
                count,
                **words,
            )
    return say_n(
        "{organisations} has as many workers as {baseline} ({workers}), but not all in the same units.",
        "{organisations} have as many workers as {baseline} ({workers}), but not all in the same units.",
        count,
        **words,
    )
