"""What cannot be read as a scenario is said through the catalogue, word for word, at the same key in any language."""

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from language.literals import keys_of_the_file, words_of_the_file
from language.pseudo import in_capitals, unsaid
from language.test_mistakes import inputs
from scenario import test_bad_files, test_bad_values, test_slips, test_toml_mistakes, test_waiting_list
from scenario.test_durations import test_a_wrong_distribution_is_refused_with_what_it_takes as test_wrong_distributions
from worlds import small_world

from simulate.scenario.errors import Mistake, ScenarioError
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.reading.settings import from_command_line
from simulate.scenario.schema.keys import NAMED_TABLES
from simulate.scenario.shipped import shipped_folder

OF_THE_FILE = [*keys_of_the_file(), *words_of_the_file()]


def names_in(table: Mapping[str, Any]) -> Iterator[str]:
    """Give the names that an author has chosen for streams, needs, steps, units and organisations."""
    for name in NAMED_TABLES:
        yield from table.get(name, ())


NAMES = [*names_in(tomllib.loads(small_world()))]


def mistakes(read: Callable[[], object]) -> list[Mistake]:
    with pytest.raises(ScenarioError) as caught:
        read()
    return caught.value.mistakes


def told(read: Callable[[], object], *given: str) -> list[str]:
    """Give the words that the catalogue does not know in what is said of a scenario that is refused.

    `given` is what its author wrote, which is shown again. Only the case of letters may differ from what is said in
    English, and nothing in where it is said to stand.
    """
    in_english = mistakes(read)
    with in_capitals():
        found = mistakes(read)
    assert [(each.key, each.file, each.line) for each in found] == [
        (each.key, each.file, each.line) for each in in_english
    ]
    assert [each.message.casefold() for each in found] == [each.message.casefold() for each in in_english]
    return [word for each in found for word in unsaid(each.message, *given, *OF_THE_FILE, *NAMES)]


# ---- Keys and values


def values(changes: Mapping[str, str | None]) -> list[str]:
    """Give what stands in some changes of a small world: their names and their values."""
    return [word for name, value in changes.items() for word in (*name.split("__"), value or "")]


@pytest.mark.parametrize(
    "changes",
    [
        *inputs(test_bad_values.test_a_wrong_key_or_value_is_told_in_plain_words),
        {"needs__protection__returns": "{ chance = 0.1 }"},
        {"arrivals__school__ages": "[{ share = 1, from = 8, to = 7 }]"},
        {"arrivals__school__surges": "[{ from = 2018-02-01, until = 2018-01-01, factor = 2 }]"},
        {"arrivals__school__title": '"a\\u001bb"'},
        {"needs__protection__pathway": None, "needs__protecton__stays": "true"},
        {"needs__schoolng__stays": "true"},
        {"steps__acute__duration": '"1,010 days"'},
        {"steps__acute__duration": '"5 working days"'},
        {"steps__acute__duration": '"1001 years"'},
        {"steps__acute__limit_until": '"Finish"'},
        {"units__school_team__hours": '"at night"'},
        {"units__school_team__closed": '[{ from = 2018-01-01, until = "07-01" }]'},
        {"units__school_team__closed": '[{ from = "07-01", until = "07-01" }]'},
        {"units__school_team__closed": "[{ from = 2018-02-01, until = 2018-01-01 }]"},
        {"units__school_team__closed": "[{ from = 2018-02-01, until = 5 }]"},
        {"units__school_team__development": '{ share = 0.1, gain = 0.2, half_life = "0 days" }'},
        {"units__school_team__extra_staff": '{ workers = 1, line_above = 3, leave_at = 4, after = "9 days" }'},
        {"units__school_board__caseload": "5"},
        {"units__school_team": "5"},
        {"organisations__siloed__start_up": '{ length = "9 days" }'},
        {"changes": "[{ from = 5 }]"},
        {"costs__workers": "5"},
        {"start_from__waiting": "[{ stream = 'school', needs = ['schooling'], step = 'acute' }]"},
    ],
    ids=lambda changes: str(changes)[:60],
)
def test_what_is_wrong_with_a_key_or_a_value_is_said(changes: dict[str, str | None]) -> None:
    text = small_world(**changes)
    assert told(lambda: load_text(text), *values(changes), str(float("inf"))) == []  # inf: what 1e400 is


@pytest.mark.parametrize("duration", [*inputs(test_wrong_distributions), {"gamma": "5"}, {"gama": "5 days", "cv": 1}])
def test_what_is_wrong_with_a_distribution_is_said(duration: dict[str, object]) -> None:
    words = [word for key, value in duration.items() for word in (key, str(value).lower())]
    assert told(lambda: load_text(small_world(), {"steps.acute.duration": duration}), *words) == []


@pytest.mark.parametrize(
    "setting",
    [
        *inputs(test_slips.test_a_number_or_a_yes_is_told_with_what_to_write),
        *inputs(test_slips.test_a_date_that_is_none_is_told_with_what_is_wrong_with_it),
        'start="2018-02-01"',
        "arrivals.school.month_factors=[1,5,1,5,1,5,1,5,1,5,1,5,1,5,1,5,1,5,1,5,1,5,1,5]",
    ],
)
def test_how_a_value_is_to_be_written_is_said(setting: str) -> None:
    offered = "true false"
    assert told(lambda: load_text(small_world(), from_command_line([setting])), setting, offered) == []


def test_a_table_that_is_missing_is_said() -> None:
    assert told(lambda: load_text('title = "x"\nstart = 2018-01-01\n[needs]\n'), "NAME") == []


@pytest.mark.parametrize("name", NAMED_TABLES)
def test_a_key_that_every_table_of_a_kind_must_have_is_said_with_its_meaning(name: str) -> None:
    text = f"{small_world()}\n[{name}.x]\n"
    if name == "organisations":  # which may be empty
        text += "phases = [{}]\n"
    assert told(lambda: load_text(text), "x") == []


def test_what_is_wrong_with_a_value_given_in_python_is_said() -> None:
    for changes in ({"title": "x" * 20_001}, {"arrivals.school.needs.7.share": 1}, {"changes.1.from": 5}):
        text = small_world(changes="[{ from = 2018-02-01, units.school_team.workers = 5 }]")
        assert told(lambda changes=changes, text=text: load_text(text, changes)) == []


def test_what_is_said_of_a_child_is_shown_in_no_language() -> None:
    case = "[{ stream = 'school', needs = ['schooling'], step = 'acute', started_on = 'Alva Berg' }]"
    assert told(lambda: load_text(small_world(start_from__waiting=case))) == []


def test_how_many_more_mistakes_there_are_is_said() -> None:
    text = f"{small_world()}\n[organisations.x]\n" + "".join(f"k{number} = 1\n" for number in range(60))
    assert told(lambda: load_text(text), " ".join(f"k{number}" for number in range(60))) == []


# ---- Texts


@pytest.mark.parametrize(
    "text",
    [
        *inputs(test_bad_files.test_text_that_is_not_toml_is_refused_with_its_line_and_a_hint),
        *inputs(test_toml_mistakes.test_the_commonest_slips_are_told_with_what_to_write),
        "a = { b = 1 }\na.c = 2",
        "a = 1\na.b = 2",
        'x = "\\u00zz"',
        'x = "\\ud800"',
        "x = 1 # \x07",
        "[a.b.c]\n[a]\nb.c.d = 1",
        "a = { b = 1, b = 2 }",
        "[units.\u043aontor]",
        "x = 1\u00ad",
        'title = x"',
        "[units.]",
    ],
    ids=lambda text: text[:40],
)
def test_what_is_wrong_with_a_text_that_is_not_toml_is_said(text: str) -> None:
    offered = "_".join(text.split()), "true false"  # what is to be written instead
    assert told(lambda: load_text(text), text, *offered) == []


# ---- Files


CONTENTS = [
    "",
    "# only a note\n",
    "x = 1\n" * 200_000,
    *inputs(test_bad_files.test_other_encodings_and_binary_files_are_recognised),
    'extends = "town.toml"\n',
    'extends = "nowhere.toml"\n',
    'extends = "../x.toml"\n',
    "extends = 5\n",
]


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: str(content[:20]))
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "town.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    given = content if isinstance(content, str) else " ".join(f"0x{byte:02X}" for byte in content)
    assert told(lambda: load(path), given, str(path), str(shipped_folder())) == []


def test_what_is_no_file_to_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(small_world())
    assert told(lambda: load(tmp_path / "twon.toml"), str(tmp_path), "twon.toml town.toml") == []
    assert told(lambda: load(tmp_path)) == []
    with pytest.raises(OSError) as too_long:
        (tmp_path / ("x" * 5000)).read_text()
    of_the_system = str(too_long.value.strerror)  # which has its own language
    assert told(lambda: load(tmp_path / ("x" * 5000)), of_the_system) == []


def test_a_file_that_is_no_table_of_utf_8_is_told_on_the_way(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    town = small_world(arrivals__school__per_month=None, arrivals__school__counts='"file.csv"')
    (tmp_path / "town.toml").write_text(town)
    (tmp_path / "file.csv").write_bytes("month;children\n2018;å\n".encode("cp1252"))
    with in_capitals(), pytest.raises(ScenarioError):
        load(tmp_path / "town.toml")
    [said] = caplog.messages
    assert unsaid(said, str(tmp_path), "file.csv") == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_what_is_no_ordinary_file_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "town.toml")
    assert told(lambda: load(tmp_path / "town.toml")) == []


def test_a_link_that_leads_outside_is_said(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "base.toml").write_text(small_world())
    (tmp_path / "in" / "link.toml").symlink_to(tmp_path / "base.toml")
    (tmp_path / "in" / "town.toml").write_text('extends = "link.toml"')
    assert told(lambda: load(tmp_path / "in" / "town.toml"), "link.toml") == []


def test_files_that_extend_one_another_for_ever_are_said(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"t{number}.toml").write_text(f'extends = "t{number + 1}.toml"\n')
    names = " ".join(f"t{number}.toml" for number in range(12))
    assert told(lambda: load(tmp_path / "t0.toml"), str(tmp_path), names) == []


def test_another_waiting_list_than_the_one_that_was_run_is_said(tmp_path: Path) -> None:
    text = small_world(start_from__waiting='"list.csv"', start_from__digest='"0"')
    (tmp_path / "town.toml").write_text(text)
    assert told(lambda: load(tmp_path / "town.toml"), str(tmp_path), "list.csv") == []
    (tmp_path / "list.csv").write_text(f"{test_waiting_list.HEADER}\n{test_waiting_list.GOOD}\n")
    assert told(lambda: load(tmp_path / "town.toml"), str(tmp_path), "list.csv") == []
