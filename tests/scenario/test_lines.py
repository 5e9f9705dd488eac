"""The line scanner says where tomllib found what."""

import json
import tomllib
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.scenario.reading.places_in_text import find_lines

KEYS = st.sampled_from(["a", "b", "c-d", "1", "workers", "å b", "x.y", 'q"q', "#", "="])
TEXTS = st.sampled_from(["", "x", "# no", "[table]", "a = 1\nb = 2", '"""', "}\n]", "tail\\", "one\n\ntwo"])
LEAVES = st.none() | TEXTS  # None becomes a number that stands nowhere else
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=10
)


class Writer:
    """Writes tables as TOML in every way TOML has, with numbers that can be found again."""

    def __init__(self, draw: Any) -> None:
        self.draw, self.numbers, self.lines = draw, count(70001), [""]

    def put(self, text: str) -> None:
        first, *more = text.split("\n")
        self.lines[-1] += first
        self.lines += more

    def end_line(self) -> None:
        self.put(self.draw(st.sampled_from(["\n", " # [a] = {\n", "\n\n", "\n# b = '''\n", "\n\t \n"])))

    def choice(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def key(self, key: str) -> str:
        bare = key.replace("-", "").isascii() and key.replace("-", "").isalnum()
        literal = [f"'{key}'"]
        return str(self.choice(*([key] if bare else []), json.dumps(key, ensure_ascii=False), *literal))

    def value(self, value: Any) -> None:
        if value is None:
            self.put(str(next(self.numbers)))
        elif isinstance(value, str):
            self.put(self.text(value))
        elif isinstance(value, list):
            self.put("[")
            for item in value:
                self.put(self.choice("", " ", "\n", " # ]\n", "\n\n  "))
                self.value(item)
                self.put(self.choice("", "\n", " ") + ",")
            self.put("]")
        else:
            self.put("{")
            for number, (key, item) in enumerate(value.items()):
                self.put((", " if number else " ") + self.key(key) + " = ")
                self.value(item)
            self.put(" }")

    def text(self, text: str) -> str:
        plain = json.dumps(text, ensure_ascii=False)
        long = text.replace("\\", "\\\\").replace('"', '\\"')
        return str(self.choice(plain, f'"""{chr(10) if text.startswith(chr(10)) else ""}{long}"""', f'"""\n{long}"""'))

    def table(self, table: dict[str, Any], name: str) -> None:
        """Write a table's values, then the tables below it under headings of their own."""
        later = []
        for key, value in table.items():
            is_tables = isinstance(value, list) and value and all(isinstance(item, dict) for item in value)
            ways = ["inline"]
            ways += ["heading"] if is_tables or isinstance(value, dict) else []
            ways += ["dotted"] if isinstance(value, dict) and value else []
            way = self.choice(*ways)
            if way == "heading":
                later.append((key, value))
            elif way == "dotted":
                outer = self.key(key)
                for inner, item in value.items():
                    self.put(f"{outer} . {self.key(inner)}=")
                    self.value(item)
                    self.end_line()
            else:
                self.put(f"{self.key(key)} = ")
                self.value(value)
                self.end_line()
        for key, value in later:
            below = f"{name}.{self.key(key)}" if name else self.key(key)
            for item in [value] if isinstance(value, dict) else value:
                self.put(f"[{below}]" if isinstance(value, dict) else f"[[ {below} ]]")
                self.end_line()
                self.table(item, below)


@st.composite
def documents(draw: Any) -> str:
    writer = Writer(draw)
    writer.table(draw(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)), "")
    return "\n".join(writer.lines)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], Any]:
    found = {path: value} if path else {}
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in below:
        found |= paths(each, (*path, key))
    return found


@settings(max_examples=200, deadline=None)
@given(documents())
def test_the_scanner_finds_exactly_what_tomllib_finds_and_each_number_on_its_line(text: str) -> None:
    expected = paths(tomllib.loads(text))
    found = find_lines(text)
    assert set(found.of) == set(expected)
    assert found.repeated == []
    lines = text.split("\n")
    for path, value in expected.items():
        if isinstance(value, int):
            assert str(value) in lines[found.of[path] - 1]
        if isinstance(path[-1], str):
            assert path[-1] in lines[found.of[path] - 1].replace('\\"', '"')


def test_items_of_a_list_of_tables_have_their_own_lines() -> None:
    text = 'needs = [\n  { share = 0.4, with = [] },\n  # a note\n  { share = 0.6, with = [\n    "x",\n  ] },\n]\n'
    lines = find_lines(text).of
    assert lines["needs", 1] == 4
    assert lines["needs", 1, "share"] == 4
    assert lines["needs", 1, "with", 0] == 5


def test_headings_under_a_list_of_tables_belong_to_its_latest_item() -> None:
    lines = find_lines("[[a]]\nx = 1\n[a.b]\ny = 1\n[[a]]\n[a.b]\ny = 2\n").of
    assert lines["a", 0, "b", "y"] == 4
    assert lines["a", 1, "b", "y"] == 7


@pytest.mark.parametrize(
    ("text", "path", "first", "again"),
    [
        ("a = 1\nb = 2\na = 3", ("a",), 1, 3),
        ("[units.x]\nworkers = 1\n\n[units.x]\n", ("units", "x"), 1, 4),
        ("[t]\na.b = 1\na . 'b' = 2", ("t", "a", "b"), 2, 3),
        ("t = { a = 1, a = 2 }", ("t", "a"), 1, 1),
    ],
)
def test_a_repeated_key_is_found_with_both_lines(text: str, path: tuple[str, ...], first: int, again: int) -> None:
    assert find_lines(text).repeated == [(path, first, again)]


LONG_STRINGS = (
    '"workers" = [\n["""\n}\n]"""\n,]\n,]\n',
    'a = """x""y\\"""z"""\nb = [1]\n',
    "a = '''x''y]\n'''\nb = ['''}''']\n",
    'a = "\\"]"\nb = [ "}" , 2 ]\n',
)


@pytest.mark.parametrize("text", LONG_STRINGS)
def test_strings_with_brackets_and_quotation_marks_in_them_end_where_tomllib_says(text: str) -> None:
    assert set(find_lines(text).of) == set(paths(tomllib.loads(text)))


def test_a_list_that_is_none_is_left_and_not_waited_at() -> None:
    assert find_lines("a = [ 1, } ]\n").of[("a",)] == 1
