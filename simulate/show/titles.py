"""What people see for a name of the scenario file: the title given there, else the name as it is spoken."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from simulate.experiment.variants import Variant
from simulate.findings.groups import group_of
from simulate.language import said, say, say_n
from simulate.language.numbers import number
from simulate.scenario.schema.dials import Dial
from simulate.scenario.schema.keys import KINDS
from simulate.scenario.schema.scenario import Scenario

_LONGEST_TITLE = 120  # of all scenarios together, as long as that of one may be
_JOINT = " + "
"""What stands between the names of the steps that a joint one is made of."""


def spoken(name: str) -> str:
    """Write a name of the scenario file, or of a table or column, as people say it: "open_care" as "open care"."""
    return name.replace("_", " ")


@dataclass(frozen=True)
class Titles:
    """The titles given, by kind ("stream", "need", "step", "unit", "organisation") and name."""

    given: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, kind: str, name: str) -> str:
        """Give what people see for a name."""
        return self.given.get(kind, {}).get(name) or spoken(name)

    def organisation(self, label: str) -> str:
        """Give what people see for an organisation of a run."""
        return self.of("organisation", label)

    def compared(self, organisation: str, baseline: str) -> dict[str, str]:
        """Give what people see for two organisations, by the names that sentences have for them."""
        return {"organisation": self.organisation(organisation), "baseline": self.organisation(baseline)}

    def unit(self, name: str) -> str:
        """Give what people see for a unit."""
        return self.of("unit", name)

    def stream(self, name: str) -> str:
        """Give what people see for a stream."""
        return self.of("stream", name)

    def need(self, name: str) -> str:
        """Give what people see for a need."""
        return self.of("need", name)

    def step(self, name: str) -> str:
        """Give what people see for a step, or for a joint one whose parts are named."""
        return _JOINT.join(self.of("step", part) for part in name.split(_JOINT))

    def group(self, key: str) -> str:
        """Give what people see for a group of children."""
        group = group_of(key)
        return said(group.label) if group.stream is None else self.stream(group.stream)


def title_of_run(scenarios: Sequence[Scenario]) -> str:
    """Give the scenario's title, of several all titles, or how many they are where that would be too long."""
    titles, count = list(dict.fromkeys(each.title for each in scenarios)), len({id(each) for each in scenarios})
    if count == 1:
        return titles[0]
    many = say_n("{count} scenario", "{count} scenarios", count, count=number(count))
    every = say("{scenarios}: {titles}", scenarios=many, titles="; ".join(titles))
    return every if len(every) <= _LONGEST_TITLE else many


def titles_of(*scenarios: Scenario) -> Titles:
    """Gather the titles of a scenario, or of several; where these call something otherwise, the first one's holds."""
    return Titles(
        {
            kind: {
                name: entry.name if isinstance(entry, Dial) else entry.title
                for scenario in reversed(scenarios)
                for name, entry in getattr(scenario, table).items()
                if entry.title
            }
            for table, kind in KINDS.items()
        }
    )


def titles_of_run(variants: Sequence[Variant]) -> Titles:
    """Gather the titles of what is compared; organisations are told apart by their label, whatever their titles."""
    given = titles_of(*(variant.scenario for variant in variants)).given
    return Titles({**given, "organisation": dict(_organisations(variants))})


def _organisations(variants: Sequence[Variant]) -> Iterator[tuple[str, str]]:
    """Give the title of each organisation, after its scenario's name where its label has that.

    Where two would be shown alike, each carries its name too.
    """
    shown = {variant.label: _titled(variant) for variant in variants}
    times = Counter(title.casefold() for title in shown.values())
    for variant in variants:
        title = shown[variant.label]
        is_alone = times[title.casefold()] == 1
        named = say("{title} ({name})", title=title, name=spoken(variant.label))
        yield variant.label, title if is_alone else named


def _titled(variant: Variant) -> str:
    of_scenario = spoken(variant.label.removesuffix(variant.organisation))
    return of_scenario + (variant.scenario.organisations[variant.organisation].title or spoken(variant.organisation))
