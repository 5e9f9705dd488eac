"""What `check` says of staff, dates and prices is what the scenario says."""

import pytest
from rich.console import Console
from worlds import small_world

from simulate.scenario.reading.load import load_text
from simulate.show.staff_terms import expected_vacancy, staff_table
from simulate.show.terms import dated_lines, price_lines

ABSENCE = '{ share = 0.08, spell = "9 days" }'
LEARNING = '{ share = 0.05, gain = 0.2, half_life = "18 months" }'


def rows(text: str) -> list[str]:
    """Give the rows of the table of staff, without its heading; single spaces."""
    table = staff_table(load_text(text))
    assert table is not None
    console = Console(width=200)
    with console.capture() as capture:
        console.print(table)
    return [" ".join(line.split()) for line in capture.get().splitlines()[1:]]


def test_a_scenario_without_staff_terms_dates_and_prices_says_nothing_of_them() -> None:
    scenario = load_text(small_world())
    assert staff_table(scenario) is None
    assert dated_lines(scenario) == price_lines(scenario) == []


def test_the_expected_vacancy_is_that_of_posts_filled_and_vacant_in_turn() -> None:
    text = small_world(units__school_team__turnover="0.25", units__school_team__time_to_fill='"1 year"')
    assert expected_vacancy(load_text(text).units["school_team"]) == pytest.approx(1 / 5)  # 4 years there, 1 not
    assert expected_vacancy(load_text(text).units["social_office"]) == 0


def test_staff_terms_are_told_for_the_units_that_have_some() -> None:
    text = small_world(
        units__school_team__absence=ABSENCE,
        units__school_team__turnover="0.25",
        units__school_team__time_to_fill='"1 year"',
        units__school_team__newcomer='[{ lasts = "3 months", caseload = 0.5 }]',
        units__school_team__closed='[{ from = "07-01", until = "08-10" }]',
        units__school_board__hours='"weekdays"',
    )
    assert rows(text) == [
        "school team 8 % 25 % 20 % newcomers begin with 50 % of a caseload; closed 07-01 to 08-10",
        "school board hours: weekdays",
    ]


def test_it_is_told_when_work_stands_still() -> None:
    closed = '{ from = "07-01", until = "08-10", work_stops = true }'
    text = small_world(
        units__school_team__closed=f"[{closed}]",
        units__social_office__hours='{ open = "weekdays 8-16", work_stops = true }',
        units__school_board__hours='{ open = "weekdays" }',
    )
    assert rows(text) == [
        "school team closed 07-01 to 08-10 without work",
        "social office hours: weekdays 8-16, at other times work stands still",
        "school board hours: weekdays",
    ]
    many = [f'{{ from = "0{month}-01", until = "0{month}-03" }}' for month in range(1, 6)]
    assert rows(small_world(units__school_team__closed=f"[{', '.join([*many, closed])}]")) == [
        "school team closed 6 times, in some of which work stands still"
    ]


def test_shared_time_is_told_by_the_children_at_full_pace() -> None:
    assert rows(small_world(units__school_team__full_pace_up_to="7.5")) == [
        "school team full pace for up to 7.5 children each, longer visits beyond"
    ]


def test_another_working_week_than_the_usual_one_is_told() -> None:
    assert rows(small_world(units__school_team__post_hours="38.25")) == [
        "school team 38.25 hours a week in a full post"
    ]
    assert rows(small_world(units__school_team__post_hours="40", units__social_office__turnover="0.1")) == [
        "social office 10 % 0 %"
    ]


@pytest.mark.parametrize(("days", "words"), [("1 day", "1 day longer"), ("7 days", "7 days longer")])
def test_a_single_day_is_one_day(days: str, words: str) -> None:
    text = small_world(units__school_team__absence=ABSENCE, units__school_team__handover_days=f'"{days}"')
    assert rows(text) == [f"school team 8 % a case handed over takes {words}"]


def test_cases_that_wait_in_line_when_their_worker_goes_are_told() -> None:
    text = small_world(
        units__school_team__absence='{ share = 0.08, spell = "9 days", cases = "wait in line" }',
        units__school_team__turnover="0.25",
        units__school_team__cases_of_leavers='"wait in line"',
    )
    assert rows(text) == ["school team 8 % 25 % 0 % cases of the absent wait in line; cases of leavers wait in line"]


def test_what_an_organisation_has_otherwise_stands_in_a_row_of_its_own() -> None:
    text = small_world(
        units__school_team__absence=ABSENCE, organisations__integrated__units__school_team__turnover="0.5"
    )
    assert rows(text) == ["school team 8 %", "school team in integrated 8 % 50 % 0 %"]
    learning = small_world(organisations__integrated__development=LEARNING)
    assert rows(learning) == [
        f"{unit} in integrated 5 % of time for development, protected" for unit in ("school team", "social office")
    ]


def test_changes_and_phases_are_told_in_the_order_of_their_dates() -> None:
    text = small_world() + (
        "[[changes]]\nfrom = 2018-07-01\nunits.school_team.workers = 3\narrivals.school.per_week = 2\n"
        "[[changes]]\nfrom = 2030-07-01\nunits.school_team.absence.share = 0.1\n"
        'units.school_team.absence.spell = { gamma = "9 days", cv = 1 }\n'
        '[[organisations.siloed.phases]]\nfrom = "31 days"\nreach = 0.2\notherwise = "integrated_too"\n'
        "units.school_team.caseload = 5\n"
        "[organisations.integrated_too]\n"
    )
    text = text.replace('consent = 0.9\notherwise = "siloed"\n', "")
    lines = [line.plain for line in dated_lines(load_text(text))]
    assert lines == [
        "What changes",
        "- 2018-02-01, siloed: reach 0.2; otherwise integrated too; school team caseload 5",
        "- 2018-07-01, everywhere: school per week 2; school team workers 3",
        "- after the end, everywhere: school team absence share 0.1; school team absence spell gamma 9 days, cv 1; "
        "school team absence cases wait",
    ]


def test_prices_are_told_by_kind_in_their_currency() -> None:
    text = small_world(
        costs__currency='"EUR"',
        costs__worker_year="{ school_team = 65000, social_office = 70000.4 }",
        costs__meeting_hour="{ school_board = 99.5 }",
        costs__hours_per_case="{ school_board = 0.5 }",
        costs__crisis="2000",
    )
    assert [line.plain for line in price_lines(load_text(text))] == [
        "Prices in EUR",
        "- a worker's year: school team 65 000 and social office 70 000",
        "- an hour of a meeting: school board 99.50",
        "- a crisis: 2 000",
        "- hours for a case: school board 0.5",
    ]
    none = load_text(small_world(costs__currency='"EUR"'))
    assert [line.plain for line in price_lines(none)] == ["Prices in EUR: none is given, so all costs are 0."]
