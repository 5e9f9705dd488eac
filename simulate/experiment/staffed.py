"""Who works where in each organisation, for those who tell it: posts that follow the work are where they go."""

from collections.abc import Mapping, Sequence
from typing import Any

from simulate.world.posts import Kept, Move, Posts, posts_in_time, staffed, staffed_spans

__all__ = ["Kept", "Move", "Posts", "posts_in_time", "posts_that_followed", "staffed", "staffed_spans"]


def posts_that_followed(posts: Mapping[str, Sequence[Posts]]) -> dict[str, Any]:
    """Say for the provenance of a run how many posts units had, by organisation, in which they followed the work.

    `posts` are by label, from each day on which they become others. Nothing where none followed.
    """
    told = {
        label: [{"from_day": each.day, "workers": dict(each.here)} for each in every] for label, every in posts.items()
    }
    return {"posts": told} if told else {}
