"""Where workers share their time, days in line and days by which work is stretched are shown side by side."""

import math
from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from simulate.findings.compare import TABLES, Tables
from simulate.findings.unit_measures import UNIT_MEASURES
from simulate.plan import REVIEW_EVERY
from simulate.show import for_programs, screen
from simulate.show.columns import DAYS, MEAN, PERCENT, formats_by_row, formats_of, in_words
from simulate.show.figures import drawing, rendering
from simulate.show.figures.style import styled
from simulate.show.sentences import longest_line, time_in_lines
from simulate.show.table import sheet

from .drawn import SIX, TWO, words_of
from .synthetic import UNITS, facts, tables

SHARING = {"investigation_unit": 12.3, "open_care_team": 4.5, "first_line": 0.4}
"""Units whose workers share their time, and the mean days by which work is stretched there in the baseline."""
FULL_PACE = 9.0


def shared(organisations: tuple[str, ...] = TWO, units: int = 20, everywhere: bool = False) -> Tables:
    """Give tables in which the workers of some units share their time; or of all."""
    made = tables(organisations, units)
    stretched = {unit: 20.0 for unit, _ in UNITS[:units]} if everywhere else SHARING
    waits = made.waits_by_unit
    mine = waits["unit"].isin(stretched)
    waits.loc[mine, "shares_time"] = True
    for column, factor in (("stretched_mean", 1.0), ("stretched_mean_low", 0.9), ("stretched_mean_high", 1.1)):
        waits[column] = waits["unit"].map(stretched) * factor
    waits.loc[mine, ["mean", "mean_low", "mean_high"]] = 0.0
    more = [{"organisation": name, "category": "stretched", "days": 17.0, "low": 15.0, "high": 19.0}
            for name in organisations]  # fmt: skip
    return replace(
        made,
        time_use=pd.concat([made.time_use, pd.DataFrame(more)], ignore_index=True),
        children_per_worker=children_per_worker(organisations, units, list(stretched)),
        measures_by_unit=measures_by_unit(organisations, list(stretched)),
    )


def children_per_worker(organisations: tuple[str, ...], units: int, sharing: list[str]) -> pd.DataFrame:
    rows = [
        {
            "organisation": name, "unit": unit, "day": month * REVIEW_EVERY, "children": 4.0 * place + month / 10,
            "workers": 4.0, "children_per_worker": place + month / 40, "low": place * 0.9, "high": place * 1.2 + 2,
            "full_pace_up_to": FULL_PACE if unit in sharing else math.nan,
        }
        for name in organisations for place, (unit, _) in enumerate(UNITS[:units], 1) for month in range(72)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=TABLES["children_per_worker"].columns)


def measures_by_unit(organisations: tuple[str, ...], sharing: list[str]) -> pd.DataFrame:
    values = {"in_use": 93.7, "spare_hours": 12.6, "hours_in_a_post": 40.0}
    rows = [
        {
            "organisation": name, "baseline": organisations[0], "unit": unit, "measure": measure.key,
            "value": values.get(measure.key, 5.0), "low": 1.0, "high": 9.0, "distinct": False, "too_narrow": False,
            "replications": 20,
        }
        for name in organisations for unit in sharing for measure in UNIT_MEASURES
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=TABLES["measures_by_unit"].columns)


def text_of(made: Tables, organisations: tuple[str, ...] = TWO) -> str:
    about = facts(organisations)
    return screen.as_text(sheet(made, about))


def row_of(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(name))


def test_days_stretched_stand_beside_the_days_in_line_of_units_that_share_time_and_of_no_other() -> None:
    text = text_of(shared())
    assert "0.0 + 12.3" in row_of(text, "investigation unit")
    assert "+" not in row_of(text, "school psychologists")
    assert "Mean days in line + days stretched, by unit" in text
    assert "After + stand the days by which visits take longer than their work" in " ".join(text.split())


def test_units_are_sorted_by_days_in_line_and_days_stretched_together() -> None:
    made = shared()
    made.waits_by_unit["stretched_mean"] = made.waits_by_unit["unit"].map({**SHARING, "open_care_team": 500.0})
    (table,) = (each for each in sheet(made, facts()).tables if each.key == "units")
    assert next(iter(table.rows)).key == "open_care_team"


def test_where_no_time_is_shared_nothing_is_said_of_it() -> None:
    text = text_of(tables(TWO))
    assert not any(word in text for word in ("stretched", "Spare", "spare", "Working time"))
    assert "Mean days in line, by unit" in text


def test_the_working_time_of_units_that_share_it_is_told_with_the_hours_of_a_post() -> None:
    text = text_of(shared())
    told = text[text.index("Working time in use") :]
    assert "94 %, 13 h" in row_of(told, "investigation unit")
    assert "with 40 hours a week in a full post" in " ".join(text.split())


def test_a_working_week_that_differs_between_units_is_told_from_the_least_to_the_most() -> None:
    made = shared()
    rows = (made.measures_by_unit["measure"] == "hours_in_a_post") & (made.measures_by_unit["unit"] == "first_line")
    made.measures_by_unit.loc[rows, "value"] = 38.25
    assert "with 38.25 to 40 hours a week in a full post" in " ".join(text_of(made).split())


@pytest.mark.parametrize("organisations", [("siloed",), TWO, SIX])
def test_no_line_is_longer_than_100_columns_where_time_is_shared(organisations: tuple[str, ...]) -> None:
    assert max(map(len, text_of(shared(organisations), organisations).splitlines())) <= 100


def test_sentences_tell_of_work_that_is_stretched_where_time_is_shared() -> None:
    assert "days go to a line, and 17.0 and 17.0 to work that is stretched" in time_in_lines(shared(), facts())
    assert "stretched" not in time_in_lines(tables(TWO), facts())
    everywhere = longest_line(shared(units=4, everywhere=True), facts())
    assert everywhere.startswith("Waiting in line and stretched work together are longest at reception: 20 days")


def test_programs_get_the_measures_of_units_and_their_differences() -> None:
    told = for_programs.as_json(sheet(shared(), facts()), shared(), facts())
    (row,) = (
        row
        for row in told["measures_by_unit"]
        if (row["organisation"], row["unit"], row["measure"]) == ("siloed", "first_line", "in_use")
    )
    assert row["value"] == 93.7
    assert row["difference"] is None
    units = {row["unit"]: row for row in told["waits_by_unit"] if row["organisation"] == "siloed"}
    assert units["first_line"]["stretched_mean"] == 0.4
    assert units["first_line"]["shares_time"]


def test_measures_of_units_are_shown_as_what_they_are_and_said_in_words() -> None:
    made = shared().measures_by_unit
    formats = dict(zip(made["measure"], formats_by_row(made) or (), strict=True))
    assert (formats["in_use"], formats["days_stretched"], formats["times_as_long"]) == (PERCENT, DAYS, MEAN)
    words = in_words(made, "SEK")
    assert list(words) == ["measure in words", "measured in"], "a column says unit already, and means another"
    said = dict(zip(made["measure"], zip(*words.values(), strict=True), strict=True))
    assert said["spare_hours_per_post"] == ("Spare hours in each full post", "hours a week")
    assert formats_of(shared().children_per_worker)["children_per_worker"] == DAYS


# ---- pictures


def figure(made: Tables, name: str, organisations: tuple[str, ...] = TWO) -> Figure:
    with styled():
        return rendering.figure(drawing(made, facts(organisations)), name)


PICTURES = ("waits_by_unit", "time_use", "line_lengths")


@pytest.mark.parametrize(("organisations", "everywhere"), [(("siloed",), True), (TWO, False), (SIX, True)])
def test_all_text_stays_inside_the_picture_where_time_is_shared(
    organisations: tuple[str, ...], everywhere: bool
) -> None:
    made = shared(organisations, everywhere=everywhere)
    for name in PICTURES:
        drawn = figure(made, name, organisations)
        drawn.draw_without_rendering()
        frame = drawn.bbox.padded(-2)
        for text in drawn.findobj(Text):
            if text.get_visible() and text.get_text().strip():
                box = text.get_window_extent()
                assert frame.x0 <= box.x0, text.get_text()
                assert box.x1 <= frame.x1, text.get_text()
                assert frame.y0 <= box.y0, text.get_text()
                assert box.y1 <= frame.y1, text.get_text()


def test_open_cases_per_worker_are_drawn_where_time_is_shared_and_marked_at_full_pace() -> None:
    drawn = figure(shared(units=6), "line_lengths")
    panels = {axes.get_title(loc="left"): axes for axes in drawn.axes}
    dashed = {name for name, axes in panels.items() if any(set(line.get_ydata()) == {FULL_PACE} for line in axes.lines)}
    assert dashed == {"investigation unit", "open care team"}
    highest = max(panels["investigation unit"].lines[0].get_ydata())
    assert highest == pytest.approx(2 + 71 / 40), "of children per worker, not of those in line"
    words = words_of(drawn)
    assert "How long are the lines, how many the open cases?" in words
    assert words.count("open cases per worker") == 2


def test_where_all_share_time_the_picture_of_lines_is_one_of_cases() -> None:
    words = words_of(figure(shared(units=4, everywhere=True), "line_lengths"))
    assert "How many open cases has each worker?" in words
    assert words.count("open cases per worker") == 1, "beside the picture"
    assert "four-week averages" not in words


def test_cases_per_worker_are_drawn_though_nobody_ever_stands_in_line() -> None:
    made = shared(units=4, everywhere=True)
    made.lines["line_mean"] = 0.0
    assert "line_lengths" in drawing(made, facts()).names()
    assert "reception" in words_of(figure(made, "line_lengths"))


def test_an_open_marker_stands_at_the_days_in_line_and_stretched_together() -> None:
    drawn = figure(shared(units=4), "waits_by_unit")
    open_ones = [line for line in drawn.axes[0].lines if line.get_markerfacecolor() == "white"]
    assert {round(float(days), 9) for line in open_ones for days in line.get_xdata()} == {12.3, 4.5}
    assert "open: with the days by which work is stretched" in words_of(drawn)
    assert "stretched" not in words_of(figure(tables(TWO, units=4), "waits_by_unit"))


def test_stretched_work_is_a_piece_beside_the_line() -> None:
    names = figure(shared(), "time_use").axes[0].texts
    places = {text.get_text().replace("\n", " "): text.get_position()[0] for text in names}
    in_order = sorted(("handed over", "in a line", "stretched"), key=lambda name: places[name])
    assert in_order == ["in a line", "stretched", "handed over"]
    assert "stretched" not in words_of(figure(tables(TWO), "time_use"))
