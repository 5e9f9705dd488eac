"""Closed times and hours in which work stops: how they are written, and what is told where they are written wrong."""

from pathlib import Path

import pytest
from worlds import small_world

from simulate import load
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.staffing import OpenHours
from simulate.scenario.writing import to_toml

from .test_bad_staff_and_time import refusal

STOPPING = '{ open = "weekdays 8-16", work_stops = true }'
HOLIDAYS = '[{ from = "07-01", until = "08-01", work_stops = true }, { from = "12-20", until = "01-05" }]'


def test_hours_are_a_text_or_a_table_that_says_whether_work_stops_outside_them() -> None:
    assert load_text(small_world(units__social_office__hours='"weekdays"')).units["social_office"].opening == "weekdays"
    office = load_text(small_world(units__social_office__hours=STOPPING)).units["social_office"]
    assert office.hours == OpenHours(open="weekdays 8-16", work_stops=True)
    assert (office.opening, office.stopping) == ("weekdays 8-16", ([], "weekdays 8-16"))
    office = load_text(small_world(units__social_office__hours='{ open = "weekdays" }')).units["social_office"]
    assert (office.opening, office.stopping) == ("weekdays", ([], "always"))


def test_each_closed_time_says_for_itself_whether_work_stops() -> None:
    team = load_text(small_world(units__school_team__closed=HOLIDAYS)).units["school_team"]
    assert team.stopping == (team.closed[:1], "always")


def test_what_is_written_is_read_again_as_it_was() -> None:
    scenario = load_text(small_world(units__school_team__closed=HOLIDAYS, units__social_office__hours=STOPPING))
    written = to_toml(scenario)
    assert f"hours = {STOPPING}" in written
    assert load_text(written) == scenario


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        (
            '{ open = "9-5" }',
            '.open: must be "always", "weekdays", "weekdays 8-16" or "every day 8-16" (from and to a full hour); '
            'got the text "9-5"',
        ),
        ('{ open = "weekdays", work_stop = true }', ".work_stop: unknown key; did you mean work_stops?"),
        (
            '{ open = "weekdays", work_stops = "yes" }',
            '.work_stops: must be true or false; got the text "yes" (write true)',
        ),
        (
            "{ work_stops = true }",
            '.open: is missing: a text such as "weekdays" or "weekdays 8-16" (when children are called, as `hours` '
            "would say it by itself)",
        ),
        (
            "8",
            ': must be "always", "weekdays", "weekdays 8-16" or "every day 8-16" (from and to a full hour); got 8',
        ),
    ],
)
def test_a_mistake_in_hours_is_told_at_its_own_key(hours: str, message: str) -> None:
    assert refusal(small_world(units__social_office__hours=hours)) == [f"units.social_office.hours{message}"]


def test_the_work_of_a_meeting_cannot_stop() -> None:
    why = "is for workers, whose work stands still then; a meeting has none, and is not held in closed times"
    holidays = '[{ from = "07-01", until = "08-01" }, { from = "12-20", until = "01-05", work_stops = true }]'
    told = refusal(
        small_world(
            units__school_board__hours='{ open = "weekdays", work_stops = true }', units__school_board__closed=holidays
        )
    )
    assert told == [f"units.school_board.{place}.work_stops: {why}" for place in ("hours", "closed.1")]
    hours = '{ open = "weekdays", work_stops = true }'
    told = refusal(small_world(organisations__siloed__units__school_board__hours=hours))
    assert told == [f"organisations.siloed.units.school_board.hours.work_stops: {why}"]
    assert load_text(small_world(units__school_board__hours='{ open = "weekdays" }'))


def test_it_belongs_to_a_closed_time_or_to_hours() -> None:
    told = refusal(small_world(units__social_office__work_stops="true"))
    where = "work_stops is a key of closed of a unit or hours of a unit"
    assert told == [f"units.social_office.work_stops: does not belong here: {where}"]


def test_a_table_and_a_text_take_the_place_of_each_other(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(small_world(units__social_office__hours=STOPPING))
    office = load(tmp_path / "town.toml", **{"units.social_office.hours": "weekdays"}).units["social_office"]
    assert office.stopping == ([], "always")
    office = load(tmp_path / "town.toml", **{"units.social_office.hours.work_stops": False}).units["social_office"]
    assert (office.opening, office.stopping) == ("weekdays 8-16", ([], "always"))
