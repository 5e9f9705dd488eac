"""The sheet of an explanation: which features make how much of the difference between two organisations."""

from dataclasses import dataclass

from simulate.experiment.explaining import Explanation, Share
from simulate.findings.catalogue import MEASURES, Measure
from simulate.findings.estimates import Estimate
from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import decimals_in_table, interval, interval_in_words, number
from simulate.scenario.writing import written_value
from simulate.show.counts import replications_in_words
from simulate.show.facts import Facts
from simulate.show.features import name_of
from simulate.show.measures import label_with_unit, told_of
from simulate.show.percentiles import notes_on_percentiles
from simulate.show.sheet import NOTHING, Cell, Column, Meaning, Row, Section, Sheet, Table

_NAMED = 3
"""Features that are named in a sentence, on each side."""
_LONGEST = 36  # characters of a value beside a feature's name


@dataclass(frozen=True)
class ToldExplanation:
    """An explanation, and what must be known to tell it."""

    found: Explanation
    facts: Facts

    @property
    def of(self) -> Measure:
        """The measure that is explained."""
        return MEASURES[self.found.measure]

    @property
    def names(self) -> dict[str, str]:
        """What the two organisations are called."""
        return self.facts.titles.compared(self.found.organisation, self.found.baseline)

    @property
    def what(self) -> str:
        """The measure, and whom it is about, as a title has them."""
        return told_of(label_with_unit(self.of, self.facts.currency), self.found.group, self.facts.titles)

    @property
    def places(self) -> int:
        """The decimals of its numbers."""
        every = [self.found.whole.value, *(each.share.value for each in self.found.shares)]
        return decimals_in_table(every, self.of.unit)

    def helps(self, share: Share) -> bool:
        """Tell whether a feature makes the other organisation better."""
        return (share.share.value < 0) == (self.of.better == "lower")


def sheet(told: ToldExplanation) -> Sheet:
    """Say what makes the difference."""
    found = told.found
    columns = (
        Column("share", say("share of the difference")),
        Column("interval", say("interval")),
        Column("alone", say("put in alone")),
        Column("taken_out", say("taken out alone")),
    )
    rows = [
        Row(
            each.feature.key,
            _label(each),
            (
                Cell(number(each.share.value, told.places, sign=True), _meaning(told, each)),
                Cell(interval(each.share.low, each.share.high, told.places)),
                _cell(each.alone, told.places),
                NOTHING if each.taken_out is None else _cell(each.taken_out, told.places),
            ),
        )
        for each in found.shares
    ]
    whole = found.whole
    total = (
        Cell(number(whole.value, told.places, sign=True)),
        Cell(interval(whole.low, whole.high, told.places)),
        NOTHING,
        NOTHING,
    )
    rows.append(Row("whole", say("the whole difference"), total))
    table = Table("shares", told.what, columns, (Section(tuple(rows)),))
    note = say(
        "Shares are Shapley's: what a feature adds on average, over {orders} orders in which features can be put in "
        "one after the other; they add up to the whole. Intervals count the luck of children in {replications} and the "
        "choice of orders, not what is unknown otherwise.",
        orders=number(found.orders),
        replications=replications_in_words(told.facts.replications),
    )
    return Sheet(
        title=say(
            "{scenario}: what makes {organisation} differ from {baseline}", scenario=told.facts.title, **told.names
        ),
        findings=tuple(findings(told)),
        tables=(table,),
        key=(),
        notes=(note, *notes_on_percentiles(found.measure, told.facts)),
        verdict="",
    )


def findings(told: ToldExplanation) -> list[str]:
    """Say in sentences what makes most of the difference, and what takes away from it."""
    whole = told.found.whole
    amount = number(whole.value, told.places, sign=True)
    lines = [
        say(
            "{measure}: {amount} in {organisation}, compared with {baseline} ({interval}).",
            measure=told.what,
            amount=amount,
            interval=interval_in_words(whole.low, whole.high, told.places),
            **told.names,
        )
    ]
    sure = [each for each in told.found.shares if each.sure]
    better = [each for each in sure if told.helps(each)][:_NAMED]
    worse = [each for each in sure if not told.helps(each)][:_NAMED]
    if worse:
        lines.append(say("What makes it worse: {features}.", features=listed(_amount(told, each) for each in worse)))
    if better:
        lines.append(say("What makes it better: {features}.", features=listed(_amount(told, each) for each in better)))
    rest = len(told.found.shares) - len(sure)
    if rest:
        lines.append(
            say_n(
                "Of {count} feature luck leaves open what it does.",
                "Of {count} features luck leaves open what they do.",
                rest,
                count=number(rest),
            )
        )
    return lines


def _amount(told: ToldExplanation, share: Share) -> str:
    value = number(share.share.value, told.places, sign=True)
    return say("{feature} ({amount})", feature=name_of(share.feature), amount=value)


def _label(share: Share) -> str:
    """Write a feature with its values: "other needs are noticed: 0.5 → 0.9"."""
    feature = share.feature
    values = [written_value(each) for each in (feature.one, feature.other) if each is not None]
    words = " → ".join(values)
    if isinstance(feature.other, dict | list) or not values or len(words) > _LONGEST:
        return say("{feature} (`{key}`)", feature=name_of(feature), key=feature.key)
    return say("{feature} (`{key}`: {values})", feature=name_of(feature), key=feature.key, values=words)


def _cell(found: Estimate, places: int) -> Cell:
    meaning = Meaning.PLAIN if found.distinct else Meaning.UNCERTAIN
    return Cell(number(found.value, places, sign=True), meaning)


def _meaning(told: ToldExplanation, share: Share) -> Meaning:
    if not share.sure:
        return Meaning.UNCERTAIN
    return Meaning.BETTER if told.helps(share) else Meaning.WORSE
