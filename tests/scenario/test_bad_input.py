"""Bad files are refused in words that say where, what was read, what is allowed and how to mend it."""

import os
import sys
from pathlib import Path

import pytest
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.rates import children_expected
from simulate.scenario.reading.load import load, load_text


def refusal(text: str) -> list[str]:
    """Give the messages about a scenario text, without the name of the file."""
    with pytest.raises(ScenarioError) as caught:
        load_text(text, file="town.toml")
    return [str(mistake).removeprefix("town.toml:") for mistake in caught.value.mistakes]


def refusal_of_file(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert str(path) in str(caught.value)
    return str(caught.value).replace(str(path), "FILE")


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), start=1) if words in line)


def test_the_small_world_itself_is_sound() -> None:
    assert load_text(small_world()).title == "Three units"


# ---- Files


def test_a_missing_file_is_named_and_a_near_name_suggested(tmp_path: Path) -> None:
    (tmp_path / "helsingborg.toml").write_text(small_world())
    assert refusal_of_file(tmp_path / "helsingburg.toml") == (
        "FILE: there is no such file; did you mean helsingborg.toml?"
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# only a note\n", "\ufeff"])
def test_an_empty_file_points_to_the_command_that_writes_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "empty.toml").write_text(text, encoding="utf-8")
    assert "this file is empty; `simulate new FILE` writes a scenario to start from" in refusal_of_file(
        tmp_path / "empty.toml"
    )


def test_a_folder_is_refused_as_a_folder(tmp_path: Path) -> None:
    assert refusal_of_file(tmp_path) == "FILE: this is a folder, not a scenario file"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="everything is readable here")
def test_a_file_one_may_not_read_is_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "closed.toml"
    path.write_text(small_world())
    path.chmod(0)
    assert refusal_of_file(path) == "FILE: you are not allowed to read this file"


def test_a_refused_permission_is_told_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "closed.toml"
    path.write_text(small_world())

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert refusal_of_file(path) == "FILE: you are not allowed to read this file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert refusal_of_file(tmp_path / "pipe.toml") == "FILE: this is not an ordinary file"


def test_a_name_no_file_can_have_is_refused_without_a_traceback() -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        load("a\0b.toml")
    with pytest.raises(ScenarioError, match="cannot be read"):
        load("x" * 5000)


def test_five_megabytes_are_refused_by_their_size(tmp_path: Path) -> None:
    (tmp_path / "large.toml").write_bytes(b"a = 1\n" * 900_000)
    assert "larger than 1024 KiB" in refusal_of_file(tmp_path / "large.toml")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", "this is a binary file, not text"),
        (b"\xff\xd8\xff\xe0\x10JFIF", "this is a binary file, not text"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe\x00", "this is a binary file, not text"),
        (b"title = 'x'\x00", "this is a binary file, not text"),
        ('title = "Helsingborg"'.encode("utf-16"), "this file is written in UTF-16; save it as UTF-8"),
        ('title = "Helsingborg"'.encode("utf-16-le"), "this file is written in UTF-16; save it as UTF-8"),
        ('title = "Helsingborg"'.encode("utf-32"), "this file is written in UTF-16; save it as UTF-8"),
        (b'title = "x"\n# f\xf6rskola\n', ":2: byte 0xF6 is not UTF-8; save the file as UTF-8"),
        (b'title = "x"\ndescription = "\x1b[31m"\n', ":2: the control character U+001B may not stand in a text file"),
        (b'title = "x"\rstart = 1', ":1: the control character U+000D may not stand in a text file"),
        ("\ufeff\ufefftitle = 'x'".encode(), ":1: the control character U+FEFF may not stand in a text file"),
    ],
)
def test_other_encodings_and_binary_files_are_recognised(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "strange.toml").write_bytes(content)
    assert words in refusal_of_file(tmp_path / "strange.toml")


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "windows.toml").write_bytes(b"\xef\xbb\xbf" + small_world().replace("\n", "\r\n").encode())
    assert load(tmp_path / "windows.toml") == load_text(small_world())


# ---- Texts that are not TOML


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = 'x'\ntitle = 'y'", "2: title: this key is given twice; it is first given in line 1"),
        (
            "[units.x]\nworkers = 1\n[units.y]\n[units.x]",
            "4: units.x: this key is given twice; it is first given in line 1",
        ),
        ("x = " + "[" * 21 + "]" * 21, "1: brackets are nested more than 20 deep"),
        ("x = " + "{ a = " * 21 + "1" + " }" * 21, "1: brackets are nested more than 20 deep"),
        ("\n" + ".".join(["a"] * 21) + " = 1", "2: a key has more than 20 parts with dots between them"),
        ("[" + " . ".join(["'a'"] * 21) + "]", "1: a key has more than 20 parts with dots between them"),
        ("x = '" + "y" * 5000 + "'", "1: this line has 5006 characters; 4096 are allowed"),
        ("share = 0,5", "write a decimal point, not a comma: 0.5"),
        ("limit = 14 days", 'write a length of time in quotation marks: "14 days"'),
        ("unit = reception", 'write text in quotation marks: "reception"'),
        ("title = “Lund”", 'write straight quotation marks: "…"'),
        ("stays = True", "write true or false"),
        ("start = 2018-02-30", "there is no 2018-02-30: that month has 28 days"),
        ("workers = 05", "write a number without leading zeros"),
        ("urgent = .5", "write a number with a digit before the point: 0.5"),
        ("urgent =", "a value must follow the equals sign"),
        ("[units.förskola]", 'write a name with other letters than a–z in quotation marks: [units."förskola"]'),
        ("title: x", "write key = value"),
        ("[units.x\nworkers = 1", "1: this is not TOML"),
        ("needs = [\n  1,\n  2\nx = 1", "a list ends with ]"),
    ],
)
def test_text_that_is_not_toml_is_refused_with_its_line_and_a_hint(text: str, words: str) -> None:
    [message] = refusal(text)
    assert words in message


# ---- Keys and values


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
        ({"steps__acute__duration": "{ gamma = 5, cv = 0.5 }"}, "steps.acute.duration: a bare number has no unit"),
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


def test_a_mistake_names_the_line_on_which_it_stands() -> None:
    text = small_world(units__social_office__workers="-2.5")
    [message] = refusal(text)
    assert message.startswith(f"{line_of(text, 'workers = -2.5')}: units.social_office.workers: ")


def test_a_missing_table_is_asked_for_by_name() -> None:
    messages = refusal('title = "x"\nstart = 2018-01-01\n[needs]\n')
    assert "arrivals: there must be at least one stream, in a table such as [arrivals.NAME]" in messages[0]
    assert any("needs: there must be at least one need" in message for message in messages)


def test_a_million_million_children_are_refused_with_an_estimate() -> None:
    [message] = refusal(small_world(arrivals__school__per_month="1e12"))
    assert "arrivals.school.per_month: about 16 427 104 722 793 children would come in each replication" in message
    assert "10 000 000 are allowed" in message


def test_as_many_children_as_a_country_has_are_not_too_many() -> None:
    expected = children_expected(load_text(small_world(arrivals__school__per_month="160000")))
    assert 2_200_000 < sum(expected.values()) < 3_000_000


def test_children_are_estimated_with_factors_trend_and_surges() -> None:
    surge = "[{ from = 2018-06-01, until = 2018-07-01, factor = 100 }]"
    [message] = refusal(small_world(arrivals__school__per_month="300000", arrivals__school__surges=surge))
    assert "about 34 2" in message  # 16.4 months of 300 000, and one of a hundred times as many
    growing = small_world(arrivals__school__trend_per_year="10", run__follow_up='"900 years"')
    assert "infinitely many" in refusal(growing)[0]


# ---- Names


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../../x", 'a name has letters, digits, _ and - only; this one has "."'),
        ("CON", "this name means a device to Windows, so no file can have it; choose another"),
        ("lpt1", "this name means a device to Windows"),
        ("=cmd", 'this one has "="'),
        ("<script>", 'this one has "<"'),
        ("two words", "this one has a space"),
        ("a\\u0000", "the character U+0000"),
        ("a\\u001B[31m", "the character U+001B"),
        ("a\\u202Eb", "the character U+202E"),
        ("_x", 'a name begins with a letter; this one begins with "_"'),
        ("1x", "a name begins with a letter"),
        ("x" * 41, "a name has at most 40 characters; this one has 41"),
        ("fo\\u0308rskola", "are written in parts (Unicode NFD); write them composed (NFC)"),
        ("", "a name may not be empty"),
    ],
)
@pytest.mark.parametrize("table", ["arrivals", "needs", "steps", "units", "organisations"])
def test_unsafe_names_are_refused_in_every_table(table: str, name: str, words: str) -> None:
    entry = {
        "arrivals": 'per_month = 1\nfirst_need = "schooling"',
        "needs": 'pathway = ["acute"]',
        "steps": 'role = "intake"',
        "units": 'administration = "school"\nworkers = 1',
        "organisations": 'title = "other"',
    }[table]
    [message] = refusal(f'{small_world()}\n[{table}."{name}"]\n{entry}\n')
    assert words in message
    assert message.isprintable()


def test_names_in_any_script_are_taken() -> None:
    for name in ("förskola", "école-2", "学校", "स्कूल"):
        load_text(small_world() + f'\n[units."{name}"]\nadministration = "school"\nworkers = 1\n')


def test_two_names_equal_but_for_case_are_refused() -> None:
    unit = 'administration = "school"\nworkers = 1\n'
    [message] = refusal(small_world() + f"\n[units.School_Team]\n{unit}")
    assert 'units.School_Team: there is also "school_team": two names must differ in more than their case' in message
    [message] = refusal(
        small_world() + f"\n[units.Straße]\n{unit}\n[units.STRASSE]\n{unit}".replace("Straße", '"Straße"')
    )
    assert 'there is also "Straße"' in message


def test_a_step_may_not_take_a_word_that_means_something_else() -> None:
    [message] = refusal(small_world(steps__own__role='"intake"'))
    assert "steps.own: this name stands for the value of door and decision; choose another" in message


# ---- Between tables


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"needs__protection__pathway": '["receptoin", "investigation", "open_care"]'},
            'needs.protection.pathway.0: there is no step "receptoin"; did you mean reception?',
        ),
        (
            {"steps__acute__unit": '"socialoffice"'},
            'steps.acute.unit: there is no unit "socialoffice"; did you mean social_office?',
        ),
        (
            {"arrivals__school__first_need": '"school"'},
            'arrivals.school.first_need: there is no need "school"; did you mean schooling?',
        ),
        (
            {"arrivals__school__needs": '[{ share = 1, with = ["food"] }]'},
            'needs.0.with.0: there is no need "food"; the needs are schooling and protection',
        ),
        (
            {"arrivals__school__needs": '[{ share = 1, with = ["schooling"] }]'},
            "needs.0.with.0: schooling is the first need already; list only the further ones",
        ),
        (
            {"arrivals__school__needs": '[{ share = 1, with = ["protection", "protection"] }]'},
            "arrivals.school.needs.0.with.1: protection is listed twice",
        ),
        ({"arrivals__school__needs": "[]"}, "arrivals.school.needs: must have at least one entry; leave the key out"),
        ({"arrivals__school__measured": "false"}, "at least one stream must be measured, or nothing is counted"),
        (
            {"arrivals__school__ages": "[{ share = 1, from = 18, to = 19 }]", "leaves_at_age": "18"},
            "ages.0.from: these children have reached leaves_at_age (18) before they come; got 18",
        ),
        (
            {"needs__protection__pathway": '["reception", "investigation", "reception", "open_care"]'},
            'needs.protection.pathway.2: the step "reception" stands twice on this way',
        ),
        (
            {"needs__schooling__endings": '[{ share = 1, steps = ["school_assessment", "school_support"] }]'},
            'needs.schooling.endings.0.steps.0: the step "school_assessment" stands twice on this way',
        ),
        (
            {"needs__protection__pathway": '["investigation", "reception", "open_care"]'},
            'needs.protection.pathway.1: "reception" (intake) cannot follow "investigation" (assessment); '
            "the order is intake, assessment, decision and support",
        ),
        (
            {"needs__protection__pathway": '["open_care", "acute"]'},
            'needs.protection.pathway.0: the support "open_care" must be the last step of the way; "acute" follows it',
        ),
        ({"needs__protection__pathway": "[]"}, "needs.protection.pathway: must have at least one entry"),
        ({"crisis__step": '"acut"'}, 'crisis.step: there is no step "acut"; did you mean acute?'),
        ({"crisis__step": '"open_care"'}, 'steps.open_care.unit: the acute step "open_care" must have a unit'),
        (
            {"organisations__integrated__door": '"shared_intak"'},
            'must be "own" or a step; there is no step "shared_intak"; did you mean shared_intake?',
        ),
        (
            {"organisations__integrated__door": '"investigation"'},
            'door: must be a step with the role intake; "investigation" has the role assessment',
        ),
        (
            {"organisations__integrated__door": '"reception"'},
            "steps.reception.go_on: a shared intake lets everybody go on, so its go_on must be 1; got 0.7",
        ),
        ({"steps__shared_intake__unit": None}, 'the shared intake "shared_intake" must have a unit'),
        (
            {"organisations__integrated__decision": '"acute"'},
            'decision: must be a step with the role decision; "acute" has the role support',
        ),
        (
            {"organisations__integrated__otherwise": '"silod"'},
            'organisations.integrated.otherwise: there is no organisation "silod"; did you mean siloed?',
        ),
        (
            {"organisations__integrated__otherwise": '"integrated"'},
            "otherwise: must be another organisation than this one",
        ),
        (
            {"organisations__integrated__otherwise": None},
            "organisations.integrated.otherwise: must be given, because consent is 0.9",
        ),
        (
            {
                "organisations__siloed__reach": "0.5",
                "organisations__siloed__otherwise": '"other"',
                "organisations__other__title": '"o"',
            },
            "integrated.otherwise: must be an organisation that takes everybody; siloed has a consent or reach below 1",
        ),
        (
            {"organisations__integrated__units__school_team__cases": "4"},
            "units.school_team.cases: does not fit: the unit school_team has workers, and no meetings",
        ),
        (
            {"organisations__integrated__units__school_board__workers": "4"},
            "units.school_board.workers: does not fit: the unit school_board has meetings, and no workers",
        ),
        (
            {"organisations__integrated__units__school_taem__workers": "4"},
            'organisations.integrated.units.school_taem: there is no unit "school_taem"; did you mean school_team?',
        ),
        (
            {"steps__investigation__unit": '"school_team"'},
            'organisations.integrated.assessment: "joint" would need the unit school_team twice for children with '
            "protection and schooling (as in the stream school): give one of them an assessment in another unit",
        ),
        (
            {"steps__acute__duration": None},
            'steps.acute.duration: must be given and longer than 0 days, because the workers of "social_office" do',
        ),
        ({"steps__open_care__go_on": "0.5"}, "steps.open_care.go_on: nothing follows a support"),
        ({"steps__acute__by_law": "true"}, "steps.acute.by_law: is for decisions; the role of this step is support"),
        ({"organisations__siloed__title": '"integrated"'}, 'the organisation "siloed" is shown under the same name'),
        (
            {"arrivals__school__source": '{ per_mont = "a count" }'},
            'arrivals.school.source.per_mont: there is no key "per_mont" here; did you mean per_month?',
        ),
    ],
)
def test_tables_that_do_not_fit_together_are_refused(changes: dict[str, str], message: str) -> None:
    messages = refusal(small_world(**changes))
    assert len(messages) == 1, messages
    assert message in messages[0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"organisations__siloed__units__school_team__workers": "0"},
            "the step school_intake needs the unit school_team",
        ),
        (  # a shared door takes the place of the intakes, but some families do not consent
            {
                "steps__reception__unit": '"desk"',
                "units__desk__administration": '"social services"',
                "units__desk__workers": "2",
            }
            | {"organisations__integrated__units__desk__workers": "0"},
            "the step reception needs the unit desk in integrated, on the way of protection (handled as in siloed)",
        ),
    ],
)
def test_a_closed_unit_that_children_need_is_refused_and_both_are_named(changes: dict[str, str], words: str) -> None:
    messages = refusal(small_world(**changes))
    assert words in messages[0]


def test_a_unit_nobody_needs_any_more_may_be_closed() -> None:
    text = small_world(
        steps__reception__unit='"desk"',
        units__desk__administration='"social services"',
        units__desk__workers="2",
        organisations__integrated__units__desk__workers="0",
        organisations__integrated__consent="1",
    )
    assert load_text(text).unit_in("desk", "integrated").workers == 0


def test_every_mistake_is_told_at_once_in_the_order_of_the_file() -> None:
    text = small_world(
        arrivals__school__first_need='"school"',
        steps__acute__duration="5",
        units__social_office__workers="0",
        organisations__integrated__door='"shared_intak"',
    )
    messages = refusal(text)
    keys = [message.split(": ")[1] for message in messages]
    assert keys == [
        "arrivals.school.first_need",
        "steps.acute.duration",
        "units.social_office.workers",
        "organisations.integrated.door",
    ]


def test_a_mistake_in_a_table_does_not_make_others_complain_about_what_it_would_have_said() -> None:
    """A duration that cannot be read is not missing as well, and a unit with a bad number still exists."""
    messages = refusal(small_world(steps__acute__duration='"5 dayz"', units__social_office__caseload='"many"'))
    assert len(messages) == 2


def test_thousands_of_mistakes_are_cut_off() -> None:
    text = small_world() + "\n[organisations.x]\n" + "".join(f"key_{number} = 1\n" for number in range(5000))
    messages = refusal(text)
    assert len(messages) == 51
    assert "more mistakes" in messages[-1]


def test_too_many_names_are_counted_instead_of_judged() -> None:
    text = small_world() + "".join(f"\n[organisations.x{number}]\n" for number in range(600))
    assert "organisations: there are 602 organisations; 500 are allowed" in refusal(text)[0]


def test_a_value_where_a_table_belongs_is_refused_as_such() -> None:
    messages = refusal('units = []\nsteps = "x"\nrun = 3\n' + small_world().split("[run]")[0])
    assert any("units: must be a table; got a list of 0" in message for message in messages)
    assert any('steps: must be a table; got the text "x"' in message for message in messages)
    assert any("run: must be a table; got 3" in message for message in messages)
