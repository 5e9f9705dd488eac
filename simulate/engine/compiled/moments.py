"""The clock: what happens when, and what is next. See `moments.Moment` and SimPy's `Environment`.

Moments lie in a calendar queue: spans of time, each with the moments in it in no order (R. Brown, Calendar queues,
Communications of the ACM 31, 1988; here it covers the whole run, and has no years). When a span is opened its few
moments go into a heap (a binary one: D. Knuth, The Art of Computer Programming 3, 5.2.3), from which the first is
taken. What has been known from the beginning stands in order in `planned`, and is merged with them.
"""

# mypy: allow-untyped-defs

from simulate.engine.compiled.codes import ASK, CALL, FINISH, GIVE_UP, NONE, RUNNING, TICKET_BITS, Number
from simulate.engine.compiled.machine import compiled


@compiled
def later(town, delay, what, number):
    """Note that something is to happen; returns its ticket. What would be at the end or after it is not noted."""
    clock = town.clock[0]
    ticket = clock.tickets
    clock.tickets = ticket + 1
    at = clock.now + delay
    if at < clock.end:
        span = span_of(town, at)
        order = (what << TICKET_BITS) + ticket
        if span <= clock.open_span:
            push(town, at, order, number)
        else:
            put_into_span(town, span, at, order, number)
    return ticket


@compiled
def span_of(town, at):
    """Give the span of time that a moment is in: never an earlier one than that of an earlier moment."""
    return min(Number(at * town.clock[0].spans_per_day), len(town.calendar) - 1)


@compiled
def put_into_span(town, span, at, order, number):
    """Put a moment into the calendar."""
    clock = town.clock[0]
    row = clock.unused
    if row != NONE:
        clock.unused = town.moments[row].next
    elif clock.moments < len(town.moments):
        row = clock.moments
        clock.moments = row + 1
    else:
        clock.is_full = 1
        return
    moment = town.moments[row]
    moment.at = at
    moment.order = order
    moment.number = number
    moment.next = town.calendar[span]
    town.calendar[span] = row


@compiled
def open_spans(town):
    """Open the spans of the calendar, one after the other, until some moment is in the heap."""
    clock = town.clock[0]
    while clock.coming == 0 and clock.open_span < len(town.calendar) - 1:
        clock.open_span += 1
        row = town.calendar[clock.open_span]
        while row != NONE:
            moment = town.moments[row]
            if still_happens(town, moment.order >> TICKET_BITS, ticket_of(moment.order), moment.number):
                push(town, moment.at, moment.order, Number(moment.number))
            following = Number(moment.next)
            moment.next = clock.unused
            clock.unused = row
            row = following


@compiled
def ticket_of(order):
    """Give the ticket of a moment."""
    return order & ((1 << TICKET_BITS) - 1)


@compiled
def still_happens(town, what, ticket, number):
    """Tell of a part, a visit or a need whether anything is going to happen to it at a moment, as far as is known now.

    What has been cancelled need not be put in order. And the memory of what a moment is about is read while others
    are looked at, not when everything waits for it.
    """
    if what == FINISH:
        part = town.parts[number]
        return part.moment == ticket and town.visits[part.visit].state == RUNNING  # as it is then: to have read it
    if what == ASK:
        return town.visits[number].moment == ticket
    return what != GIVE_UP or not town.needs[number].met


@compiled
def is_before(at, order, other_at, other_order):
    """Tell whether one moment is before another."""
    return at < other_at or (at == other_at and order < other_order)


@compiled
def push(town, at, order, number):
    """Put a moment into the heap."""
    clock, heap = town.clock[0], town.coming
    hole = clock.coming
    if hole == len(heap):
        clock.is_full = 1
        return
    clock.coming = hole + 1
    while hole > 0:
        parent = (hole - 1) >> 1
        if is_before(heap[parent].at, heap[parent].order, at, order):
            break
        heap[hole] = heap[parent]
        hole = parent
    moment = heap[hole]
    moment.at = at
    moment.order = order
    moment.number = number


@compiled
def pop(town):
    """Take the first moment off the heap."""
    clock, heap = town.clock[0], town.coming
    last = clock.coming - 1
    clock.coming = last
    at, order, hole = heap[last].at, heap[last].order, Number(0)
    while True:
        child = 2 * hole + 1
        if child >= last:
            break
        other = child + 1
        if other < last and is_before(heap[other].at, heap[other].order, heap[child].at, heap[child].order):
            child = other
        if is_before(at, order, heap[child].at, heap[child].order):
            break
        heap[hole] = heap[child]
        hole = child
    heap[hole] = heap[last]


@compiled
def call_soon(town):
    """Call when everything else has happened at this instant."""
    town.clock[0].calls_soon = 1


@compiled
def calls_before(town, at, order):
    """Tell whether calling at this instant is before another moment."""
    clock = town.clock[0]
    return clock.calls_soon and is_before(clock.now, CALL << TICKET_BITS, at, order)
