"""Sweeps and their cells: done once, the same bits by whoever does them, and paired as runs are."""

import json
from pathlib import Path

import numpy as np
import pytest
from worlds import small_world

import simulate
from simulate.experiment.cells import Cell, keys_of
from simulate.files.cells import Cells
from simulate.files.errors import FilesError
from simulate.findings.catalogue import MEASURES
from simulate.findings.quantities import Quantity
from simulate.interface.sweeping import sweep
from simulate.scenario.reading.load import load_text

POSTS = "units.school_team.workers=2:6"
RETELLING = "organisations.siloed.retelling=0:1"


class Counting(Cells):
    """Counts what is kept anew."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.put_keys: list[str] = []

    def put(self, key: str, what: bytes) -> None:
        """Keep something, and remember that."""
        self.put_keys.append(key)
        super().put(key, what)


def swept(folder: Path, dials: str | list[str] = POSTS, steps: int = 3, **how: object):
    kept = Counting(folder)
    return kept, sweep(load_text(small_world()), dials, steps, replications=2, engine="simpy", kept=kept, **how)


def test_a_point_of_a_sweep_is_what_a_run_of_it_gives(tmp_path: Path) -> None:
    _, found = swept(tmp_path)
    alone = simulate.run(load_text(small_world(units__school_team__workers="4")), replications=2, engine="simpy")
    for table, ours in ((alone.summary, found.points), (alone.differences, found.differences)):
        value = "difference" if "difference" in table else "value"
        theirs = table.set_index(["organisation", "measure", "group"])[value]
        here = (
            ours[ours["units.school_team.workers"] == 4].set_index(["organisation", "measure", "group"])[value].dropna()
        )
        here = here[[MEASURES[measure].percent is None for _, measure, _ in here.index]]
        assert len(here) > 100
        np.testing.assert_allclose(here, theirs.loc[here.index], rtol=1e-12)


def test_medians_are_those_of_each_replication_averaged_and_the_answer_says_so(tmp_path: Path) -> None:
    _, found = swept(tmp_path, measure="full_support_median")
    run = simulate.run(load_text(small_world(units__school_team__workers="4")), replications=2, engine="simpy")
    median = "measure == 'full_support_median' and group == 'all'"
    for organisation, each in run.replications.query(median).groupby("organisation")["value"]:
        here = found.points.query(f"{median} and organisation == '{organisation}'")
        at_four = here[here["units.school_team.workers"] == 4]["value"].item()
        assert at_four == pytest.approx(each.mean(), rel=1e-12)
        assert each.notna().all()
    text = " ".join(str(found).split())
    assert "A percentile is found in each replication by itself, and averaged" in text
    assert "A percentile" not in str(swept(tmp_path)[1])


@pytest.mark.parametrize("ask", ["match", "explain", "sensitivity"])
def test_the_other_questions_may_be_about_medians_too(tmp_path: Path, ask: str) -> None:
    arguments = (POSTS,) if ask == "match" else ()
    more = {"match": {}, "explain": {"orders": 2}, "sensitivity": {"dials": [POSTS], "draws": 4}}[ask]
    found = getattr(simulate, ask)(load_text(small_world()), *arguments, measure="full_support_median", replications=2,
                                   engine="simpy", kept=Cells(tmp_path), **more)  # fmt: skip
    text = " ".join(str(found).split())
    assert "Wait to full support, median (days)" in text
    assert "A percentile is found in each replication by itself, and averaged" in text


def test_what_was_done_is_not_done_again_and_more_values_or_replications_add_only_theirs(tmp_path: Path) -> None:
    first, found = swept(tmp_path)
    assert len(first.put_keys) == 3 * 2 * 2  # values, replications, organisations
    again, same = swept(tmp_path)
    assert again.put_keys == []
    assert same.points.equals(found.points)
    more, _ = swept(tmp_path, steps=5)  # 2, 3 … 6: three of them are there
    assert len(more.put_keys) == 2 * 2 * 2
    longer = Counting(tmp_path)
    sweep(load_text(small_world()), POSTS, 3, replications=3, engine="simpy", kept=longer)
    assert len(longer.put_keys) == 3 * 2


def test_an_organisation_that_a_dial_leaves_alone_is_run_once_for_all_its_values(tmp_path: Path) -> None:
    kept, found = swept(tmp_path, "organisations.integrated.coordination=0:1", 3)
    assert len(kept.put_keys) == (1 + 3) * 2
    points = found.points.set_index(["organisations.integrated.coordination", "organisation"])
    in_silos = [points.loc[(value, "siloed")].reset_index(drop=True) for value in (0.0, 0.5, 1.0)]
    assert in_silos[0].equals(in_silos[1])
    assert in_silos[0].equals(in_silos[2])


def test_what_is_left_of_a_sweep_that_was_stopped_gives_the_same_bits(tmp_path: Path) -> None:
    _, whole = swept(tmp_path / "whole", [POSTS, RETELLING], 2)
    stopped = tmp_path / "stopped"

    class Stops(Counting):
        def put(self, key: str, what: bytes) -> None:
            if len(self.put_keys) == 5:
                raise KeyboardInterrupt
            super().put(key, what)

    with pytest.raises(KeyboardInterrupt):
        sweep(load_text(small_world()), [POSTS, RETELLING], 2, replications=2, engine="simpy", kept=Stops(stopped))
    rest, found = swept(stopped, [POSTS, RETELLING], 2)
    assert len(rest.put_keys) == 4 * 2 * 2 - 5
    assert found.points.equals(whole.points)
    assert found.differences.equals(whole.differences)


def test_a_life_is_known_by_all_that_settles_it_and_by_nothing_else() -> None:
    def key(text: str, replication: int = 1, engine: str = "simpy", organisation: str = "siloed") -> str:
        return keys_of([Cell(load_text(text), (organisation,), replication)], engine)[0][organisation]

    one = key(small_world())
    assert key(small_world(title='"Other"', run__replications="7", description='"x"')) == one
    others = [
        key(small_world(seed="4")),
        key(small_world(), 2),
        key(small_world(), engine="compiled"),
        key(small_world(), organisation="integrated"),
        key(small_world(units__school_team__workers="5")),
        key(small_world(organisations__siloed__retelling="0.3")),
    ]
    assert len({one, *others}) == 1 + len(others)
    also = Cell(load_text(small_world()), ("siloed",), 1, (Quantity("visit_whole_mean", step="investigation"),))
    assert keys_of([also], "simpy")[0]["siloed"] not in {one, *others}
    elsewhere = small_world(organisations__integrated__coordination="0.3")
    assert key(elsewhere) == one
    assert key(elsewhere, organisation="integrated") not in {one, *others}


def test_a_kept_cell_that_cannot_be_read_is_as_if_it_were_not_there_and_one_that_cannot_be_kept_is_told(
    tmp_path: Path,
) -> None:
    cells = Cells(tmp_path)
    assert cells.get("ab12") is None
    cells.put("ab12", b"{}")
    assert cells.get("ab12") == b"{}"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["12.json"]
    (tmp_path / "file").write_text("")
    with pytest.raises(FilesError, match="cannot be written"):
        Cells(tmp_path / "file").put("ab12", b"{}")


@pytest.mark.parametrize(
    "what", [b"", b"\0\0\0", b"[1]", b"{}", b'{"values": 3}', b'{"measures":["a"],"groups":["b"],"values":[[0,1,2]]}']
)
def test_a_kept_cell_that_is_none_is_done_anew(tmp_path: Path, what: bytes) -> None:
    _, found = swept(tmp_path)
    broken = next(path for path in tmp_path.rglob("*.json"))
    whole = broken.read_bytes()
    broken.write_bytes(what)
    again, same = swept(tmp_path)
    assert len(again.put_keys) == 1
    assert broken.read_bytes() == whole
    assert same.points.equals(found.points)


def test_processes_give_the_same_bits(tmp_path: Path) -> None:
    _, alone = swept(tmp_path / "alone")
    _, shared = swept(tmp_path / "shared", workers=2)
    assert shared.points.equals(alone.points)


def test_what_cannot_be_swept_or_told_is_said_before_or_after_it_is_run(tmp_path: Path) -> None:
    scenario = load_text(small_world())
    for dials, more, why in (
        ([], {}, "one dial or two"),
        ([POSTS, POSTS], {}, "both dials are"),
        ([POSTS], {"steps": 1}, "steps"),
        ([POSTS], {"measure": "x"}, "there is no measure x"),
        ([POSTS], {"group": "x"}, "there is no group x"),
        ([POSTS], {"measure": "cost_per_child"}, "the file has no prices"),
        ([POSTS, "units.*.workers=4:8"], {}, "both move units.school_team.workers"),
    ):
        with pytest.raises(ValueError, match=why):
            sweep(scenario, dials, **{"steps": 2, "replications": 1, "engine": "simpy", **more})


def test_cells_hold_every_digit_and_say_where_nobody_was(tmp_path: Path) -> None:
    _, found = swept(tmp_path, steps=2)
    kept = [json.loads(path.read_text()) for path in tmp_path.rglob("*.json")]
    values = {value for life in kept for *_, value in life["values"]}
    told = found.told.found.points[0].measured[0]["siloed"]
    not_reached = load_text(small_world()).run.follow_up
    assert {value for value in told.values() if value == value} <= values | {not_reached}


def test_what_is_neither_good_nor_bad_is_more_or_less_and_nothing_but_luck_takes_its_interval() -> None:
    town, terms = load_text(small_world()), {"engine": "simpy", "measure": "gap_needs"}
    alone = sweep(town, POSTS, 2, replications=1, **terms)
    for text in (str(alone), str(sweep(town, [POSTS, RETELLING], 2, replications=2, **terms))):
        assert "better at" not in text
        assert "✓" not in text
        assert "interval )" not in text
