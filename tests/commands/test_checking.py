"""`simulate check`: what it says of a scenario, and of what it warns."""

import re
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from worlds import small_world

Call = Callable[..., Result]


def test_check_tells_load_staff_and_what_is_wrong_with_them(town: Path, simulate: Call) -> None:
    told = simulate("check", "town.toml")
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    (load_of_team,) = [line for line in lines if line.startswith("school team") and "4 × 10" in line]
    siloed, integrated = (int(share) for share in re.findall(r"(\d+) %", load_of_team))
    assert siloed > 100 > integrated, "there it has one worker more, and of joint assessments its own part"
    text = " ".join(told.stdout.split())
    assert "Workers: 9 in siloed and 9 in integrated." in text
    assert "Places (children they can have at the same time): 80 in siloed and 82 in integrated." in text
    assert f"more is asked than can be done: school team in siloed ({siloed} % of 40 at a time). Lines grow" in text
    assert "as many workers, but in other places: school team: 4 × 10 places → 5 × 10 places" in text
    assert max(map(len, lines)) <= 100


def test_check_tells_load_where_time_is_shared_by_the_children_at_full_pace(town: Path, simulate: Call) -> None:
    full = ("--set", "units.school_team.caseload=1000", "--set", "units.school_team.full_pace_up_to=10")
    text = " ".join(simulate("check", "town.toml", *full).stdout.split())
    plain = " ".join(simulate("check", "town.toml").stdout.split())
    (share,) = re.findall(r"school team in siloed \((\d+) % of 40 at full pace\)\. Who share their time have", text)
    assert f"school team in siloed ({share} % of 40 at a time)" in plain
    assert "full pace for up to 10 children each, longer visits beyond" in text
    slow = " ".join(simulate("check", "town.toml", *full[:3], "units.school_team.full_pace_up_to=9.9").stdout.split())
    assert re.search(r"little time: school team in integrated \(99 % of 50 at full pace, \d+ days longer\)", slow)


def test_check_counts_a_part_time_post_as_the_part_it_is(town: Path, simulate: Call) -> None:
    half = ("--set", "units.school_team.workers=4.5", "--set", "units.social_office.workers=4.25")
    told = simulate("check", "town.toml", *half)
    assert told.exit_code == 0
    (load_of_team,) = [line for line in told.stdout.splitlines() if line.startswith("school team") and "×" in line]
    assert "4.5 × 10" in load_of_team
    text = " ".join(told.stdout.split())
    assert "Workers: 8.75 in siloed and 9 in integrated." in text
    # 45 places at the school and, with a quarter of 8, 34 at the social office
    assert "Places (children they can have at the same time): 79 in siloed and 82 in integrated." in text
    assert "integrated has 0.25 workers more than siloed" in text
    assert "school team: 4.5 × 10 places → 5 × 10 places" in text


def test_check_warns_of_more_staff_and_of_organisations_that_are_the_same(town: Path, simulate: Call) -> None:
    told = simulate("check", "town.toml", "--set", "organisations.integrated.units.school_team.workers=7")
    assert "integrated has 2 workers more than siloed" in " ".join(told.stdout.split())
    town.write_text(small_world().split("[organisations.integrated]")[0] + "[organisations.twin]\n", encoding="utf-8")
    told = simulate("check", "town.toml", "--set", "run.follow_up=0 days", "--set", "run.warm_up=0 days")
    text = " ".join(told.stdout.split())
    assert '"siloed" and "twin" are the same organisation' in text
    assert "there is no follow-up" in text
    assert "there is no warm-up" in text


def loads_told(stdout: str) -> str:
    """Give what `check` says of loads: the table, and the warnings."""
    table = stdout.split("Load: ")[1].split("Workers")[0]
    return table + " ".join(stdout.split("Warnings")[1].split())


def test_check_says_the_same_of_loads_whatever_the_seed(town: Path, simulate: Call) -> None:
    told = {loads_told(simulate("check", "town.toml", "--set", f"seed={seed}").stdout) for seed in (1, 2, 7)}
    assert len(told) == 1


QUEUE = """
title = "A unit of any size"
start = 2018-01-01
[run]
observe = "2 years"
[arrivals.street]
per_year = {per_year}
first_need = "help"
[needs.help]
pathway = ["helping"]
[steps.helping]
role = "support"
unit = "office"
duration = {{ gamma = "100 days", cv = 0.5 }}
[units.office]
administration = "town"
workers = {places}
[organisations.one]
"""


def test_check_tells_a_small_unit_with_a_long_wait_from_a_large_one_that_is_nearly_as_full_as_can_be(
    town: Path, simulate: Call
) -> None:
    # Erlang's C: 4 places at 85 % make children wait 72 days on average (69 at half a point less, 75 at half a point
    # more), 300 at 97 % hardly four
    told = {}
    for places, share in ((4, 0.85), (300, 0.97), (300, 1.02)):
        town.write_text(QUEUE.format(per_year=share * places * 365.25 / 100, places=places), encoding="utf-8")
        told[places, share] = " ".join(simulate("check", "town.toml").stdout.split())
    (days,) = re.findall(r"little room: office in one \(85 % of 4 at a time, a wait of (\d+) days\)", told[4, 0.85])
    assert 69 <= int(days) <= 75
    assert "told from 30 days on" in told[4, 0.85]
    assert ["little room" in text for text in told.values()] == [True, False, False]
    assert ["more is asked than can be done" in text for text in told.values()] == [False, False, True]


def test_check_does_not_say_that_nobody_comes_where_few_do(town: Path, simulate: Call) -> None:
    for per_year, words in ((0.5, "0.042"), (2, "0.17"), (100, "8.3")):
        town.write_text(QUEUE.format(per_year=per_year, places=4), encoding="utf-8")
        lines = [line.split() for line in simulate("check", "town.toml").stdout.splitlines()]
        assert ["together", words] in lines


def test_check_counts_the_children_of_the_window_that_counts(town: Path, simulate: Call) -> None:
    # nobody comes for 14 months, and children count in the first ten of them; 50 days later 20 a month do
    town.write_text(small_world(arrivals__school__counts=f"[{', '.join(['0'] * 14 + ['20'] * 30)}]").replace(
        "per_month = 20\n", ""), encoding="utf-8")  # fmt: skip
    text = " ".join(simulate("check", "town.toml").stdout.split())
    assert "no child counts: no stream that is measured brings any from day 100 to day 300." in text
    later = simulate("check", "town.toml", "--set", "run.warm_up=426 days", "--set", "run.observe=28 days")
    assert "about 18 children count in each replication" in " ".join(later.stdout.split())


def test_a_warm_up_longer_than_the_rest_is_warned_of_and_runs(town: Path, simulate: Call) -> None:
    long = ("--set", "run.warm_up=500 days", "--set", "run.observe=60 days", "--set", "run.follow_up=60 days")
    text = " ".join(simulate("check", "town.toml", *long).stdout.split())
    assert "run.warm_up: is longer than what is looked at: 500 days for 120 days of observe and follow_up" in text
    assert "is longer" not in simulate("check", "town.toml").stdout
    told = simulate("run", "town.toml", *long, "-r", "1", "--no-figures", "--engine", "simpy")
    assert told.exit_code == 0, told.stderr


def test_check_lists_every_assumption_when_asked(town: Path, simulate: Call) -> None:
    short, full = simulate("check", "town.toml").stdout, simulate("check", "town.toml", "--all").stdout
    assert "steps.open_care.duration" not in short
    assert "more, with --all" in short
    assert "steps.open_care.duration: no source given" in full


def test_one_child_and_one_day_are_said_as_one(town: Path, simulate: Call) -> None:
    one = ("--set", "arrivals.school.per_month=0.15", "--set", "run.follow_up=1 day", "--set", "run.replications=5")
    text = " ".join(simulate("check", "town.toml", *one).stdout.split())
    assert "about 1 child counts in each replication: figures will differ much." in text
    assert "children are followed for 1 day only" in text
    assert "1 day follow-up; 5 replications" in text
    often = simulate("check", "town.toml", "--set", "units.school_board.meets_every=1 day", "--set",
                     "units.school_board.cases=1")  # fmt: skip
    assert re.search(r"school board +1 case / 1 day ", often.stdout)


def test_check_tells_of_staff_dates_and_prices_and_asks_about_a_misspelt_organisation(
    town: Path, simulate: Call
) -> None:
    variant = (
        'extends = "town.toml"\n[units.school_team]\nturnover = 0.25\ntime_to_fill = "1 year"\n'
        "[organisations.integratd]\nnotices = 0.9\n"
        "[[changes]]\nfrom = 2030-01-01\nunits.school_team.workers = 3\n[costs]\ncrisis = 20000\n"
    )
    Path("variant.toml").write_text(variant, encoding="utf-8")
    told = simulate("check", "variant.toml")
    assert told.exit_code == 0, told.stderr
    text = " ".join(told.stdout.split())
    assert "Staff: comings and goings away leave a year vacant school team 25 % 20 %" in text
    assert "- after the end, everywhere: school team workers 3" in text
    assert "- a crisis: 20 000" in text
    assert "variant.toml:5: organisations.integratd: is a new organisation" in text
    assert "changes.0.from: lies after the end of the run, so it changes nothing" in text
    assert max(map(len, told.stdout.splitlines())) <= 100


def test_check_refuses_what_a_phase_makes_wrong_without_a_traceback(town: Path, simulate: Call) -> None:
    phase = "[[organisations.siloed.phases]]\nfrom = 2018-03-01\ndoor = 'reception'\n"
    town.write_text(small_world() + phase, encoding="utf-8")
    told = simulate("check", "town.toml")
    assert told.exit_code == 2
    assert "organisations.siloed.phases.0: from this day on steps.reception.go_on is wrong" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_forgotten_unit_is_asked_about_by_check_and_by_a_run(town: Path, simulate: Call) -> None:
    town.write_text(small_world(steps__school_assessment__unit=None), encoding="utf-8")
    told = " ".join(simulate("check", "town.toml").stdout.split())
    assert "steps.school_assessment.unit: is not given, so nobody does this assessment" in told
    ran = simulate("run", "town.toml", "-r", "1", "--no-figures", "-o", "out")
    words = "Warning: nobody does school assessment, which has no unit: it is in no line and no load."
    assert words in " ".join(ran.stdout.split())
    town.write_text(small_world(steps__school_assessment__unit='"none"'), encoding="utf-8")
    assert "nobody does" not in simulate("check", "town.toml").stdout
    assert "nobody does" not in simulate("run", "town.toml", "-r", "1", "--no-figures", "-o", "other").stdout


def test_a_joint_decision_that_is_prepared_in_time_is_told_from_one_that_implies_it(town: Path, simulate: Call) -> None:
    jointly = ("--set", "organisations.siloed.decision=joint_plan")
    assert "In siloed" not in simulate("check", "town.toml", *jointly).stdout
    late = (*jointly, "--set", "organisations.siloed.passes_on=after support")
    text = " ".join(simulate("check", "town.toml", *late).stdout.split())
    assert 'In siloed other needs are passed on "after assessment": implied by its joint decision.' in text


def test_check_says_which_needs_are_reported_at_once(town: Path, simulate: Call) -> None:
    assert "Reported at once" not in simulate("check", "town.toml").stdout
    told = simulate("check", "town.toml", "--set", "needs.protection.reported_at_once=true")
    text = " ".join(told.stdout.split())
    assert "Reported at once: protection. Where it is noticed, it is passed on when the first contact begins" in text


def test_check_says_which_needs_may_stay_unseen_and_what_makes_them_known(town: Path, simulate: Call) -> None:
    def told(*settings: str) -> str:
        given = [each for setting in settings for each in ("--set", setting)]
        return " ".join(simulate("check", "town.toml", *given).stdout.split())

    assert "Where nobody notices" not in told()
    assert "A crisis makes all needs of the child known that nobody had noticed." in told()
    some, blind = "needs.protection.surfaces=0.4", "crisis.crisis_reveals=false"
    half = "Where nobody notices protection, it comes up by itself in 40 % of the children; in the others"
    assert f"{half} only a crisis makes it known." in told(some)
    assert f"{half} it never becomes known." in told(some, blind)
    assert "A crisis makes" not in told(some, blind)
    assert "Where nobody notices protection, only a crisis makes it known." in told("needs.protection.surfaces_after=")
    assert "Where nobody notices protection, it never becomes known." in told("needs.protection.surfaces=0", blind)


def test_a_report_that_is_neither_made_nor_not_is_refused(town: Path, simulate: Call) -> None:
    wrong = simulate("check", "town.toml", "--set", "needs.protection.reported_at_once=within a day")
    assert wrong.exit_code == 2
    assert "needs.protection.reported_at_once" in wrong.stderr
    assert "true or false" in wrong.stderr
    wrong = simulate("check", "town.toml", "--set", "organisations.siloed.decision_holds=0.5")
    assert wrong.exit_code == 2
    assert "organisations.siloed.decision_holds" in wrong.stderr
    wrong = simulate("check", "town.toml", "--set", "organisations.siloed.reported_at_once=true")
    assert wrong.exit_code == 2, "it is the need's, not an organisation's"
