"""The figures can be read: nothing is cut, covered, too small, or told apart by colour alone."""

import re

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from simulate.show.figures import MOST_ORGANISATIONS, drawing
from simulate.show.figures.fitting import fitted
from simulate.show.figures.style import COLOURS, GLYPHS, MARKERS, spread

from .drawn import SIX, TWO, all_figures, pictures, svg_texts, titles_of_everything, words_of
from .synthetic import facts, tables


def test_no_line_ends_within_a_number_or_before_its_per_cent() -> None:
    for width in range(20, 400, 10):
        lines, _ = fitted("Of 3 790 children 20 % wait over a week longer", 20, width, 1000)
        assert not re.search(r"3\n790|20\n%", lines), width
    assert fitted("Half of 12 345 678 children", 20, 160, 1000)[0] == "Half of\n12 345 678\nchildren"


def test_every_organisation_that_is_shown_has_looks_of_its_own() -> None:
    assert len(set(COLOURS)) == len(set(MARKERS)) == len(set(GLYPHS)) == MOST_ORGANISATIONS


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
