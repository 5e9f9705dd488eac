"""Every word that a person reads is known to the catalogue."""

from pathlib import Path

import pytest
from language.literals import PROGRAM, calls, literals, modules, wrong_call


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PROGRAM).as_posix())
def test_no_word_is_written_without_the_catalogue(path: Path) -> None:
    assert [str(each) for each in literals(path)] == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PROGRAM).as_posix())
def test_every_sentence_stands_whole_and_is_given_the_values_it_names(path: Path) -> None:
    wrong = [f"{path.name}:{call.lineno}: {why}" for call in calls(path) if (why := wrong_call(call))]
    assert wrong == []


def test_words_without_a_catalogue_are_found(tmp_path: Path) -> None:
    file = tmp_path / "some.py"
    file.write_text(
        '"""A docstring of words."""\n'
        'a = "two words"\n'
        'b = f"{a} children"\n'
        'c = say("two words {x}", x="inner two words")\n'
        'raise TypeError("for programmers only")\n',
        encoding="utf-8",
    )
    assert [(each.line, each.words) for each in literals(file)] == [
        (2, "two words"),
        (3, " children"),
        (4, "inner two words"),
    ]


def test_addresses_of_luck_names_of_columns_and_what_programmers_are_told_are_no_words(tmp_path: Path) -> None:
    file = tmp_path / "some.py"
    file.write_text(
        'a = Question(f"goes on/{need}")\n'
        'b = Whom("start from")\n'
        'c = "visits.child visits.team "\n'
        'raise IndexError(f"{a} has no row {b}")\n'
        'd = "goes on"\n',
        encoding="utf-8",
    )
    assert [each.line for each in literals(file)] == [5]


def test_a_sentence_and_its_values_must_fit(tmp_path: Path) -> None:
    file = tmp_path / "some.py"
    file.write_text('say("{a} of {b}", a=1)\nsay(f"{a}")\nsay("{a}", a=1)\n', encoding="utf-8")
    assert [bool(wrong_call(call)) for call in calls(file)] == [True, True, False]
