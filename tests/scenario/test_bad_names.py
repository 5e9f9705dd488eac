"""Names that could do harm, or could be taken for one another, are refused."""

import pytest
from scenario.refused import refusal
from worlds import small_world

from simulate.scenario.reading.load import load_text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../../x", 'a name has letters, digits, _ and - only; this one has "."'),
        ("CON", "this name means a device to Windows, so no file can have it; choose another"),
        ("lpt1", "this name means a device to Windows"),
        ("=cmd", 'this one has "="'),
        ("<script>", 'this one has "<"'),
        ("two words", "this one has a space"),
        ("a\\u0000", "the character U+0000"),
        ("a\\u001B[31m", "the character U+001B"),
        ("a\\u202Eb", "the character U+202E"),
        ("_x", 'a name begins with a letter; this one begins with "_"'),
        ("1x", "a name begins with a letter"),
        ("x" * 41, "a name has at most 40 characters; this one has 41"),
        ("fo\\u0308rskola", "are written in parts (Unicode NFD); write them composed (NFC)"),
        ("", "a name may not be empty"),
    ],
)
@pytest.mark.parametrize("table", ["arrivals", "needs", "steps", "units", "organisations"])
def test_unsafe_names_are_refused_in_every_table(table: str, name: str, words: str) -> None:
    entry = {
        "arrivals": 'per_month = 1\nfirst_need = "schooling"',
        "needs": 'pathway = ["acute"]',
        "steps": 'role = "intake"',
        "units": 'administration = "school"\nworkers = 1',
        "organisations": 'title = "other"',
    }[table]
    [message] = refusal(f'{small_world()}\n[{table}."{name}"]\n{entry}\n')
    assert words in message
    assert message.isprintable()


def test_names_in_any_script_are_taken() -> None:
    for name in ("förskola", "école-2", "学校", "स्कूल"):
        load_text(small_world() + f'\n[units."{name}"]\nadministration = "school"\nworkers = 1\n')


def test_two_names_equal_but_for_case_are_refused() -> None:
    unit = 'administration = "school"\nworkers = 1\n'
    [message] = refusal(small_world() + f"\n[units.School_Team]\n{unit}")
    assert 'units.School_Team: there is also "school_team": two names must differ in more than their case' in message
    [message] = refusal(
        small_world() + f"\n[units.Straße]\n{unit}\n[units.STRASSE]\n{unit}".replace("Straße", '"Straße"')
    )
    assert 'there is also "Straße"' in message


def test_a_step_may_not_take_a_word_that_means_something_else() -> None:
    [message] = refusal(small_world(steps__own__role='"intake"'))
    assert "steps.own: this name stands for the value of door and decision; choose another" in message
