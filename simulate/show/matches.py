"""The sheet of a match: at which value of a dial the baseline does as well as the other, or that none does it."""

from dataclasses import dataclass

from simulate.experiment.matching import Match
from simulate.findings.catalogue import MEASURES, Measure
from simulate.findings.estimates import Estimate
from simulate.language import say
from simulate.language.numbers import decimals_in_table, interval, interval_in_words, number
from simulate.scenario.schema.dials import Acts
from simulate.show.counts import replications_in_words
from simulate.show.dials import position
from simulate.show.facts import Facts
from simulate.show.measures import label_with_unit, told_of, unit_of
from simulate.show.percentiles import notes_on_percentiles
from simulate.show.sheet import Cell, Column, Meaning, Row, Section, Sheet, Table


@dataclass(frozen=True)
class ToldMatch:
    """A match, and what must be known to tell it."""

    found: Match
    facts: Facts

    @property
    def of(self) -> Measure:
        """The measure that is matched."""
        return MEASURES[self.found.question.measure]

    @property
    def unit(self) -> str:
        """The unit of that."""
        return unit_of(self.of, self.facts.currency)

    @property
    def names(self) -> dict[str, str]:
        """What the two organisations are called."""
        question = self.found.question
        return self.facts.titles.compared(question.organisation, question.baseline)

    @property
    def what(self) -> str:
        """The measure, and whom it is about, as a title has them."""
        return told_of(label_with_unit(self.of, self.facts.currency), self.found.question.group, self.facts.titles)


def sheet(told: ToldMatch) -> Sheet:
    """Say what was found, and what was tried."""
    dial = told.found.dial
    places = decimals_in_table([each.value for each in told.found.tried.values()], told.of.unit)
    rows = tuple(
        Row(f"{value:g}", position(dial, value), (Cell(number(each.value, places, sign=True), _meaning(each)),
                                                  Cell(interval(each.low, each.high, places))))
        for value, each in told.found.tried.items()
    )  # fmt: skip
    worse = Column("worse_by", say("{baseline} worse by ({unit})", unit=told.unit, **told.names))
    table = Table("tried", dial.name, (worse, Column("interval", say("interval"))), (Section(rows),))
    note = say(
        "At each value {replications}, with the same children's luck. Intervals are that luck only.",
        replications=replications_in_words(told.facts.replications),
    )
    return Sheet(
        title=say("{scenario}: {dial}", scenario=told.facts.title, dial=dial.name),
        findings=(told.what, *findings(told)),
        tables=(table,),
        key=(),
        notes=(note, *notes_on_percentiles(told.found.question.measure, told.facts)),
        verdict="",
    )


def findings(told: ToldMatch) -> list[str]:
    """Say what was found in one sentence or a few."""
    found = told.found
    if found.at is None:
        return [_none(told)]
    names = {"dial": found.dial.name, "value": position(found.dial, found.at), **told.names}
    if found.question.both:
        lines = [say("With “{dial}” at {value} {baseline} and {organisation} are as good.", **names)]
    else:
        lines = [say("With “{dial}” at {value} {baseline} does as well as {organisation} does as it is.", **names)]
    lines += [_further(told), _luck(told)]
    if found.crossings > 1:
        lines.append(
            say(
                "Between the ends they change places {count} times: this is the first; look at the whole with sweep.",
                count=number(found.crossings),
            )
        )
    return [each for each in lines if each]


def _further(told: ToldMatch) -> str:
    """Say how far that is from where the file stands."""
    found, dial = told.found, told.found.dial
    if found.today is None or found.at is None or dial.acts is Acts.TIMES:
        return ""
    away = found.at - found.today
    if away == 0:
        return say("The file stands there.")
    far = position(dial, abs(away))
    if away > 0:
        return say("That is {amount} more than in the file.", amount=far)
    return say("That is {amount} less than in the file.", amount=far)


def _luck(told: ToldMatch) -> str:
    """Say between which values it lies, as far as the luck of children lets one tell."""
    found, dial = told.found, told.found.dial
    worse = None if found.worse_until is None else position(dial, found.worse_until)
    better = None if found.better_from is None else position(dial, found.better_from)
    if told.facts.replications < 2:
        return say("Of one replication nobody can tell how much of that is luck.")
    if worse is None and better is None:
        return say("But luck leaves it open: at no value is either better by more than that.")
    if worse is None and found.rises:
        return say(
            "But luck leaves it open beyond: {baseline} is surely better only as far as {value}.",
            value=better,
            **told.names,
        )
    if worse is None:
        return say(
            "But luck leaves it open below: {baseline} is surely better only from {value} on.",
            value=better,
            **told.names,
        )
    if better is None and found.rises:
        return say(
            "But luck leaves it open below: {baseline} is surely worse only from {value} on.",
            value=worse,
            **told.names,
        )
    if better is None:
        return say(
            "But luck leaves it open beyond: {baseline} is surely worse only as far as {value}.",
            value=worse,
            **told.names,
        )
    return say(
        "At {worse} {baseline} is worse by more than luck, and at {better} it is better by more than luck.",
        worse=worse,
        better=better,
        **told.names,
    )


def _none(told: ToldMatch) -> str:
    """Say that no value does it, and how near the nearest comes."""
    found, dial = told.found, told.found.dial
    known = {value: each for value, each in found.tried.items() if each.value == each.value}
    is_worse = min(each.value for each in known.values()) > 0
    if found.is_flat:
        return _flat(told, is_worse)
    nearest = (min if is_worse else max)(known, key=lambda value: known[value].value)
    best = known[nearest]
    places = decimals_in_table([best.value], told.of.unit)
    low, high = (best.low, best.high) if is_worse else (-best.high, -best.low)
    values = {
        "dial": dial.name,
        "low": position(dial, dial.ends[0]),
        "high": position(dial, dial.ends[1]),
        "nearest": position(dial, nearest),
        "amount": number(abs(best.value), places),
        "unit": told.unit,
        "interval": interval_in_words(low, high, places),
        **told.names,
    }
    if best.value == 0:
        return say(
            "With “{dial}” anywhere from {low} to {high} {baseline} does no worse than {organisation}: at {nearest} "
            "they are as good.",
            **values,
        )
    if is_worse:
        return say(
            "No value of “{dial}” from {low} to {high} does it: {baseline} comes nearest to {organisation} at "
            "{nearest}, and is {amount} {unit} worse there ({interval}).",
            **values,
        )
    return say(
        "With “{dial}” anywhere from {low} to {high} {baseline} does better than {organisation}: at {nearest}, where "
        "they are nearest, by {amount} {unit} ({interval}).",
        **values,
    )


def _flat(told: ToldMatch, is_worse: bool) -> str:
    """Say that the dial changes nothing, and how they differ all along."""
    found = told.found
    value = next(iter(found.tried.values())).value
    names = {
        "dial": found.dial.name,
        "amount": number(abs(value), decimals_in_table([value], told.of.unit)),
        "unit": told.unit,
        **told.names,
    }
    if value == 0:
        return say("Wherever “{dial}” stands {baseline} and {organisation} are as good: nothing differs.", **names)
    if is_worse and not found.question.both:
        return say(
            "“{dial}” changes nothing in {baseline}, which is {amount} {unit} worse than {organisation} all along. "
            "Turned in both, it may (`--both`).",
            **names,
        )
    if is_worse:
        return say("“{dial}” changes nothing: {baseline} is {amount} {unit} worse than {organisation}.", **names)
    return say("“{dial}” changes nothing: {baseline} is {amount} {unit} better than {organisation}.", **names)


def _meaning(difference: Estimate) -> Meaning:
    if not difference.distinct:
        return Meaning.UNCERTAIN
    return Meaning.WORSE if difference.value > 0 else Meaning.BETTER
