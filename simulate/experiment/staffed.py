"""Who works where in each organisation, for those who tell it: posts that follow the work are where they go."""

from simulate.world.posts import Kept, Move, Posts, posts_in_time, staffed, staffed_spans

__all__ = ["Kept", "Move", "Posts", "posts_in_time", "staffed", "staffed_spans"]
