"""The sheet of plausible worlds: in how many of them which organisation is better, and on what that depends."""

from dataclasses import dataclass
from functools import cached_property

from simulate.experiment.indices import Crossed, Settles
from simulate.experiment.sensitivity import Influence, Sensitivity, Spread
from simulate.findings.catalogue import MEASURES, Measure
from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import decimals_in_table, number, percent
from simulate.show.counts import replications_in_words
from simulate.show.dials import position
from simulate.show.facts import Facts
from simulate.show.measures import label_with_unit, unit_of
from simulate.show.percentiles import notes_on_percentiles
from simulate.show.sheet import Cell, Column, Meaning, Row, Section, Sheet, Table
from simulate.show.worlds_indices import findings_of_indices, indices_table, notes_on_indices
from simulate.show.worlds_meeting import findings_of_meeting, side_by_side, targets_table

_NAMED = 3
"""Dials that are named in a sentence."""
_SURE = 0.95
"""In so large a share of the worlds something holds that is said to hold nearly everywhere."""


@dataclass(frozen=True)
class ToldWorlds:
    """Plausible worlds, and what is to be told of them."""

    found: Sensitivity
    group: str
    facts: Facts
    crossed: Crossed | None = None
    """The worlds of Sobol' indices, where these are told; `found` are those of them that are drawn by themselves."""

    @property
    def of(self) -> Measure:
        """The measure that is told."""
        return MEASURES[self.found.measure]

    @property
    def unit(self) -> str:
        """The unit of that."""
        return unit_of(self.of, self.facts.currency)

    @property
    def what(self) -> str:
        """The measure, as a title has it."""
        return label_with_unit(self.of, self.facts.currency)

    @property
    def others(self) -> tuple[str, ...]:
        """The organisations that are compared with the baseline."""
        return self.found.organisations[1:]

    @cached_property
    def groups(self) -> list[str]:
        """The groups of children, the one that leads first."""
        every = dict.fromkeys(group for _, group in self.found.differences)
        return [self.group, *(each for each in every if each != self.group)]

    @cached_property
    def influences(self) -> dict[str, list[Influence]]:
        """What each dial does to the difference of each organisation, the strongest first."""
        return {each: self.found.influences(each, self.group) for each in self.others}

    @cached_property
    def meeting(self) -> Sensitivity | None:
        """The worlds that meet all targets; None where none does, or there are no targets."""
        which = self.found.meeting
        return self.found.among(which) if self.found.targets and which.any() else None

    @cached_property
    def indices(self) -> dict[str, tuple[list[Settles], float]]:
        """What each dial settles of the spread, the most first, and how much luck has in that; empty if not asked."""
        crossed = self.crossed
        if crossed is None:
            return {}
        return {each: (crossed.settles(each, self.group, self.facts.seed), crossed.of_luck(each, self.group))
                for each in self.others}  # fmt: skip

    def names(self, organisation: str) -> dict[str, str]:
        """What two organisations are called."""
        return self.facts.titles.compared(organisation, self.found.organisations[0])

    def dial(self, name: str) -> str:
        """What a dial is called."""
        return self.found.dials[name].name


def sheet(told: ToldWorlds) -> Sheet:
    """Say what was found in plausible worlds."""
    worlds = say_n("{count} world", "{count} worlds", told.found.worlds, count=number(told.found.worlds))
    note = say(
        "{worlds}, in which all dials are drawn at once and evenly from their ranges, with {replications} each. The "
        "ranges are what is thought to be plausible: what is told holds as far as they do.",
        worlds=worlds,
        replications=replications_in_words(told.found.replications),
    )
    tables = [table for each in told.others
              for table in (_spreads(told, each), side_by_side(told, each), _influences(told, each),
                           indices_table(told, each))]  # fmt: skip
    tables.append(targets_table(told))
    return Sheet(
        title=say("{scenario}: {worlds} that are plausible", scenario=told.facts.title, worlds=worlds),
        findings=(told.what, *findings(told)),
        tables=tuple(table for table in tables if table is not None),
        key=(),
        notes=(note, *notes_on_percentiles(told.found.measure, told.facts), *notes_on_indices(told)),
        verdict="",
    )


def findings(told: ToldWorlds) -> list[str]:
    """Say of every organisation in how many worlds it is better, on what that depends, and how far targets go along."""
    return [*(line for each in told.others for line in findings_of(told, each)), *findings_of_meeting(told),
            *(line for each in told.indices for line in findings_of_indices(told, each))]  # fmt: skip


def findings_of(told: ToldWorlds, organisation: str) -> list[str]:
    """Say in how many worlds an organisation is better, on which dials that depends, and which to measure first."""
    names, some = told.names(organisation), told.found.spread(organisation, told.group)
    if some.better != some.better:
        return [say("Nothing is known of {organisation} against {baseline}.", **names)]
    places = decimals_in_table([some.low, some.high], told.of.unit)
    first = say(
        "{organisation} is worse than {baseline} in {worse} of the worlds and better in {better}; in nine of ten it "
        "differs by {low} to {high} {unit}.",
        low=number(some.low, places, sign=True),
        high=number(some.high, places, sign=True),
        unit=told.unit,
        worse=percent(some.worse),
        better=percent(some.better),
        **names,
    )
    return [first, *_on_what(told, organisation)]


def _on_what(told: ToldWorlds, organisation: str) -> list[str]:
    every = told.influences[organisation]
    sure = [told.dial(each.dial) for each in every if each.sure][:_NAMED]
    lines = []
    if all(each.correlation != each.correlation for each in every):
        return [say("These worlds are too few to tell on which dials it depends.")]
    if sure:
        lines.append(say("It depends most on: {dials}.", dials=listed(f"“{each}”" for each in sure)))
    else:
        lines.append(say("On no dial does it depend so that these worlds would show it."))
    worthy = [each for each in every if each.worth.sure]
    if worthy:
        best = max(worthy, key=lambda each: each.worth.gain)
        lines.append(
            say(
                "Worth measuring first: “{dial}”. Who knew it would choose the wrong one in {gain} of the worlds less.",
                dial=told.dial(best.dial),
                gain=percent(best.worth.gain),
            )
        )
    elif all(each.worth.gain != each.worth.gain for each in every):
        lines.append(say("Too few worlds decide between them to tell which dial is worth measuring."))
    else:
        lines.append(
            say("As far as these worlds show, knowing any one of the dials alone would not change which is chosen.")
        )
    return lines


def _spreads(told: ToldWorlds, organisation: str) -> Table:
    """Give a row for each group of children: the share of worlds, and the range of the difference."""
    names = told.names(organisation)
    columns = (
        Column("better", say("better in")),
        Column("worse", say("worse in")),
        Column("low", say("5 %")),
        Column("middle", say("middle")),
        Column("high", say("95 %")),
        Column("of_dials", say("± by dials")),
        Column("of_luck", say("± by luck")),
    )
    spreads = [told.found.spread(organisation, group) for group in told.groups]
    known = [each for each in spreads if each.better == each.better]
    places = decimals_in_table([value for each in known for value in (each.low, each.high)], told.of.unit)
    rows = tuple(Row(each.group, told.facts.titles.group(each.group), _cells(each, places)) for each in known)
    corner = say("{organisation} against {baseline}", **names)
    return Table(f"spread-{organisation}", corner, columns, (Section(rows),))


def _cells(spread: Spread, places: int) -> tuple[Cell, ...]:
    meaning = Meaning.PLAIN
    if spread.better >= _SURE:
        meaning = Meaning.BETTER
    elif spread.worse >= _SURE:
        meaning = Meaning.WORSE
    signed = [number(each, places, sign=True) for each in (spread.low, spread.middle, spread.high)]
    sizes = [number(each, places) if each == each else "–" for each in (spread.of_dials, spread.of_luck)]
    shares = Cell(percent(spread.better), meaning), Cell(percent(spread.worse))
    return (*shares, *(Cell(each) for each in (*signed, *sizes)))


def _influences(told: ToldWorlds, organisation: str) -> Table:
    """Give a row for each dial: what it does to the difference, and what it is worth to know it."""
    columns = (
        Column("from", say("from")),
        Column("to", say("to")),
        Column("correlation", say("does")),
        Column("worth", say("worth knowing")),
    )
    rows = []
    for each in told.influences[organisation]:
        dial = told.found.dials[each.dial]
        ends = [Cell(position(dial, value)) for value in dial.ends]
        known = each.correlation == each.correlation
        words = number(each.correlation, 2, sign=True) if known else "–"
        does = Cell(words, Meaning.PLAIN if each.sure else Meaning.UNCERTAIN)
        worth = Cell(percent(each.worth.gain) if each.worth.sure else "–")
        rows.append(Row(each.dial, dial.name, (*ends, does, worth)))
    remark = say(
        "Does: the partial correlation of ranks, from −1 to +1: how the difference of {organisation} goes with the "
        "dial, what the others do taken away. Worth knowing: in how many fewer worlds the wrong one would be chosen.",
        **told.names(organisation),
    )
    corner = say("Dials, by how much the difference depends on them")
    return Table(f"dials-{organisation}", corner, columns, (Section(tuple(rows)),), remark=remark)
