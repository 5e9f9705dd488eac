"""What is wrong with a scenario, or a list beside it, is said through the catalogue, word for word."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from language.literals import keys_of_the_file, words_of_the_file
from language.pseudo import in_capitals, unsaid
from scenario import test_bad_names, test_bad_tables, test_csv_rows, test_waiting_list
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.reading.settings import from_command_line
from simulate.scenario.reading.waiting_list import COLUMNS
from simulate.scenario.rules.warnings import warnings
from simulate.scenario.schema.steps import NO_UNIT
from simulate.scenario.waiting_template import waiting_list_template

OF_THE_FILE = " ".join([*keys_of_the_file(), *words_of_the_file(), NO_UNIT])


def inputs(test: Callable[..., None]) -> list[Any]:
    """Give what a test is run with, the words that it expects left out."""
    *_, mark = (mark for mark in test.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    return [case[0] for case in mark.args[1]]


def refused(read: Callable[[], object]) -> list[str]:
    """Read in capitals what is refused, and give the messages."""
    with in_capitals(), pytest.raises(ScenarioError) as caught:
        read()
    return [mistake.message for mistake in caught.value.mistakes]


# ---- Tables


TABLES = [
    *inputs(test_bad_tables.test_tables_that_do_not_fit_together_are_refused),
    *inputs(test_bad_tables.test_a_closed_unit_that_children_need_is_refused_and_both_are_named),
    {"start": "1018-01-01"},
    {"title": '" "'},
    {"title": '"a\\u200bb"'},
    {"title": '"\u0430bc"'},
    {"title": '"two\\nlines"'},
    {"run__follow_up": '"1000 years"'},
    {"arrivals__school__per_month": "1e12"},
    {"arrivals__school__per_month": "1e300"},
    {"arrivals__school__measured": "false"},
    {"arrivals__school__counts": "[5]", "arrivals__school__per_month": None},
    {"arrivals__school__ages": "[{ from = 18, to = 19, share = 1 }]", "leaves_at_age": "18"},
    {"needs__schooling__crisis_per_month": "50"},
    {"units__school_board__administration": '"School"'},
    {"units__school_board__turnover": "0.1"},
    {"organisations__siloed__units__school_board__workers": "3"},
    {"units__school_team__pressure": "{ per_tenth = 1.2 }"},
    {"units__school_team__closed": "[\n" + "  { from = 2018-01-01, until = 2018-01-02 },\n" * 101 + "]"},
    {"units__school_team__closed": "[{ from = 2017-01-01, until = 2040-01-01 }]"},
    {"units__school_board__hours": '"weekdays 8-16"'},
    {"costs__currency": '"SEK"', "costs__worker_year": "{ school_board = 1, nobody = 2 }"},
    {"costs__meeting_hour": "{ school_team = 1, school_board = 2 }"},
    {"costs__consultant_year": "{ school_team = 1 }", "costs__support_day": "{ reception = 1, nothing = 2 }"},
    {
        "start_from__waiting": '[{ stream = "school", needs = ["schooling"], step = "reception", '
        "waiting_since = 2018-05-01 }]"
    },
    {"changes": "[{ from = 2018-02-01 }]"},
    {"changes": "[{ from = 2018-02-01, units.school_team = {} }]"},
    {"changes": "[{ from = 2018-02-01, units.school_team.workers = 0 }]"},
    {"changes": "[{ from = 2018-02-01, organisations.siloed.door = 'acute' }]"},
]


@pytest.mark.parametrize("changes", TABLES, ids=lambda changes: str(changes)[:60])
def test_what_is_wrong_between_tables_is_said(changes: dict[str, str]) -> None:
    text = small_world(**changes)
    messages = refused(lambda: load_text(text))
    assert [unsaid(message, text, OF_THE_FILE) for message in messages] == [[] for _ in messages]


@pytest.mark.parametrize("name", inputs(test_bad_names.test_unsafe_names_are_refused_in_every_table))
def test_what_is_wrong_with_a_name_is_said(name: str) -> None:
    text = f'{small_world()}\n[steps."{name}"]\nrole = "intake"\n'
    [message] = refused(lambda: load_text(text))
    assert unsaid(message, text, "two_words a_31m ab") == []  # the names that are offered instead


# ---- What is probably not meant


WARNED = [
    {"run__warm_up": '"900 days"'},
    {"run__warm_up": '"900 days"', "run__observe": '"1 day"', "run__follow_up": '"0 days"'},
    {"needs__idle__pathway": '["acute"]'},
    {"steps__idle__role": '"intake"'},
    {"units__idle__administration": '"school"', "units__idle__workers": "1"},
    {"steps__school_intake__unit": None},
    {"steps__school_assessment__unit": None},
    {"steps__school_support__unit": None},
    {"steps__investigation__duration": '"300 days"', "steps__investigation__limit": '"4 months"'},
    {
        "steps__investigation__duration": '{ median = "35 days", sigma = 1 }',
        "steps__investigation__limit": '"30 days"',
    },
    {"arrivals__school__per_month": None, "arrivals__school__counts": str([5] * 34)},
    {"needs__protection__patience": '"9 days"', "needs__protection__stays": "true"},
    {"needs__idle__pathway": '["school_meeting"]', "needs__idle__returns": '{ chance = 0.1, delay = "9 days" }'},
    {"crisis": None, "needs__protection__crisis_per_month": "0.1"},
    {"steps__school_intake__limit_until": '"start"'},
    {
        "arrivals__school__per_month": None,
        "arrivals__school__counts": str([5] * 17),
        "arrivals__school__month_factors": str([1] * 12),
    },
    {"arrivals__school__surges": "[{ from = 2030-06-01, until = 2030-07-01, factor = 2 }]"},
    {"units__school_team__closed": "[{ from = 2030-06-01, until = 2030-07-01 }]"},
    {"changes": "[{ from = 2030-02-01, units.school_team.workers = 5 }]"},
    {"changes": "[{ from = 2010-02-01, units.school_team.workers = 5 }]"},
    {
        "changes": "[{ from = 2018-02-01, units.school_team.workers = 5 }, "
        "{ from = 2018-02-01, units.school_team.workers = 6 }]"
    },
    {"organisations__other__title": '"Some other"', "organisations__another__title": '"One more"'},
]


def without_table(text: str, name: str) -> str:
    """Take a table away."""
    before, _, after = text.partition(f"[{name}]\n")
    return before + after[after.index("[") :]


@pytest.mark.parametrize("changes", WARNED, ids=lambda changes: str(changes)[:60])
def test_what_is_probably_not_meant_is_said(changes: dict[str, str | None]) -> None:
    text = small_world(**{key: value for key, value in changes.items() if key != "crisis"})
    text = without_table(text, "crisis") if "crisis" in changes else text
    scenario = load_text(text)
    with in_capitals():
        messages = [each.message for each in warnings(scenario)]
    assert messages
    assert [unsaid(message, text, OF_THE_FILE) for message in messages] == [[] for _ in messages]


# ---- Lists, counts and changes by hand


def of_list(folder: Path, *lines: str) -> list[str]:
    text = small_world(start_from__waiting='"list.csv"', leaves_at_age="18")
    (folder / "town.toml").write_text(text, encoding="utf-8")
    (folder / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    return refused(lambda: load(folder / "town.toml"))


@pytest.mark.parametrize("row", inputs(test_waiting_list.test_a_bad_row_is_named_by_line_and_column))
def test_what_is_wrong_with_a_row_of_a_waiting_list_is_said(tmp_path: Path, row: str) -> None:
    messages = of_list(tmp_path, test_waiting_list.HEADER, row)
    known = small_world(), row, test_waiting_list.HEADER
    assert [unsaid(message, *known) for message in messages] == [[] for _ in messages]


@pytest.mark.parametrize("header", [*inputs(test_waiting_list.test_a_bad_header_is_named), "", "child,stream"])
def test_what_is_wrong_with_the_columns_of_a_waiting_list_is_said(tmp_path: Path, header: str) -> None:
    messages = of_list(tmp_path, header, test_waiting_list.GOOD)
    known = header.lower(), test_waiting_list.HEADER
    assert [unsaid(message, *known) for message in messages] == [[] for _ in messages]


def test_many_places_of_a_waiting_list_are_said(tmp_path: Path) -> None:
    bad = [f"{number},school,schooling,,,,,2017-12-01," for number in range(1, 4)]
    others = [f",school,schooling,,,,school_team{number},2017-12-01," for number in range(40)]
    cut = [",school,schooling"] * 3
    messages = of_list(tmp_path, test_waiting_list.HEADER, *bad, *others, *cut)
    assert messages[-1] == "ALSO WRONG: COLUMN unit IN LINES 34–44; NUMBER OF CELLS IN LINES 45–47"
    assert messages[0] == "COLUMN step: GIVE STEP OR UNIT (ALSO IN LINES 3–4)"


def of_counts(folder: Path, text: str) -> list[str]:
    town = small_world(arrivals__school__per_month=None, arrivals__school__counts='"file.csv"')
    (folder / "town.toml").write_text(town, encoding="utf-8")
    (folder / "file.csv").write_text(text, encoding="utf-8")
    return refused(lambda: load(folder / "town.toml"))


COUNTS = [
    "",
    "year;number\n",
    "month;children\n",
    "month;children\n2018-01\n",
    "month;children\n2018-01;5;6\n",
    "month;children\n2018;5\n",
    "month;children\n2018-02;5\n",
    "month;children\n2018-01;5\n2018-03;5\n",
    "month;children\n2018-01;x\n",
    *[
        test_csv_rows.months(*case[0], separator=case[1])
        for mark in test_csv_rows.test_a_number_that_may_be_read_in_two_ways_is_refused.pytestmark  # type: ignore[attr-defined]
        for case in mark.args[1]
    ],
]


@pytest.mark.parametrize("text", COUNTS)
def test_what_is_wrong_with_counts_is_said(tmp_path: Path, text: str) -> None:
    messages = of_counts(tmp_path, text)
    assert [unsaid(message, text, "month children") for message in messages] == [[] for _ in messages]


@pytest.mark.parametrize(
    "setting",
    [
        "units.social_office.workers",
        "=3",
        'units."x=3',
        "units.social_office.wrokers=3",
        "units.socialoffice.workers=3",
        "organisations.silod.notices=0.1",
        "units.social_office.workers.x=3",
        "extends=x.toml",
        "steps.acute.limit=”14 dagar”",
        "units.school_team.closed=[",
        "a." * 3000 + "a=1",
        "a." * 30 + "a=1",
    ],
    ids=lambda setting: setting[:40],
)
def test_what_is_wrong_with_a_change_by_hand_is_said(setting: str) -> None:
    text = small_world()
    messages = refused(lambda: load_text(text, from_command_line([setting])))
    assert [unsaid(message, text, setting, "units reception workers toml") for message in messages] == [
        [] for _ in messages
    ]


def test_a_waiting_list_to_fill_in_explains_its_columns_in_the_language_spoken() -> None:
    text = small_world()
    with in_capitals():
        notes = [line for line in waiting_list_template(load_text(text)).splitlines() if line.startswith("#")]
    assert "# age            YEARS ON THE FIRST DAY, SUCH AS 7 OR 7.5" in notes
    assert unsaid("\n".join(notes), text, *COLUMNS) == []
