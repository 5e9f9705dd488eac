"""The figures: all there, readable, the same bytes each time, and matplotlib's own settings left alone."""

import re
import struct
import xml.etree.ElementTree as ET

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from simulate.findings.compare import Tables
from simulate.show import figures
from simulate.show.figures import MOST_ORGANISATIONS, Drawing, album, drawing, rendering
from simulate.show.figures.style import COLOURS, GLYPHS, MARKERS, spread, styled

from .synthetic import facts, tables

TWO = ("siloed", "integrated")
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
    "value",
]


def pictures(shown: Drawing) -> dict[str, bytes]:
    """Draw all pictures, by the names of their files."""
    return dict(made for name in shown.names() for made in figures.picture(shown, name))


@pytest.fixture(scope="module")
def of_two() -> dict[str, bytes]:
    """Give all pictures of a run with two organisations and four units."""
    return pictures(drawing(tables(TWO, units=4), facts()))


def all_figures(organisations: tuple[str, ...], units: int = 20) -> dict[str, Figure]:
    shown = drawing(tables(organisations, units), facts(organisations))
    with styled():
        return {name: rendering.figure(shown, name) for name in shown.names()}


def svg_texts(picture: bytes) -> str:
    """Give all text of an SVG picture, as a reader finds it."""
    return " ".join(
        "".join(element.itertext()) for element in ET.fromstring(picture).iter() if element.tag.endswith("}text")
    )


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


def test_the_same_numbers_give_the_same_bytes_whatever_matplotlib_is_set_to(of_two: dict[str, bytes]) -> None:
    with matplotlib.rc_context({"font.size": 40, "axes.facecolor": "red", "savefig.dpi": 30, "svg.fonttype": "path"}):
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


@pytest.mark.parametrize("organisations", [("siloed",), TWO, SIX])
def test_all_text_stays_inside_the_picture(organisations: tuple[str, ...]) -> None:
    for name, figure in all_figures(organisations).items():
        figure.canvas.draw()
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


@pytest.mark.parametrize("organisations", [TWO, SIX])
def test_names_of_organisations_and_their_numbers_never_overlap(organisations: tuple[str, ...]) -> None:
    for name, figure in all_figures(organisations).items():
        figure.canvas.draw()
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
        assert "organisation f" in words or "organi…" in words, name


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
    assert len(found) == 18


def value_figure(made: Tables, organisations: tuple[str, ...] = TWO) -> Figure:
    with styled():
        return rendering.figure(drawing(made, facts(organisations)), "value")


def test_the_figure_of_value_draws_better_to_the_left_and_leaves_what_is_not_told_apart_hollow() -> None:
    figure = value_figure(tables(TWO))
    markers = {round(line.get_ydata()[0]): line for line in figure.axes[0].lines if line.get_marker() == "D"}
    sides = [np.sign(markers[place].get_xdata()[0]) for place in range(5)]
    assert sides == [-1, -1, 1, -1, -1], "cost is worse"
    hollow = [markers[place].get_markerfacecolor() == "white" for place in range(5)]
    assert hollow == [False, True, False, False, False]
    words = [text.get_text() for text in figure.findobj(Text)]
    assert {"For the single child", "For the whole", "◀ better", "worse ▶"} <= set(words)
    assert "−28 days" in words


def test_the_figure_of_value_compares_in_per_cent_of_the_baseline() -> None:
    made = tables(TWO)
    (line,) = [
        line for line in value_figure(made).axes[0].lines if line.get_marker() == "D" and line.get_ydata()[0] == 0
    ]
    row = made.value.query("measure == 'need_days'").set_index("organisation")
    assert line.get_xdata()[0] == pytest.approx(100 * (row["value"]["integrated"] / row["value"]["siloed"] - 1))


def test_a_difference_beyond_the_edge_is_drawn_at_it_and_told_in_full() -> None:
    made = tables(TWO)
    far = (made.value["measure"] == "gap_needs") & (made.value["organisation"] == "integrated")
    made.value.loc[far, ["difference", "difference_low", "difference_high"]] = [500.0, 400.0, 600.0]
    figure = value_figure(made)
    (line,) = [line for line in figure.axes[0].lines if line.get_marker() == "D" and line.get_ydata()[0] == 3]
    assert line.get_xdata()[0] == 100
    assert "+500 days" in [text.get_text() for text in figure.findobj(Text)]


def test_value_of_one_organisation_alone_is_not_drawn() -> None:
    assert "value" not in all_figures(("siloed",))
