"""Rules for newcomers that begin on a day."""

import simulate
from simulate.scenario.reading.load import load_text

TOWN = """
title = "One unit in which everybody leaves twice a year, until rules for newcomers come and nobody leaves any more"
start = 2018-01-01
run = { warm_up = "550 days", observe = "400 days", follow_up = "200 days", replications = 1 }
arrivals.s = { per_day = 3, first_need = "n", needs = [{ share = 1, with = [] }] }
needs.n.pathway = ["help"]
steps.help = { role = "support", unit = "u", duration = "10 days" }
units.u = { administration = "a", workers = 4, caseload = 10, turnover = 2, time_to_fill = "1 day" }
organisations.o = {}

[[changes]]
from = "500 days"
units.u.turnover = 0
"""
RULES = 'units.u.newcomer = [{ lasts = "30 days", caseload = 0.1 }]\n'


def test_who_came_long_before_the_rules_for_newcomers_has_a_whole_caseload_in_the_load():
    without, with_rules = (simulate.run(load_text(town)).waits_by_unit for town in (TOWN, TOWN + RULES))
    for column in ("use", "offered_load"):
        assert with_rules[column].iloc[0] == without[column].iloc[0]
