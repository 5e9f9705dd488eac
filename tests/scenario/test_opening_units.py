"""A unit may have no workers for a while: children wait for it, if it opens again."""

import pytest
from worlds import small_world

import simulate
from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load_text
from simulate.scenario.writing import to_toml

ROSTER = """
title = "One worker from day 5 to 10 and from day 15 on"
start = 2024-01-01
run = { warm_up = "0 days", observe = "20 days", follow_up = "20 days", replications = 1 }
arrivals.street = { per_day = 0, first_need = "help" }
needs.help.pathway = ["helping"]
steps.helping = { role = "support", unit = "office", duration = "5 days" }
units.office = { administration = "office", workers = 0 }
organisations.one = {}
changes = [
  { from = "5 days", units = { office = { workers = 1 } } },
  { from = "10 days", units = { office = { workers = 0 } } },
  { from = "15 days", units = { office = { workers = 1 } } },
]
[start_from]
waiting = [
  { child = 1, stream = "street", needs = ["help"], step = "helping", waiting_since = 2023-12-30 },
  { child = 2, stream = "street", needs = ["help"], step = "helping", waiting_since = 2023-12-31 },
  { child = 3, stream = "street", needs = ["help"], step = "helping", waiting_since = 2024-01-01 },
]
"""


def refusal(text: str) -> dict[str, str]:
    with pytest.raises(ScenarioError) as caught:
        load_text(text)
    return {mistake.key: mistake.message for mistake in caught.value.mistakes}


def change(day: str, *lines: str) -> str:
    return f"[[changes]]\nfrom = {day}\n" + "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_a_roster_with_nobody_in_between_is_worked_off_as_it_says(engine: str) -> None:
    """As a user of simmer expected: three customers of five days each are served by day 10, 20 and 25."""
    if engine == "compiled":
        pytest.importorskip("numba")
    results = simulate.run(load_text(ROSTER), engine=engine, visits=True)
    visits = results.visits.sort_values("started")
    assert visits["started"].tolist() == [5.0, 15.0, 20.0]
    assert visits["finished"].tolist() == [10.0, 20.0, 25.0]


def test_a_scenario_with_a_closed_unit_survives_writing() -> None:
    scenario = load_text(ROSTER)
    assert load_text(to_toml(scenario)) == scenario


def test_a_change_may_close_a_unit_that_a_later_change_opens() -> None:
    text = small_world() + change('"120 days"', "units.social_office.workers = 0")
    assert set(refusal(text)) == {"changes.0.units.social_office.workers"}
    assert load_text(text + change('"150 days"', "units.social_office.workers = 1")).changes[0]


def test_opening_before_closing_or_after_the_end_of_the_run_does_not_help() -> None:
    closing = change('"120 days"', "units.social_office.workers = 0")
    for opening in (
        change('"110 days"', "units.social_office.workers = 9"),
        change('"500 days"', "units.social_office.workers = 9"),
    ):
        assert len(refusal(small_world() + closing + opening)) == 1


def test_a_unit_is_opened_again_in_every_organisation_that_closes_it() -> None:
    """An organisation's own number for a unit holds against a change of the unit."""
    text = small_world(organisations__integrated__units__social_office__workers="0")
    text += change('"120 days"', "units.social_office.workers = 9")
    assert set(refusal(text)) == {"organisations.integrated.units.social_office.workers"}
    phase = '[[organisations.integrated.phases]]\nfrom = "120 days"\nunits.social_office.workers = 3\n'
    scenario = load_text(text + phase)
    assert scenario.unit_in("social_office", "integrated").workers == 0


def test_a_unit_may_open_on_a_day() -> None:
    closed = small_world(
        units__social_office__workers="0", organisations__integrated__units__social_office__workers=None
    )
    told = refusal(closed)
    assert set(told) == {"units.social_office.workers"}, "told once, for all organisations"
    assert "closed = [{ from = 2018-06-01, until = 2018-09-01 }]" in told["units.social_office.workers"]
    assert (
        load_text(closed + change("2018-02-01", "units.social_office.workers = 5")).units["social_office"].workers == 0
    )


def test_a_unit_that_stays_closed_is_told_once_whatever_else_changes() -> None:
    text = small_world(units__social_office__workers="0", organisations__integrated__units__social_office__workers=None)
    text += "".join(change(f'"{day} days"', f"units.school_team.workers = {day}") for day in (5, 6, 7))
    assert set(refusal(text)) == {"units.social_office.workers"}


def test_a_unit_that_nobody_needs_may_have_no_workers() -> None:
    assert load_text(small_world() + '[units.attic]\nadministration = "school"\nworkers = 0\n')


RECEPTION = '[units.reception]\nadministration = "social services"\nworkers = {posts}\n'


def reported(posts: int, **replacements: str) -> str:
    """Give the town in which protection is reported at once, and received by a unit of its own."""
    terms = {"needs__protection__reported_at_once": "true", "steps__reception__unit": '"reception"', **replacements}
    return small_world(**terms) + RECEPTION.format(posts=posts)


def test_nobody_has_to_receive_reports_where_a_shared_door_takes_the_place_of_intakes() -> None:
    text = reported(1, organisations__integrated__consent="1") + "[organisations.integrated.units.reception]\n"
    results = simulate.run(load_text(text + "workers = 0\n"), replications=1, engine="simpy", visits=True)
    there = results.visits.set_index("organisation")["step"]
    assert "reception" in set(there["siloed"])
    assert "reception" not in set(there["integrated"])


def test_somebody_has_to_receive_reports_where_each_need_has_its_own_door() -> None:
    (message,) = refusal(reported(0)).values()
    assert message.startswith("is 0, but the step reception needs the unit reception in siloed, on the way of prot")
