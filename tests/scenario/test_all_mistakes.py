"""Every mistake is told at once, where it stands, and only once."""

from scenario.refused import refusal
from worlds import small_world

from simulate.scenario.reading.load import load_text


def test_the_small_world_itself_is_sound() -> None:
    assert load_text(small_world()).title == "Three units"


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), start=1) if words in line)


def test_a_mistake_names_the_line_on_which_it_stands() -> None:
    text = small_world(units__social_office__workers="-2.5")
    [message] = refusal(text)
    assert message.startswith(f"{line_of(text, 'workers = -2.5')}: units.social_office.workers: ")


def test_a_missing_table_is_asked_for_by_name() -> None:
    messages = refusal('title = "x"\nstart = 2018-01-01\n[needs]\n')
    assert "arrivals: there must be at least one stream, in a table such as [arrivals.NAME]" in messages[0]
    assert any("needs: there must be at least one need" in message for message in messages)


def test_every_mistake_is_told_at_once_in_the_order_of_the_file() -> None:
    text = small_world(
        arrivals__school__first_need='"school"',
        steps__acute__duration="5",
        units__social_office__workers="0",
        organisations__integrated__door='"shared_intak"',
    )
    messages = refusal(text)
    keys = [message.split(": ")[1] for message in messages]
    assert keys == [
        "arrivals.school.first_need",
        "steps.acute.duration",
        "units.social_office.workers",
        "organisations.integrated.door",
    ]


def test_a_mistake_in_a_table_does_not_make_others_complain_about_what_it_would_have_said() -> None:
    """A duration that cannot be read is not missing as well, and a unit with a bad number still exists."""
    messages = refusal(small_world(steps__acute__duration='"5 dayz"', units__social_office__caseload='"many"'))
    assert len(messages) == 2


def test_thousands_of_mistakes_are_cut_off() -> None:
    text = small_world() + "\n[organisations.x]\n" + "".join(f"key_{number} = 1\n" for number in range(5000))
    messages = refusal(text)
    assert len(messages) == 51
    assert "more mistakes" in messages[-1]


def test_too_many_names_are_counted_instead_of_judged() -> None:
    text = small_world() + "".join(f"\n[organisations.x{number}]\n" for number in range(600))
    assert "organisations: there are 602 organisations; 500 are allowed" in refusal(text)[0]


def test_a_value_where_a_table_belongs_is_refused_as_such() -> None:
    messages = refusal('units = []\nsteps = "x"\nrun = 3\n' + small_world().split("[run]")[0])
    assert any("units: must be a table; got a list of 0" in message for message in messages)
    assert any('steps: must be a table; got the text "x"' in message for message in messages)
    assert any("run: must be a table; got 3" in message for message in messages)
