"""Stories of children who have not got what they wait for when their follow-up ends, and laws of the shares."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.linalg import expm_multiply
from worlds import one_office

from simulate import run
from simulate.findings.compare import compare
from simulate.findings.counted import Counted
from simulate.findings.ends import WORDS, ends_of
from simulate.findings.measure import measure
from simulate.findings.waits import measure_waits
from simulate.findings.window import Window
from simulate.log import Ending
from simulate.scenario.reading.load import load_text

from .handmade import Child, Town, small_town
from .random_town import random_town

# children count who come until day 100, and each is followed for 400 days
WINDOW = Window(warm_up=0, observe=100, follow_up=400)


def ends_in(town: Town, window: Window = WINDOW) -> dict[str, list[str]]:
    counted = Counted(*town.lived(), window)
    return {wait: [WORDS[end] for end in ends] for wait, ends in ends_of(counted, measure_waits(counted)).items()}


def child_with(town: Town, *stories: str, arrival: float = 0.0, leaves: float = np.inf) -> Child:
    """Let a child come whose needs go as the stories say."""
    child = town.child(arrival, leaves=leaves)
    for kind, story in zip(town.kinds, stories, strict=False):
        if story == "met":
            child.need(kind).support = child.visit("help", 0, 10, 20)
        elif story == "met late":
            child.need(kind).support = child.visit("help", 0, 450, 460)
        elif story == "waits":
            child.need(kind)
        elif story == "gave up":
            child.need(kind, given_up=50, ending=Ending.GIVEN_UP)
        elif story == "too old":
            child.need(kind, ending=Ending.AGED_OUT)
        elif story == "unseen":
            child.need(kind, noticed=False)
    return child


@pytest.mark.parametrize(
    ("stories", "first", "full"),
    [
        (("met", "met"), "reached", "reached"),
        (("waits",), "waiting", "waiting"),
        (("gave up",), "gave_up", "gave_up"),
        (("unseen",), "never_noticed", "never_noticed"),
        (("met", "waits"), "reached", "waiting"),
        (("met", "gave up"), "reached", "in_part"),
        (("met", "unseen"), "reached", "in_part"),
        (("gave up", "waits"), "waiting", "waiting"),
        (("gave up", "unseen"), "gave_up", "gave_up"),
        (("met late",), "waiting", "waiting"),  # after 450 days; followed for 400
        (("met", "met late"), "reached", "waiting"),
    ],
)
def test_a_child_is_waiting_only_while_something_more_is_under_way(stories, first, full):
    town = small_town(end=500)
    child_with(town, *stories)
    found = ends_in(town)
    assert (found["first_support"], found["full_support"]) == ([first], [full])


def test_a_child_that_is_too_old_waits_for_nothing():
    town = small_town(end=500)
    child_with(town, "too old", leaves=300)
    child_with(town, "met", "too old", leaves=300)
    child_with(town, "gave up", "too old", leaves=300)
    child_with(town, "too old", "unseen", leaves=300)
    found = ends_in(town)
    assert found["first_support"] == ["too_old", "reached", "gave_up", "too_old"]
    assert found["full_support"] == ["too_old", "in_part", "gave_up", "too_old"]


def test_a_child_that_grows_too_old_after_its_follow_up_is_waiting_until_then():
    town = small_town(end=500)
    child_with(town, "too old", leaves=450)
    assert ends_in(town)["first_support"] == ["waiting"]


def test_a_child_that_grows_up_on_the_last_day_of_the_run_is_waiting():
    # at the instant the clock stops nothing happens any more, so that nobody has left: the log says unmet
    town = small_town(end=100)
    child_with(town, "waits", arrival=50, leaves=100)
    child_with(town, "too old", arrival=50, leaves=99.5)
    assert ends_in(town, Window(0, 100, 0))["first_support"] == ["waiting", "too_old"]


def test_a_child_on_the_list_at_the_start_is_followed_from_then():
    # who came 300 days before the start is followed for 400 days after it, not for 100
    town = small_town(end=500)
    for started in (350, 420, np.nan):
        child = town.child(-300)
        child.need("schooling").support = child.visit("help", -290, started, started + 10, asked_before=-290)
    child = town.child(-300)
    child.need("schooling", given_up=150, ending=Ending.GIVEN_UP)
    child.visit("help", -290, left=150, asked_before=-290)
    assert ends_in(town)["first_support"] == ["reached", "waiting", "waiting", "gave_up"]


def test_who_gives_up_after_the_follow_up_is_waiting_until_then():
    town = small_town(end=500)
    town.child(0).need("schooling", given_up=420, ending=Ending.GIVEN_UP)
    assert ends_in(town)["first_support"] == ["waiting"]


@pytest.mark.parametrize(("crisis", "end"), [(40, "gave_up"), (120, "waiting"), (430, "gave_up")])
def test_a_crisis_after_giving_up_brings_the_child_back(crisis, end):
    # given up on day 50; a crisis on day 40 came before, on day 430 after the follow-up of 400 days
    town = small_town(end=500)
    child = town.child(0)
    child.need("schooling", given_up=50, ending=Ending.UNMET if crisis > 50 else Ending.GIVEN_UP)
    child.crises.append(crisis)
    assert ends_in(town)["first_support"] == [end]


def test_the_crisis_of_another_child_brings_nobody_back():
    town = small_town(end=500)
    child_with(town, "gave up")
    child_with(town, "waits").crises.append(120)
    assert ends_in(town)["first_support"] == ["gave_up", "waiting"]


@pytest.mark.parametrize(("surfaces", "end"), [(200, "waiting"), (420, "never_noticed"), (np.nan, "never_noticed")])
def test_a_need_is_unnoticed_until_it_comes_up(surfaces, end):
    town = small_town(end=500)
    child = town.child(0)
    child.need("schooling", noticed=False, known_with=child.visit("intake", surfaces, pause=200))
    assert ends_in(town)["first_support"] == [end]


def test_first_contact_is_waited_for_by_all_children():
    town = small_town(end=500)
    for asked, started, left, given_up, ending in (
        (10, 15, np.nan, np.nan, Ending.DONE),
        (10, np.nan, np.nan, np.nan, Ending.UNMET),
        (10, np.nan, 60, 60, Ending.GIVEN_UP),
        (10, 450, np.nan, np.nan, Ending.DONE),
    ):
        child = town.child(10)
        need = child.need("schooling", real=False, given_up=given_up, ending=ending)
        finished = started + 1
        child.visit("intake", asked, started, finished, left=left, needs=(need,))
    found = ends_in(town)
    assert found["first_contact"] == ["reached", "waiting", "gave_up", "waiting"]
    assert found["first_support"] == ["reached"] * 4  # they have no real need


def test_a_first_contact_after_the_follow_up_is_waited_for_though_another_need_was_given_up():
    town = small_town(end=500)
    child = town.child(0)
    given_up = child.need("schooling", given_up=50, ending=Ending.GIVEN_UP)
    child.visit("intake", 0, left=50, needs=(given_up,))
    seen_to = child.need("mental_health", real=False, ending=Ending.DONE)
    child.visit("clinic intake", 10, 450, 451, needs=(seen_to,))
    found = ends_in(town)
    assert found["first_contact"] == ["waiting"]
    assert found["first_support"] == ["gave_up"]  # that need is its only real one


def test_without_a_follow_up_each_child_is_seen_until_the_clock_stops():
    # 100 days of arrivals and nothing after. Of four children one is helped; the one who came on day 99 was seen for
    # a day. Kaplan–Meier says that nobody waits as long as the first was followed; three of four are without help.
    town = small_town(end=100)
    first = town.child(0)
    first.need("schooling").support = first.visit("help", 0, 99.5, 100)
    for day in (50, 98, 99):
        child_with(town, "waits", arrival=day)
    found = measure(*town.lived(), Window(0, 100, 0), 1)
    assert found.ends["first_support", "all"].without == 0.75
    assert found.values["no_first_support_end", "all"] == 75
    assert found.curves["first_support", "all"].still_waiting(100) == 0


def random_findings(seed: int, replication: int = 1):
    plan, log = random_town(np.random.default_rng(seed), 80, 1500.0).lived()
    return measure(plan, log, Window(300, 500, 700), replication, keep_children=True)


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_the_ends_add_up_to_those_without_which_is_the_curve_at_the_end_of_the_follow_up(seed):
    found = random_findings(seed)
    for (wait, group), ends in found.ends.items():
        if ends.without != ends.without:
            continue
        parts = (ends.waiting, ends.gave_up, ends.too_old, ends.never_noticed, ends.in_part)
        assert all(0 <= part <= 1 for part in parts)
        assert sum(parts) == ends.without
        assert ends.without == pytest.approx(found.curves[wait, group].still_waiting(700))
        assert wait == "full_support" or ends.in_part == 0


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_the_shares_can_be_counted_in_the_table_of_children(seed):
    found = random_findings(seed)
    children = found.children
    assert children is not None
    for wait in ("first_support", "full_support"):
        words = children.loc[children["real_needs"] != "", f"{wait}_end"]
        ends = found.ends[wait, "all"]
        for name in ("waiting", "gave_up", "too_old", "never_noticed", "in_part"):
            assert (words == name).mean() == pytest.approx(getattr(ends, name))


def test_the_summary_tells_the_ends_apart_and_they_add_up():
    tables = compare([random_findings(seed, seed) for seed in (1, 2, 3)], "siloed")
    names = ["waiting", "gave_up", "too_old", "never_noticed", "in_part"]
    waits = tables.summary[tables.summary["measure"].str.contains("support_|contact_|^no_")]
    assert (waits[names].sum(axis=1) - waits["without"]).abs().max() < 1e-15
    assert waits["without"].max() > 0
    others = tables.summary[tables.summary["measure"].isin(["people_met", "gap_needs", "crises"])]
    assert others[["without", *names]].isna().all(axis=None)


def test_the_share_without_support_at_the_end_is_the_measure_of_it():
    tables = compare([random_findings(seed, seed) for seed in (1, 2, 3)], "siloed")
    for wait in ("first_support", "full_support"):
        rows = tables.summary[(tables.summary["measure"] == f"no_{wait}_end")]
        assert rows["value"].tolist() == pytest.approx((100 * rows["without"]).tolist())


def shares_at_the_end(office: str, replications: int) -> dict[str, float]:
    """Run an office, and give the shares of the children by how they stand at the end."""
    tables = run(load_text(office), replications, engine="simpy").tables
    (row,) = tables.summary.query("measure == 'no_first_support_end' and group == 'all'").to_dict("records")
    return {name: row[name] for name in ("without", "waiting", "gave_up", "too_old", "never_noticed", "in_part")}


def line_at(day: float, rate: float, longest: int = 150) -> float:
    """Give the mean number who stand in the line of M/M/1 (service 1) so long after nobody was there."""
    generator = np.diag([rate] * longest, 1) + np.diag([1.0] * longest, -1)
    generator -= np.diag(generator.sum(axis=1))
    nobody = np.eye(1, longest + 1)[0]
    return float(expm_multiply(generator.T * day, nobody) @ np.maximum(np.arange(longest + 1) - 1, 0))


def test_without_a_follow_up_those_without_are_as_many_as_stand_in_line_when_the_clock_stops():
    # more come than can be helped, for 100 days: of 124 children about a fifth still stand in line, though only those
    # who came last were seen for so short a time that a curve would have dropped them
    rate, replications = 1.236, 150
    exact = line_at(100, rate) / (100 * rate)
    found = shares_at_the_end(one_office(rate, warm_up=0, observe=100, follow_up=0), replications)
    # a share varies by 0.11 between replications. Its mean is below the quotient of the means, 0.216, by 0.006: where
    # more come more stand in line (the second term of its expansion, 0.78 ÷ 124)
    assert found["waiting"] == pytest.approx(exact - 0.006, abs=3 * 0.11 / replications**0.5)
    assert found["without"] == found["waiting"]
    assert found["waiting"] > 0.15, "and not the 1 % that a curve says"


def test_where_families_give_up_nobody_is_said_to_wait_long_after_all_have_left_the_line():
    # Erlang's A: with n there each of the n − 1 in line leaves after ten days on average
    rate, patience = 1.5, 10.0
    weights = np.cumprod([1.0, *(rate / (1 + (there - 1) / patience) for there in range(1, 200))])
    line = float(weights @ np.maximum(np.arange(200) - 1, 0)) / weights.sum()
    exact = line / patience / rate
    found = shares_at_the_end(one_office(rate, patience=patience, observe=1000, follow_up=300), 6)
    # of 9,000 children, in a line that forgets in some twenty days: about 400 spells of luck of 0.3 each
    assert found["gave_up"] == pytest.approx(exact, abs=3 * 0.3 / 400**0.5)
    assert found["without"] == found["gave_up"]
    assert found["waiting"] == 0
