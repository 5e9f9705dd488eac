"""A length of time is one day or many, in the language spoken."""

from language.pseudo import in_capitals

from simulate.language.times import days


def test_one_day_is_a_day_and_all_else_are_days() -> None:
    assert [days(count) for count in (0, 1, 1.5, 2, 121.75)] == ["0 days", "1 day", "1.5 days", "2 days", "121.75 days"]


def test_days_are_a_word_and_their_number_is_none() -> None:
    with in_capitals():
        assert days(1) == "1 DAY"
