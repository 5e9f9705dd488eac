"""A wrong key or value is told where it stands, with what was read, what is allowed and how to mend it."""

import pytest
from scenario.refused import refusal
from worlds import small_world


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"units__social_office__wrokers": "3"},
            "units.social_office.wrokers: unknown key; did you mean workers?",
        ),
        (
            {"organisations__siloed__colour": '"red"'},
            "organisations.siloed.colour: unknown key; the keys here are title, door, notices, passes_on, handover,",
        ),
        ({"steps__acute__workers": "3"}, "steps.acute.workers: does not belong here: workers is a key of a unit"),
        ({"unit__x__workers": "3"}, "unit: unknown key; did you mean units?"),
        ({"run__warm_up": "[]"}, "run.warm_up: a length of time is a number and a unit"),
        ({"crisis__growth": "{}"}, "crisis.growth: must be a number from 0 to 1; got a table"),
        (
            {"run__replications": '"20"'},
            'run.replications: must be a whole number from 1 to 100 000; got the text "20"',
        ),
        ({"arrivals__school__urgent": '"0.1"'}, 'got the text "0.1" (leave out the quotation marks)'),
        ({"arrivals__school__urgent": "true"}, "arrivals.school.urgent: must be a number from 0 to 1; got true"),
        ({"units__social_office__workers": "true"}, "must be a number from 0 to 1 000 000; got true"),
        ({"needs__protection__stays": '"true"'}, 'must be true or false; got the text "true" (leave out the quotation'),
        ({"needs__protection__stays": "1"}, "needs.protection.stays: must be true or false; got 1"),
        ({"title": "3"}, "title: must be a text; got 3"),
        ({"title": '"two\\nlines"'}, "title: must be one line of at most 120 characters"),
        ({"title": '" "'}, "title: must not be empty"),
        ({"start": '"2018-01-01"'}, 'start: must be a date such as 2018-01-31; got the text "2018-01-01"'),
        ({"start": "2018-01-01T12:00:00"}, "start: must be a date such as 2018-01-31; got 2018-01-01T12:00:00"),
        ({"start": "1018-01-01"}, "start: must lie in the years 1900 to 2200; got 1018-01-01"),
        (
            {"steps__acute__duration": "5"},
            'steps.acute.duration: a bare number has no unit: write "5 days" (or hours, weeks, months, years); got 5',
        ),
        ({"run__warm_up": "100"}, 'run.warm_up: a bare number has no unit: write "100 days"'),
        (
            {"steps__acute__duration": '"5 fortnights"'},
            'a length of time is a number and a unit: "14 days", "3 weeks", "4 months", "2 years"; '
            'got the text "5 fortnights"',
        ),
        (
            {"steps__acute__duration": "{ gamma = 5, cv = 0.5 }"},
            "steps.acute.duration.gamma: a bare number has no unit: write "
            '"5 days" (or hours, weeks, months, years); got 5',
        ),
        (
            {"steps__acute__duration": '{ uniform = ["5 days", "14"] }'},
            'steps.acute.duration.uniform: a length of time is a number and a unit: "14 days", "3 weeks", "4 months", '
            '"2 years"; got the text "14"',
        ),
        (
            {"steps__acute__duration": '{ gamma = "0 days", cv = 0.5 }'},
            'steps.acute.duration.gamma: the mean of a gamma must be longer than 0 days; got the text "0 days"',
        ),
        (
            {"steps__acute__duration": '{ gamma = "5 days", cv = 200 }'},
            "steps.acute.duration.cv: cv is a number between 0.01 and 100; got 200",
        ),
        ({"steps__acute__duration": '{ gama = "5 days" }'}, "a duration names one of gamma, lognormal, median,"),
        ({"steps__acute__duration": '{ gamma = "5 days" }'}, "gamma takes gamma and cv (gamma is the mean), not gamma"),
        ({"arrivals__school__urgent": "nan"}, "arrivals.school.urgent: must be an ordinary number; got nan"),
        ({"arrivals__school__per_month": "inf"}, "arrivals.school.per_month: must be an ordinary number; got inf"),
        ({"arrivals__school__per_month": "1e400"}, "(nan, inf and numbers beyond 1e308 are refused)"),
        ({"steps__acute__duration": '{ gamma = "5 days", cv = nan }'}, "must be an ordinary number; got nan"),
        (
            {"seed": "0x" + "f" * 4000},
            "seed: must be a number of at most 19 digits; got a number of more than 20 digits",
        ),
        ({"units__social_office__workers": "-3"}, "must be a number from 0 to 1 000 000; got -3"),
        (
            {"units__social_office__workers": "0"},
            "units.social_office.workers: is 0, but the step reception needs the unit",
        ),
        ({"units__social_office__workers": '"two"'}, 'must be a number from 0 to 1 000 000; got the text "two"'),
        ({"units__social_office__workers": '"2.5"'}, 'got the text "2.5" (leave out the quotation marks)'),
        (
            {"organisations__siloed__units__social_office__workers": "0.001"},
            "units.social_office.workers: must be 0 or at least 0.01; got 0.001",
        ),
        (
            {"organisations__siloed__units__social_office__workers": "-1"},
            "units.social_office.workers: must be a number from 0 to 1 000 000; got -1",
        ),
        ({"units__social_office__caseload": "2.5"}, "must be a whole number from 1 to 100 000; got 2.5"),
        ({"units__social_office__caseload": "2.0"}, "must be a whole number from 1 to 100 000; got 2.0 (write 2)"),
        ({"units__social_office__caseload": "0"}, "must be a whole number from 1 to 100 000; got 0"),
        ({"arrivals__school__urgent": "1.01"}, "arrivals.school.urgent: must be a number from 0 to 1; got 1.01"),
        (
            {"needs__protection__returns": '{ chance = 1, delay = "1 day" }'},
            "returns.chance: must be a number of at least 0 and below 1; got",
        ),
        (
            {"arrivals__school__needs": "[{ share = 0.6 }, { share = 0.3 }]"},
            "arrivals.school.needs: the shares of needs must sum to 1; they sum to 0.9",
        ),
        (
            {"needs__schooling__endings": '[{ share = 0.6, steps = ["school_support"] }]'},
            "needs.schooling.endings: the shares of endings must sum to 1; they sum to 0.6",
        ),
        ({"arrivals__school__month_factors": "[1, 2]"}, "must be a list of 12 numbers from 0 to 100; got a list of 2"),
        ({"arrivals__school__counts": "5"}, "counts: must be a text or a list of numbers of at least 0; got 5"),
        ({"arrivals__school__counts": "[-5]"}, "arrivals.school.counts.0: must be a number of at least 0; got -5"),
        ({"arrivals__school__source": "{ urgent = 5 }"}, "arrivals.school.source.urgent: must be a text; got 5"),
        ({"arrivals__school__per_week": "5"}, "arrivals.school.per_week: give exactly one of per_day, per_week,"),
        ({"arrivals__school__per_month": None}, "give exactly one of per_day, per_week, per_month, per_year, counts;"),
        ({"needs__schooling__crisis_per_day": "0.01"}, "give one of crisis_per_day, crisis_per_month, not several"),
        (
            {"needs__schooling__crisis_per_month": "50"},
            "crisis_per_month: means 1.643 crises a day for each child; 1 is",
        ),
        (
            {"units__school_board__meets_every": '"0 days"'},
            "school_board.meets_every: meets_every must be at least 0.01",
        ),
        ({"units__school_board__workers": "5"}, "a unit has either workers (and caseload), or meets_every and cases"),
        ({"units__school_board__administration": '"School"'}, 'got "School", and elsewhere "school": write both alike'),
        ({"run__observe": '"0 days"'}, "run.observe: observe must be longer than 0 days, or no child is counted"),
        ({"run__follow_up": '"1000 years"'}, "run: warm_up, observe and follow_up together may be 1000 years at most"),
        (
            {"steps__open_care__role": '"suport"'},
            'steps.open_care.role: must be "intake", "assessment", "decision" or "support"; got the text "suport"; '
            'did you mean "support"?',
        ),
        ({"organisations__siloed__order": '"longest"'}, 'got the text "longest"; did you mean "longest wait"?'),
        (
            {"organisations__siloed__assessment": '"shared"'},
            'assessment: must be "own" or "joint"; got the text "shared"',
        ),
        ({"steps__acute__role": None}, 'steps.acute.role: is missing: "intake", "assessment", "decision" or "support"'),
        ({"start": None}, "start: is missing: a date such as 2018-01-31 (the day the simulation starts)"),
    ],
)
def test_a_wrong_key_or_value_is_told_in_plain_words(changes: dict[str, str], message: str) -> None:
    text = small_world(**changes)
    messages = refusal(text)
    assert len(messages) == 1, messages
    assert message in messages[0]
