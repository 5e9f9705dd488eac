"""How needs become known, and what work those would be that nobody notices."""

import numpy as np
import pytest
from worlds import small_world

from simulate.engine.reference import run
from simulate.findings.compare import compare
from simulate.findings.counted import Counted
from simulate.findings.foreseen import foreseen
from simulate.findings.measure import measure
from simulate.findings.unseen import unseen_by_need
from simulate.findings.visits import visits_table
from simulate.findings.waits import measure_waits
from simulate.findings.window import Window
from simulate.log import Ending
from simulate.scenario.reading.load import load_text
from simulate.world.children import cohort
from simulate.world.planning import plan

from .handmade import FOREVER, Town, small_town

WINDOW = Window(warm_up=0, observe=100, follow_up=400)


def unseen(town: Town, need: str = "mental_health", **more: object):
    """Let a child come with a need of the clinic's that nobody notices; gives the need and its first visit."""
    child = town.child(10, **more)
    child.need("schooling").support = child.visit("help", 10, 10, 40)
    return child, child.need(need, noticed=False)


def comes_up(town: Town, asked: float, pause: float, ending: Ending | None = None, real: bool = True, **more: object):
    """Let such a need be asked for on a day, NaN for never; it would come up by itself after some days."""
    child, need = unseen(town, **more)
    need.known_with = child.visit("clinic intake", asked, days=3, pause=pause, needs=(need,), workers=(0,))
    child.visit("therapy", days=20, after=(need.known_with,), needs=(need,))
    child.visit("delay", days=70, after=(need.known_with,), needs=(need,), workers=())
    need.ending, need.real = ending, real
    return need


def found(town: Town):
    return unseen_by_need(Counted(*town.lived(), WINDOW))


def test_needs_are_known_at_once_by_themselves_in_a_crisis_or_never() -> None:
    town = small_town(end=500)
    town.child(10).need("mental_health")
    comes_up(town, asked=60, pause=50)  # on its day
    comes_up(town, asked=60, pause=50)
    comes_up(town, asked=59, pause=50)  # a day sooner
    comes_up(town, asked=90, pause=FOREVER)
    comes_up(town, asked=np.nan, pause=FOREVER)
    comes_up(town, asked=np.nan, pause=600)  # after the end
    comes_up(town, asked=np.nan, pause=FOREVER, ending=Ending.AGED_OUT)
    of_clinic = found(town)["mental_health"]
    assert of_clinic.needs == 8
    shares = of_clinic.at_once, of_clinic.by_itself, of_clinic.in_crisis, of_clinic.never_noticed, of_clinic.too_old
    assert shares == (1 / 8, 2 / 8, 2 / 8, 2 / 8, 1 / 8)
    of_school = found(town)["schooling"]
    assert (of_school.needs, of_school.at_once, of_school.never_noticed) == (7, 1, 0)


def test_the_work_of_needs_that_nobody_ever_noticed_is_what_workers_would_have_done_for_them() -> None:
    town = small_town(end=500)
    for _ in range(3):
        comes_up(town, asked=np.nan, pause=FOREVER)
    comes_up(town, asked=60, pause=50)  # this one is done
    of_clinic = found(town)["mental_health"]
    assert of_clinic.work_each == 23  # an intake of 3 days, a therapy of 20; time that passes is nobody's work
    assert of_clinic.work_per_1000 == 1000 * 3 * 23 / 4
    assert of_clinic.screened_out_per_1000 == 0
    assert np.isnan(found(town)["schooling"].work_each)
    assert found(town)["schooling"].work_per_1000 == 0


def test_a_stay_is_no_work_of_those_whom_nobody_noticed() -> None:
    town = small_town(end=500)
    town.stays = frozenset({"therapy"})
    comes_up(town, asked=np.nan, pause=FOREVER)
    assert found(town)["mental_health"].work_each == 3


def test_needs_that_would_turn_out_to_be_none_are_told_apart() -> None:
    town = small_town(end=500)
    comes_up(town, asked=np.nan, pause=FOREVER, real=False)
    comes_up(town, asked=np.nan, pause=FOREVER)
    of_clinic = found(town)["mental_health"]
    assert (of_clinic.needs, of_clinic.never_noticed) == (1, 1)
    assert (of_clinic.work_per_1000, of_clinic.screened_out_per_1000) == (1000 * 23 / 2, 1000 * 23 / 2)


def test_a_kind_of_need_that_nobody_has_has_no_shares() -> None:
    town = small_town(end=500)
    town.child(10).need("schooling")
    nobody = found(town)["mental_health"]
    assert nobody.needs == 0
    assert np.isnan([nobody.at_once, nobody.never_noticed, nobody.work_each]).all()


def test_a_visit_that_only_a_crisis_brings_is_no_first_contact_and_no_unit_on_a_childs_way() -> None:
    town = small_town(end=500)
    comes_up(town, asked=np.nan, pause=FOREVER)
    plans, log = town.lived()
    names = [plans.steps[step].name for step in plans.visits.step[foreseen(plans)]]
    assert names == ["help"]
    # no intake is foreseen, so that the first help is the first contact
    assert measure_waits(Counted(plans, log, WINDOW)).first_contact.tolist() == [0]
    passing = measure(plans, log, WINDOW, 1).passing
    assert passing["support", "all", "helpers"] == 1
    assert passing["support", "all", "clinic"] == passing["support", "all", "therapists"] == 0


def test_visits_that_no_crisis_brought_have_no_row_and_those_that_one_brought_no_pause() -> None:
    town = small_town(end=500)
    comes_up(town, asked=np.nan, pause=FOREVER)
    comes_up(town, asked=90, pause=FOREVER)
    table = visits_table(*town.lived(), replication=1)
    assert table["step"].tolist() == ["help", "help", "clinic intake"]
    assert table["pause"].tolist() == pytest.approx([0, 0, np.nan], nan_ok=True)


def few_noticed(**more: str) -> str:
    unseen = {"organisations__siloed__notices": "0", "needs__protection__surfaces": "0.3"}
    return small_world(**unseen, needs__schooling__crisis_per_month="0.2", **more)


@pytest.mark.parametrize("reveals", ["true", "false"])
def test_the_shares_of_all_kinds_add_up_to_one_and_to_the_measure_of_needs_never_noticed(reveals: str) -> None:
    scenario = load_text(few_noticed(crisis__crisis_reveals=reveals))
    plans = plan(cohort(scenario, 1), "siloed")
    here = measure(plans, run(plans), Window(0, 200, scenario.run.end - 200), 1)
    kinds = here.unseen.values()
    for kind in kinds:
        shares = (kind.at_once, kind.by_itself, kind.in_crisis, kind.never_noticed, kind.too_old)
        assert sum(shares) == pytest.approx(1)
    never, needs = sum(kind.needs * kind.never_noticed for kind in kinds), sum(kind.needs for kind in kinds)
    assert 0 < 100 * never / needs == pytest.approx(here.values["never_noticed", "all"])
    assert (here.unseen["protection"].in_crisis > 0) == (reveals == "true")


def test_the_table_of_needs_has_a_row_for_each_kind_in_each_organisation() -> None:
    town = small_town(end=500)
    comes_up(town, asked=60, pause=50)
    some = [measure(*town.lived(), WINDOW, replication) for replication in (1, 2)]
    table = compare(some, "siloed").needs
    assert table[["organisation", "need"]].to_numpy().tolist() == [["siloed", "schooling"], ["siloed", "mental_health"]]
    clinic = table.iloc[1]
    assert (clinic["needs"], clinic["by_itself"], clinic["by_itself_low"], clinic["never_noticed"]) == (1, 1, 1, 0)
    assert np.isnan(clinic["work_each"])
