"""How long a load by itself makes one wait: approximations of queueing theory, before the run.

They know of one line, of children who come at random (Poisson), and of a load that stays the same. Illness, leave,
the rhythm of the year, joint visits, those who give up and those who go first are not in them: they tell whether a load
is one that a unit of this size can bear, not what the run will find.
"""

import numpy as np
from scipy.special import gammaincc, gammaln, pdtrc

from simulate.plan import Floats

_POINTS = 600  # of a sum over many meetings; neighbours differ little
_NEGLIGIBLE = 80.0  # e^−40 of a sum is left out


def chance_of_waiting(load: float, places: float) -> float:
    """Give the share of those who come that find all places taken: Erlang's C formula, for a load below 1.

    `places` need not be whole: Erlang's B formula is then 1 ÷ B = e^a a^−c Γ(c + 1, a) for c places and an offered
    traffic of a = load × c (Jagerman 1974, Bell System Technical Journal 53:525–551), and C = B ÷ (1 − load (1 − B)).
    """
    if load <= 0 or places <= 0:
        return 0.0 if places > 0 else 1.0
    traffic = load * places
    blocked = np.exp(places * np.log(traffic) - traffic - gammaln(places + 1) - np.log(gammaincc(places + 1, traffic)))
    return float(blocked / (1 - load * (1 - blocked)))


def wait_for_place(load: float, places: float, days: float, cv: float) -> float:
    """Give the mean wait in days for one of some places, each of which a visit takes for so many days on average.

    Erlang's C with Allen and Cunneen's correction for how much these days vary, C d ÷ (c (1 − load)) × (1 + cv²) ÷ 2
    (Allen 1990, Probability, Statistics, and Queueing Theory, 2nd ed., 5.3; exact for exponential days and, with one
    place, for any). Infinite at a load of 1 or more.
    """
    if load >= 1:
        return np.inf
    if load <= 0:
        return 0.0
    return chance_of_waiting(load, places) * days / (places * (1 - load)) * (1 + cv**2) / 2


def wait_for_meeting(load: float, cases: float, every: float) -> float:
    """Give the mean wait in days for a meeting that takes so many cases every so many days.

    Half the time from one to the next, and what those add who are left over, E(L) of them: the largest of the sums of
    (those who come − cases) over meetings past, so that E(L) = Σ E(N − n cases)⁺ ÷ n, N those who come in n intervals
    (Spitzer 1956, Transactions of the American Mathematical Society 82:323–339). Infinite at a load of 1 or more.
    """
    if load >= 1:
        return np.inf
    if load <= 0 or cases <= 0:
        return every / 2
    last = max(_NEGLIGIBLE / (cases * (1 - load) ** 2), 2.0)
    meetings: Floats = np.unique(np.rint(np.geomspace(1, last, _POINTS)))
    come, taken = meetings * load * cases, np.floor(meetings * cases)
    left: Floats = (come * pdtrc(taken - 1, come) - taken * pdtrc(taken, come)) / meetings
    # each number of meetings counts once; between those that are worked out the sum goes straight
    left_over = float(left[0] / 2 + ((left[1:] + left[:-1]) / 2 * np.diff(meetings)).sum())
    return every / 2 + left_over * every / (load * cases)
