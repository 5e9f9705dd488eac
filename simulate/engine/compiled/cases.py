"""Lists of cases: of each slot and, after them, of each unit those left behind. Doubly linked lists of parts."""

# mypy: allow-untyped-defs

from simulate.engine.compiled.codes import NONE
from simulate.engine.compiled.machine import compiled


@compiled
def put_on_list(town, number, into):
    """Put a part first on a list."""
    part, head = town.parts[number], town.heads[into]
    part.list = into
    part.previous = NONE
    part.next = head
    if head != NONE:
        town.parts[head].previous = number
    town.heads[into] = number


@compiled
def take_off_list(town, number):
    """Take a part off the list it is on."""
    part = town.parts[number]
    if part.previous == NONE:
        town.heads[part.list] = part.next
    else:
        town.parts[part.previous].next = part.next
    if part.next != NONE:
        town.parts[part.next].previous = part.previous
    part.list = NONE


@compiled
def gather(town, number, count):
    """Add the parts of a list to the first `count` in `gathered`; returns how many these are then."""
    part = town.heads[number]
    while part != NONE:
        town.gathered[count] = part
        count += 1
        part = town.parts[part].next
    return count


@compiled
def sort_gathered(town, count):
    """Sort the first `count` in `gathered`: Shellsort (D. Knuth, The Art of Computer Programming 3, 5.2.1)."""
    gathered, gap = town.gathered, count // 2
    while gap > 0:
        for place in range(gap, count):
            part, hole = gathered[place], place
            while hole >= gap and gathered[hole - gap] > part:
                gathered[hole] = gathered[hole - gap]
                hole -= gap
            gathered[hole] = part
        gap = 1 if gap == 2 else gap * 5 // 11
