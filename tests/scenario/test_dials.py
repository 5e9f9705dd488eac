"""Dials: what their values make of the keys they move, and what is wrong with them."""

import gettext
from typing import Any

import pytest
from scenario.test_bad_staff_and_time import refusal
from worlds import small_world

from simulate.language import speak, spoken_now
from simulate.scenario.dials import positions
from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.dials import Dial
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.turning import dial_named, left_standing, standing, with_dials
from simulate.scenario.wording import dotted
from simulate.scenario.writing import plain_tables, to_toml
from simulate.show.dials import position


def dial(**keys: Any) -> Dial:
    """Make a dial as the file would."""
    return Dial.model_validate({"title": "A dial", "usual": 1, "from": 0, "to": 2, **keys})


def turned(setting: Dial, value: float, text: str = "") -> dict[str, Any]:
    return plain_tables(with_dials(load_text(text or small_world()), [(setting, value)]))


def with_dial(*lines: str) -> str:
    return small_world() + "\n[dials.d]\n" + "\n".join(lines) + "\n"


TITLED = 'title = "A dial"'


# ---- what a dial does


def test_a_number_is_set_taken_times_or_plus() -> None:
    key = "organisations.siloed.retelling"
    assert turned(dial(keys=[key]), 0.25)["organisations"]["siloed"]["retelling"] == 0.25
    text = small_world(organisations__siloed__retelling="0.4")
    assert turned(dial(keys=[key], acts="times"), 2, text)["organisations"]["siloed"]["retelling"] == 0.8
    plus = dial(keys=[key], acts="plus", usual=0)
    assert turned(plus, 0.3, text)["organisations"]["siloed"]["retelling"] == pytest.approx(0.7)


def test_a_whole_number_stays_whole_and_workers_may_be_broken() -> None:
    half_more = dial(keys=["units.school_team.workers", "units.school_team.caseload"], acts="times")
    unit = turned(half_more, 1.25)["units"]["school_team"]
    assert (unit["workers"], unit["caseload"]) == (5, 13)  # 4 and 10; 12.5 is 13 rounded
    assert turned(half_more, 1.125)["units"]["school_team"]["workers"] == 4.5


@pytest.mark.parametrize(
    ("step", "longer"),
    [
        ("school_intake", "4 days"),
        ("school_assessment", {"gamma": "40 days", "cv": 0.5}),
        ("school_support", {"median": "120 days", "sigma": 0.5}),
        ("reception", {"uniform": ["2 days", "10 days"]}),
        ("investigation", {"weibull": "120 days", "shape": 2}),
    ],
)
def test_a_length_of_time_taken_twice_keeps_its_shape(step: str, longer: Any) -> None:
    doubled = turned(dial(keys=[f"steps.{step}.duration"], acts="times"), 2)
    assert doubled["steps"][step]["duration"] == longer


def test_a_length_of_time_is_set_and_keeps_its_spread_beside_its_mean() -> None:
    terms = {"from": "1 day", "usual": "20 days", "to": "40 days"}
    spread = turned(dial(keys=["steps.school_assessment.duration"], **terms), 30)
    assert spread["steps"]["school_assessment"]["duration"] == {"gamma": "30 days", "cv": 0.5}
    fixed = turned(dial(keys=["steps.school_intake.duration"], **terms), 3.5)
    assert fixed["steps"]["school_intake"]["duration"] == "3.5 days"
    longer = dial(keys=["steps.school_intake.duration"], acts="plus", **terms | {"from": "0 days", "usual": "0 days"})
    assert turned(longer, 5)["steps"]["school_intake"]["duration"] == "7 days"


def test_a_star_stands_for_every_table_that_has_the_key_and_for_no_other() -> None:
    plain = turned(dial(keys=["needs.*.surfaces_after"], acts="times"), 0.5)
    assert plain["needs"]["protection"]["surfaces_after"] == {"exponential": "50 days"}
    assert "surfaces_after" not in plain["needs"]["schooling"]
    everywhere = turned(dial(keys=["organisations.*.retelling"]), 0.9)
    assert {each["retelling"] for each in everywhere["organisations"].values()} == {0.9}


def test_a_dial_where_it_is_usual_changes_nothing() -> None:
    scenario = load_text(small_world())
    for setting in (dial(keys=["needs.*.surfaces_after", "units.*.workers"], acts="times"),
                    dial(keys=["units.school_team.workers"], acts="plus", usual=0)):  # fmt: skip
        assert with_dials(scenario, [(setting, setting.usual)]) == scenario


def test_two_dials_are_turned_one_after_the_other() -> None:
    more, twice = (
        dial(keys=["units.school_team.workers"], acts="plus", usual=0),
        dial(keys=["units.*.workers"], acts="times"),
    )
    both = with_dials(load_text(small_world()), [(more, 1), (twice, 2)])
    assert both.units["school_team"].workers == 10


def test_values_lie_evenly_or_by_equal_factors_and_end_at_the_ends() -> None:
    assert positions(dial(keys=["x"]), 5) == [0, 0.5, 1, 1.5, 2]
    by_factors = positions(dial(keys=["x"], **{"from": 0.1}, to=10, scale="log"), 5)
    assert by_factors == pytest.approx([0.1, 0.1 * 10**0.5, 1, 10**0.5, 10])
    assert by_factors[0] == 0.1
    assert by_factors[-1] == 10


def test_dials_change_nothing_of_what_is_simulated_and_survive_writing() -> None:
    scenario = load_text(with_dial(TITLED, 'keys = ["units.*.workers"]', 'acts = "times"', "from = 0.5", "to = 2"))
    assert scenario.dials["d"].usual == 1
    assert load_text(to_toml(scenario)) == scenario
    assert scenario.model_copy(update={"dials": {}}) == load_text(small_world())


def test_a_title_is_said_in_the_language_that_is_spoken() -> None:
    titled = dial(keys=["x"], title={"en": "Posts", "sv": "Tjänster"})
    assert titled.name == "Posts"
    before = spoken_now()
    speak(Swedish())
    try:
        assert titled.name == "Tjänster"
    finally:
        speak(before)


class Swedish(gettext.NullTranslations):
    """A language that has no words of its own yet, but is Swedish."""

    def info(self) -> dict[str, str]:
        """Name the language, as its catalogue would."""
        return {"language": "sv"}


# ---- where a file stands, and dials made by hand


def test_a_file_stands_where_its_keys_say_and_nowhere_where_they_differ() -> None:
    scenario = load_text(small_world())
    assert standing(scenario, dial(keys=["units.school_team.workers"], to=9)) == 4
    assert standing(scenario, dial(keys=["units.*.workers"], to=9)) is None
    assert standing(scenario, dial(keys=["units.*.workers"], acts="times")) == 1
    assert standing(scenario, dial(keys=["steps.school_assessment.duration"],
                                   **{"from": "1 day"}, usual="2 days", to="90 days")) == 20  # fmt: skip


def test_a_dial_can_be_written_as_a_key_and_its_ends() -> None:
    scenario = load_text(small_world())
    made = dial_named(scenario, "units.school_team.workers=2:8")
    assert (made.ends, made.usual, made.keys) == ((2, 8), 4, ["units.school_team.workers"])
    longer = dial_named(scenario, "steps.school_intake.duration = 1 day : 2 weeks")
    assert (longer.ends, longer.usual) == ((1, 14), "2 days")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("posts", 'there is no dial "posts"; there are no dials; or write one as key=from:to'),
        ("units.school_team.workers=3", "write a dial as key=from:to"),
        ("units.school_team.workers=8:2", "must be more than from"),
        ("units.school_team.workres=2:8", 'there is no key "units.school_team.workres"'),
        ("units.school_taem.workers=2:8", 'there is no unit "school_taem"; did you mean school_team?'),
        ("organisations.silod.notices=0:1", 'there is no organisation "silod"'),
        ("units.school_team.workers=2:8 days", "a length of time is a number and a unit"),
        ("steps.school_intake.duration=2:8", 'give from, usual and to like "14 days"'),
        ("=2:8", "is not a key"),
    ],
)
def test_what_is_no_dial_is_told(text: str, why: str) -> None:
    with pytest.raises(ValueError) as caught:
        dial_named(load_text(small_world()), text)
    assert why in str(caught.value)


def test_what_an_organisation_or_a_later_day_says_otherwise_stays_as_it_is_and_is_listed() -> None:
    later = "{ from = 2018-06-01, notices = 0.9 }"
    town = load_text(
        small_world(
            organisations__integrated__phases=f"[{later}]",
            changes="[{ from = 2018-09-01, units = { school_team = { workers = 3 } } }]",
        )
    )
    posts, noticing = (
        dial_named(town, "units.school_team.workers=2:8"),
        dial_named(town, "organisations.integrated.notices=0:1"),
    )
    assert [dotted(each) for each in left_standing(town, [posts])] == [
        "changes.0.units.school_team.workers",
        "organisations.integrated.units.school_team.workers",
    ]
    assert [dotted(each) for each in left_standing(town, [noticing])] == ["organisations.integrated.phases.0.notices"]
    both = dial_named(town, "organisations.integrated.units.school_team.workers=2:8")
    assert [dotted(each) for each in left_standing(town, [posts, both])] == ["changes.0.units.school_team.workers"]
    nobody_else = dial_named(town, "units.social_office.caseload=2:8")
    assert left_standing(town, [nobody_else]) == []


# ---- what is wrong with dials

WORKERS, TIMES = 'keys = ["units.*.workers"]', 'acts = "times"'


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["keys = []", "from = 0", "usual = 1", "to = 2"], "dials.d.keys"),
        ([WORKERS, "from = 2", "usual = 2", "to = 2"], "dials.d.to: must be more than from"),
        ([WORKERS, "from = 1", "usual = 9", "to = 2"], "dials.d.usual: must lie between"),
        ([WORKERS, "from = 1", 'usual = "2 days"', "to = 2"], "dials.d.usual: from, usual and to are"),
        ([WORKERS, 'from = "x"', 'usual = "2 days"', 'to = "3 days"'], "dials.d.from: a length of time"),
        ([WORKERS, "from = 0", "usual = 1", "to = 2", 'scale = "log"'], "dials.d.from: must be more than 0"),
        ([WORKERS, TIMES, "from = -1", "to = 2"], "dials.d.from: a dial that acts by"),
        ([WORKERS, TIMES, "from = 0", "usual = 2", "to = 2"], "dials.d.usual: is 1.0 where"),
        (['keys = ["units.*.workres"]', "from = 0", "usual = 1", "to = 2"], "dials.d.keys.0: no table of the file has"),
        (['keys = ["units.x.workers"]', TIMES, "from = 0", "to = 2"], 'dials.d.keys.0: there is no unit "x"'),
        (['keys = ["needs.schooling.crisis_per_year"]', TIMES, "from = 0", "to = 2"],
         "dials.d.keys.0: the file says nothing at"),
        (['keys = ["units.*.administration"]', TIMES, "from = 0", "to = 2"], "dials.d.keys.0: a length of time is"),
        (['keys = ["seed"]', "from = 0", "usual = 1", "to = 2"], "dials.d.keys.0: a dial moves what is simulated"),
        (['keys = ["units.*.workers", "units.school_team.workers"]', "from = 1", "usual = 1", "to = 2"],
         'dials.d.keys.1: moves units.school_team.workers, as "units.*.workers" does'),
        (['keys = ["organisations.siloed.retelling"]', "from = -1", "usual = 0", "to = 1"],
         "dials.d.from: at -1.0 the scenario is wrong: organisations.siloed.retelling"),
        (['keys = ["arrivals.school.urgent"]', "from = 0", "usual = 0.1", "to = 2"],
         "dials.d.to: at 2.0 the scenario is wrong: arrivals.school.urgent"),
        (['keys = ["steps.reception.duration"]', 'from = "1 day"', 'usual = "2 days"', 'to = "3 days"'],
         "dials.d.keys.0: a uniform has no one length"),
        (['keys = ["steps.investigation.duration"]', 'acts = "plus"',
          'from = "0 days"', 'usual = "0 days"', 'to = "3 days"'],
         "dials.d.keys.0: steps.investigation.duration varies, so no days can be added"),
    ],
)  # fmt: skip
def test_a_wrong_dial_is_told_at_its_key(lines: list[str], told: str) -> None:
    assert any(each.startswith(told) for each in refusal(with_dial(TITLED, *lines))), refusal(with_dial(TITLED, *lines))


def test_titles_of_dials_are_judged_in_both_languages() -> None:
    keys = [WORKERS, TIMES, "from = 0.5", "to = 2"]
    assert any(
        each.startswith("dials.d.title.sv") for each in refusal(with_dial('title = { en = "A", sv = " " }', *keys))
    )


def test_all_dials_are_tried_at_both_ends_and_only_the_wrong_one_is_told() -> None:
    sound = '\n[dials.posts]\ntitle = "Posts"\nkeys = ["units.*.workers"]\nacts = "times"\nfrom = 0.5\nto = 2\n'
    wrong = with_dial(TITLED, 'keys = ["arrivals.school.urgent"]', "from = 0", "usual = 0.1", "to = 1.5") + sound
    assert [each.partition(":")[0] for each in refusal(wrong)] == ["dials.d.to"]


def test_a_scenario_that_is_wrong_where_a_dial_stands_is_refused_by_its_key() -> None:
    wrong = dial(keys=["arrivals.school.urgent"])
    with pytest.raises(ScenarioError, match=r"arrivals\.school\.urgent"):
        with_dials(load_text(small_world()), [(wrong, 2)])


def test_dials_are_a_table_of_the_scenario() -> None:
    assert "dials" in Scenario.model_fields


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("run.observe=1 year:2 years", "a dial moves what is simulated"),
        ("units.school_team.workers=nan:8", "nan"),
        ("units.school_team.workers=1:inf", "inf"),
    ],
)
def test_what_no_dial_of_a_file_may_move_none_of_the_command_line_moves(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        dial_named(load_text(small_world()), text)
    assert "Input should be" not in str(refused.value)


@pytest.mark.parametrize(
    ("usual", "value", "words"),
    [(1, 1022.0, "1 022"), (1, 1022.4, "1 022"), (1, 0.29412, "0.294"), (1, 7.25, "7.25"), (1, 123456.0, "123 456"),
     ("1 day", 14.0, "14 days"), ("1 day", 1.0, "1 day"), ("1 day", 0.25, "0.25 days"), ("1 day", 22.5, "22.5 days")],
)  # fmt: skip
def test_values_are_written_as_they_are(usual: float | str, value: float, words: str) -> None:
    ends = {"from": "0 days", "to": "99 days"} if isinstance(usual, str) else {}
    written = position(dial(keys=["x.y"], usual=usual, **ends), value)
    assert written.replace("\u202f", " ").replace("\u00a0", " ") == words
