"""Rule 2: ranks, by which it is settled who is called first; the lowest is the best."""

from simulate.engine.reference.lines import Rank
from simulate.engine.reference.town import Town


def rank_of(town: Town, visit: int, number: int) -> Rank:
    """Give the rank of a visit today: acute, urgent, longest wait, and the number it has in its line."""
    lives, rules = town.lives, town.lines.rules
    child, since = lives.child[visit], lives.asked[visit]
    if rules.by_total_wait and lives.serves[visit]:
        since = min(lives.need_since[need] for need in lives.serves[visit])
    not_urgent = rules.urgent_first and not lives.urgent[child]
    return not lives.acute[visit], not_urgent, since, number
