"""Products of numbers are added up by numpy itself, not by its library for matrices.

What that library gives hangs on the processor and, for more than ten thousand numbers, on how many cores there are. Its
threads also keep these busy for a while after each product: the command forbids it, who runs from Python does not.
"""

import ast
from pathlib import Path

import numpy as np
import pytest

import simulate
from simulate.findings.service import PlacesInTime
from simulate.findings.survival import Curve

FOLDER = Path(simulate.__file__).parent
PRODUCTS = {"dot", "vdot", "inner", "matmul", "tensordot", "einsum", "linalg"}
ROUNDED = {"world/gamma.py": 1, "findings/dependence.py": 5, "experiment/identified.py": 1}
"""An inverse of six rows at import, of which the whole numbers are kept: the same with any library; regressions of
ranks, which are told with two decimals; and singular values, of which it is asked whether they are less than 1."""


def products(source: str) -> list[str]:
    """Name what a source leaves to the library for matrices."""
    found = [node for node in ast.walk(ast.parse(source))]
    operators = [
        "@" for node in found if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult)
    ]
    named = [node.attr for node in found if isinstance(node, ast.Attribute) and node.attr in PRODUCTS]
    return operators + named


@pytest.mark.parametrize("source", ["a @ b", "a @= b", "np.dot(a, b)", "a.dot(b)", "np.linalg.inv(a)"])
def test_a_product_of_matrices_is_noticed(source: str) -> None:
    assert len(products(source)) == 1


def test_nothing_is_left_to_the_library_for_matrices() -> None:
    found = {
        path.relative_to(FOLDER).as_posix(): len(products(path.read_text(encoding="utf-8")))
        for path in FOLDER.rglob("*.py")
    }
    assert len(found) > 100
    assert {name: count for name, count in found.items() if count} == ROUNDED


def test_areas_are_sums_of_their_rectangles_in_pairs() -> None:
    rng = np.random.default_rng(5)
    days = np.cumsum(rng.random(40_001))
    heights = rng.random(40_000)
    by_numpy = float(np.add.reduce(heights * np.diff(days)))
    assert PlacesInTime(days, heights).place_days() == by_numpy
    falling = np.sort(heights)[::-1]
    curve = Curve(days[1:], falling, 40_000, float(days[-1]))
    edges = np.append(0.0, days[1:])
    levels = np.append(1.0, falling[:-1])
    assert curve.mean_within(float(days[-1])) == float(np.add.reduce(np.diff(edges) * levels))
