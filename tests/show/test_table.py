"""The table on the screen says what the tables say, in 100 columns, with its warnings."""

import json
import math
from dataclasses import replace

import pytest

from simulate.findings.compare import Tables
from simulate.show import for_programs, screen
from simulate.show.facts import Facts, Supply
from simulate.show.lengths import with_rhythm
from simulate.show.table import sheet

from .synthetic import UNITS, facts, tables

TWO = ("siloed", "integrated")
LONG = tuple(f"{letter * 12}: {letter * 40}" for letter in "abcdefgh")


def as_text(made: Tables, about: Facts) -> str:
    """Give what stands on the screen."""
    return screen.as_text(sheet(made, about))


def flat(text: str) -> str:
    """Undo the breaking of lines."""
    return " ".join(text.split())


@pytest.mark.parametrize("organisations", [("siloed",), TWO, LONG[:3], LONG])
def test_no_line_is_longer_than_100_columns(organisations: tuple[str, ...]) -> None:
    text = as_text(tables(organisations), facts(organisations))
    assert max(map(len, text.splitlines())) <= 100
    for organisation in organisations:
        assert organisation[-10:] in text.replace("\n", ""), "every organisation is there"


def test_a_row_reads_as_measure_values_and_difference() -> None:
    made = tables(TWO)
    row = made.summary.query("measure == 'first_support_median' and group == 'all'").set_index("organisation")["value"]
    (line,) = [line for line in as_text(made, facts()).splitlines() if line.startswith("Wait to first support, median")]
    change = row["integrated"] - row["siloed"]
    low, high = change - abs(change) / 4, change + abs(change) / 4
    expected = f"{row['siloed']:.0f} (4 % without) {row['integrated']:.0f} (4 % without) "
    expected += f"−{-change:.0f} [−{-low:.0f}, −{-high:.0f}]"
    assert flat(line).endswith(expected)


def test_a_percentile_that_is_not_reached_is_said_to_be_so_and_is_not_compared() -> None:
    text = flat(as_text(tables(TWO), facts()))
    assert "full support, 90th percentile not reached (4 % without)" in text
    assert "not comparable" in text


def test_children_without_help_are_told_apart_and_only_those_who_wait_are_said_to() -> None:
    lines = [flat(line) for line in as_text(tables(TWO), facts()).splitlines()]
    head = next(number for number, line in enumerate(lines) if line.startswith("Still without full support at the end"))
    # 4 % of the children are without, a tenth of whom wait
    assert lines[head + 2 : head + 7] == [
        "have part of it 0.8 0.8",
        "wait for it 0.4 0.4",
        "gave up 1.6 1.6",
        "grew too old 0.8 0.8",
        "have needs nobody noticed yet 0.4 0.4",
    ]
    text = flat(" ".join(lines))
    assert '"without" is the share who have not got it then' in text
    assert "waiting" not in text.split("Mean days in line")[0]


def test_what_nobody_does_has_no_row_among_those_without() -> None:
    made = tables(TWO)
    made.summary[["too_old", "never_noticed"]] = 0.0
    text = as_text(made, facts())
    assert "gave up" in text
    assert "grew too old" not in text
    assert "nobody noticed" not in text
    made.summary["without"] = 0.0
    assert "gave up" not in as_text(made, facts()), "nobody is without"


def starred(text: str) -> set[str]:
    """Name the rows of the table in which a number has a star."""
    return {
        line.split("  ")[0].strip() for line in text.splitlines() if "* " in f"{line} " and not line.startswith("*")
    }


def test_what_has_not_settled_carries_a_star_and_the_star_is_explained() -> None:
    text = as_text(tables(TWO), facts())
    assert starred(text) == {"Wait to full support, mean (days)", "school psychologists"}
    assert "* may be another number if one looked for longer: waits have not settled for school psychologists." in flat(
        text
    )


def test_a_unit_that_is_asked_too_much_but_has_settled_carries_no_star_and_none_is_explained() -> None:
    made = tables(TWO)
    made.summary["settled"] = made.waits_by_unit["settled"] = True
    made = replace(made, overloads=tuple(replace(each, settled=True, grows=False) for each in made.overloads))
    assert made.waits_by_unit["overloaded"].any()
    assert "*" not in as_text(made, facts())
    made.waits_by_unit.loc[made.waits_by_unit["unit"] == "transit", "settled"] = False
    assert "*" not in as_text(made, facts()), "a unit that is not among those in the table"


def test_a_star_on_one_organisation_names_where_it_is() -> None:
    made = tables(TWO)
    made.waits_by_unit.loc[made.waits_by_unit["organisation"] == "siloed", "settled"] = True
    assert "have not settled for school psychologists (in integrated)." in flat(as_text(made, facts()))


def test_those_who_leave_a_line_are_told_from_those_who_still_stand_in_it() -> None:
    made = tables(TWO)
    made.waits_by_unit.loc[made.waits_by_unit["unit"] == "counsellors", ["still_waiting", "left_line"]] = [0.1, 0.35]
    row = next(line for line in as_text(made, facts()).splitlines() if line.startswith("counsellors"))
    assert row.count("(10 % wait, 35 %") == 2


def test_the_days_to_a_meeting_are_no_line() -> None:
    text = as_text(tables(TWO, units=20), facts())
    assert "Of the days for a meeting, half of the time between two is no line" not in text, "none is shown"
    few = tables(TWO, units=3)
    text = as_text(few, facts())
    rows = text.split("Mean days in line, by unit")[1].splitlines()[1:4]
    # of the 7 days for the committee, which meets every fortnight, none is a line
    assert [row.split("  ")[0] for row in rows] == [
        "investigation unit",
        "reception",
        "committee (meets every 14 days)",
    ]
    assert "Of the days for a meeting, half of the time between two is no line" in flat(text)


def test_without_a_follow_up_it_is_said_how_long_children_are_followed() -> None:
    text = flat(as_text(tables(TWO), replace(facts(), follow_up=0.0)))
    assert "followed until the run ends, those who come last for no time at all" in text
    assert "In a mean no wait counts for more than 730 days" in text
    assert "In a mean no wait counts for more than 730 days" in flat(as_text(tables(TWO), facts()))


def test_it_is_said_how_those_count_in_a_mean_who_wait_no_more_where_there_are_any() -> None:
    # where a third give up after ten days the mean wait is hundreds of days: who gave up counts with the whole time
    made = tables(TWO)
    words = "In a mean no wait counts for more than 730 days"
    assert f"{words}, and whoever gave up, grew too old or is not noticed yet counts as waiting all the while." in flat(
        as_text(made, facts())
    )
    made.summary[["too_old", "never_noticed"]] = 0.0
    assert f"{words}, and whoever gave up counts as waiting all the while." in flat(as_text(made, facts()))
    made.summary["gave_up"] = 0.0
    assert f"{words}." in flat(as_text(made, facts()))


def test_an_interval_of_which_neither_end_is_known_is_not_left_out() -> None:
    made = tables(TWO)
    rows = (made.differences["measure"] == "first_support_p90") & (made.differences["group"] == "all")
    made.differences.loc[rows, ["difference", "low", "high"]] = [-130.0, math.nan, math.nan]
    text = flat(as_text(made, facts()))
    assert "−130 [?, ?]" in text
    assert "? is the end of an interval that is not known" in text
    alone = tables(TWO, replications=1)
    assert "?" not in as_text(alone, facts(replications=1))


def test_where_nobody_is_counted_there_is_no_empty_table() -> None:
    made = tables(TWO)
    none = replace(
        made, summary=made.summary.iloc[:0], differences=made.differences.iloc[:0], gains=made.gains.iloc[:0],
        waits_by_unit=made.waits_by_unit.assign(mean=math.nan), money=made.money.iloc[:0], verdicts=(), overloads=(),
        staff=made.staff.iloc[:0],
    )  # fmt: skip
    lines = [line for line in as_text(none, facts()).splitlines() if line]
    assert lines[1] == "No child was counted: nobody who counts came from day 730 to day 1 461."
    assert lines[-1] == "20 replications. Nothing is compared: too few children were counted."
    assert "difference" not in " ".join(lines).lower()
    assert "Mean days" not in " ".join(lines)


def test_the_units_with_the_longest_waits_are_listed_and_the_others_counted() -> None:
    text = as_text(tables(TWO), facts())
    rows = text.split("Mean days in line, by unit")[1].splitlines()[1:12]
    assert rows[0].startswith("school psychologists")
    assert len([row for row in rows if row and not row.startswith("…")]) == 10
    assert rows[-1] == "… and 10 more units in waits_by_unit.csv"


def test_programs_get_every_measure_of_the_table_and_no_nan() -> None:
    made = tables(TWO)
    given = json.loads(json.dumps(for_programs.as_json(sheet(made, facts()), made, facts()), allow_nan=False))
    assert [each["measure"] for each in given["measures"]] == list(dict.fromkeys(made.summary["measure"]))
    assert given["overloaded"] == {"school_psychologists": ["siloed", "integrated"]}
    assert given["workers"] == {"siloed": 412, "integrated": 412}
    assert flat(given["verdict"]) in flat(as_text(made, facts()))
    assert flat(" ".join(given["findings"])) in flat(as_text(made, facts()))


def test_programs_get_names_and_what_people_see_for_them_apart() -> None:
    titled = facts(titles={"organisation": {"siloed": "Var för sig"}, "unit": {"reception": "Mottagningen"}})
    made = tables(TWO)
    given = for_programs.as_json(sheet(made, titled), made, titled)
    assert given["titles"]["organisation"] == {"siloed": "Var för sig"}
    assert given["organisations"] == ["siloed", "integrated"]
    assert {row["unit"] for row in given["waits_by_unit"]} >= {"reception"}
    assert set(given["measures"][1]["values"]["siloed"]) >= {"without", "waiting", "gave_up", "too_old", "in_part"}


def test_costs_are_told_in_the_currency_with_the_largest_payers_below() -> None:
    made = tables(TWO)
    lines = as_text(made, facts()).split("What it costs:\n")[1].splitlines()
    rows = lines[0]
    assert flat(rows).startswith("All payers (1000 SEK per child) 135 109 −26 [−31, −21]")
    payers = [line.split("  ")[1] for line in lines[1:3]]
    assert payers == ["social services", "school"], "health pays too little to be named"
    amounts = ["per_child", "difference", "difference_low", "difference_high"]
    made.money[amounts] /= 1000
    assert "All payers (SEK per child) 135 109 −26 [−31, −21]" in flat(as_text(made, facts()))


def test_without_costs_and_staff_rules_nothing_is_said_of_them() -> None:
    made = tables(TWO)
    none = replace(
        made, summary=made.summary.query("measure != 'cost_per_child'"), staff=made.staff.iloc[:0],
        money=made.money.iloc[:0],
    )  # fmt: skip
    text = as_text(none, facts())
    assert "SEK" not in text
    assert "posts vacant" not in flat(text)


def test_the_block_of_staff_is_short_and_names_the_units_with_most_vacancies() -> None:
    text = as_text(tables(TWO), facts())
    head, _, rest = text.partition("Staff (siloed / integrated)")
    rows = rest.split("\n\n")[0].splitlines()[1:]
    assert head
    assert [row.split("  ")[0] for row in rows[:2]] == ["school health team", "foster home unit"]
    assert flat(rows[0]).startswith("school health team 12 % 5 % 15 / 12 240 / 194")
    assert len(rows) <= 6
    assert rows[-1] == "… more in staff.csv"


def test_titles_stand_wherever_names_are() -> None:
    organisations = {"siloed": "Stuprör", "integrated": "En väg in"}
    units = {name: f"Enhet {number}" for number, (name, _) in enumerate(UNITS)}
    text = as_text(tables(TWO), facts(titles={"organisation": organisations, "unit": units}))
    for name in (*organisations, *(name.replace("_", " ") for name in units)):
        assert name not in text.replace("first line", ""), name
    assert "Staff (Stuprör / En väg in)" in text
    assert "Differences from Stuprör" in text


def test_shares_of_staff_in_several_organisations_keep_their_sign_on_their_line() -> None:
    three = ("siloed", "early", "integrated")
    made = tables(three)
    vacant = made.staff["organisation"].map({"siloed": 0.05, "early": 0.06, "integrated": 0.05})
    text = as_text(replace(made, staff=made.staff.assign(vacant=vacant)), facts(three))
    row = next(line for line in text.split("Staff (siloed")[1].splitlines() if line.startswith("foster home unit"))
    assert flat(row).startswith("foster home unit 5 / 6 / 5 %")


def test_a_meeting_of_every_day_is_not_said_to_be_every_1_days() -> None:
    assert with_rhythm("board", 1, 1) == "board (meets every day)"
    assert with_rhythm("board", 1, 14) == "board (meets every 1 to 14 days)"
    assert str(Supply(None, 0, 1, 1.0)) == "1 case every day"
    assert str(Supply(None, 0, 12, 14.0)) == "12 cases every 14 days"


def test_the_block_of_staff_tells_of_every_organisation() -> None:
    three = ("siloed", "early", "integrated")
    text = as_text(tables(three), facts(three))
    head = text.split("Staff (siloed / early")[1].split("school health team")[0]
    assert "integrated)" in head
    row = next(line for line in text.split("Staff (siloed")[1].splitlines() if line.startswith("foster home unit"))
    assert flat(row).startswith("foster home unit 10 % 5 % 12 / 10 / 10")
    text = as_text(tables(LONG), facts(LONG))
    assert "Staff, least to most in 8" in flat(text)
