"""On a narrow screen tables give way: cells are broken between words, and nothing is cut off."""

import io
import re

import pytest
from rich.console import Console, RenderableType

from simulate.experiment.examine import examine
from simulate.scenario.reading.load import load
from simulate.show import check
from simulate.show.screen import WIDTH, screen
from simulate.show.sheet import Cell, Column, Row, Section, Sheet, Table

SCENARIOS = "scenarios"
LABEL = "Wait to first support, 90th percentile (days)"
ROW = Row("wait", LABEL, (Cell("224 (4 % without)"), Cell("200 (4 % without)")), (Cell("−24 [−129, −18]"),))
COLUMNS = (Column("siloed", "siloed"), Column("integrated", "integrated"))
OF_MEASURES = Table("measures", "", COLUMNS, (Section((ROW,)),), by_organisation=True, changes="difference")
UNIT = Row("investigation_unit", "investigation unit", ROW.cells)
OF_STAFF = Table("staff", "Staff (siloed / integrated)", COLUMNS, (Section((UNIT,)),))


def lines(what: RenderableType, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None, highlight=False, markup=False)
    with console.capture() as captured:
        console.print(what)
    return [line.rstrip() for line in captured.get().splitlines()]


def words(printed: list[str]) -> list[str]:
    return sorted(re.findall(r"\S+", " ".join(printed)))


@pytest.mark.parametrize("width", [60, 72, 80])
def test_the_table_of_a_run_loses_and_breaks_no_word_on_a_narrow_screen(width: int) -> None:
    sheet = Sheet("A town", (), (OF_MEASURES, OF_STAFF), (), (), "")
    narrow = lines(screen(sheet), width)
    assert max(map(len, narrow)) <= width
    assert words(narrow) == words(lines(screen(sheet), WIDTH))


@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("name", ["helsingborg", "tutorial"])
def test_what_a_scenario_says_loses_and_breaks_no_word_on_a_narrow_screen(name: str, width: int) -> None:
    said = check.screen(examine(load(f"{SCENARIOS}/{name}.toml")))
    narrow, usual = (lines(said, columns) for columns in (width, WIDTH))
    until = [next(i for i, line in enumerate(each) if line.startswith("Assumptions")) for each in (narrow, usual)]
    assert max(map(len, narrow)) <= width
    assert words(narrow[: until[0]]) == words(usual[: until[1]])
