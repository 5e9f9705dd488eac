"""Small scenarios for tests, as TOML text."""

import re

_TUTORIAL = """
title = "Three units"
start = 2018-01-01
seed = 3

[run]
warm_up = "100 days"
observe = "200 days"
follow_up = "200 days"
replications = 2

[arrivals.school]
per_month = 20
first_need = "schooling"
urgent = 0.1
needs = [
  { share = 0.6, with = [] },
  { share = 0.4, with = ["protection"] },
]

[needs.schooling]
pathway = ["school_intake", "school_assessment"]
endings = [
  { share = 0.3, steps = ["school_meeting", "school_support"] },
  { share = 0.7, steps = ["school_support"] },
]
crisis_per_month = 0.01
patience = "200 days"

[needs.protection]
pathway = ["reception", "investigation", "open_care"]
stays = true
surfaces_after = { exponential = "100 days" }
returns = { chance = 0.2, delay = { exponential = "90 days" } }

[steps.school_intake]
role = "intake"
unit = "school_team"
duration = "2 days"

[steps.school_assessment]
role = "assessment"
unit = "school_team"
duration = { gamma = "20 days", cv = 0.5 }
limit = "30 days"
go_on = 0.8

[steps.school_meeting]
role = "decision"
unit = "school_board"

[steps.school_support]
role = "support"
unit = "school_team"
duration = { median = "60 days", sigma = 0.5 }

[steps.reception]
role = "intake"
unit = "social_office"
duration = { uniform = ["1 day", "5 days"] }
go_on = 0.7

[steps.investigation]
role = "assessment"
unit = "social_office"
duration = { weibull = "60 days", shape = 2 }
limit = "4 months"

[steps.open_care]
role = "support"
duration = "120 days"
lengthens = false

[steps.shared_intake]
role = "intake"
unit = "social_office"
duration = "2 days"

[steps.joint_plan]
role = "decision"
unit = "school_board"

[steps.acute]
role = "support"
unit = "social_office"
duration = "5 days"

[units.school_team]
administration = "school"
workers = 4
caseload = 10

[units.social_office]
administration = "social services"
workers = 5
caseload = 8

[units.school_board]
administration = "school"
meets_every = "14 days"
cases = 6

[crisis]
step = "acute"
growth = 0.1

[organisations.siloed]

[organisations.integrated]
door = "shared_intake"
assessment = "joint"
decision = "joint_plan"
consent = 0.9
otherwise = "siloed"

[organisations.integrated.units.social_office]
workers = 4

[organisations.integrated.units.school_team]
workers = 5
"""


TWO_DIALS = """
[dials.retelling]
title = "Retelling"
keys = ["organisations.siloed.retelling"]
from = 0
usual = 0.5
to = 2
[dials.posts]
title = "Posts"
keys = ["units.*.workers"]
acts = "times"
from = 0.8
to = 1.5
scale = "log"
"""
"""Dials of the small world: one that is set, and one that acts on all units, by its logarithm."""


def small_world(**replacements: str) -> str:
    """Give a scenario of three units and two needs in which keys are replaced.

    A keyword names a table and a key (`units__social_office__workers="-1"`); its value is TOML, and replaces the
    value of the key, or is added to the table; None takes the key away. A table that is not there is added.
    """
    text = _TUTORIAL.lstrip()
    for name, value in replacements.items():
        *table, key = name.split("__")
        text = _replaced(text, ".".join(table), key, value)
    return text


def _replaced(text: str, table: str, key: str, value: str | None) -> str:
    tables = re.split(r"(?m)^(?=\[)", text)
    if table and not any(part.startswith(f"[{table}]") for part in tables):
        tables.append(f"[{table}]\n")
    line = "" if value is None else f"{key} = {value}\n"
    for number, part in enumerate(tables):
        if part.startswith(f"[{table}]") if table else number == 0:
            old = re.search(rf"(?m)^{key} = (\[\n(?:  .*\n)*\]|.*)\n", part)
            if old is not None:
                tables[number] = part[: old.start()] + line + part[old.end() :]
            else:
                tables[number] = part.rstrip("\n") + "\n" + line + "\n"
    return "".join(tables)


_OFFICE = """
title = "One office"
start = 2018-01-01
seed = {seed}
[run]
warm_up = "{warm_up} days"
observe = "{observe} days"
follow_up = "{follow_up} days"
[arrivals.street]
per_day = {per_day}
first_need = "help"
[needs.help]
pathway = ["support"]
{patience}
[steps.support]
role = "support"
unit = "office"
duration = {{ exponential = "1 day" }}
[units.office]
administration = "town"
workers = {workers}
[organisations.one]
"""


def one_office(
    per_day: float,
    workers: int = 1,
    patience: float | None = None,
    *,
    seed: int = 7,
    warm_up: int = 200,
    observe: int = 500,
    follow_up: int = 200,
) -> str:
    """Give the textbook queue M/M/c, each service a day on average, as a scenario.

    With `patience` families give up after so many days in line on average (Erlang's A).
    """
    leaving = "" if patience is None else f'patience = {{ exponential = "{patience:g} days" }}'
    return _OFFICE.format(
        seed=seed, warm_up=warm_up, observe=observe, follow_up=follow_up, per_day=per_day, workers=workers,
        patience=leaving,
    )  # fmt: skip
