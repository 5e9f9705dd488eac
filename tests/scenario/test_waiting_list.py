"""Open cases in a CSV file: how they may be written, and that every bad cell is named and nothing else is shown."""

import datetime
from pathlib import Path

import pytest
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.rules.mistakes import check
from simulate.scenario.schema.scenario import OpenCase, Scenario, StartFrom
from simulate.scenario.writing import to_toml

HEADER = "child,stream,needs,urgent,age,step,unit,waiting_since,started_on"
GOOD = ",school,schooling,,,school_intake,,2017-12-01,"
DAY = datetime.date(2017, 12, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    text = small_world(start_from__waiting='"list.csv"', leaves_at_age="18")
    (tmp_path / "town.toml").write_text(text, encoding="utf-8")
    return tmp_path


def read(folder: Path, text: str | bytes) -> Scenario:
    content = text.encode() if isinstance(text, str) else text
    (folder / "list.csv").write_bytes(content)
    return load(folder / "town.toml")


def cases(scenario: Scenario) -> list[OpenCase]:
    assert scenario.start_from is not None
    assert not isinstance(scenario.start_from.waiting, str)
    return scenario.start_from.waiting


def complaints(folder: Path, *rows: str, header: str = HEADER) -> list[str]:
    """Read a list that is wrong; give the messages without the folder."""
    with pytest.raises(ScenarioError) as caught:
        read(folder, "\n".join([header, *rows]) + "\n")
    return [str(mistake).replace(f"{folder}/", "") for mistake in caught.value.mistakes]


def test_open_cases_come_from_a_csv_file_beside_the_scenario(folder: Path) -> None:
    rows = [
        "# a note, with commas",
        HEADER,
        GOOD,
        "",
        "7,school,schooling + protection,yes,12.5,school_assessment,,,2017-11-30",
        '7,school,protection+schooling,,"12,5",,social_office,2018-01-01,'.replace(",social_office", "reception,"),
        ",,,,,,,,",
    ]
    scenario = read(folder, "\n".join(rows))
    assert cases(scenario) == [
        OpenCase(stream="school", needs=["schooling"], step="school_intake", waiting_since=DAY),
        OpenCase(
            child=7,
            stream="school",
            needs=["schooling", "protection"],
            urgent=True,
            age=12.5,
            step="school_assessment",
            started_on=datetime.date(2017, 11, 30),
        ),
        OpenCase(
            child=7,
            stream="school",
            needs=["protection", "schooling"],
            age=12.5,
            step="reception",
            waiting_since=datetime.date(2018, 1, 1),
        ),
    ]


def test_a_list_may_be_written_as_a_swedish_excel_does(folder: Path) -> None:
    text = (
        '\ufeff"# streams: school, other";;;;\r\n'
        "Started_on;AGE;needs;stream;step;;\r\n2017-12-01;7,5;schooling;school;school_intake;;\r\n;;;;;;\r\n"
    )
    wanted = OpenCase(stream="school", needs=["schooling"], age=7.5, step="school_intake", started_on=DAY)
    assert cases(read(folder, text)) == [wanted]


def test_a_unit_stands_for_the_step_that_it_does_for_the_needs_of_the_child(folder: Path) -> None:
    rows = [
        ",school,schooling,,,,school_board,2017-12-01,",
        ",school,schooling,,,school_support,school_team,,2017-12-01",
    ]
    found = cases(read(folder, "\n".join([HEADER, *rows])))
    assert [case.step for case in found] == ["school_meeting", "school_support"]


def test_a_unit_stands_for_the_step_that_it_does_in_some_organisation_if_it_does_none_anywhere(folder: Path) -> None:
    merged = (
        "[organisations.merged.steps]\nschool_intake.unit = 'social_office'\nschool_meeting.unit = 'school_board'\n"
    )
    (folder / "town.toml").write_text((folder / "town.toml").read_text() + merged)
    rows = [",school,schooling,,,,social_office,2017-12-01,", ",school,schooling,,,,school_board,2017-12-01,"]
    found = cases(read(folder, "\n".join([HEADER, *rows])))
    assert [case.step for case in found] == ["school_intake", "school_meeting"]


def test_the_scenario_that_was_read_holds_the_cases_themselves(folder: Path) -> None:
    scenario = read(folder, f"{HEADER}\n{GOOD}\n3,school,schooling,no,,school_support,,,2017-12-24\n")
    assert load_text(to_toml(scenario)) == scenario
    assert 'file = "list.csv"' in to_toml(scenario)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("0,school,schooling,,,school_intake,,2017-12-01,", "column child: must be a whole number from 1 to 999999"),
        (
            ",scool,schooling,,,school_intake,,2017-12-01,",
            'column stream: there is no stream "scool"; did you mean sch',
        ),
        (",,schooling,,,school_intake,,2017-12-01,", "column stream: must be given"),
        (",school,,,,school_intake,,2017-12-01,", "column needs: must be given"),
        (",school,schooling+,,,school_intake,,2017-12-01,", "column needs: must be names of needs with + between them"),
        (
            ",school,schooling+help,,,school_intake,,2017-12-01,",
            "column needs: there is no need with such a name; the needs are",
        ),
        (",school,schooling+schooling,,,school_intake,,2017-12-01,", "column needs: schooling is named twice"),
        (",school,protection,,,reception,,2017-12-01,", "column needs: must name schooling, the first need of all"),
        (
            ",school,schooling,maybe,,school_intake,,2017-12-01,",
            "column urgent: must be yes or no, or empty; what stands",
        ),
        (",school,schooling,,old,school_intake,,2017-12-01,", "column age: must be an age in years from 0 to 30, such"),
        (",school,schooling,,31,school_intake,,2017-12-01,", "such as 7 or 7.5; what stands there is not shown"),
        (
            ",school,schooling,,18,school_intake,,2017-12-01,",
            "column age: must be below leaves_at_age (18), or nothing",
        ),
        (",school,schooling,,,intake,,2017-12-01,", "column step: there is no step with such a name"),
        (
            ",school,schooling,,,reception,,2017-12-01,",
            "reception is not on the way of the need schooling",
        ),
        (
            ",school,schooling,,,shared_intake,,2017-12-01,",
            "the steps there are school_intake, school_assessment, scho",
        ),
        (",school,schooling,,,,,2017-12-01,", "column step: give step or unit"),
        (",school,schooling,,,,school,2017-12-01,", 'column unit: there is no unit "school"; did you mean school_'),
        (",school,schooling,,,,social_office,2017-12-01,", "column unit: the unit social_office does no step of the"),
        (",school,schooling,,,,school_team,2017-12-01,", "school_team does school_intake, school_assessment and schoo"),
        (
            ",school,schooling,,,school_intake,school_board,2017-12-01,",
            "column unit: the step school_intake is done els",
        ),
        (",school,schooling,,,school_intake,,,", "column waiting_since: give waiting_since or started_on"),
        (
            ",school,schooling,,,school_intake,,2017-12-01,2017-12-01",
            "column started_on: give waiting_since or started",
        ),
        (
            ",school,schooling,,,school_intake,,1/12 2017,",
            "column waiting_since: must be a date written like 2018-01-31",
        ),
        (",school,schooling,,,school_intake,,2017-02-30,", "must be a date written like 2018-01-31; what stands"),
        (",school,schooling,,,school_intake,,2018-01-02,", "must not be later than the start of the scenario, 2018-01"),
        (",school,schooling,,,school_intake,,,1917-01-02", "column started_on: must lie at most 30 years before"),
        (",school,schooling+protection,,,open_care,,2017-12-01,", "column waiting_since: nobody waits for open_care"),
        (",school,schooling,,,school_intake,,2017-12-01", "there are 9 columns; this line has 8 cells"),
        (',school,schooling,,,"school_intake,,2017-12-01,', "there are 9 columns; this line has 6 cells"),
    ],
)
def test_a_bad_row_is_named_by_line_and_column(folder: Path, row: str, message: str) -> None:
    (told,) = complaints(folder, GOOD, row, GOOD)
    assert told.startswith("list.csv:3: ")
    assert message in told


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        (
            "stream",
            "1,school,schooling,,,school_intake,,2017-12-01,",
            "1,clinic,schooling,,,school_intake,,2017-12-01,",
        ),
        (
            "needs",
            "1,school,schooling,,,school_intake,,2017-12-01,",
            "1,school,schooling+protection,,,reception,,2017-12-01,",
        ),
        (
            "urgent",
            "1,school,schooling+protection,yes,,school_intake,,2017-12-01,",
            "1,school,schooling+protection,no,,reception,,2017-12-01,",
        ),
        (
            "age",
            "1,school,schooling+protection,,7,school_intake,,2017-12-01,",
            "1,school,schooling+protection,,8,reception,,2017-12-01,",
        ),
    ],
)
def test_two_rows_of_one_child_may_not_contradict_each_other(folder: Path, column: str, one: str, other: str) -> None:
    told = complaints(folder, one, GOOD, other)
    assert f"list.csv:4: column {column}: is not what an earlier case of the same child says" in told


def test_a_need_stands_at_one_step_only(folder: Path) -> None:
    rows = [f"5,school,schooling,,,{step},,2017-12-01," for step in ("school_intake", "school_support")]
    (told,) = complaints(folder, *rows)
    assert told.startswith("list.csv:3: column step: an earlier case of the same child stands at the same need")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("stream,needs,step", "of which waiting_since or started_on is missing; the columns are child, stream"),
        ("needs,waiting_since", "of which stream and step or unit are missing"),
        (HEADER + ",name", 'there is no column "name"'),
        (HEADER.replace("started_on", "startd_on"), 'there is no column "startd_on"; did you mean started_on?'),
        (HEADER + ",age", "the column age is there twice"),
    ],
)
def test_a_bad_header_is_named(folder: Path, header: str, message: str) -> None:
    told = complaints(folder, GOOD, header=header)
    assert told[0].startswith("list.csv:1: ")
    assert any(message in each for each in told)


def test_a_list_without_rows_or_with_too_many_is_refused(folder: Path) -> None:
    assert complaints(folder) == ["list.csv:1: there are no cases below the line with the columns"]
    assert complaints(folder, header="# only notes")[0].startswith("list.csv:1: there is no line with the columns")
    short = "stream,needs,step,waiting_since"
    rows = ["school,schooling,school_intake,2017-12-01"] * 5001
    assert complaints(folder, *rows, header=short) == ["list.csv:1: there are 5001 cases; 5000 are allowed"]


SECRET = "Astrid Lindgren"


@pytest.mark.parametrize(
    "row",
    [
        f"{SECRET},school,schooling,,,school_intake,,2017-12-01,",
        f"{SECRET},school,schooling,,,school_intake,2017-12-01,",
        f"{SECRET},school,schooling,,old,intake,,2018-12-01,",
        f'7,school,schooling,,,"school_intake\n{SECRET}",,2018-12-01,',
    ],
)
def test_nothing_of_a_bad_row_is_shown_but_the_wrong_cell(folder: Path, row: str) -> None:
    told = "\n".join(complaints(folder, GOOD, row))
    assert "Astrid" not in told
    assert "Lindgren" not in told


def test_a_file_without_a_header_shows_nothing_of_its_first_row(folder: Path) -> None:
    told = "\n".join(
        complaints(folder, GOOD, header=f"{SECRET},school,schooling,201012310123,school_intake,2017-12-01")
    )
    assert "Astrid" not in told
    assert "2010" not in told
    assert "the first line must name the columns" in told


@pytest.mark.parametrize("number", ["20101231-0123", "101231-0123", "201012310123", "1012310123"])
def test_a_personal_identity_number_is_never_shown(folder: Path, number: str) -> None:
    rows = [
        f"{number},school,schooling,{number},{number},,{number},{number},",
        f",{number},{number},,,{number},,,{number}",
    ]
    told = "\n".join(complaints(folder, *rows))
    assert "0123" not in told
    assert told.count("column") >= 5


def test_every_bad_row_is_named_however_many_there_are(folder: Path) -> None:
    days = [f"2018-02-{day:02}" for day in range(1, 29)] + [f"2018-03-{day:02}" for day in range(1, 29)]
    rows = [f",school,schooling,,,school_intake,,{day}," for day in days]
    rows += [",school,schooling,often,,school_intake,,2017-12-01,"] * 40
    told = complaints(folder, *rows)
    assert told[0].startswith("list.csv:2: column waiting_since: must not be later")
    assert len(told) < 50
    assert told[-1] == "list.csv:32: also wrong: column waiting_since in lines 32–57; column urgent in lines 58–97"


def test_one_message_names_all_rows_with_the_same_mistake(folder: Path) -> None:
    bad = ",school,schooling,,,school_start,,2017-12-01,"
    (told,) = complaints(folder, bad, GOOD, bad, bad, GOOD, bad)
    assert told.endswith("(also in lines 4–5 and 7)")


def test_mistakes_of_the_list_and_of_the_scenario_are_told_together(folder: Path) -> None:
    (folder / "list.csv").write_text(f"{HEADER}\n{GOOD.replace('school,', 'scool,', 1)}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(folder / "town.toml", {"units.school_team.workers": -1})
    told = str(caught.value)
    assert "column stream" in told
    assert "units.school_team.workers" in told
    assert "ready to run" not in told


@pytest.mark.parametrize("name", ["../list.csv", "/list.csv", "nowhere.csv"])
def test_the_list_is_looked_for_beside_the_scenario_only(folder: Path, name: str) -> None:
    with pytest.raises(ScenarioError, match=r"start_from\.waiting"):
        load(folder / "town.toml", {"start_from.waiting": name})


def test_open_cases_in_the_scenario_itself_are_judged_by_the_same_rules() -> None:
    wrong = '[{ stream = "school", needs = ["schooling"], step = "reception", waiting_since = 2018-05-01 }]'
    with pytest.raises(ScenarioError) as caught:
        load_text(small_world(start_from__waiting=wrong))
    told = str(caught.value)
    assert "start_from.waiting.0.step: reception is not on the way of the need schooling" in told
    assert "start_from.waiting.0.waiting_since: must not be later than the start" in told
    no_day = '[{ stream = "school", needs = ["schooling"], step = "school_intake" }]'
    with pytest.raises(ScenarioError, match="give waiting_since or started_on, one of the two"):
        load_text(small_world(start_from__waiting=no_day))


def test_a_scenario_made_in_python_must_hold_the_cases_themselves() -> None:
    scenario = load_text(small_world())
    named = scenario.model_copy(update={"start_from": StartFrom(waiting="list.csv")})
    with pytest.raises(ScenarioError, match="has the open cases themselves"):
        check(named)
