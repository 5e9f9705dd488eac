"""Which share of the spread over plausible worlds each dial settles: Sobol' indices, in words and in a table."""

from typing import TYPE_CHECKING

from simulate.experiment.indices import FEWEST, Index, Settles
from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import in_percent, number, percent
from simulate.show.sheet import NOTHING, Cell, Column, Meaning, Row, Section, Table

if TYPE_CHECKING:
    from simulate.show.worlds import ToldWorlds

LITTLE = 0.05
"""What settles less than this, with all that it does together with others, hardly matters."""
_WIDE = 0.2
"""Where the interval reaches farther to either side, a share of the spread is not worth a sentence."""
_SHARE_OF_LUCK = 0.01


def is_known(index: Index) -> bool:
    """Tell whether there is an index at all."""
    return index.value == index.value


def is_told(index: Index) -> bool:
    """Tell whether an index is told from nothing by its interval."""
    return index.low > 0


def findings_of_indices(told: "ToldWorlds", organisation: str) -> list[str]:
    """Say how much of the spread the dial that settles most settles, and which dials hardly matter."""
    every, _ = told.indices[organisation]
    names = told.names(organisation)
    if not is_known(every[0].total):
        return [_why_not(told, organisation)]
    widest = max(every[0].first.within, every[0].total.within)
    if widest > _WIDE:
        return [_only_roughly(told, organisation, widest)]
    lines = [_of_most(told, every[0], names)]
    little = [f"“{told.dial(each.dial)}”" for each in every if each.total.high < LITTLE]
    if little:
        lines.append(
            say_n(
                "Hardly anything, less than {share} with all it does together with others, settles: {dials}.",
                "Hardly anything, each less than {share} with all it does together with others, settle: {dials}.",
                len(little),
                share=percent(LITTLE),
                dials=listed(little),
            )
        )
    return lines


def _why_not(told: "ToldWorlds", organisation: str) -> str:
    """Say why there are no indices: of too few draws all worlds are known, or the difference is the same in all."""
    known = 0 if told.crossed is None else int(told.crossed.known(organisation, told.group).sum())
    if known < FEWEST:
        return say(
            "How much each dial settles of the spread of {organisation} against {baseline} so few worlds do not tell: "
            "it takes at least {fewest} draws (`--draws`) of which all is known.",
            fewest=number(FEWEST),
            **told.names(organisation),
        )
    return say(
        "There is nothing for dials to settle: the difference of {organisation} from {baseline} is the same in all "
        "these worlds.",
        **told.names(organisation),
    )


def _only_roughly(told: "ToldWorlds", organisation: str, widest: float) -> str:
    """Say how many draws it would take to tell, as far as these worlds let that be foreseen."""
    pairs = told.crossed.pairs_for(widest, _WIDE) if told.crossed else 0
    return say(
        "How much each dial settles of the spread of {organisation} against {baseline} these worlds tell only roughly: "
        "it would take some {pairs} draws (`--draws`).",
        pairs=number(pairs),
        **told.names(organisation),
    )


def _of_most(told: "ToldWorlds", most: Settles, names: dict[str, str]) -> str:
    values = {"dial": told.dial(most.dial), "total": percent(most.total.value), "to": _points(most.total), **names}
    if not is_told(most.first):
        return say(
            "Alone, “{dial}” is not seen to settle anything of how the difference of {organisation} from {baseline} "
            "spreads; together with the others {total} ({to}).",
            **values,
        )
    return say(
        "Alone, “{dial}” settles {first} ({from_to}) of how the difference of {organisation} from {baseline} spreads; "
        "together with the others {total} ({to}).",
        first=percent(most.first.value),
        from_to=_points(most.first),
        **values,
    )


def _points(index: Index) -> str:
    return say("± {within} points", within=number(100 * index.within))


def indices_table(told: "ToldWorlds", organisation: str) -> Table | None:
    """Give a row for each dial: what it settles alone and with the others, and how far the intervals reach."""
    if organisation not in told.indices:
        return None
    columns = (
        Column("first", say("alone")),
        Column("first_within", say("±")),
        Column("total", say("with others")),
        Column("total_within", say("±")),
    )
    rows = tuple(
        Row(each.dial, told.dial(each.dial), (*_cells(each.first), *_cells(each.total)))
        for each in told.indices[organisation][0]
    )
    remark = say(
        "Alone and with others: Sobol' indices of first and total order, in per cent of the variance of the difference "
        "of {organisation}; ±: an interval of 95 %, of the worlds that were drawn.",
        **told.names(organisation),
    )
    corner = say("Dials, by which share of the spread they settle")
    return Table(f"indices-{organisation}", corner, columns, (Section(rows),), remark=remark)


def _cells(index: Index) -> tuple[Cell, Cell]:
    if not is_known(index):
        return NOTHING, NOTHING
    meaning = Meaning.PLAIN if is_told(index) else Meaning.UNCERTAIN
    return Cell(in_percent(number(100 * index.value)), meaning), Cell(number(100 * index.within))


def notes_on_indices(told: "ToldWorlds") -> list[str]:
    """Say which worlds what is told of, what luck has in the indices, and how many worlds had to be left out."""
    crossed = told.crossed
    if crossed is None:
        return []
    lines = [
        say(
            "For the indices {every} worlds were run; in {crossed} of them only one dial is another than in one of the "
            "{worlds} that are drawn by themselves, over which all else is told. What dials settle is a share of the "
            "spread of all that, the luck of children included.",
            every=number(crossed.worlds.worlds),
            crossed=number(crossed.worlds.worlds - told.found.worlds),
            worlds=number(told.found.worlds),
        )
    ]
    for organisation, (_, of_luck) in told.indices.items():
        lines += _on_luck(told, organisation, of_luck)
        left_out = int((~crossed.known(organisation, told.group)).sum())
        if left_out:
            lines.append(
                say_n(
                    "{count} of {pairs} draws is left out of the indices of {organisation}: not all its worlds are "
                    "known.",
                    "{count} of {pairs} draws are left out of the indices of {organisation}: not all their worlds are "
                    "known.",
                    left_out,
                    count=number(left_out),
                    pairs=number(crossed.pairs),
                    **told.names(organisation),
                )
            )
    return lines


def _on_luck(told: "ToldWorlds", organisation: str, of_luck: float) -> list[str]:
    if of_luck != of_luck:
        if told.found.replications > 1:
            return []
        return [say("How much of the spread is luck, one replication does not tell: take two or more (`-r`).")]
    if of_luck < _SHARE_OF_LUCK:
        return []
    return [
        say(
            "{organisation}: {share} of the spread is luck of children, with whom dials do more or less. It stands in "
            "these shares as if dials had made it; more replications (`-r`) make it smaller.",
            share=percent(of_luck),
            **told.names(organisation),
        )
    ]


def luck_in_indices(told: "ToldWorlds", organisation: str) -> list[str]:
    """Give a note for a picture: how many worlds were run, and which share of the spread is luck."""
    crossed, (_, of_luck) = told.crossed, told.indices[organisation]
    worlds = [] if crossed is None else [say("{count} worlds run in all", count=number(crossed.worlds.worlds))]
    if of_luck != of_luck:
        return worlds
    return [*worlds, say("luck in the spread: {share}", share=percent(of_luck))]
