"""How much worse the baseline is at each value of a dial, and where it is as good: the picture of a match."""

from collections.abc import Iterator

from matplotlib.figure import Figure

from simulate.language import say, say_n
from simulate.language.numbers import number
from simulate.show.dials import position
from simulate.show.figures import certainty_of_luck
from simulate.show.figures.style import INK, Looks, canvas, name_axis, number_ticks, write_above
from simulate.show.matches import ToldMatch, findings


def pictures(told: ToldMatch) -> Iterator[tuple[str, Figure]]:
    """Draw a match; to be called within `styled`."""
    found, count = told.found, told.facts.replications
    question, dial = found.question, found.dial
    looks = Looks((question.baseline, question.organisation), told.facts.titles)
    notes = (
        say_n("{count} replication at each value", "{count} replications at each value", count, count=number(count)),
        certainty_of_luck(count),
        told.facts.title,
    )
    figure = canvas(say("Where are they as good: {dial}?", dial=dial.name), " ".join(findings(told)), notes)
    axes = figure.add_axes((0.095, 0.15, 0.87, 0.58))
    values, every = list(found.tried), list(found.tried.values())
    low = [each.low if each.low == each.low else each.value for each in every]
    high = [each.high if each.high == each.high else each.value for each in every]
    colour = looks.colour(question.baseline)
    axes.fill_between(values, low, high, color=colour, alpha=0.18, linewidth=0)
    axes.plot(values, [each.value for each in every], color=colour, marker="o", markersize=8)
    if dial.scale == "log":
        axes.set_xscale("log")
    axes.set(xlim=(values[0], values[-1]))
    axes.axhline(0, color=INK, linewidth=1.5)
    if found.at is not None:
        axes.axvline(found.at, color=INK, linewidth=1.6, linestyle=(0, (2, 2)))
    ticks = sorted({values[0], values[-1], *([] if found.at is None else [found.at])})
    axes.set_xticks([], minor=True)
    axes.set_xticks(ticks, [position(dial, value) for value in ticks])
    number_ticks(axes.yaxis)
    name_axis(axes.xaxis, dial.name)
    above = say("{measure}: how much worse in {baseline}, above the line", measure=told.what, **told.names)
    write_above(axes, above)
    axes.grid(axis="y")
    yield "match", figure
