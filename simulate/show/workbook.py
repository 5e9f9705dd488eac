"""One workbook with all tables, for those who look at them in a spreadsheet; the CSV files beside it are for programs.

A spreadsheet reads a CSV file as its country has them: semicolons, decimal commas, another encoding. In a workbook a
number is a number, wherever it is opened.
"""

import datetime
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulate.language import say
from simulate.show.about_workbook import MOST_ROWS, Source, lines_about, what_it_holds
from simulate.show.columns import formats_by_row, formats_of, in_words
from simulate.show.titles import spoken

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

WORKBOOK = "results.xlsx"
"""The name of its file."""

_DECIMALS = 4  # as in the CSV files
_KEYS = ("organisation", "baseline", "unit", "step", "measure", "group", "category", "payer", "kind")
_MOST_KEYS = 3  # columns that stay in sight
_NARROWEST, _WIDEST = 10, 40  # characters
_BY_MEASURE = ("value", "difference", "low", "high", "difference_low", "difference_high")
"""Columns shown as the measure of their row is."""
_LONGEST_LINE = 115  # characters
_A4, _LINE = 9, 15  # a size of paper, and the height of a row


@dataclass(frozen=True)
class _Looks:
    """The formats of a workbook; those of numbers by how they are shown."""

    title: "Format"
    heading: "Format"
    name: "Format"
    text: "Format"
    link: "Format"
    header: "Format"  # over texts; over numbers, which stand at the right, another one
    header_of_numbers: "Format"
    numbers: Mapping[str, "Format"]
    texts: "Format"  # as a column beside numbers
    truths: "Format"


def workbook(tables: Mapping[str, "pd.DataFrame"], meanings: Mapping[str, str], source: Source) -> bytes:
    """Make the workbook of a run: a first sheet that says what it is, and a sheet for each table.

    `meanings` say what each table holds. The same input gives the same bytes. A table that is too large for a sheet is
    left out, and the first sheet says so.
    """
    import xlsxwriter

    stream = io.BytesIO()
    # no name is taken for a formula, an address or a number
    as_text = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **as_text})
    made = datetime.datetime.combine(source.day, datetime.time())
    program = source.provenance["program"]
    book.set_properties({"title": _writable(source.facts.title), "author": program, "created": made})
    shown = {name: table for name, table in tables.items() if len(table) <= MOST_ROWS}
    header = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEEEEE"}
    looks = _Looks(
        title=book.add_format({"bold": True, "font_size": 16}),
        heading=book.add_format({"bold": True, "font_size": 12, "bottom": 1}),
        name=book.add_format({"bold": True, "valign": "top"}),
        text=book.add_format({"text_wrap": True, "valign": "top"}),
        link=book.add_format({"font_color": "#1F5FA8", "underline": 1, "valign": "top"}),
        header=book.add_format(header | {"align": "left", "indent": 1}),
        header_of_numbers=book.add_format(header | {"align": "right"}),
        numbers={each: book.add_format({"num_format": each}) for each in dict.fromkeys(_formats(shown.values()))},
        texts=book.add_format({"indent": 1}),
        truths=book.add_format(
            {"num_format": '"TRUE";"TRUE";"FALSE"', "align": "left", "indent": 1}
        ),  # for LibreOffice
    )
    _write_first_sheet(book.add_worksheet(say("about")), looks, tables, meanings, source)
    for name, table in shown.items():
        _write_table(book.add_worksheet(spoken(name)), looks, table, source.facts.currency)
    book.close()
    return stream.getvalue()


def _formats(tables: "Iterable[pd.DataFrame]") -> Iterator[str]:
    for table in tables:
        yield from formats_of(table).values()
        yield from formats_by_row(table) or ()


def _write_first_sheet(
    sheet: "Worksheet",
    looks: _Looks,
    tables: Mapping[str, "pd.DataFrame"],
    meanings: Mapping[str, str],
    source: Source,
) -> None:
    """Say what the workbook is, how it is to be read, and what each sheet holds."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 0.9 * _LONGEST_LINE)  # a letter is less wide than a figure, in which this is measured
    _print_on_a4(sheet)
    sheet.write_string(0, 0, _writable(source.facts.title), looks.title)
    holds = [(name, what_it_holds(name, table, meanings.get(name, ""))) for name, table in tables.items()]
    lines = [*lines_about(source), (say("Sheets"), None), *holds]
    for row, (name, words) in enumerate(lines, 1):
        if words is None:
            sheet.write_string(row, 0, name, looks.heading)
            sheet.write_blank(row, 1, None, looks.heading)
            continue
        is_sheet = row > len(lines) - len(tables)  # a unit may be called as one of them
        if is_sheet and len(tables[name]) <= MOST_ROWS:
            sheet.write_url(row, 0, f"internal:'{spoken(name)}'!A1", looks.link, spoken(name))
        else:
            sheet.write_string(row, 0, spoken(name) if is_sheet else _writable(name), looks.name)
        sheet.write_string(row, 1, _writable(words), looks.text)
        sheet.set_row(row, _LINE * (1 + len(words) // _LONGEST_LINE))


def _write_table(sheet: "Worksheet", looks: _Looks, table: "pd.DataFrame", currency: str) -> None:
    """Write a table below its header, and after its own columns what they say in words."""
    formats = formats_of(table)
    by_row = [looks.numbers[each] for each in formats_by_row(table) or ()]
    texts = {name: table[name].tolist() for name in table.columns if name not in formats} | in_words(table, currency)
    names = list(dict.fromkeys([*table.columns, *texts]))
    for place, name in enumerate(names):
        if name in formats:
            _write_numbers(sheet, place, table[name], by_row if name in _BY_MEASURE else [])
            header, column, longest = looks.header_of_numbers, looks.numbers[formats[name]], _NARROWEST
        else:
            longest = _write_texts(sheet, place, texts[name])
            header, column = looks.header, looks.truths if longest == 0 else looks.texts
        sheet.write_string(0, place, spoken(name), header)
        longest_word = max(map(len, spoken(name).split()))
        sheet.set_column(place, place, max(_NARROWEST, min(_WIDEST, longest + 2), longest_word + 3), column)
    keys = sum(name in _KEYS for name in names[:_MOST_KEYS]) if names and names[0] in _KEYS else 0
    sheet.freeze_panes(1, keys)
    sheet.autofilter(0, 0, max(1, len(table)), max(0, len(names) - 1))
    sheet.set_row(0, 2 * _LINE)
    sheet.repeat_rows(0)
    _print_on_a4(sheet)


def _write_numbers(sheet: "Worksheet", place: int, column: "pd.Series[Any]", formats: "Sequence[Format]") -> None:
    """Write numbers as the CSV file has them, but where there are none: in the column's format, or each in its own."""
    values = column.to_numpy(dtype=float, na_value=math.nan).round(_DECIMALS) + 0.0  # no minus zero
    for row, value in enumerate(values.tolist(), 1):
        if math.isfinite(value):
            sheet.write_number(row, place, value, formats[row - 1] if formats else None)
        elif not math.isnan(value):
            sheet.write_string(row, place, str(value))


def _write_texts(sheet: "Worksheet", place: int, values: Sequence[object]) -> int:
    """Write texts, and what is true or false; give the length of the longest text."""
    longest = 0
    for row, value in enumerate(values, 1):
        if isinstance(value, str):
            sheet.write_string(row, place, _writable(value))
            longest = max(longest, len(value))
        elif isinstance(value, bool):
            sheet.write_boolean(row, place, value)
    return longest


def _print_on_a4(sheet: "Worksheet") -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _writable(text: str) -> str:
    """Write what no file can hold, half a character, as its number."""
    return text.encode(errors="backslashreplace").decode()
