"""Who has most room: a tournament of the slots of each unit, in which the winner of all is known at once.

A tree of winners (D. Knuth, The Art of Computer Programming 3, 5.2.3: tree selection). In the `tree` of a unit with n
slots the node 1 is the root, node k has 2k and 2k + 1 below it, and slot k is node n + k. Each node holds the largest
key below it: the room of a slot and, below that, how many slots follow it, so that of equals the first wins.
"""

# mypy: allow-untyped-defs

from simulate.engine.compiled.codes import NOBODY, NONE, SLOT_BITS
from simulate.engine.compiled.machine import compiled


@compiled
def key_of(town, unit, slot):
    """Give the key with which a slot plays."""
    here = town.units[unit]
    return (town.slots[slot].room << SLOT_BITS) + (here.slots - 1 - (slot - here.first_slot))


@compiled
def play_all(town, unit):
    """Let all slots of a unit play."""
    here = town.units[unit]
    for slot in range(here.first_slot, here.first_slot + here.slots):
        town.tree[here.tree + here.slots + slot - here.first_slot] = key_of(town, unit, slot)
    for node in range(here.slots - 1, 0, -1):
        below = here.tree + 2 * node
        town.tree[here.tree + node] = max(town.tree[below], town.tree[below + 1])


@compiled
def play_again(town, unit, slot):
    """Let a slot whose room has changed play again, up to where its match ends as before."""
    here = town.units[unit]
    node = here.slots + slot - here.first_slot
    town.tree[here.tree + node] = key_of(town, unit, slot)
    while node > 1:
        node >>= 1
        below = here.tree + 2 * node
        winner = max(town.tree[below], town.tree[below + 1])
        if town.tree[here.tree + node] == winner:
            break
        town.tree[here.tree + node] = winner


@compiled
def with_most_room(town, unit):
    """Find the slot of a unit with most room, the first of these; NONE if nobody is there."""
    here = town.units[unit]
    if here.slots == 0:
        return NONE
    key = town.tree[here.tree + 1]
    if key >> SLOT_BITS == NOBODY:
        return NONE
    return here.first_slot + here.slots - 1 - (key & ((1 << SLOT_BITS) - 1))


@compiled
def set_room(town, unit, slot, room):
    """Let a slot have so much room from now on."""
    town.slots[slot].room = room
    play_again(town, unit, slot)
