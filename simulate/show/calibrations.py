"""The sheet of a calibration: which targets are met, where the dials were moved to, and which cannot be told apart."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulate.experiment.calibrating import Calibration, Judged, Moved, Verdict
from simulate.findings.estimates import Estimate
from simulate.language import mark, said, say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import interval, number
from simulate.scenario.schema.durations import DAYS_PER_YEAR
from simulate.show.counts import replications_in_words
from simulate.show.dials import position, positions_between
from simulate.show.facts import Facts
from simulate.show.quantities import label_of_target, places_of_target, seen_of_target, unit_of_target
from simulate.show.sheet import Cell, Column, Meaning, Row, Section, Sheet, Table

VERDICTS = {Verdict.MET: mark("met"), Verdict.MISSED: mark("missed"), Verdict.OPEN: mark("cannot tell")}
_MEANINGS = {Verdict.MET: Meaning.BETTER, Verdict.MISSED: Meaning.WORSE, Verdict.OPEN: Meaning.UNCERTAIN}
_NOTHING = "–"


@dataclass(frozen=True)
class ToldCalibration:
    """A calibration, and what must be known to tell it."""

    found: Calibration
    facts: Facts

    def names(self, dials: Sequence[str]) -> str:
        """Name dials by their titles, in quotation marks."""
        return listed(f"“{self.found.question.dials[each].name}”" for each in dials)

    def label(self, judged: Judged) -> str:
        """Say what a target or a check is about, and its unit."""
        return say(
            "{target} ({unit})",
            target=label_of_target(judged.target, self.facts.titles),
            unit=unit_of_target(judged.target, self.facts.currency),
        )

    def value(self, judged: Judged, estimate: Estimate) -> str:
        """Write what a target came to: "23.0", "not reached", or a dash where there was nobody to measure."""
        if math.isnan(estimate.value):
            return _NOTHING
        return number(math.nan if math.isinf(estimate.value) else estimate.value, places_of_target(judged.target))


def sheet(told: ToldCalibration) -> Sheet:
    """Say what was found, how well targets and checks are met, and where the dials were moved to."""
    found = told.found
    tried, count = len(found.tried), found.replications
    notes = [
        *_short_warm_up(told),
        say(
            "Off by: in tolerances, with how far the luck of children reaches to either side (95 %). Met: the whole "
            "interval lies within the tolerance. Judged by seed {seed}, {replications}; the search had seed {other}.",
            seed=told.facts.seed,
            replications=replications_in_words(told.facts.replications),
            other=found.seed,
        ),
        say(
            "Would do: between these a dial could stand, the others moved along, with every target off by a tolerance "
            "at most, or by as much as now. It is read from straight lines at what was found.",
        ),
        say_n(
            "{count} candidate was tried, with {replications}.",
            "{count} candidates were tried, with {replications} each.",
            tried,
            count=number(tried),
            replications=replications_in_words(count),
        ),
    ]
    return Sheet(
        title=say(
            "{scenario}: calibrated to {targets}", scenario=told.facts.title, targets=found.question.targets.name
        ),
        findings=tuple(findings(told)),
        tables=(_targets(told), _dials(told)),
        key=(),
        notes=tuple(notes),
        verdict="",
    )


def _short_warm_up(told: ToldCalibration) -> Iterator[str]:
    """Warn of newcomers who are counted among a run's workers before all of them are known."""
    found = told.found
    if found.question.scenario.run.warm_up < DAYS_PER_YEAR:
        for each in found.judged:
            if each.target.quantity.measure == "under_a_year":
                yield say(
                    "The warm-up is shorter than a year, so that {target} is too low: workers of the first day count "
                    "as having been there for long.",
                    target=told.label(each),
                )


def findings(told: ToldCalibration) -> list[str]:
    """Say in a few sentences whether targets and checks are met, and what these targets do not settle."""
    return [*met(told), *of_dials(told)]


def met(told: ToldCalibration) -> list[str]:
    """Say how many targets are met, which are missed by how much, and how many checks are met."""
    found = told.found
    missed = [each for each in found.targets if each.verdict is Verdict.MISSED]
    lines = [_of_targets(found.targets), *(_missed(told, each) for each in missed)]
    if missed and all(max(map(abs, each.misfits)) > 1 for each in found.tried):
        lines.append(
            say_n(
                "The one candidate that was tried does not meet all targets.",
                "None of the {count} candidates that were tried meets all targets: with these dials, within their "
                "ranges, such a town can hardly be had.",
                len(found.tried),
                count=number(len(found.tried)),
            )
        )
    return [*lines, *([_of_checks(found.checks)] if found.checks else [])]


def _of_targets(some: Sequence[Judged]) -> str:
    """Say how many targets are met, missed and open."""
    counts = _counts(some)
    if all(each.verdict is Verdict.MET for each in some):
        return say_n("The one target is met.", "All {count} targets are met.", len(some), **counts)
    if any(each.verdict is Verdict.OPEN for each in some):
        return say_n(
            "Whether the one target is met luck leaves open: more replications would tell.",
            "Targets: {met} of {count} met, {missed} missed, {open} left open by luck.",
            len(some),
            **counts,
        )
    return say_n("The one target is missed.", "Targets: {met} of {count} met, {missed} missed.", len(some), **counts)


def _of_checks(some: Sequence[Judged]) -> str:
    """Say how many checks are met, missed and open."""
    counts = _counts(some)
    if all(each.verdict is Verdict.MET for each in some):
        return say_n(
            "The one check is met, to which nothing was fitted.",
            "All {count} checks are met, to which nothing was fitted.",
            len(some),
            **counts,
        )
    if any(each.verdict is Verdict.OPEN for each in some):
        return say_n(
            "Whether the one check is met, to which nothing was fitted, luck leaves open.",
            "Checks, to which nothing was fitted: {met} of {count} met, {missed} missed, {open} left open by luck.",
            len(some),
            **counts,
        )
    return say_n(
        "The one check is missed, to which nothing was fitted.",
        "Checks, to which nothing was fitted: {met} of {count} met, {missed} missed.",
        len(some),
        **counts,
    )


def _counts(some: Sequence[Judged]) -> dict[str, str]:
    """Count all of them, and those of each verdict."""
    of_each = {verdict.value: sum(each.verdict is verdict for each in some) for verdict in Verdict}
    return {"count": number(len(some)), **{key: number(count) for key, count in of_each.items()}}


def _missed(told: ToldCalibration, judged: Judged) -> str:
    if not judged.is_reached:
        return say(
            "Missed: {target} is not reached in the time for which children are followed, where {seen} was seen.",
            target=told.label(judged),
            seen=seen_of_target(judged.target),
        )
    return say(
        "Missed: {target} is {found}, where {seen} was seen: off by {misfit} tolerances.",
        target=told.label(judged),
        found=told.value(judged, judged.found),
        seen=seen_of_target(judged.target),
        misfit=number(judged.misfit, 1, sign=True),
    )


def of_dials(told: ToldCalibration) -> list[str]:
    """Say which dials stand at an end, which no target answers to, and which cannot be told apart."""
    found, lines = told.found, []
    for each in found.moved:
        if each.end and not each.is_silent:
            lines.append(_at_the_end(each))
    still = [each.name for each in found.moved if each.is_silent]
    if still:
        lines.append(
            say_n(
                "Around what was found no target answers to {dials} by more than luck or its tolerance: there these "
                "targets say nothing of it.",
                "Around what was found no target answers to {dials} by more than luck or its tolerance: there these "
                "targets say nothing of them.",
                len(still),
                dials=told.names(still),
            )
        )
    for group in found.alike:
        lines.append(
            say(
                "These targets cannot tell {dials} apart: what one does to them another undoes. Leave all but one "
                "where they are, or add a target to which they answer differently.",
                dials=told.names(group),
            )
        )
    targets, dials = len(found.targets), len(found.moved)
    if dials > targets:
        lines.append(
            say(
                "There are more dials ({dials}) than targets ({targets}): many values do as well, and what was found "
                "is one of them.",
                dials=number(dials),
                targets=number(targets),
            )
        )
    return lines


def _at_the_end(moved: Moved) -> str:
    return say(
        "“{dial}” stands at the end of its range, at {value}.",
        dial=moved.dial.name,
        value=position(moved.dial, moved.found),
    )


def _targets(told: ToldCalibration) -> Table:
    """Give a row for each target and each check."""
    columns = (
        Column("seen", say("seen")),
        Column("before", say("in the file")),
        Column("found", say("found")),
        Column("interval", say("interval")),
        Column("misfit", say("off by")),
        Column("verdict", say("verdict"), "left"),
    )
    sections = []
    for key, heading, some in (
        ("targets", say("Fitted to"), told.found.targets),
        ("checks", say("Only held against"), told.found.checks),
    ):
        rows = tuple(Row(each.target.name, told.label(each), _cells(told, each)) for each in some)
        sections += [Section(rows, key, heading)] if rows else []
    return Table("targets", say("What was seen"), columns, tuple(sections))


def _cells(told: ToldCalibration, judged: Judged) -> tuple[Cell, ...]:
    places, found = places_of_target(judged.target), judged.found
    off = _NOTHING
    if judged.misfit == judged.misfit:
        off = number(judged.misfit, 1, sign=True)
        if judged.luck == judged.luck:
            off = say("{misfit} ± {luck}", misfit=off, luck=number(judged.luck, 1))
    meaning = _MEANINGS[judged.verdict]
    return (
        Cell(seen_of_target(judged.target)),
        Cell(told.value(judged, judged.before)),
        Cell(told.value(judged, found)),
        Cell((interval(found.low, found.high, places) if judged.is_reached else "") or _NOTHING),
        Cell(off),
        Cell(said(VERDICTS[judged.verdict]), meaning),
    )


def _dials(told: ToldCalibration) -> Table:
    """Give a row for each dial that was moved."""
    columns = (
        Column("today", say("in the file")),
        Column("found", say("found")),
        Column("between", say("would do")),
        Column("range", say("range")),
    )
    rows = tuple(Row(each.name, each.dial.name, _of_dial(each)) for each in told.found.moved)
    return Table("dials", say("Dials that were moved"), columns, (Section(rows),))


def _of_dial(moved: Moved) -> tuple[Cell, ...]:
    dial = moved.dial
    today = _NOTHING if moved.today is None else position(dial, moved.today)
    range_ = positions_between(dial, *dial.ends)
    return Cell(today), Cell(position(dial, moved.found)), Cell(would_do(moved) or _NOTHING), Cell(range_)


def would_do(moved: Moved) -> str:
    """Say between what a dial could stand; "" where these targets do not tell."""
    return "" if moved.between is None else positions_between(moved.dial, *moved.between)
