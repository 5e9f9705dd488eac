"""Posts that follow the work, for the screen: from where to where, and why."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from simulate.experiment.staffed import Kept, Move, Posts, posts_in_time
from simulate.language import say
from simulate.language.lists import listed
from simulate.language.numbers import in_full, number, percent
from simulate.scenario.schema.scenario import Scenario
from simulate.show.headings import blank_table
from simulate.show.posts import none_moved
from simulate.show.titles import Titles, titles_of

_TOLD = 0.005  # a share that is not rounded to nothing


def posts_told(scenario: Scenario) -> list[RenderableType]:
    """Lay out for each organisation in which posts follow the work which of them do, and why; nothing where none do."""
    titles, baseline = titles_of(scenario), next(iter(scenario.organisations))
    told: list[RenderableType] = []
    for organisation in scenario.organisations:
        for posts in posts_in_time(scenario, organisation):
            told.append(_table(posts, organisation, baseline, titles) or Text(none_moved(posts, organisation, titles)))
    return told


def _table(posts: Posts, organisation: str, baseline: str, titles: Titles) -> Table | None:
    """Lay out the units from or to which work moves, and those with a number of their own; None without any."""
    table = blank_table(_heading(posts))
    for name in (baseline, organisation):
        table.add_column(Text(titles.organisation(name)), justify="right", overflow="fold", min_width=8)
    table.add_column("", ratio=1, overflow="fold")
    for unit, before in posts.baseline.items():
        why = list(_why(unit, posts, titles))
        if why:
            cells = (in_full(before), in_full(posts.here[unit]))
            table.add_row(Text(titles.unit(unit)), *cells, Text("; ".join(why), "dim"))
    return table if table.row_count else None


def _heading(posts: Posts) -> str:
    if posts.day > 0:
        return say("Posts follow the work from day {day} on", day=number(posts.day))
    return say("Posts follow the work")


def _why(unit: str, posts: Posts, titles: Titles) -> Iterator[str]:
    """Say why a unit has other posts than in the baseline, or has not though work moves."""
    if unit in posts.numbered:
        yield say("its own number here: posts neither come nor go")
    for move in posts.moves:
        if move.unit == unit:
            yield _gives(move, titles)
        elif move.done_by == unit and move.kept is None:
            yield say("does {steps} of {unit}", steps=_steps(move, titles), unit=titles.unit(move.unit))


def _gives(move: Move, titles: Titles) -> str:
    """Say which part of a unit's work another does here, and why no posts go along where none do."""
    words = {
        "share": percent(move.share) if move.share >= _TOLD else say("less than 1 %"),
        "steps": _steps(move, titles),
    }
    if move.done_by is None:
        return say("{share} of its work is no unit's here ({steps}): no posts go", **words)
    words["unit"] = titles.unit(move.done_by)
    match move.kept:
        case Kept.STAYS:
            return say("{share} of its work is done by {unit} here ({steps}): its posts stay", **words)
        case Kept.NO_POSTS:
            return say("{share} of its work is done by {unit} here ({steps}), which is a meeting: no posts go", **words)
        case Kept.RECEIVER_NUMBERED:
            return say(
                "{share} of its work is done by {unit} here ({steps}), which has its own number: no posts go", **words
            )
    return say("{share} of its work is done by {unit} here ({steps})", **words)


def _steps(move: Move, titles: Titles) -> str:
    return listed(map(titles.step, move.steps))
