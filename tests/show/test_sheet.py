"""The sheet holds all that is said of a run; what it is shown on adds nothing and leaves nothing out."""

import math
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from rich.console import Console

from simulate.findings.compare import Tables
from simulate.show.facts import Facts
from simulate.show.screen import SIDE_BY_SIDE, as_text, screen
from simulate.show.sheet import Meaning, Row, Sheet, Sign, Table
from simulate.show.table import sheet

from .synthetic import facts, tables

TWO = ("siloed", "integrated")
SHEET = "simulate.show.table", "simulate.show.for_programs", "simulate.show.workbook"


def texts(made: Sheet) -> Iterator[str]:
    """Give every text of a sheet."""
    yield from (made.title, *made.findings, *made.key, *made.notes, made.verdict, made.ran)
    for table in made.tables:
        yield from of_table(table)


def of_table(table: Table) -> Iterator[str]:
    yield from (table.corner, table.remark, *(column.title for column in table.columns))
    if table.changes and (len(table.columns) - 1) % SIDE_BY_SIDE == 1:  # in a column of their own in the last block
        yield table.changes
    for section in table.sections:
        if section.heading:
            yield f"{section.heading}:"
        for row in section.rows:
            yield row.label
            yield from (cell.text for cell in (*row.cells, *(row.changes or ())))


def words(*said: str) -> Counter[str]:
    return Counter(word for text in said for word in text.split())


@pytest.mark.parametrize("organisations", [TWO[:1], TWO, ("siloed", "early", "integrated")])
@pytest.mark.parametrize("replications", [1, 20])
def test_the_screen_shows_every_word_of_the_sheet_and_no_other(
    organisations: tuple[str, ...], replications: int
) -> None:
    about = replace(facts(organisations, replications), engine="simpy")
    made = sheet(tables(organisations, replications=replications), about)
    assert len(made.tables) == 3
    assert words(as_text(made)) == words(*texts(made))


def test_of_many_organisations_the_screen_shows_the_same_words_in_blocks() -> None:
    organisations = tuple(f"place_{letter}" for letter in "abcdef")
    made = sheet(tables(organisations), facts(organisations))
    shown = as_text(made)
    assert set(words(shown)) == set(words(*texts(made)))
    blocks = math.ceil((len(organisations) - 1) / SIDE_BY_SIDE)
    assert shown.count("Mean days in line, by unit") == blocks


def test_what_is_said_knows_nothing_of_the_screen() -> None:
    loads = f"import sys, {', '.join(SHEET)}; print([each for each in sys.modules if each.split('.')[0] == 'rich'])"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def row(made: Tables, key: str, about: Facts | None = None) -> Row:
    """Give the row of a measure."""
    measures = sheet(made, about or facts()).tables[0]
    (found,) = [row for row in measures.rows if row.key == key]
    return found


def differ(made: Tables, measure: str, by: float, distinct: bool = True) -> Tables:
    rows = (made.differences["measure"] == measure) & (made.differences["group"] == "all")
    made.differences.loc[rows, ["difference", "low", "high", "distinct"]] = [by, by - 1, by + 1, distinct]
    return made


@pytest.mark.parametrize(
    ("measure", "by", "distinct", "meaning"),
    [
        ("first_support_mean", -20.0, True, Meaning.BETTER),
        ("first_support_mean", 20.0, True, Meaning.WORSE),
        ("first_support_mean", 20.0, False, Meaning.UNCERTAIN),
        ("first_support_mean", -6.0, True, Meaning.OTHER),  # less than a week
        ("children_in_limit", 5.0, True, Meaning.BETTER),
        ("children_in_limit", -5.0, True, Meaning.WORSE),
        ("gap_needs", -20.0, True, Meaning.OTHER),  # shrinks too where all wait longer
        ("people_met", -0.5, True, Meaning.BETTER),
    ],
)
def test_a_difference_is_called_better_or_worse_only_where_it_is_told_from_luck_and_matters(
    measure: str, by: float, distinct: bool, meaning: Meaning
) -> None:
    (change,) = row(differ(tables(TWO), measure, by, distinct), measure).changes or ()
    assert change.meaning == meaning


def test_less_than_a_hundredth_of_what_a_child_costs_is_no_better_price() -> None:
    made = tables(TWO)
    of_all = (made.money["payer"] == "all") & (made.money["kind"] == "all") & (made.money["organisation"] != "siloed")
    for by, meaning in ((-5000.0, Meaning.BETTER), (-1000.0, Meaning.OTHER)):  # of 134 900
        made.money.loc[of_all, "difference"] = by
        (change,) = row(made, "all").changes or ()
        assert change.meaning == meaning


def test_what_is_told_from_luck_is_bold_on_the_screen_and_the_rest_dim() -> None:
    made = differ(differ(tables(TWO), "people_met", 4.0), "crises", 4.0, distinct=False)
    console = Console(width=100, color_system="truecolor", force_terminal=True)
    with console.capture() as captured:
        console.print(screen(sheet(made, facts())))
    lines = captured.get().splitlines()
    (people,), (crises,) = ([line for line in lines if line.startswith(each)] for each in ("People met", "Crises"))
    assert "\x1b[1m" in people
    assert "\x1b[2m" not in people
    assert "\x1b[2m" in crises
    assert "\x1b[1m" not in crises


def test_a_cell_knows_which_of_its_signs_have_to_be_explained() -> None:
    made = tables(TWO)
    assert row(made, "full_support_mean").signs == {Sign.UNSETTLED}
    assert row(made, "first_support_mean").signs == set()
    made.differences.loc[made.differences["measure"] == "first_support_p90", "high"] = math.nan
    (change,) = row(made, "first_support_p90").changes or ()
    assert change.signs == {Sign.OPEN_END}
    assert change.text.endswith("?]")
    (change,) = row(made, "full_support_p90").changes or ()  # is not reached in siloed
    assert (change.text, change.signs) == ("not comparable", set())


def test_rows_that_are_part_of_another_stand_below_it() -> None:
    measures, _, _ = sheet(tables(TWO), facts()).tables
    waits, money = (section for section in measures.sections if section.key in ("wait", "money"))
    below = ["in_part", "waiting", "gave_up", "too_old", "never_noticed"]
    assert [row.key for row in waits.rows if row.level] == below + below
    assert [row.key for row in money.rows if row.level] == ["social_services", "school"]
    assert {row.level for row in (waits.rows[0], money.rows[0])} == {0}
