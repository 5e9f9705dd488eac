"""The sheet of a sweep: where which organisation is better as dials are turned, by how much, and where it is luck."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import groupby

from simulate.experiment.sweep import Axis, Sweep
from simulate.findings.catalogue import MEASURES, Measure
from simulate.findings.estimates import Estimate
from simulate.language import mark, said, say
from simulate.language.numbers import decimals_in_table, from_to, interval_in_words, number
from simulate.language.numbers import difference as difference_with_interval
from simulate.scenario.schema.dials import Scale
from simulate.show.counts import replications_in_words
from simulate.show.dials import position
from simulate.show.facts import Facts
from simulate.show.importance import least_that_matters, matters
from simulate.show.measures import label_with_unit, label_within, told_of, unit_of
from simulate.show.percentiles import notes_on_percentiles
from simulate.show.sheet import NOTHING, Cell, Column, Meaning, Row, Section, Sheet, Table

WIDEST = 9
"""Columns beside the first in a table on the screen."""


class Verdict(Enum):
    """What can be said of an organisation at a point, against the baseline."""

    BETTER = "better"
    WORSE = "worse"
    ALIKE = "alike"  # it differs by less than matters
    UNTOLD = "untold"  # luck may be all of it
    MORE = "more"  # of what is neither good nor bad
    LESS = "less"
    UNKNOWN = "unknown"  # there is nothing to compare


_RUNS = {
    Verdict.BETTER: mark("{range}: better in {organisation} ({difference})."),
    Verdict.WORSE: mark("{range}: worse in {organisation} ({difference})."),
    Verdict.ALIKE: mark("{range}: {organisation} and {baseline} are about the same ({difference})."),
    Verdict.UNTOLD: mark("{range}: the difference may be luck ({difference})."),
    Verdict.MORE: mark("{range}: more in {organisation} ({difference})."),
    Verdict.LESS: mark("{range}: less in {organisation} ({difference})."),
    Verdict.UNKNOWN: mark("{range}: nothing is known of one of them."),
}


@dataclass(frozen=True)
class Told:
    """A sweep, and what is to be told of it."""

    found: Sweep
    dials: tuple[str, ...]
    """The dials that were turned, as they were named."""
    measure: str
    group: str
    facts: Facts

    @property
    def of(self) -> Measure:
        """The measure that is told."""
        return MEASURES[self.measure]

    @property
    def what(self) -> str:
        """The measure, and whom it is about, as a title has them."""
        return told_of(label_with_unit(self.of, self.facts.currency), self.group, self.facts.titles)

    @cached_property
    def differences(self) -> dict[str, list[Estimate]]:
        """How each organisation differs from the baseline at each point."""
        return {each: self.found.differences(each, self.measure, self.group) for each in self.found.organisations[1:]}

    def names(self, organisation: str) -> dict[str, str]:
        """What an organisation and the baseline are called."""
        return self.facts.titles.compared(organisation, self.found.baseline)

    def verdicts(self, organisation: str) -> list[Verdict]:
        """Judge an organisation at each point, all of them taken together."""
        sure = self.found.sure(organisation, self.measure, self.group)
        was = [point.estimate(self.found.baseline, self.measure, self.group).value for point in self.found.points]
        every = zip(self.differences[organisation], sure, was, strict=True)
        return [_verdict(difference, is_sure, self.of, base) for difference, is_sure, base in every]


def _verdict(difference: Estimate, sure: bool, measure: Measure, was: float) -> Verdict:
    if difference.value != difference.value:
        return Verdict.UNKNOWN
    least = least_that_matters(measure.unit, was)
    if not sure:
        fits = max(abs(difference.low), abs(difference.high)) < least
        return Verdict.ALIKE if fits else Verdict.UNTOLD
    if not matters(difference.value, least, sure):
        return Verdict.ALIKE
    if not measure.better:
        return Verdict.MORE if difference.value > 0 else Verdict.LESS
    return Verdict.BETTER if (difference.value < 0) == (measure.better == "lower") else Verdict.WORSE


def sheet(told: Told) -> Sheet:
    """Say what a sweep found."""
    found, facts = told.found, told.facts
    tables = [_curve_table(told)] if len(found.axes) == 1 else [_map_table(told, each) for each in told.differences]
    note = say(
        "Each point is {replications} of every organisation, with the same children's luck at all points. "
        "A point is called better or worse where it is so by more than luck, all points taken together (Holm), and by "
        "so much that it matters. Intervals are that luck only, not what is unknown otherwise.",
        replications=replications_in_words(found.replications),
    )
    return Sheet(
        title=say("{scenario}: {dials}", scenario=facts.title, dials=" × ".join(axis.dial.name for axis in found.axes)),
        findings=(told.what, *findings(told)),
        tables=tuple(each for each in tables if each is not None),
        key=(),
        notes=(note, *notes_on_percentiles(told.measure, facts)),
        verdict="",
    )


def findings(told: Told) -> list[str]:
    """Say what was found of each organisation, in sentences."""
    if len(told.found.organisations) == 1:
        return [say("There is one organisation, so nothing is compared.")]
    if len(told.found.axes) == 1:
        return [line for each in told.differences for line in _along(told, each)]
    return [line for each in told.differences for line in findings_across(told, each)]


def _along(told: Told, organisation: str) -> list[str]:
    """Say, of one dial, from where to where an organisation is better, worse or not told apart."""
    (axis,) = told.found.axes
    names = told.names(organisation)
    judged = list(zip(axis.values, told.verdicts(organisation), told.differences[organisation], strict=True))
    lines = [say("{organisation} against {baseline}, as “{dial}” is turned:", dial=axis.dial.name, **names)]
    for verdict, some in groupby(judged, key=lambda each: each[1]):
        run = list(some)
        ends = position(axis.dial, run[0][0]), position(axis.dial, run[-1][0])
        across = ends[0] if ends[0] == ends[1] else from_to(*ends)
        lines.append(said(_RUNS[verdict], range=across, difference=_extent(told, [each for *_, each in run]), **names))
    return lines


def findings_across(told: Told, organisation: str) -> list[str]:
    """Say, of two dials, at how many points an organisation is better, and what holds near to where the file stands."""
    verdicts, names = told.verdicts(organisation), told.names(organisation)
    counts = {each.value: number(verdicts.count(each)) for each in Verdict}
    first = (
        say(
            "{organisation} against {baseline}, at {points} points: better at {better}, worse at {worse}, about the "
            "same at {alike}; at {untold} it may be luck.",
            points=number(len(verdicts)),
            **names,
            **counts,
        )
        if told.of.better
        else say(
            "{organisation} against {baseline}, at {points} points: more at {more}, less at {less}, about the same at "
            "{alike}; at {untold} it may be luck.",
            points=number(len(verdicts)),
            **names,
            **counts,
        )
    )
    lines = [first]
    if Verdict.UNKNOWN in verdicts:
        lines.append(say("At {unknown} of the points nothing is known of one of them.", **counts))
    near = nearest(told.found.axes, [point.at for point in told.found.points])
    if near is not None:
        at = told.found.points[near].at
        where = ", ".join(
            say("{dial} {value}", dial=axis.dial.name, value=position(axis.dial, value))
            for axis, value in zip(told.found.axes, at, strict=True)
        )
        extent = _extent(told, [told.differences[organisation][near]])
        lines.append(
            say(
                "Nearest to the file as it is: {finding}",
                finding=said(_RUNS[verdicts[near]], range=where, difference=extent, **names),
            )
        )
    return lines


def nearest(axes: Sequence[Axis], points: Sequence[tuple[float, ...]]) -> int | None:
    """Find the point nearest to where the file stands; None where that is not known."""
    today = [axis.today for axis in axes]
    if any(each is None for each in today):
        return None

    def away(at: tuple[float, ...]) -> float:
        return sum(
            (_along_axis(axis, value) - _along_axis(axis, now or 0.0)) ** 2
            for axis, value, now in zip(axes, at, today, strict=True)
        )

    return min(range(len(points)), key=lambda number: away(points[number]))


def _along_axis(axis: Axis, value: float) -> float:
    """Give how far along an axis a value lies by its dial's scale: 0 at its lowest, 1 at its highest."""
    low, high = axis.values[0], axis.values[-1]
    if axis.dial.scale is Scale.LOG:
        return math.log(max(value, low / high * low) / low) / math.log(high / low)
    return (value - low) / (high - low)


def _extent(told: Told, some: Sequence[Estimate]) -> str:
    """Write a difference with its interval, or from the least to the most of several."""
    values = [each.value for each in some if each.value == each.value]
    if not values:
        return ""
    places, unit = decimals_in_table(values, told.of.unit), unit_of(told.of, told.facts.currency)
    if len(some) == 1:
        one = some[0]
        return say(
            "{difference} {unit}, {interval}",
            difference=number(one.value, places, sign=True),
            unit=unit,
            interval=interval_in_words(one.low, one.high, places),
        )
    least, most = min(values), max(values)
    ends = from_to(number(least, places, sign=True), number(most, places, sign=True))
    return say("{difference} {unit}", difference=ends, unit=unit)


def _curve_table(told: Told) -> Table:
    """Give a row for each value of the dial: the measure in every organisation, and its differences."""
    found, titles = told.found, told.facts.titles
    (axis,) = found.axes
    judged = {each: told.verdicts(each) for each in told.differences}
    every = {
        each: [point.estimate(each, told.measure, told.group).value for point in found.points]
        for each in found.organisations
    }
    places = decimals_in_table([value for some in every.values() for value in some], told.of.unit)
    rows = []
    for number_of_row, value in enumerate(axis.values):
        cells = tuple(Cell(number(every[each][number_of_row], places)) for each in found.organisations)
        changes = tuple(
            _change(told.differences[each][number_of_row], judged[each][number_of_row], places) for each in judged
        )
        rows.append(Row(f"{value:g}", position(axis.dial, value), cells, changes))
    columns = tuple(Column(each, titles.organisation(each)) for each in found.organisations)
    return Table(
        "points", axis.dial.name, columns, (Section(tuple(rows)),), by_organisation=True, changes=say("difference")
    )


def _change(difference: Estimate, verdict: Verdict, places: int) -> Cell:
    """Write a difference with its interval, and what it amounts to."""
    if difference.value != difference.value:
        return NOTHING
    meaning = {
        Verdict.BETTER: Meaning.BETTER,
        Verdict.WORSE: Meaning.WORSE,
        Verdict.UNTOLD: Meaning.UNCERTAIN,
    }.get(verdict, Meaning.OTHER)
    return Cell(difference_with_interval(difference.value, difference.low, difference.high, places), meaning)


_SIGNS = {
    Verdict.BETTER: "✓",
    Verdict.WORSE: "✗",
    Verdict.ALIKE: "=",
    Verdict.UNTOLD: "?",
    Verdict.MORE: "↑",
    Verdict.LESS: "↓",
    Verdict.UNKNOWN: "–",
}


def _map_table(told: Told, organisation: str) -> Table | None:
    """Give the difference at every point: rows are values of the first dial, columns of the second; None where wide."""
    first, second = told.found.axes
    if len(second.values) > WIDEST:
        return None
    differences, verdicts = told.differences[organisation], told.verdicts(organisation)
    places = min(decimals_in_table([each.value for each in differences], told.of.unit), 1)
    rows = []
    for row, value in enumerate(first.values):
        some = slice(row * len(second.values), (row + 1) * len(second.values))
        cells = tuple(
            Cell(f"{number(each.value, places, sign=True)} {_SIGNS[verdict]}") if each.value == each.value else NOTHING
            for each, verdict in zip(differences[some], verdicts[some], strict=True)
        )
        rows.append(Row(f"{value:g}", position(first.dial, value), cells))
    columns = tuple(Column(f"{value:g}", position(second.dial, value)) for value in second.values)
    remark = say(
        "{measure} in {organisation} less that in {baseline}; rows: {first}, columns: {second}. {signs}",
        signs=say("✓ better, ✗ worse, = about the same, ? may be luck.")
        if told.of.better
        else say("↑ more, ↓ less, = about the same, ? may be luck."),
        measure=label_within(told.of),
        first=first.dial.name,
        second=second.dial.name,
        **told.names(organisation),
    )
    return Table(organisation, first.dial.name, columns, (Section(tuple(rows)),), remark=remark)
