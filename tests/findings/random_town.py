"""Towns in which children live through random but possible lives, for laws that hold in every town."""

import numpy as np

from simulate.log import Ending

from .handmade import Child, Need, Town, Visit, small_town

WAYS = {
    "schooling": ("intake", "assessment", "decision", "delay", "help"),
    "mental_health": ("clinic intake", "assessment", "therapy"),
}


def random_town(luck: np.random.Generator, children: int, end: float = 1500.0) -> Town:
    """Let children arrive evenly; times are multiples of an eighth of a day, so that sums of them are exact."""
    town = small_town(end)
    for arrival in np.sort(_eighths(luck.uniform(0, end, children))).tolist():
        child = town.child(arrival, stream=str(luck.choice(["school", "social"])), urgent=bool(luck.random() < 0.2))
        kinds = [kind for kind in WAYS if luck.random() < 0.6] or ["schooling"]
        first: list[Visit] = []
        for kind in kinds:
            need = child.need(kind, real=bool(luck.random() < 0.7))
            first += _live(luck, child, need, arrival, tuple(first[-1:]), end)
        if luck.random() < 0.15:
            day = arrival + _eighth(luck, 200)
            if day < end:
                child.crises.append(day)
                child.visit("acute visit", day, day, min(day + 1, end), acute=True)
    return town


def _live(
    luck: np.random.Generator, child: Child, need: Need, now: float, before: tuple[Visit, ...], end: float
) -> list[Visit]:
    """Let one need go its way, as far as luck and the end allow; a need that is not real stops halfway."""
    way = WAYS[need.kind] if need.real else WAYS[need.kind][:2]
    lived: list[Visit] = []
    handed_over = bool(before)
    if before:
        now = before[0].finished if before[0].finished == before[0].finished else end
    for name in way:
        pause = _eighth(luck, 20) if handed_over else 0.0
        asked = now + pause
        visit = child.visit(
            name, days=_eighth(luck, 60), pause=pause, after=before, needs=(need,), workers=(int(luck.integers(2)),),
            handed_over=handed_over, refused=handed_over and bool(luck.random() < 0.2),
        )  # fmt: skip
        if name in ("help", "therapy"):
            need.support = visit
        before, handed_over = (visit,), False
        lived.append(visit)
        if asked < end:
            now = _wait(luck, visit, asked, end, waits=name != "delay")
        if visit.outcome.name == "WITHDRAWN":
            need.given_up, need.ending = visit.left, Ending.GIVEN_UP
        if now >= end or visit.outcome.name != "FINISHED":
            now = end
    return lived


def _wait(luck: np.random.Generator, visit: Visit, asked: float, end: float, waits: bool) -> float:
    """Let a visit wait in line, perhaps leave it and come back, start and finish; return when it is finished."""
    if waits and luck.random() < 0.1:
        left = asked + _eighth(luck, 50)
        if left < end:
            if luck.random() < 0.5:
                visit.asked, visit.left = asked, left
                return end
            visit.earlier_rounds = ((asked, left),)
            asked = left + _eighth(luck, 30)
    if asked >= end:
        return end
    visit.asked = asked
    started = asked + (_eighth(luck, 80) if waits else 0.0)
    if started < end:
        visit.started = started
        if started + visit.days < end:
            visit.finished = started + visit.days
            return visit.finished
    return end


def _eighth(luck: np.random.Generator, most: float) -> float:
    return float(_eighths(luck.uniform(0, most)))


def _eighths(days):
    return np.round(np.asarray(days) * 8) / 8
