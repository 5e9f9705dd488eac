"""The figures: all there, the same bytes each time, saying what the tables say."""

import io
import re
import struct
import xml.etree.ElementTree as ET
from dataclasses import replace

import matplotlib
import numpy as np
import pandas as pd
import pytest
from language.pseudo import in_capitals
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from simulate.findings.compare import Tables
from simulate.findings.estimates import estimate
from simulate.show import figures
from simulate.show.figures import album, drawing, rendering
from simulate.show.figures.field import Field
from simulate.show.figures.line_lengths import mean_lines
from simulate.show.figures.painting import painted
from simulate.show.figures.png import as_png, rows_of
from simulate.show.figures.style import TITLE_SIZE, canvas, draw_intervals, styled
from simulate.show.units import unit_title

from .drawn import SIX, TWO, all_figures, pictures, svg_texts, words_of
from .synthetic import UNITS, facts, tables

NAMES = [
    "waiting_for_first_support",
    "waiting_for_full_support",
    "waits_by_unit",
    "time_use",
    "journeys",
    "line_lengths",
    "who_gains_first_support",
    "who_gains_full_support",
]


@pytest.fixture(scope="module")
def of_two() -> dict[str, bytes]:
    """Give all pictures of a run with two organisations and four units."""
    return pictures(drawing(tables(TWO, units=4), facts()))


def test_every_figure_is_there_as_svg_and_png_for_a_projector(of_two: dict[str, bytes]) -> None:
    assert list(of_two) == [f"figures/{name}.{kind}" for name in NAMES for kind in ("svg", "png")]
    for name, picture in of_two.items():
        if name.endswith(".png"):
            assert picture[:8] == b"\x89PNG\r\n\x1a\n"
            assert struct.unpack(">II", picture[16:24]) == (1920, 1080)
        else:
            text = svg_texts(picture)
            assert "?" in text, "the title is a question"
            assert "20 replications" in text
            assert "siloed" in text


def test_a_picture_is_laid_out_and_drawn_once_for_both_of_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, draw = [], Figure.draw
    monkeypatch.setattr(Figure, "draw", lambda figure, renderer: drawn.append(draw(figure, renderer)))
    assert len(figures.picture(drawing(tables(TWO, units=4), facts()), "line_lengths")) == 2
    assert len(drawn) == 1


def test_what_is_measured_in_points_is_as_large_in_svg_as_among_the_pixels() -> None:
    with styled():
        drawn = canvas("Why?", "Nothing.")
        axes = drawn.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.plot([0, 1], [0.5, 0.5], color="#123456", linewidth=3, linestyle=(0, (4, 2)), solid_capstyle="butt")
        svg, pixels = painted(drawn, "why")
        row = np.array(pixels[540, :, 0]) < 128
    root = ET.fromstring(svg)
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("1152pt", "648pt", "0 0 1920 1080")
    unit = 1152 / 1920  # points
    (title,) = [each.get("style", "") for each in root.iter() if (each.text or "") == "Why?"]
    assert float(re.search(r"font-size: ([\d.]+)px", title)[1]) * unit == TITLE_SIZE  # type: ignore[index]
    (line,) = [style for each in root.iter() if "#123456" in (style := each.get("style", ""))]
    assert float(re.search(r"stroke-width: ([\d.]+)", line)[1]) * unit == 3  # type: ignore[index]
    dash, gap = map(float, re.search(r"stroke-dasharray: ([\d.]+),([\d.]+)", line).groups())  # type: ignore[union-attr]
    changes = np.flatnonzero(np.diff(row.astype(int)))
    assert dash + gap == pytest.approx(float(np.diff(changes[::2]).mean()), rel=0.01), "both have dashes of one length"


def test_a_field_has_its_values_from_the_left_and_its_first_row_at_the_top() -> None:
    figure = canvas("Why?", "Nothing.")
    field = Field(figure, (0.25, 0.1, 0.5, 0.8), most=200.0, rows=4)
    low, high = (tuple(figure.transFigure.inverted().transform(field.transData.transform(end)))
                 for end in ((0.0, 3.5), (200.0, -0.5)))  # fmt: skip
    assert (low, high) == (pytest.approx((0.25, 0.1)), pytest.approx((0.75, 0.9)))
    assert field.transData.transform((0, 0))[1] > field.transData.transform((0, 3))[1]


def test_an_interval_that_reaches_beyond_a_field_ends_at_its_edge() -> None:
    with styled():
        figure = canvas("", "")
        draw_intervals(Field(figure, (0.25, 0.25, 0.5, 0.5), 1.0, 1), [(-0.4, 1.4, 0.0)], 2, "round")
        _, pixels = painted(figure, "")
    row = pixels[pixels.shape[0] // 2, :, 0]
    quarter = len(row) // 4
    assert (row[: quarter - 1] == 255).all()
    assert (row[3 * quarter + 1 :] == 255).all()
    assert (row[quarter + 1 : 3 * quarter - 1] < 255).all()


def test_a_png_file_holds_the_pixels_that_were_drawn_and_their_size() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (5, 7, 4), dtype=np.uint8)
    with Image.open(io.BytesIO(as_png(rows_of(pixels), 120))) as read:
        assert (np.asarray(read) == pixels[:, :, :3]).all()
        assert read.info["dpi"] == pytest.approx((120, 120), abs=0.0254 / 2), "as whole dots a metre"


def test_the_band_of_a_line_is_the_interval_that_all_means_over_replications_have() -> None:
    weeks = np.random.default_rng(3).exponential(4, (5, 9))  # replications × weeks
    rows = [{"replication": number, "organisation": "siloed", "unit": "clinic", "day": 7.0 * week, "line_mean": length}
            for number, lengths in enumerate(weeks) for week, length in enumerate(lengths)]  # fmt: skip
    line = mean_lines(pd.DataFrame(rows))["clinic"]["siloed"]
    for week in range(9):
        expected = estimate(weeks[:, max(0, week - 3) : week + 1].mean(axis=1).tolist(), least=0)
        assert [line.mean[week], line.low[week], line.high[week]] == pytest.approx(
            [expected.value, expected.low, expected.high]
        )


def test_every_word_of_a_picture_is_said_in_the_language_that_is_spoken() -> None:
    english = all_figures(SIX, units=4)
    with in_capitals(), styled():
        shown = drawing(tables(SIX, units=4), facts(SIX))
        spoken = {name: rendering.figure(shown, name) for name in shown.names()}
    names = {name.replace("_", " ") for name in (*SIX, *(unit for unit, _ in UNITS))}
    names |= {"Mid-size municipality, 2018", *(unit_title(unit, facts(SIX)) for unit, _ in UNITS)}
    for name, figure in spoken.items():
        finding = figure.texts[1]  # is worded where all findings are
        small = [
            text.get_text() for text in figure.findobj(Text) if text is not finding and not text.get_text().isupper()
        ]
        left = [
            word for words in small for word in re.findall(r"[^\W\d_]{2,}", _without(names, words)) if word.islower()
        ]
        assert left == [], name
        assert words_of(figure).casefold() == words_of(english[name]).casefold(), "nothing but the language differs"


def _without(names: set[str], words: str) -> str:
    words = " ".join(words.split())
    for name in sorted(names, key=len, reverse=True):
        words = words.replace(name, "")
    return words


def test_the_same_numbers_give_the_same_bytes_whatever_matplotlib_is_set_to(of_two: dict[str, bytes]) -> None:
    with matplotlib.rc_context(
        {"backend": "svg", "font.size": 40, "axes.facecolor": "red", "savefig.dpi": 30, "svg.fonttype": "path"}
    ):
        before = dict(matplotlib.rcParams)
        assert pictures(drawing(tables(TWO, units=4), facts())) == of_two
        assert dict(matplotlib.rcParams) == before, "its settings are left alone"


def test_pictures_made_one_after_another_are_the_same_as_each_alone(of_two: dict[str, bytes]) -> None:
    shown = drawing(tables(TWO, units=4), facts())
    assert [made for drawn in album.one_after_another(shown) for made in drawn.files] == list(of_two.items())
    with pytest.raises(ValueError, match="no picture 'wait'; there are waiting_for_first_support, "):
        figures.picture(shown, "wait")


def test_one_unit_that_is_left_out_is_one_unit() -> None:
    figure = all_figures(TWO, units=20)["waits_by_unit"]
    assert "units with shorter lines" not in words_of(figure)
    made = tables(TWO, units=3)
    made.waits_by_unit.loc[made.waits_by_unit["unit"] == "reception", "mean"] = 0.1
    with styled():
        figure = rendering.figure(drawing(made, facts()), "waits_by_unit")
    assert "1 unit with shorter lines not shown" in words_of(figure)


def waiting(made: Tables) -> Figure:
    with styled():
        return rendering.figure(drawing(made, facts()), "waiting_for_full_support")


def test_a_curve_passes_through_the_median_that_is_written_at_it() -> None:
    made = tables(TWO)
    for organisation in TWO:
        curve = made.curves[(made.curves["measure"] == "full_support") & (made.curves["organisation"] == organisation)]
        crossing = float(np.interp(-0.5, -curve["without"], curve["day"]))
        rows = (made.summary["measure"] == "full_support_median") & (made.summary["organisation"] == organisation)
        made.summary.loc[rows, "value"] = crossing + 0.4  # the curve has a point for each week only
    figure = waiting(made)
    medians = made.summary.query("measure == 'full_support_median' and group == 'all'")["value"].tolist()
    curves = [line for line in figure.axes[0].lines if len(line.get_xdata()) > 10]
    for curve, median in zip(curves, medians, strict=True):
        assert (median, 0.5) in zip(curve.get_xdata(), curve.get_ydata(), strict=True)
    shown = {text.get_text(): text for text in figure.axes[0].texts}
    for median in medians:
        text = shown[f"{median:.0f}"]
        assert text.get_position()[0] == median, "the number stands at its own line"


def test_the_share_at_the_end_of_a_curve_has_the_decimals_of_the_table_and_names_its_day() -> None:
    made = tables(TWO)
    made.curves["without"] *= 0.65
    words = words_of(waiting(made))
    (day,) = re.findall(r"without it after (\d+) days:", words)
    assert int(day) % 7 == 0, "a day for which the share is known"
    ends = made.curves[(made.curves["measure"] == "full_support") & (made.curves["day"] == float(day))]
    for share in ends["without"]:
        assert f"{100 * share:.1f} %" in words


def test_children_without_support_are_not_all_said_to_wait() -> None:
    figures_ = all_figures(TWO)
    for name in ("waiting_for_first_support", "waiting_for_full_support"):
        words = words_of(figures_[name])
        assert "How many children are without" in words
        assert "wait" not in words


def test_a_meeting_shows_how_much_of_its_wait_is_no_line() -> None:
    words = words_of(all_figures(TWO, units=3)["waits_by_unit"])
    assert "committee (meets every 14 days)" in words
    assert "pale: half of the time between two meetings, which is no line" in words


def test_streams_with_few_children_are_left_out_of_a_crowd() -> None:
    made = tables(TWO)
    one = made.gains[made.gains["group"] == "stream: school"]
    more = [one.assign(group=f"stream: door_{i}", children=float(i)) for i in range(40)]
    made = replace(made, gains=pd.concat([made.gains, *more], ignore_index=True))
    with styled():
        words = words_of(rendering.figure(drawing(made, facts()), "who_gains_full_support"))
    assert "door 39" in words
    assert "door 0" not in words
    assert "32 streams with fewer children not shown" in words


def test_pictures_of_what_there_is_none_of_are_not_drawn() -> None:
    made = tables(TWO)
    none = replace(
        made, summary=made.summary.iloc[:0], curves=made.curves.iloc[:0], gains=made.gains.iloc[:0],
        waits_by_unit=made.waits_by_unit.assign(mean=np.nan), lines=made.lines.assign(line_mean=0),
        time_use=made.time_use.assign(days=np.nan),
    )  # fmt: skip
    assert drawing(none, facts()).names() == []
    listed = made.gains[made.gains["group"] == "urgent"].assign(group="on the list at the start")
    shown = drawing(replace(none, gains=listed), facts())
    assert shown.names() == ["who_gains_first_support", "who_gains_full_support"]
    assert len(dict(pictures(shown))) == 4


def test_a_run_of_one_replication_is_drawn_without_intervals() -> None:
    made = tables(TWO, replications=1)
    for table in (made.curves, made.time_use, made.waits_by_unit, made.gains):
        for column in table.columns:
            if column.endswith(("low", "high")):
                table[column] = float("nan")
    found = pictures(drawing(made, facts(replications=1)))
    assert "1 replication · no interval" in svg_texts(found["figures/time_use.svg"])
    assert len(found) == 16
