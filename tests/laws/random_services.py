"""Random services: the units, needs, streams and organisations of which random worlds are made."""

import itertools
from typing import Any

from hypothesis import strategies as st
from random_staff import Terms, whole_days


def spread(draw: st.DrawFn, low: int, high: int) -> Any:
    """Draw a duration, often one without spread."""
    days = draw(st.integers(low, high))
    if days == 0 or draw(st.booleans()):
        return f"{days} days"
    shape = draw(st.sampled_from(["gamma", "exponential", "median", "uniform"]))
    more = {"gamma": {"cv": 0.7}, "median": {"sigma": 0.7}}.get(shape, {})
    return {shape: ["0 days", f"{2 * days} days"] if shape == "uniform" else f"{days} days", **more}


def draw_units(draw: st.DrawFn) -> dict[str, Terms]:
    units: dict[str, Terms] = {}
    for number in range(draw(st.integers(2, 5))):
        unit: Terms = {"administration": draw(st.sampled_from(["school", "social services"]))}
        if number > 0 and draw(st.integers(0, 3)) == 0:
            unit.update(meets_every=whole_days(draw, 2, 9), cases=draw(st.integers(1, 3)))
        else:
            unit.update(workers=draw(st.sampled_from([1, 1.5, 2.7])), caseload=draw(st.sampled_from([1, 2, 3])))
        units[f"unit{number}"] = unit
    return units


def draw_need(draw: st.DrawFn, name: str, steps: dict[str, Terms], units: list[str], assessors: list[str]) -> Terms:
    """Draw a need and its steps; its assessments are done by some units, few of which other needs have for it too."""

    def step(role: str, done_by: list[str], most: int) -> str:
        named = f"{name}_{role}{sum(each.startswith(f'{name}_{role}') for each in steps)}"
        steps[named] = {"role": role, "duration": spread(draw, 0, most)}
        if done_by and draw(st.integers(0, 9 if role == "assessment" else 4)) > 0:
            steps[named]["unit"] = draw(st.sampled_from(done_by))
        if role != "support" and draw(st.integers(0, 3)) == 0:
            steps[named]["go_on"] = draw(st.sampled_from([0.5, 0.8]))
        if role == "decision":
            steps[named]["by_law"] = draw(st.booleans())
        lengthens = draw(st.booleans())
        alike = [each["lengthens"] for each in steps.values() if _is_one_part(each, steps[named])]
        steps[named]["lengthens"] = alike[0] if alike else lengthens
        return named

    pathway = [step("intake", units, 3) for _ in range(draw(st.integers(0, 2)))]
    pathway += [step("assessment", assessors, 8) for _ in range(draw(st.sampled_from([1, 1, 2, 0])))]
    need: Terms = {"pathway": pathway}
    if pathway and draw(st.booleans()):
        ways = [[step("support", units, 15)], [step("decision", units, 2), step("support", units, 15)]]
        ways.append([step("decision", units, 1)])
        need["endings"] = [{"share": share, "steps": way} for share, way in zip((0.5, 0.4, 0.1), ways, strict=True)]
    else:
        pathway.append(step("support", units, 15))
    if draw(st.booleans()):
        need["crisis_per_month"] = draw(st.sampled_from([1.5, 0.3]))
    if draw(st.booleans()):
        need["patience"] = spread(draw, 3, 40)
        need["stays"] = draw(st.integers(0, 3)) == 0
    if draw(st.booleans()):
        need["surfaces_after"] = spread(draw, 1, 40)
    if draw(st.booleans()):
        need["returns"] = {"chance": 0.5, "delay": spread(draw, 1, 20)}
    return need


def _is_one_part(step: Terms, other: Terms) -> bool:
    """Tell whether two steps may be one part of a joint assessment, which is either work or a stay."""
    both = (step, other)
    return (
        step is not other
        and all(each["role"] == "assessment" for each in both)
        and step.get("unit") == other.get("unit")
    )


def draw_stream(draw: st.DrawFn, needs: list[str]) -> Terms:
    first = draw(st.sampled_from(needs))
    others = [need for need in needs if need != first]
    some = [list(part) for size in range(len(others) + 1) for part in itertools.combinations(others, size)]
    stream: Terms = {
        "per_day": draw(st.sampled_from([0.3, 0.6, 0.1])),
        "first_need": first,
        "urgent": draw(st.sampled_from([0.0, 0.2, 1.0])),
        "needs": [{"share": 1 / len(some[-3:]), "with": part} for part in some[-3:]],
    }
    if draw(st.booleans()):
        stream["ages"] = [{"share": 1.0, "from": 17.95, "to": 18.25}]
    if draw(st.integers(0, 3)) == 0:
        stream["month_factors"] = [draw(st.sampled_from([0.0, 1.0, 3.0])) for _ in range(12)]
    return stream


def features(draw: st.DrawFn, steps: dict[str, Terms], units: dict[str, Terms]) -> Terms:
    """Draw an organisation that takes everybody."""
    organisation: Terms = {
        "door": draw(st.sampled_from(["own", "shared_intake"])),
        "notices": draw(st.sampled_from([1.0, 1.0, 0.5, 0.0])),
        "passes_on": draw(st.sampled_from(["at intake", "after assessment", "after support"])),
        "handover": spread(draw, 0, 10),
        "refused": draw(st.sampled_from([0.5, 0.0])),
        "refused_delay": spread(draw, 0, 10),
        "retelling": draw(st.sampled_from([0.0, 0.5])),
        "assessment": draw(st.sampled_from(["joint", "joint", "own"])),
        "decision": draw(st.sampled_from(["own", "joint_plan"])),
        "decision_holds": draw(st.sampled_from([True, False])),
        "coordination": draw(st.sampled_from([0.0, 0.1])),
        "generalist": draw(st.sampled_from([0.0, 0.05])),
        "consent_delay": spread(draw, 0, 2),
        "participation": draw(st.sampled_from([0.5, 1.0, 2.0])),
        "order": draw(
            st.sampled_from(
                ["urgent, then longest wait", "longest wait", "longest total wait", "urgent, then longest total wait"]
            )
        ),
        "keeps_places_after": draw(st.sampled_from(["0 days", "3 days", "14 days", "2000 days"])),
    }
    staffed = [name for name, unit in units.items() if "workers" in unit]
    if draw(st.booleans()):
        organisation["units"] = {
            draw(st.sampled_from(staffed)): {"workers": draw(st.sampled_from([1, 2, 3, 4, 0.5, 2.5]))}
        }
    if draw(st.booleans()):
        some = draw(st.lists(st.sampled_from(list(steps)), min_size=1, max_size=4, unique=True))
        organisation["steps"] = {name: _done_otherwise(draw, name, steps[name], units) for name in some}
    return organisation


def _done_otherwise(draw: st.DrawFn, name: str, step: Terms, units: dict[str, Terms]) -> Terms:
    """Draw another unit for a step, or another length, or both; assessments are given to workers, not to meetings."""
    by_whom = [unit for unit in units if step["role"] != "assessment" or "workers" in units[unit]]
    if name not in ("shared_intake", "acute"):
        by_whom.append("none")
    unit, duration = {"unit": draw(st.sampled_from(by_whom))}, {"duration": spread(draw, 0, 8)}
    return draw(st.sampled_from([unit, duration, unit | duration]))


def order_assessors(draw: st.DrawFn, units: dict[str, Terms]) -> list[str]:
    """Order the units that assess, with one meeting at most: two may never meet on one day."""
    names = draw(st.permutations(list(units)))
    meetings = [name for name in names if "cases" in units[name]]
    return [name for name in names if name not in meetings[1:]]
