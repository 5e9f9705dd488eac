"""Posts that follow the work, in a sentence: how many each unit has, where these are others than in the baseline."""

from collections.abc import Sequence
from itertools import pairwise

from simulate.experiment.staffed import Posts
from simulate.language import say
from simulate.language.lists import listed
from simulate.language.numbers import in_full, number
from simulate.show.titles import Titles


def posts_moved(posts: Sequence[Posts], organisation: str, titles: Titles) -> list[str]:
    """Say in a sentence, for each day from which they are others, how many posts units have that follow the work."""
    told = [_moved(each, organisation, titles) for each in posts]
    as_before = [False, *(one.here == other.here and one.baseline == other.baseline for one, other in pairwise(posts))]
    return [sentence for sentence, is_known in zip(told, as_before, strict=False) if not is_known]


def _moved(posts: Posts, organisation: str, titles: Titles) -> str:
    changed = [unit for unit in followed(posts) if posts.here[unit] != posts.baseline[unit]]
    if not changed:
        return none_moved(posts, organisation, titles)
    units = listed(
        say(
            "{unit} {here} instead of {before}",
            unit=titles.unit(unit),
            here=in_full(posts.here[unit]),
            before=in_full(posts.baseline[unit]),
        )
        for unit in changed
    )
    words = {"organisation": titles.organisation(organisation), "units": units, "day": number(posts.day)}
    if posts.day > 0:
        return say("From day {day} on posts follow the work in {organisation}: {units}.", **words)
    return say("Posts follow the work in {organisation}: {units}.", **words)


def followed(posts: Posts) -> list[str]:
    """Name the units whose posts follow the work: all but those of which the organisation says itself how many."""
    return [unit for unit in posts.here if unit not in posts.numbered]


def none_moved(posts: Posts, organisation: str, titles: Titles) -> str:
    """Say that posts follow the work, and none move."""
    words = {"organisation": titles.organisation(organisation), "day": number(posts.day)}
    if any(move.kept is None for move in posts.moves):
        if posts.day > 0:
            return say("From day {day} on less than half a post follows the work in {organisation}: none do.", **words)
        return say("Less than half a post follows the work in {organisation}: none do.", **words)
    if posts.day > 0:
        return say("From day {day} on posts follow the work in {organisation}, and none move.", **words)
    return say("Posts follow the work in {organisation}, and none move.", **words)
