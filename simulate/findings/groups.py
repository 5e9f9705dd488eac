"""The groups of children that are told apart: each a key, as in the tables, and a label, as it is said."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.language import mark

if TYPE_CHECKING:  # who only asks what a group is called needs no numpy
    from simulate.plan import Booleans, Integers
    from simulate.scenario.schema.scenario import Scenario


@dataclass(frozen=True)
class Group:
    """A group of children."""

    key: str  # in every table, the same in every language
    label: str
    stream: str | None = None  # its name, where they are those who came with one stream


ALL = Group("all", mark("all children"))
URGENT = Group("urgent", mark("urgent"))
NOT_URGENT = Group("not urgent", mark("not urgent"))
ONE_NEED = Group("one need", mark("one need"))
SEVERAL_NEEDS = Group("several needs", mark("several needs"))
ON_LIST = Group("on the list at the start", mark("on the list at the start"))
"""Those with whom the clock starts."""

_OF_STREAM = "stream: "
_OF_EVERY_RUN = {group.key: group for group in (ALL, URGENT, NOT_URGENT, ONE_NEED, SEVERAL_NEEDS, ON_LIST)}


def of_stream(stream: str) -> Group:
    """Give the group of those who came with a stream, labelled with its name."""
    return Group(f"{_OF_STREAM}{stream}", stream, stream)


def groups_in(scenario: "Scenario") -> list[Group]:
    """List the groups of which a run may tell something: those of every run, and of the streams that count."""
    streams = [of_stream(name) for name, each in scenario.arrivals.items() if each.measured]
    return [group for group in _OF_EVERY_RUN.values() if group is not ON_LIST or scenario.start_from] + streams


def group_of(key: str) -> Group:
    """Give the group that stands under a key in the tables; what is none of every run is a stream's."""
    return _OF_EVERY_RUN.get(key) or of_stream(key.removeprefix(_OF_STREAM))


def members_of_groups(
    stream_names: tuple[str, ...], stream: "Integers", urgent: "Booleans", several: "Booleans", on_list: "Booleans"
) -> "dict[str, Booleans]":
    """Say which of n children belong to each group, by its key: all, a stream, urgent or not, one need or several.

    Streams without anybody are left out. Those `on_list`, on the waiting list when the clock started, are a group of
    their own, if there are any, and in no other.
    """
    streams = {of_stream(name): stream == number for number, name in enumerate(stream_names)}
    members = {
        ALL: ~on_list,
        **{group: inside for group, inside in streams.items() if (inside & ~on_list).any()},
        URGENT: urgent,
        NOT_URGENT: ~urgent,
        ONE_NEED: ~several,
        SEVERAL_NEEDS: several,
    }
    found = {group.key: inside & ~on_list for group, inside in members.items()}
    return found | {ON_LIST.key: on_list} if on_list.any() else found
