"""A text that is not TOML: every line that is wrong is told, with how to mend it, and no other line."""

import random
import re
import tomllib

import pytest
from scenario.refused import refusal
from worlds import small_world

from simulate.scenario.shipped import shipped_folder, template

HELSINGBORG = (shipped_folder() / "helsingborg.toml").read_text(encoding="utf-8")


def lines_told(text: str) -> list[int]:
    return [int(message.split(":")[0]) for message in refusal(text)]


# ---- One slip


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("go_on = 0,8", "write a decimal point, not a comma: 0.8"),
        ("go_on = 0,8  # of all", "write a decimal point, not a comma: 0.8"),
        ("needs = [{ share = 0,50, with = [] }]", "write a decimal point, not a comma: 0.50"),
        ("needs = [{ with = [], share = 0,50 }]", "write a decimal point, not a comma: 0.50"),
        ('duration = { gamma = "45 days", cv = 0,5 }', "write a decimal point, not a comma: 0.5"),
        ("workers = 1,022", "write 1022 or 1.022, whichever is meant"),
        ("urgent = 10%", "a share is a part of 1: 10 % is 0.1"),
        ("urgent = 12,5 %", "a share is a part of 1: 12,5 % is 0.125"),
        ("workers = 1 022", "write a number without spaces: 1022"),
        ("workers = 1\u00a0022", "write a number without spaces: 1022"),
        ("workers =\u00a04", "the character U+00A0 (NO-BREAK SPACE) stands here; write an ordinary space"),
        ("workers = 4\u200b", "the character U+200B (ZERO WIDTH SPACE) stands here, which nobody can see; take it out"),
        ("trend_per_year = −0.1", "write a plain minus: -0.1"),
        ("trend_per_year = –0,1", "write a plain minus: -0.1"),
        ("urgent = .5", "write a number with a digit before the point: 0.5"),
        ("workers = 05", "write a number without leading zeros: 5"),
        ("workers = 7 st", "write a number alone: 7"),
        ("per_month = 8 per månad", "write a number alone: 8"),
        ("per_month = 8.5;", "write a number alone: 8.5"),
        ("per_month = 8,", "write a number alone: 8"),
        ("// per_month = 8", "a note begins with #"),
        ("; per month", "a note begins with #"),
        ("stays = ja", "write true or false: true"),
        ("stays = Nej", "write true or false: false"),
        ("stays = sant", "write true or false: true"),
        ("stays = True", "write true or false: true"),
        ("start = 1/1 2026", "write a date as year-month-day: 2026-01-01"),
        ("start = 1 januari 2026", "write a date as year-month-day: 2026-01-01"),
        ("start = 1 oktober 2026", "write a date as year-month-day: 2026-10-01"),
        ("start = May 3, 2026", "write a date as year-month-day: 2026-05-03"),
        ("start = 2026-1-1", "write a date as year-month-day: 2026-01-01"),
        ("start = 31.12.2026", "write a date as year-month-day: 2026-12-31"),
        ("start = 2/3/2026", "write a date as year-month-day: 2018-01-31"),  # of March or of February
        ("start = 2024-02-30", "there is no 2024-02-30: that month has 29 days"),
        ("start = 2024-13-01", "there is no month 13"),
        ("closed = [{ from = 07-01, until = 08-01 }]", 'write a day of every year in quotation marks: "07-01"'),
        ("limit = 14 dagar", 'write a length of time in quotation marks: "14 dagar"'),
        ("limit = 1,5 månader", 'write a length of time in quotation marks: "1,5 månader"'),
        ("unit = bup", 'write text in quotation marks: "bup"'),
        ("administration = social services", 'write text in quotation marks: "social services"'),
        ("unit = ”bup”", 'write straight quotation marks: "…"'),
        ("with = [protection]", 'write text in quotation marks: "protection"'),
        ("counts = [5, 1 022, 7]", "write a number without spaces: 1022"),
        ("counts = [5, 10%, 7]", "a share is a part of 1: 10 % is 0.1"),
        ('unit = "bup', 'a quotation mark is missing: "bup"'),
        ('unit = "bup   # the unit', 'a quotation mark is missing: "bup"'),
        ('with = ["protection]', 'a quotation mark is missing: "protection"'),
        ('description = """Our town', 'a text that begins with """ ends with """'),
        ("[units.Elevhälsan Öst]", 'a name has no spaces: [units."Elevhälsan_Öst"]'),
        ("[units.förskola]", 'write a name with other letters than a–z in quotation marks: [units."förskola"]'),
        ("[units.bup", "a table's name ends with ]: [units.bup]"),
        ("workers = 3 caseload = 4", "each key stands on a line of its own"),
        ("w\u043erkers = 3", '"\u043e" (CYRILLIC SMALL LETTER O) looks like o; write that'),
        ("returns = {", "an inline table stands on one line, ends with } and has commas between its keys"),
    ],
)
def test_the_commonest_slips_are_told_with_what_to_write(line: str, hint: str) -> None:
    [message] = refusal(f"# a town\n{line}\n")
    assert message.startswith("2: this is not TOML: ")
    assert message.endswith(hint) or f"; {hint}" in message


@pytest.mark.parametrize("line", ['unit = "bup', "workers =\u00a04", "limit = 14\u202fdagar", "unit = 'bup"])
def test_no_message_shows_a_backslash_that_nobody_wrote(line: str) -> None:
    [message] = refusal(line)
    assert "\\" not in message


def test_what_is_no_slip_that_is_known_is_told_in_the_words_of_the_library() -> None:
    [message] = refusal("a.b = 1\na = 2\n")
    assert message == "2: this is not TOML (cannot overwrite a value): a = 2"


# ---- Several slips


def test_all_lines_that_cannot_be_read_are_told_at_once() -> None:
    text = """title = "Our town
start = 1/1 2026
[arrivals.school]
urgent = 10%
needs = [
  { share = 0,50, with = [] },
  { share = 0.25, with = ["protection"] },
  { share = 0,25, with = ["protection", "mental_health"] },
]
[needs.schooling]
stays = ja
[units.förskola]
workers = 4
"""
    assert lines_told(text) == [1, 2, 4, 6, 8, 11, 12]


def test_a_list_that_never_ends_is_told_where_it_begins_and_what_follows_is_read() -> None:
    text = 'needs = [\n  { share = 0.5, with = [] },\n\n[units.bup]\nworkers = 0,5\nadministration = "health care"\n'
    first, second = refusal(text)
    assert first == "1: this is not TOML: needs = [; a list ends with ] and has commas between its items"
    assert second.startswith("5: ")
    in_keys = 'pathway = [\n  "a",\n  "b"\nstays = ja\n'
    assert lines_told(in_keys) == [1, 4]


def test_an_inline_table_over_several_lines_is_one_mistake() -> None:
    text = 'returns = {\n  chance = 0.1,\n  delay = "3 months",\n}\nstays = ja\n'
    assert lines_told(text) == [1, 5]


def test_an_item_on_a_line_by_itself_is_told_with_what_to_write() -> None:
    [message] = refusal("counts = [\n  5,\n  1 022,\n  7,\n]\n")
    assert message == "3: this is not TOML: 1 022; write a number without spaces: 1022"


def test_a_missing_comma_in_a_list_is_one_mistake_however_long_the_list() -> None:
    items = ",\n".join('  { share = 0.1, with = ["a"] }' for _ in range(8)).replace("},", "}", 1)
    assert len(refusal(f"needs = [\n{items}\n]\n")) == 1


def test_what_stands_below_a_heading_that_cannot_be_read_is_not_taken_for_keys_of_the_table_above() -> None:
    text = "[units.a]\nworkers = 1\n[units.å]\nworkers = 2\n[units.b]\nworkers = 3\nworkers = 4\n"
    assert [message.split(":")[0] for message in refusal(text)] == ["3", "7"]


def test_what_is_left_out_of_a_long_text_or_list_is_not_missed_afterwards() -> None:
    text = 'description = """\nC:\\data\nfine\nC:\\quite\n"""\nstays = ja\n'
    assert lines_told(text) == [2, 4, 6]
    assert lines_told('a = """x\na = """y\n') == [2]


def test_keys_given_twice_are_all_told_and_a_table_pasted_twice_is_told_once() -> None:
    text = "[units.a]\nworkers = 1\nworkers = 2\n[units.b]\nworkers = 1\ncaseload = 1\n[units.b]\nworkers = 1\n"
    text += "caseload = 1\n"
    assert refusal(text) == [
        "3: units.a.workers: this key is given twice; it is first given in line 2",
        "7: units.b: this key is given twice; it is first given in line 4",
    ]


def test_hundreds_of_lines_that_cannot_be_read_are_cut_off() -> None:
    assert len(refusal("urgent = 10%\n" * 300)) == 50


# ---- Laws


SLIPS = (
    (r"^(\w+ = )(\d+)\.(\d+)(.*)$", r"\1\2,\3\4"),  # a decimal comma
    (r"^(\w+ = )(\d+)( .*|)$", r"\g<1>\2 %\3"),
    (r'^(\w+ = )"([^"]*)"( .*|)$', r'\1"\2\3'),  # one quotation mark
    (r'^(\w+ = )"([^"]*)"( .*|)$', r"\1”\2”\3"),
    (r"^(\w+ = )true(.*)$", r"\1ja\2"),
    (r"^(\w+ = )(\d{4})-0(\d)-0(\d)(.*)$", r"\1\4/\3 \2\5"),
    (r"^(  \{ share = )(\d+)\.(\d+)(, .*)$", r"\1\2,\3\4"),
    (r"^\[(\w+)\.(\w+)\](.*)$", r"[\1.\2 å]\3"),
)
"""What people write instead: a pattern of a line, and what becomes of it."""


def damaged(text: str, luck: random.Random, count: int) -> tuple[str, list[int]]:
    """Put slips into some lines of a scenario, and tell which."""
    lines = text.split("\n")
    fitting = [
        (number, re.sub(pattern, slip, line))
        for number, line in enumerate(lines)
        for pattern, slip in SLIPS
        if re.fullmatch(pattern, line)
    ]
    chosen = dict(luck.sample(fitting, count))
    for number, line in chosen.items():
        lines[number] = line
    return "\n".join(lines), sorted(number + 1 for number in chosen)


@pytest.mark.parametrize("text", [small_world(), template(), HELSINGBORG], ids=["small", "template", "helsingborg"])
@pytest.mark.parametrize("seed", range(12))
def test_slips_anywhere_in_a_scenario_are_told_line_by_line_and_nothing_else_is(text: str, seed: int) -> None:
    spoiled, lines = damaged(text, random.Random(seed), 1 + 2 * seed)
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(spoiled)
    assert lines_told(spoiled) == lines


def test_every_slip_of_the_law_fits_some_line() -> None:
    lines = HELSINGBORG.split("\n") + template().split("\n")
    for pattern, _ in SLIPS:
        assert any(re.fullmatch(pattern, line) for line in lines), pattern
