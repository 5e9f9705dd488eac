"""Pictures of made-up runs, drawn for tests, and the words in them."""

import xml.etree.ElementTree as ET
from functools import cache

from matplotlib.figure import Figure
from matplotlib.text import Text

from simulate.show import figures
from simulate.show.figures import Drawing, drawing, rendering
from simulate.show.figures.style import styled

from .synthetic import UNITS, facts, tables

TWO = ("siloed", "integrated")
LONG = ("Var för sig, så som det har varit sedan år 2012 i kommunen här", "Tillsammans med en gemensam väg in för alla")
SIX = ("siloed", "shared_door", "joint_assessment", "integrated", "integrated_costly", "pilot_beside_ordinary")


@cache
def all_figures(organisations: tuple[str, ...], units: int = 20, titled: bool = False) -> dict[str, Figure]:
    """Draw every picture; with `titled` every name has a title as long as it may be."""
    titles = titles_of_everything(organisations) if titled else {}
    shown = drawing(tables(organisations, units), facts(organisations, titles=titles))
    with styled():
        return {name: rendering.figure(shown, name) for name in shown.names()}


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


def pictures(shown: Drawing) -> dict[str, bytes]:
    """Draw all pictures, by the names of their files."""
    return dict(made for name in shown.names() for made in figures.picture(shown, name))


def svg_texts(picture: bytes) -> str:
    """Give all text of an SVG picture, as a reader finds it."""
    return " ".join(
        "".join(element.itertext()) for element in ET.fromstring(picture).iter() if element.tag.endswith("}text")
    )
