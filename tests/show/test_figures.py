"""The figures: all there, readable, the same bytes each time, and matplotlib's own settings left alone."""

import io
import re
import struct
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache

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
from simulate.show.figures import MOST_ORGANISATIONS, Drawing, album, drawing, rendering
from simulate.show.figures.field import Field
from simulate.show.figures.fitting import fitted
from simulate.show.figures.line_lengths import mean_lines
from simulate.show.figures.painting import painted
from simulate.show.figures.png import as_png, rows_of
from simulate.show.figures.style import COLOURS, GLYPHS, MARKERS, TITLE_SIZE, canvas, spread, styled
from simulate.show.units import unit_title

from .synthetic import UNITS, facts, tables

TWO = ("siloed", "integrated")
LONG = ("Var för sig, så som det har varit sedan år 2012 i kommunen här", "Tillsammans med en gemensam väg in för alla")
SIX = ("siloed", "shared_door", "joint_assessment", "integrated", "integrated_costly", "pilot_beside_ordinary")
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


def pictures(shown: Drawing) -> dict[str, bytes]:
    """Draw all pictures, by the names of their files."""
    return dict(made for name in shown.names() for made in figures.picture(shown, name))


@pytest.fixture(scope="module")
def of_two() -> dict[str, bytes]:
    """Give all pictures of a run with two organisations and four units."""
    return pictures(drawing(tables(TWO, units=4), facts()))


@cache
def all_figures(organisations: tuple[str, ...], units: int = 20, titled: bool = False) -> dict[str, Figure]:
    """Draw every picture; with `titled` every name has a title as long as it may be."""
    titles = titles_of_everything(organisations) if titled else {}
    shown = drawing(tables(organisations, units), facts(organisations, titles=titles))
    with styled():
        return {name: rendering.figure(shown, name) for name in shown.names()}


def svg_texts(picture: bytes) -> str:
    """Give all text of an SVG picture, as a reader finds it."""
    return " ".join(
        "".join(element.itertext()) for element in ET.fromstring(picture).iter() if element.tag.endswith("}text")
    )


def words_of(figure: Figure) -> str:
    """Give all words that can be seen in a picture, whatever their lines."""
    texts = [text.get_text() for text in figure.findobj(Text) if text.get_visible()]
    return " ".join(" ".join(texts).split())


def titles_of_everything(organisations: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Give every organisation, unit and stream a title as long as it may be."""
    return {
        "organisation": {name: LONG[i % 2][:57] + f" {i}" for i, name in enumerate(organisations)},
        "unit": {
            name: f"Enheten för {name} i Nystads centrala stadsdelar nr {i}"[:60] for i, (name, _) in enumerate(UNITS)
        },
        "stream": {
            name: f"Barn som kommer genom {name} och som vi talar om" for name in ("social_services", "school", "bup")
        },
    }


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


def test_no_line_ends_within_a_number_or_before_its_per_cent() -> None:
    for width in range(20, 400, 10):
        lines, _ = fitted("Of 3 790 children 20 % wait over a week longer", 20, width, 1000)
        assert not re.search(r"3\n790|20\n%", lines), width
    assert fitted("Half of 12 345 678 children", 20, 160, 1000)[0] == "Half of\n12 345 678\nchildren"


def test_a_field_has_its_values_from_the_left_and_its_first_row_at_the_top() -> None:
    figure = canvas("Why?", "Nothing.")
    field = Field(figure, (0.25, 0.1, 0.5, 0.8), most=200.0, rows=4)
    low, high = (tuple(figure.transFigure.inverted().transform(field.transData.transform(end)))
                 for end in ((0.0, 3.5), (200.0, -0.5)))  # fmt: skip
    assert (low, high) == (pytest.approx((0.25, 0.1)), pytest.approx((0.75, 0.9)))
    assert field.transData.transform((0, 0))[1] > field.transData.transform((0, 3))[1]


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


def test_every_organisation_that_is_shown_has_looks_of_its_own() -> None:
    assert len(set(COLOURS)) == len(set(MARKERS)) == len(set(GLYPHS)) == MOST_ORGANISATIONS


def test_pictures_made_one_after_another_are_the_same_as_each_alone(of_two: dict[str, bytes]) -> None:
    shown = drawing(tables(TWO, units=4), facts())
    assert [made for drawn in album.one_after_another(shown) for made in drawn.files] == list(of_two.items())
    with pytest.raises(ValueError, match="no picture 'wait'; there are waiting_for_first_support, "):
        figures.picture(shown, "wait")


@pytest.mark.parametrize("titled", [False, True])
@pytest.mark.parametrize("organisations", [("siloed",), TWO, SIX])
def test_all_text_stays_inside_the_picture(organisations: tuple[str, ...], titled: bool) -> None:
    for name, figure in all_figures(organisations, titled=titled).items():
        figure.draw_without_rendering()
        frame = figure.bbox.padded(-2)
        for text in figure.findobj(Text):
            if text.get_visible() and text.get_text().strip():
                box = text.get_window_extent()
                inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
                assert inside or _is_tick_out_of_view(text, figure), f"{name}: {text.get_text()!r} sticks out"


def _is_tick_out_of_view(text: Text, figure: Figure) -> bool:
    """Tell whether a text is the label of a tick that is not drawn because it lies beyond the axes."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            shown = {tick.label1 for tick in axis._update_ticks()}
            every = {tick.label1 for tick in axis.get_major_ticks()} | {tick.label2 for tick in axis.get_major_ticks()}
            if text in every:
                return text not in shown
    return False


@pytest.mark.parametrize("titled", [False, True])
@pytest.mark.parametrize("organisations", [TWO, SIX])
def test_names_of_organisations_and_their_numbers_never_overlap(organisations: tuple[str, ...], titled: bool) -> None:
    for name, figure in all_figures(organisations, titled=titled).items():
        figure.draw_without_rendering()
        coloured = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()
                    and text.get_weight() == "bold"]  # fmt: skip
        boxes = [text.get_window_extent().shrunk(0.98, 0.7) for text in coloured]
        for i in range(len(boxes)):
            for j in range(i):
                assert not boxes[i].overlaps(boxes[j]), (
                    f"{name}: {coloured[i].get_text()!r}, {coloured[j].get_text()!r}"
                )


def test_type_is_large_enough_for_the_back_row() -> None:
    for organisations, smallest in ((TWO, 13), (SIX, 13)):
        for name, figure in all_figures(organisations).items():
            for text in figure.findobj(Text):
                if text.get_text().strip():
                    assert text.get_fontsize() >= smallest, f"{name}: {text.get_text()!r}"


def test_an_organisation_has_the_same_colour_in_every_figure() -> None:
    expected = COLOURS[1].lower()
    for name, figure in all_figures(TWO).items():
        if name.startswith("who_gains"):
            continue  # one comparison: rows are groups of children
        shown = [text for text in figure.findobj(Text) if text.get_visible()]
        named = [text for text in shown if re.fullmatch(r"(\W|\d+ %)* *integrated", text.get_text())]
        found = {matplotlib.colors.to_hex(text.get_color()) for text in named}
        assert found == {expected}, name


def test_colours_can_be_told_apart_with_any_kind_of_colour_blindness() -> None:
    # Machado et al. 2009, severity 1, on linear RGB; distances in OKLab
    eyes = {
        "usual": np.eye(3),
        "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    }
    for eye, matrix in eyes.items():
        seen = [_oklab(np.asarray(matrix) @ _linear(colour)) for colour in COLOURS]
        distances = [np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[:i]]
        assert min(distances) > 0.09, eye
    for colour in COLOURS:
        luminance = _linear(colour) @ [0.2126, 0.7152, 0.0722]
        assert 1.05 / (luminance + 0.05) > 3, f"{colour} is too pale for large text on white"


def _linear(colour: str) -> np.ndarray:
    channel = np.array(matplotlib.colors.to_rgb(colour))
    return np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)


def _oklab(linear: np.ndarray) -> np.ndarray:
    cones = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
             [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
    lab = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
           [0.0259040371, 0.7827717662, -0.8086757660]]  # fmt: skip
    return np.asarray(lab) @ np.cbrt(np.asarray(cones) @ np.clip(linear, 0, 1))


def test_of_many_organisations_six_are_drawn_and_the_others_counted() -> None:
    names = tuple(f"organisation_{letter}" for letter in "abcdefgh")
    for name, figure in all_figures(names, units=4).items():
        words = " ".join(text.get_text() for text in figure.findobj(Text))
        assert "2 further organisations in the tables only" in words, name
        assert "organisation g" not in words, name
        assert "organisation f" in " ".join(words.split()), name


@pytest.mark.parametrize("organisations", [TWO, SIX])
def test_no_name_is_ever_cut(organisations: tuple[str, ...]) -> None:
    titles = titles_of_everything(organisations)
    for name, figure in all_figures(organisations, titled=True).items():
        words = words_of(figure)
        assert "…" not in words, name
        if not (name.startswith("who_gains") and organisations == TWO):  # there the rows are groups of children
            for title in titles["organisation"].values():
                assert title in words or title == titles["organisation"]["siloed"], f"{name}: {title}"
    for name in ("waits_by_unit", "line_lengths"):
        words = words_of(all_figures(organisations, titled=True)[name])
        assert sum(title in words for title in titles["unit"].values()) >= 5, name
        assert "more units" not in words
        assert re.search(r"\d+ units? with shorter lines not shown", words), name


def test_labels_of_several_files_can_be_read_in_every_figure() -> None:
    labels = tuple(f"{file}: {name}" for file in ("helsingborg", "more-staff") for name in ("siloed", "integrated"))
    for name, figure in all_figures(labels).items():
        words = words_of(figure)
        for label in labels[1:] if name.startswith("who_gains") else labels:
            assert label in words, name


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


def test_names_that_could_be_markup_are_drawn_as_they_are() -> None:
    names = ("<b>$x^2$</b>", "a & b")
    texts = svg_texts(pictures(drawing(tables(names, units=3), facts(names)))["figures/journeys.svg"])
    assert "<b>$x^2$</b>" in texts
    assert "a & b" in texts


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [([5.0, 5.0], [5.0, 6.0]), ([9.9, 9.8, 0.0], [10.0, 9.0, 0.0]), ([3.0], [3.0]), ([], []), ([2.0, 7.0], [2.0, 7.0])],
)
def test_labels_move_apart_as_little_as_needed_and_keep_their_order(wanted: list[float], expected: list[float]) -> None:
    assert spread(wanted, 1.0, 0.0, 10.0) == expected


def test_a_run_of_one_replication_is_drawn_without_intervals() -> None:
    made = tables(TWO, replications=1)
    for table in (made.curves, made.time_use, made.waits_by_unit, made.gains):
        for column in table.columns:
            if column.endswith(("low", "high")):
                table[column] = float("nan")
    found = pictures(drawing(made, facts(replications=1)))
    assert "1 replication · no interval" in svg_texts(found["figures/time_use.svg"])
    assert len(found) == 16
