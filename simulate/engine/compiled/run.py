"""Temporary."""
import numpy as np
from simulate.engine.compiled.layout.town import Town, given_by, log_of, to_write, town_of, TABLES, GIVEN, WRITTEN
from simulate.engine.compiled.live import live
from simulate.engine.compiled.watchful import watched
from simulate.engine.ending import forgotten
from simulate.engine.guards import require_runnable

def run_watchfully(plan, room=1.0):
    return follow(plan, lambda *t: live(*map(watched, t)), room)

def follow(plan, alive, room=1.0):
    require_runnable(plan)
    while True:
        town, written = town_of(plan, room), None
        written = to_write(town)
        alive(town, given_by(plan), written)
        if not town.clock["is_full"][0]:
            break
        room *= 4
    met = (~np.isnan(town.units["met_on"])).tolist()
    for team in np.flatnonzero((town.teams["waiting"] > 0) & (town.teams["meetings"] > 0) & (town.teams["met"] == 0)):
        raise forgotten(plan, int(team), met)
    return log_of(plan, town, written)

_code = []
def prepare():
    if not _code:
        from numba import int64, njit
        from simulate.engine.compiled import bundles
        from simulate.engine.compiled.machine import twins
        made = twins()
        live_twin = made[live]
        town_at, given_at, written_at = bundles.town_at, bundles.given_at, bundles.written_at
        @njit(error_model="numpy", nogil=True)
        def enter(town, given, written):
            live_twin(town_at(town), given_at(given), written_at(written))
        enter.compile((int64[::1], int64[::1], int64[::1]))
        _code.append((enter, made))
    return _code[0][0]

def run(plan, room=1.0):
    code = prepare()
    from simulate.engine.compiled.bundles import addresses
    return follow(plan, lambda t, g, w: code(addresses(t, TABLES), addresses(g, GIVEN), addresses(w, WRITTEN)), room)
