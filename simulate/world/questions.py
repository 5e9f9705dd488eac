"""The address book of luck: every question that luck answers, who answers it, and what is decided by that.

An answer is a uniform in [0, 1). It depends on nothing but its address: the scenario's seed, the replication, who is
asked (a stream of children, or a unit's posts), which of them it is, and the text of the question. So an address is a
promise: as long as it stays the same, everybody keeps their luck, in every organisation and whatever else is asked. All
addresses are written here, and nowhere else; another text is other luck.

A question about a need is asked anew each time the need comes: `episode` is 0 the first time, 1 for the first return …
"""

from collections.abc import Iterable, MutableMapping
from enum import StrEnum
from typing import NewType

from simulate.language import say
from simulate.plan import PlanError
from simulate.world.philox import number_of

Question = NewType("Question", str)
"""The text of a question. Nobody reads it: it is the same in every language, as long as luck is to be."""

Whom = NewType("Whom", str)
"""The text that stands for those who are asked; no more for reading than that of a question."""


# Who is asked: children are, by the name of the stream they come by, which has no space in it; and these.

ON_THE_LIST = Whom("start from")
"""The children of the waiting list, by their places on it."""

EVENLY = Whom("even luck")
"""Nobody: answers that are spread evenly over all whom a question concerns (see `chance.even_luck`)."""


def posts_of(unit: str) -> Whom:
    """Name the posts of a unit as those who are asked."""
    return Whom(f"unit {unit}")


# Who comes, and who they are: asked of each child of a stream.


def arrival() -> Question:
    """Ask how long after the child before it a child comes."""
    return Question("arrival")


def needs() -> Question:
    """Ask which of its stream's combinations of needs a child has."""
    return Question("needs")


def age() -> Question:
    """Ask how old a child is."""
    return Question("age")


def urgent() -> Question:
    """Ask whether a child is urgent from the start."""
    return Question("urgent")


# The way of a need: asked of each child who has it, or comes back with it.


def goes_on(need: str, step: str, episode: int) -> Question:
    """Ask whether a child goes on after a step of a need's way."""
    return Question(f"goes on/{need}/{step}/{episode}")


def ending(need: str, episode: int) -> Question:
    """Ask in which of its endings a need's way ends for a child."""
    return Question(f"ending/{need}/{episode}")


def step_takes(need: str, step: str, episode: int) -> Question:
    """Ask how long a child's step for a need takes; also how long what is left of it does, where it is under way."""
    return Question(f"duration/{need}/{step}/{episode}")


def comes_back(need: str, episode: int) -> Question:
    """Ask whether a child comes back with a need for the nth time, once it has had its support."""
    return Question(f"returns/{need}/{episode}")


def comes_back_after(need: str, episode: int) -> Question:
    """Ask how long after its support a child comes back with a need for the nth time."""
    return Question(f"return delay/{need}/{episode}")


def patience(need: str, episode: int) -> Question:
    """Ask for how long a family waits before it gives up a need."""
    return Question(f"patience/{need}/{episode}")


def noticed(need: str) -> Question:
    """Ask whether a child's need is seen at first contact, where it is another administration's than the first."""
    return Question(f"noticed/{need}")


def surfaces(need: str) -> Question:
    """Ask whether a child's need that nobody noticed ever comes up by itself."""
    return Question(f"comes up/{need}")


def surfaces_after(need: str) -> Question:
    """Ask how long a child's need that nobody noticed stays unseen."""
    return Question(f"surfaces/{need}")


def handover_takes(need: str) -> Question:
    """Ask how long it takes to hand a child's need over to its own unit."""
    return Question(f"handover/{need}")


def refused(need: str) -> Question:
    """Ask whether that unit refuses the child's need once."""
    return Question(f"refused/{need}")


def refusal_takes(need: str) -> Question:
    """Ask by how much the refusal puts the child's need off."""
    return Question(f"refused delay/{need}")


# What concerns the whole child: asked of each.


def reach() -> Question:
    """Ask whether a child is within an organisation's reach."""
    return Question("reach")


def consent() -> Question:
    """Ask whether the family of a child with several needs agrees to information being shared."""
    return Question("consent")


def consent_takes() -> Question:
    """Ask how long it takes to ask a child's family for that."""
    return Question("consent delay")


def whole_step_takes(step: str, time: int) -> Question:
    """Ask how long a step takes that is for the whole child, no matter which need.

    A shared intake and a joint decision ask for `time` 0, the acute visits of a child's crises for 0, 1 …: where one
    step is both, the first of them takes a child as long as the other.
    """
    return Question(f"duration//{step}/{time}")


def strain(crisis: int) -> Question:
    """Ask how much strain a child bears before its first crisis (0), and after it before the next (1) …"""
    return Question(f"crisis/{crisis}")


# Those who help: asked of each post of a unit.


class OfPosts(StrEnum):
    """What each post of a unit is asked, for several answers at a time."""

    AWAY_AT_START = Question("absent at the start")
    """Whether its worker is away on day 0, how long in all, and how much of that has passed: three answers."""

    ABSENCES = Question("absence")
    """How long its worker is well before each absence, and how long that lasts: two answers for each."""

    LEAVES = Question("leaves")
    """At which load its worker resigns: one answer for each monthly review."""

    FILLED = Question("filled")
    """How long the post is vacant if its worker resigns: one answer for each monthly review."""


def of_post(what: OfPosts, post: int) -> Question:
    """Ask one post of a unit."""
    return Question(f"{what}/{post}")


def of_all_posts(what: OfPosts, unit: str) -> Question:
    """Ask all posts of a unit evenly: the answers to this one question are divided among them."""
    return Question(f"{posts_of(unit)}/{what}")


def post_that_begins(what: OfPosts) -> Question:
    """Ask which post of a unit gets the first of the next round of even answers."""
    return Question(f"{what}/the post that begins")


# In an address each text is a number of 32 bits: rarely, very rarely, two texts have the same.


def note(asked: MutableMapping[int, str], text: str) -> None:
    """Note a text among those that are asked, by its number.

    Raises PlanError if it has the number of another: then the two would share their luck in silence.
    """
    other = asked.setdefault(number_of(text), text)
    if other != text:
        raise PlanError(
            say(
                'the luck of "{one}" and of "{other}" would be the same: by a rare chance both have the number '
                "{number} in addresses. Spell one of the names in them differently.",
                one=other,
                other=text,
                number=number_of(text),
            )
        )


def require_apart(streams: Iterable[str], units: Iterable[str]) -> None:
    """Raise PlanError if the children of two streams, or a stream's and a unit's posts, would have the same luck."""
    asked: dict[int, str] = {}
    for name in (ON_THE_LIST, EVENLY, *streams, *map(posts_of, units)):
        note(asked, name)
