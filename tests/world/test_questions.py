"""The address book of luck: addresses never change, never meet, and stand in one place."""

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from language.pseudo import in_capitals, unsaid
from worlds import small_world

from simulate.plan import PlanError
from simulate.scenario.reading.load import load_text
from simulate.world import questions
from simulate.world.answers import Addresses, Group
from simulate.world.children import cohort
from simulate.world.philox import number_of
from simulate.world.questions import OfPosts, Question

ROOT = Path(questions.__file__).parents[2]
WORLD = [path for path in sorted((ROOT / "simulate" / "world").glob("*.py")) if path.name != "questions.py"]
ASKING: dict[str, Callable[..., Question]] = {
    name: each
    for name, each in inspect.getmembers(questions, inspect.isfunction)
    if inspect.signature(each).return_annotation is Question
}
ADDRESSES = {
    questions.arrival(): "arrival",
    questions.needs(): "needs",
    questions.age(): "age",
    questions.urgent(): "urgent",
    questions.goes_on("schooling", "talk", 1): "goes on/schooling/talk/1",
    questions.ending("schooling", 1): "ending/schooling/1",
    questions.step_takes("schooling", "talk", 1): "duration/schooling/talk/1",
    questions.comes_back("schooling", 1): "returns/schooling/1",
    questions.comes_back_after("schooling", 1): "return delay/schooling/1",
    questions.patience("schooling", 1): "patience/schooling/1",
    questions.noticed("schooling"): "noticed/schooling",
    questions.surfaces("schooling"): "comes up/schooling",
    questions.surfaces_after("schooling"): "surfaces/schooling",
    questions.handover_takes("schooling"): "handover/schooling",
    questions.refused("schooling"): "refused/schooling",
    questions.refusal_takes("schooling"): "refused delay/schooling",
    questions.reach(): "reach",
    questions.consent(): "consent",
    questions.consent_takes(): "consent delay",
    questions.whole_step_takes("talk", 2): "duration//talk/2",
    questions.strain(2): "crisis/2",
    questions.of_post(OfPosts.AWAY_AT_START, 4): "absent at the start/4",
    questions.of_post(OfPosts.ABSENCES, 4): "absence/4",
    questions.of_post(OfPosts.LEAVES, 4): "leaves/4",
    questions.of_post(OfPosts.FILLED, 4): "filled/4",
    questions.of_all_posts(OfPosts.LEAVES, "office"): "unit office/leaves",
    questions.post_that_begins(OfPosts.LEAVES): "leaves/the post that begins",
}
"""As they have been since the first saved results: another text is other luck, and every saved number changes."""


@pytest.mark.parametrize("number", range(len(ADDRESSES)))
def test_an_address_is_what_it_has_always_been(number: int) -> None:
    question, expected = list(ADDRESSES.items())[number]
    assert question == expected


def test_every_question_has_an_address_that_is_watched_and_says_what_it_decides() -> None:
    here = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    (watched,) = (
        node.value for node in here.body if isinstance(node, ast.Assign) and node.targets[0].id == "ADDRESSES"
    )
    assert {node.attr for node in ast.walk(watched) if isinstance(node, ast.Attribute)} >= {
        *ASKING,
        *OfPosts.__members__,
    }
    for ask in ASKING.values():
        assert (ask.__doc__ or "").startswith("Ask ")


def test_no_two_posts_of_a_unit_share_their_luck_however_many_there_are() -> None:
    texts = [questions.of_post(what, post) for what in OfPosts for post in range(20_000)]
    texts += [questions.post_that_begins(what) for what in OfPosts]
    assert len(set(map(number_of, texts))) == len(texts)


def test_a_question_that_would_have_the_luck_of_another_is_refused() -> None:
    everybody = np.arange(9)
    group = Group(everybody, Addresses(7, 3, ("school",), np.zeros(9, dtype=np.int64), everybody))
    one, other = questions.noticed("imjfuja"), questions.refused("ulwrfys")
    assert number_of(one) == number_of(other), "else this tests nothing"
    group.luck(one)
    group.luck(one)
    with pytest.raises(PlanError, match=r'the luck of "noticed/imjfuja" and of "refused/ulwrfys" would be the same'):
        group.luck(other)
    with in_capitals(), pytest.raises(PlanError) as caught:
        group.luck(other)
    assert unsaid(str(caught.value), one, other) == []


def test_what_was_asked_of_some_children_is_known_where_others_of_them_are_asked() -> None:
    here = cohort(load_text(small_world()), 1)
    one, other = questions.noticed("imjfuja"), questions.refused("ulwrfys")
    here.way("protection").group.luck(one)
    with pytest.raises(PlanError, match="the same"):
        here.luck(other)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"school": "hvhrajb", "school_team": "iiweznmk"}, '"hvhrajb" and of "unit iiweznmk"'),
        ({"school": "hvhrajb"}, None),
        ({"school_team": "iiweznmk"}, None),
    ],
)
def test_a_stream_that_would_have_the_luck_of_a_units_posts_is_refused(
    names: dict[str, str], expected: str | None
) -> None:
    text = small_world()
    for old, new in names.items():
        for written in ("arrivals.{}]", "units.{}]", 'unit = "{}"'):
            text = text.replace(written.format(old), written.format(new))
    scenario = load_text(text)
    if expected is None:
        assert len(cohort(scenario, 1).children) > 0
    else:
        with pytest.raises(PlanError, match=expected):
            cohort(scenario, 1)


HEADS = tuple(address[: address.index("/") + 1] for address in ADDRESSES.values() if "/" in address)
ASKS = {"luck", "happens", "days", "lengths", "luck_at", "luck_of_each", "even_luck", "note"}


@pytest.mark.parametrize("path", WORLD, ids=lambda path: path.stem)
def test_no_module_but_questions_writes_an_address(path: Path) -> None:
    written = list(addresses_in(path.read_text(encoding="utf-8")))
    assert written == []


@pytest.mark.parametrize(
    "line",
    ['group.luck("age")', 'x = f"noticed/{need}"', 'group.days(d, f"{a}{b}", rows)', 'ASKED = "duration/{step}"'],
)
def test_an_address_in_another_module_is_found(line: str) -> None:
    assert list(addresses_in(line))


def addresses_in(source: str) -> Iterator[str]:
    """Find texts in a source that begin as addresses do, and any text that is asked as a question."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(HEADS):
            yield node.value
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in ASKS:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            texts = (each for each in given if isinstance(each, ast.JoinedStr) or isinstance(_value(each), str))
            yield from map(ast.unparse, texts)


def _value(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None
