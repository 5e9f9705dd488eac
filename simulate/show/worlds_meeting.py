"""What holds over the worlds that meet targets, beside what holds over all: in words and in a table."""

from typing import TYPE_CHECKING

from simulate.experiment.sensitivity import Sensitivity
from simulate.experiment.targets import Target
from simulate.language import say, say_n
from simulate.language.numbers import decimals_in_table, number, percent
from simulate.show.quantities import label_of_target, seen_of_target
from simulate.show.sheet import Cell, Column, Row, Section, Table

if TYPE_CHECKING:
    from simulate.show.worlds import ToldWorlds

FEW = 10
"""With fewer worlds that meet the targets a share of them says hardly anything."""


def findings_of_meeting(told: "ToldWorlds") -> list[str]:
    """Say how many worlds meet the targets, and in how many of these which organisation is better."""
    found = told.found
    if not found.targets:
        return []
    some = told.meeting
    worlds = number(found.worlds)
    if some is None:
        none = say(
            "None of the {worlds} worlds meets all targets: none of them is the town that was seen.", worlds=worlds
        )
        return [
            none,
            _least_met(told),
            say("Whether any values of these dials would meet them, `simulate calibrate` tells."),
        ]
    count = number(some.worlds)
    lines = [
        say_n(
            "{count} of the {worlds} worlds meets all targets.",
            "{count} of the {worlds} worlds meet all targets.",
            some.worlds,
            count=count,
            worlds=worlds,
        )
    ]
    lines += [_shares(told, some, each) for each in told.others]
    if some.worlds < FEW:
        lines.append(say("So few worlds hardly tell in what share it is so: draw more of them (`--draws`)."))
    return [*lines, _least_met(told)] if some.worlds < found.worlds else lines


def _shares(told: "ToldWorlds", some: Sensitivity, organisation: str) -> str:
    spread = some.spread(organisation, told.group)
    names = told.names(organisation)
    if spread.better != spread.better:
        return say("Of these nothing is known of {organisation} against {baseline}.", **names)
    places = decimals_in_table([spread.low, spread.high], told.of.unit)
    return say(
        "In these {organisation} is worse than {baseline} in {worse} and better in {better}; in nine of ten it differs "
        "by {low} to {high} {unit}.",
        worse=percent(spread.worse),
        better=percent(spread.better),
        low=number(spread.low, places, sign=True),
        high=number(spread.high, places, sign=True),
        unit=told.unit,
        **names,
    )


def _least_met(told: "ToldWorlds") -> str:
    """Name the target that the fewest worlds meet."""
    shares = {target: float(told.found.met(target).mean()) for target in told.found.targets}
    least: Target = min(shares, key=lambda target: shares[target])
    return say(
        "Met most seldom: {target}, in {share} of the worlds.",
        target=label_of_target(least, told.facts.titles),
        share=percent(shares[least]),
    )


def side_by_side(told: "ToldWorlds", organisation: str) -> Table | None:
    """Give a row for each group of children: shares and middles over all worlds, and over those meeting the targets.

    None where no world meets them, or there are no targets.
    """
    some = told.meeting
    if some is None:
        return None
    columns = (
        Column("better", say("better, all")),
        Column("better_meeting", say("better, meeting")),
        Column("worse", say("worse, all")),
        Column("worse_meeting", say("worse, meeting")),
        Column("middle", say("middle, all")),
        Column("middle_meeting", say("middle, meeting")),
    )
    rows = []
    for group in told.groups:
        of_all, of_some = (each.spread(organisation, group) for each in (told.found, some))
        if of_all.better == of_all.better and of_some.better == of_some.better:
            places = decimals_in_table([of_all.middle, of_some.middle], told.of.unit)
            pairs = ((of_all.better, of_some.better), (of_all.worse, of_some.worse))
            shares = [Cell(percent(each)) for pair in pairs for each in pair]
            middles = [Cell(number(each.middle, places, sign=True)) for each in (of_all, of_some)]
            rows.append(Row(group, told.facts.titles.group(group), (*shares, *middles)))
    corner = say(
        "{organisation} against {baseline}: all worlds, and those meeting the targets", **told.names(organisation)
    )
    return Table(f"meeting-{organisation}", corner, columns, (Section(tuple(rows)),))


def targets_table(told: "ToldWorlds") -> Table | None:
    """Give a row for each target: what was seen, and in how many worlds it is so; None without targets."""
    if not told.found.targets:
        return None
    rows = []
    for target in told.found.targets:
        share = percent(float(told.found.met(target).mean()))
        rows.append(
            Row(target.name, label_of_target(target, told.facts.titles), (Cell(seen_of_target(target)), Cell(share)))
        )
    columns = (Column("seen", say("seen")), Column("met", say("met in")))
    return Table("targets", say("Targets"), columns, (Section(tuple(rows)),))
