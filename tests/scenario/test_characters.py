"""Names and titles hold no letters that pretend to be others, and nothing that cannot be seen."""

import pytest
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load_text

UNIT = 'administration = "school"\nworkers = 1\n'


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_text(text)
    [mistake] = caught.value.mistakes
    assert str(mistake).isprintable()
    return f"{mistake.key}: {mistake.message}"


def with_unit(*names: str) -> str:
    return small_world() + "".join(f'[units."{name}"]\n{UNIT}' for name in names)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("elevh\u0430lsa", 'has "\u0430" (CYRILLIC SMALL LETTER A), which looks like a; write elevhalsa'),
        ("f\u04e7rskola", 'has "\u04e7" (CYRILLIC SMALL LETTER O WITH DIAERESIS), which looks like ö; write förskola'),
        ("\u0392UP", 'has "\u0392" (GREEK CAPITAL LETTER BETA), which looks like B; write BUP'),
        ("team_\uff21b", 'has "\uff21" (FULLWIDTH LATIN CAPITAL LETTER A), which looks like A; write team_Ab'),
        ("\u0412_team", 'has "\u0412" (CYRILLIC CAPITAL LETTER VE), which looks like B; write B_team'),
    ],
)
def test_a_letter_of_another_script_in_a_latin_name_is_named_and_the_latin_one_offered(name: str, words: str) -> None:
    assert words in refusal(with_unit(name))


@pytest.mark.parametrize("name", ["школа", "школа_A", "σχολείο", "学校A", "Δ-grupp", "förskola", "école-2"])
def test_names_in_another_script_and_letters_that_look_like_no_other_are_taken(name: str) -> None:
    assert name in load_text(with_unit(name)).units


def test_two_names_that_look_the_same_are_refused() -> None:
    message = refusal(with_unit("\u0441\u043e\u0440\u0435", "cope"))  # the first of them is Cyrillic throughout
    assert 'there is also "соре", which looks the same: two names must differ to the eye' in message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a\u202eb", "this one has the character U+202E (RIGHT-TO-LEFT OVERRIDE); write ab"),
        ("a\u200bb", "this one has the character U+200B (ZERO WIDTH SPACE); write ab"),
        ("a\u034fb", "this one has the character U+034F (COMBINING GRAPHEME JOINER); write ab"),
        ("a\u3164b", "this one has the character U+3164 (HANGUL FILLER); write ab"),
        ("Elevhälsan Öst", "this one has a space; write Elevhälsan_Öst"),
        ("BUP (öppen)", "this one has a space; write BUP_öppen"),
        ("a.b", 'this one has "."; write a_b'),
    ],
)
def test_a_name_with_what_cannot_be_seen_or_may_not_be_is_offered_without(name: str, words: str) -> None:
    assert words in refusal(with_unit(name))


def test_the_name_that_is_offered_can_be_taken() -> None:
    for name in ("Elevhälsan Öst", "BUP (öppen)", "elevh\u0430lsa", "a\u200bb", "x / y"):
        offered = refusal(with_unit(name)).rpartition("; write ")[2]
        assert offered in load_text(with_unit(offered)).units


@pytest.mark.parametrize(
    ("place", "title", "words"),
    [
        ("title", "Hels\u0456ngborg", 'has "\u0456" (CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I) in a Latin word'),
        ("organisations__siloed__title", "St\u043eprör", 'has "\u043e" (CYRILLIC SMALL LETTER O) in a Latin word'),
        ("title", "A\u200bB", "has the character U+200B (ZERO WIDTH SPACE), which nobody can see; take it out"),
        ("title", "A\u200dB", "has the character U+200D (ZERO WIDTH JOINER), which nobody can see; take it out"),
        ("title", "A\u200fB", "has the character U+200F (RIGHT-TO-LEFT MARK), which nobody can see; take it out"),
        ("units__school_team__administration", "sch\u043e\u043el", 'has "\u043e" (CYRILLIC SMALL LETTER O) in a Latin'),
    ],
)
def test_a_title_may_not_pretend_or_hide(place: str, title: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(small_world(**{place: f'"{title}"'}))
    told = [str(mistake) for mistake in caught.value.mistakes if words in str(mistake)]
    assert len(told) == 1
    assert told[0].isprintable()


@pytest.mark.parametrize(
    "title", ["Team α och Δ", "统一 и Москва", "👩\u200d👧 hemma", "می\u200cخواهم", "cm² à la carte"]
)
def test_titles_in_several_scripts_and_with_emoji_are_taken(title: str) -> None:
    assert load_text(small_world(title=f'"{title}"')).title == title


@pytest.mark.parametrize("key", ["description", "arrivals__school__source"])
@pytest.mark.parametrize("char", ["\u202e", "\u2066"])
def test_no_text_turns_the_direction_of_what_follows(key: str, char: str) -> None:
    assert f"the character U+{ord(char):04X} (" in refusal(small_world(**{key: f'"a{char}b"'}))
