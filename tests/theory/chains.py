"""Exact solutions: small Markov chains of queues whose workers come and go, whose hours and rates change.

A chain is a list of states and a generator; states that are left out turn away who would come, so a line is cut
where it is never as long. Rates are per day, `service` and lengths of time are mean days. Nothing here is simulated.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from scipy import sparse, stats
from scipy.sparse.linalg import spsolve

from simulate.plan import Floats

State = tuple[int, ...]
Moves = Callable[..., Iterable[tuple[float, State]]]


def erlang_c(rate: float, service: float, places: int) -> float:
    """Give the chance that all places are taken in M/M/c (Erlang 1917)."""
    offered = rate * service
    terms = [offered**k / math.factorial(k) for k in range(places)]
    last = offered**places / math.factorial(places) * places / (places - offered)
    return last / (sum(terms) + last)


def erlang_wait(rate: float, service: float, places: int) -> float:
    """Give the mean wait in M/M/c."""
    return erlang_c(rate, service, places) * service / (places - rate * service)


@dataclass(frozen=True)
class Absences:
    """How long a worker is there and how long away, each exponential, whether or not a child is with them."""

    there: float
    away: float

    @property
    def share(self) -> float:
        """The share of time that is absence."""
        return self.away / (self.there + self.away)


def white_christie(rate: float, service: float, absences: Absences) -> tuple[float, float]:
    """Give the mean number with or waiting for one worker who keeps the case when away, and the mean wait.

    White and Christie 1958. The balance of the generating functions P (there) and Q (away), with x = 1 / there and
    y = 1 / away, is Q(z) (rate (1 − z) + y) = x P(z) and, after dividing by 1 − z,
    P(z) (1 / service − rate z − x rate z / (rate (1 − z) + y)) = p₀ / service; P(1) = 1 − share gives p₀, and
    P'(1) + Q'(1) the number. A visit takes service / (1 − share) from when the child is called.
    """
    there = 1 - absences.share
    used = rate * service
    number = used * (1 + there * absences.share * absences.away / service) / (there - used)
    return number, number / rate - service / there


# ---- chains in the long run


@dataclass(frozen=True)
class Chain:
    """States and the rates at which one follows another: (S, S), rows sum to 0."""

    states: tuple[State, ...]
    generator: sparse.csr_matrix

    def stationary(self) -> Floats:
        """Give the chance of each state in the long run: (S,)."""
        balance = self.generator.T.tolil()
        balance[-1, :] = 1.0
        right = np.zeros(len(self.states))
        right[-1] = 1.0
        return np.asarray(spsolve(balance.tocsc(), right))

    def starting(self, chances: dict[State, float]) -> Floats:
        """Give the chance of each state where those of some are known and the others have none: (S,)."""
        return np.array([chances.get(state, 0.0) for state in self.states])

    def mean(self, chances: Floats, of: Callable[..., float]) -> float:
        """Give the mean of something a state tells."""
        return math.fsum(chance * of(*state) for chance, state in zip(chances, self.states, strict=True))


def chain(states: Iterable[State], moves: Moves) -> Chain:
    """Build a chain from its states and what each of them turns into at which rate.

    The last number of a state is its line. Raises KeyError for a state that was forgotten, other than of a longer line.
    """
    every = tuple(states)
    number = {state: row for row, state in enumerate(every)}
    longest = max(line for *_, line in every)
    entries = [
        (row, number[following], rate)
        for row, state in enumerate(every)
        for rate, following in moves(*state)
        if rate > 0 and following[-1] <= longest
    ]
    rows, columns, rates = (np.array(some) for some in zip(*entries, strict=True))
    away = np.bincount(rows, rates, len(every))
    rows, columns = (np.concatenate([some, np.arange(len(every))]) for some in (rows, columns))
    return Chain(every, sparse.csr_matrix((np.concatenate([rates, -away]), (rows, columns))))


@dataclass(frozen=True)
class LongRun:
    """What a line is like in the long run."""

    wait: float  # mean days until called
    work: float  # mean days from then until finished
    at_once: float  # share who are called when they come
    longest: float  # chance that the line is as long as it can be: it must not matter
    again: float = 0.0  # mean days of that work in which the case stands in line again


@dataclass(frozen=True)
class Office:
    """A unit of workers with a caseload each, who fall absent by themselves."""

    rate: float
    workers: int
    caseload: int
    absences: Absences
    service: float = 1.0


def kept(office: Office, longest: int = 200) -> Chain:
    """Build the chain of an office whose absent workers keep their cases, which then stand still.

    A state has a number for each worker, rising as they are all alike: the cases held by one who is there, and −1
    less the cases of one who is away; and last the line. A child is given to who is there with most free places.
    """
    caseload, absences = office.caseload, office.absences

    def called(*state: int) -> State:
        *team, line = state
        while line and (least := min((held for held in team if held >= 0), default=caseload)) < caseload:
            team[team.index(least)] += 1
            line -= 1
        return (*sorted(team), line)

    def states() -> Iterable[State]:
        for team in combinations_with_replacement(range(-1 - caseload, caseload + 1), office.workers):
            full = called(*team, 1)[-1]
            yield from ((*team, line) for line in range(longest + 1 if full else 1))

    def moves(*state: int) -> Iterable[tuple[float, State]]:
        *team, line = state
        yield office.rate, called(*team, line + 1)
        for number, held in enumerate(team):
            others = team[:number] + team[number + 1 :]
            if held > 0:
                yield held / office.service, called(*others, held - 1, line)
            yield 1 / (absences.there if held >= 0 else absences.away), called(*others, -1 - held, line)

    return chain(states(), moves)


def handed(office: Office, longest: int = 200) -> Chain:
    """Build the chain of an office whose absent workers' cases go to colleagues, who may then exceed their places.

    Every case has somebody as long as anyone is there, and is worked on at full speed.
    """
    return _begun_cases(office, longest, lambda there, begun: begun if there else 0)


def lined_up(office: Office, longest: int = 200) -> Chain:
    """Build the chain of an office whose absent workers' cases go back to the line (Mitrany and Avi-Itzhak 1968).

    A many-server queue with service interruptions, Operations Research 16:628. Those who go back asked before all who
    have not begun, and so are called before them.
    """
    return _begun_cases(office, longest, lambda there, begun: min(there * office.caseload, begun))


def _begun_cases(office: Office, longest: int, in_work: Callable[[int, int], int]) -> Chain:
    """Build a chain whose states count workers who are there, cases that have begun, and the line.

    `in_work` tells on how many of these cases work goes on; nobody is called while there are as many as places.
    """
    workers, caseload, absences = office.workers, office.caseload, office.absences

    def called(there: int, begun: int, line: int) -> State:
        more = min(line, max(there * caseload - begun, 0))
        return there, begun + more, line - more

    def moves(there: int, begun: int, line: int) -> Iterable[tuple[float, State]]:
        yield office.rate, called(there, begun, line + 1)
        yield in_work(there, begun) / office.service, called(there, begun - 1, line)
        yield there / absences.there, (there - 1, begun, line)
        yield (workers - there) / absences.away, called(there + 1, begun, line)

    def states() -> Iterable[State]:
        for there, begun in np.ndindex(workers + 1, workers * caseload + 1):
            full = begun >= there * caseload
            yield from ((there, begun, line) for line in range(longest + 1 if full else 1))

    return chain(states(), moves)


def keeping_cases(office: Office, longest: int = 200) -> LongRun:
    """Solve an office whose absent workers keep their cases."""
    found = kept(office, longest)
    chances = found.stationary()
    return LongRun(
        wait=found.mean(chances, lambda *state: state[-1]) / office.rate,  # Little
        work=found.mean(chances, lambda *state: sum(max(held, -1 - held) for held in state[:-1])) / office.rate,
        at_once=found.mean(chances, lambda *state: float(any(0 <= held < office.caseload for held in state[:-1]))),
        longest=found.mean(chances, lambda *state: float(state[-1] == longest)),
    )


def handing_over(office: Office, longest: int = 200) -> LongRun:
    """Solve an office whose absent workers' cases are handed over."""
    return _solved(office, handed(office, longest), longest)


def lining_up(office: Office, longest: int = 200) -> LongRun:
    """Solve an office whose absent workers' cases go back to the line."""
    return _solved(office, lined_up(office, longest), longest)


def _solved(office: Office, found: Chain, longest: int) -> LongRun:
    chances = found.stationary()
    return LongRun(
        wait=found.mean(chances, lambda there, begun, line: line) / office.rate,  # Little
        work=found.mean(chances, lambda there, begun, line: begun) / office.rate,
        at_once=found.mean(chances, lambda there, begun, line: float(begun < there * office.caseload)),
        longest=found.mean(chances, lambda there, begun, line: float(line == longest)),
        again=found.mean(chances, lambda there, begun, line: max(begun - there * office.caseload, 0)) / office.rate,
    )


def first_day_of_kept(office: Office) -> dict[State, float]:
    """Give the chances of states of `kept` when nobody has a case yet and as many are away as ever."""
    posts = office.workers
    return {(*[-1] * away, *[0] * (posts - away), 0): chance for away, chance in enumerate(_chances_away(office))}


def first_day_of_handed(office: Office) -> dict[State, float]:
    """Give the chances of states of `handed` when nobody has a case yet and as many are away as ever."""
    return {(office.workers - away, 0, 0): chance for away, chance in enumerate(_chances_away(office))}


def _chances_away(office: Office) -> Floats:
    """Give the chance that none, one, two … workers are away."""
    return np.asarray(stats.binom(office.workers, office.absences.share).pmf(np.arange(office.workers + 1)))
