"""What concerns titles: they are shown on one line, and what they stand for must be told apart by them."""

from collections.abc import Iterator

from simulate.language import mark, said, say
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath
from simulate.scenario.reading.characters import described, hidden_in_title, latin_for, lookalike_in_title
from simulate.scenario.reading.parts import Parts
from simulate.scenario.wording import shown

LONGEST_TITLE = 120
"""Characters in the title of a scenario."""

_LONGEST_SHOWN_NAME = 60  # of a stream, a need …: it must be found again in a picture and in a column of the table

_SHOWN_ALIKE = {
    "arrivals": mark("the stream {name} is shown under the same name"),
    "needs": mark("the need {name} is shown under the same name"),
    "steps": mark("the step {name} is shown under the same name"),
    "units": mark("the unit {name} is shown under the same name"),
    "organisations": mark("the organisation {name} is shown under the same name"),
}


def wrong_title(path: KeyPath, title: str, longest: int = LONGEST_TITLE) -> Iterator[Complaint]:
    """Judge a text that is shown on one line."""
    if not title.strip():
        yield Complaint(path, say("must not be empty"))
    if "\n" in title or len(title) > longest:
        yield Complaint(path, say("must be one line of at most {most} characters", most=longest))
    hidden, stranger = hidden_in_title(title), lookalike_in_title(title)
    if hidden is not None:
        message = say("has {character}, which nobody can see; take it out", character=described(hidden))
        yield Complaint(path, message)
    elif stranger is not None:
        message = say(
            "has {character} in a Latin word; write {letter}",
            character=described(stranger),
            letter=latin_for(stranger),
        )
        yield Complaint(path, message)


def wrong_titles(parts: Parts) -> Iterator[Complaint]:
    """Find titles of streams, needs, steps, units and organisations that cannot be shown, or are shown alike."""
    for table, alike in _SHOWN_ALIKE.items():
        titles = {name: entry.title for name, entry in getattr(parts, table).items()}
        first_with: dict[str, str] = {}
        for name, title in titles.items():
            path: KeyPath = (table, name, "title")
            if title:
                yield from wrong_title(path, title, _LONGEST_SHOWN_NAME)
            words = (title or name).replace("_", " ").casefold().split()
            other = first_with.setdefault(" ".join(words), name)
            if other != name and (title or titles[other]):  # names that are alike are told of as such
                yield Complaint(path, said(alike, name=shown(other)))
