"""A town with three doors, whose posts follow the work in one of its two organisations."""

from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.world.posts import Move, posts_in_time

TOWN = """
title = "Three doors"
start = 2018-01-01

[run]
warm_up = "100 days"
observe = "200 days"
follow_up = "100 days"

[arrivals.school]
per_month = 10
first_need = "schooling"

[arrivals.clinic]
per_month = 30
first_need = "illness"

[arrivals.reports]
per_month = 20
first_need = "danger"

[needs]
schooling = { pathway = ["school_talk", "teaching"] }
illness = { pathway = ["clinic_talk", "treatment"] }
danger = { pathway = ["report", "care"] }

[steps]
school_talk = { role = "intake", unit = "school_team", duration = "6 days" }
teaching = { role = "support", unit = "school_team", duration = { gamma = "54 days", cv = 0.5 } }
clinic_talk = { role = "intake", unit = "clinic", duration = { uniform = ["5 days", "15 days"] } }
treatment = { role = "support", unit = "clinic", duration = "30 days" }
report = { role = "intake", unit = "reception", duration = "8 days" }
care = { role = "support", unit = "care_team", duration = "100 days" }
shared_intake = { role = "intake", unit = "reception", duration = "1 day" }
panel = { role = "decision", unit = "care_team", duration = "2 days" }

[units]
school_team = { administration = "school", workers = 20 }
clinic = { administration = "health care", workers = 8, caseload = 4 }
reception = { administration = "social services", workers = 3, caseload = 10 }
care_team = { administration = "social services", workers = 50 }
board = { administration = "social services", meets_every = "7 days", cases = 4 }

[organisations.siloed]

[organisations.team]
door = "shared_intake"
staff = "follows the work"
"""


ALL = {"school_team": 20, "clinic": 8, "reception": 3, "care_team": 50}


def town(*changes: tuple[str, str], more: str = "") -> Scenario:
    """Give the town with some of its lines changed: the first text to the second; and with more."""
    text = TOWN
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the town"
        text = text.replace(old, new)
    return load_text(text + more)


def posts(scenario: Scenario, organisation: str = "team") -> dict[str, float]:
    """Give how many posts units have from the first day on."""
    first, *_ = posts_in_time(scenario, organisation)
    return dict(first.here)


def moves(scenario: Scenario) -> tuple[Move, ...]:
    return posts_in_time(scenario, "team")[0].moves
