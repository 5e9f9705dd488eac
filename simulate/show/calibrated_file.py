"""What a calibrated file says of itself: at its top, and beside each number as its source."""

from simulate.experiment.calibrating import Moved
from simulate.language import say
from simulate.language.lists import listed
from simulate.scenario.schema.dials import Acts
from simulate.show.calibrations import ToldCalibration, met, would_do
from simulate.show.counts import replications_in_words
from simulate.show.dials import position


def source_of(told: ToldCalibration) -> str:
    """Say where a number comes from that was calibrated."""
    found = told.found
    return say(
        "calibrated to {targets}; dials that were moved: {dials}",
        targets=found.question.targets.name,
        dials=listed(found.question.dials),
    )


def file_head(told: ToldCalibration) -> list[str]:
    """Say at the top of a calibrated file what it is, what was changed, and how well it does."""
    found = told.found
    lines = [
        say("{scenario}, with dials where a calibration put them.", scenario=told.facts.title),
        "",
        say("Who    Whoever works on with what was found: copy it beside your own file, and let it extend that."),
        say(
            "Why    The numbers below were fitted to what {targets} says was seen.", targets=found.question.targets.name
        ),
        say("Against what   scenario.toml beside it, which is the scenario as it was asked about."),
        "",
        *(_changed(each) for each in found.moved),
        "",
        *met(told),
        say(
            "Run as it is, it gives the values that were told: {replications} under seed {seed}.",
            replications=replications_in_words(told.facts.replications),
            seed=told.facts.seed,
        ),
    ]
    return [line.replace("\n", " ") for line in lines]


def _changed(moved: Moved) -> str:
    words = {"dial": moved.dial.name, "found": position(moved.dial, moved.found)}
    if moved.is_silent:
        return say("{dial}: {found} (these targets do not tell what would do)", **words)
    between = would_do(moved)
    if moved.today is None or moved.dial.acts is not Acts.SET:
        return say("{dial}: {found} ({between} would do)", between=between, **words)
    today = position(moved.dial, moved.today)
    return say("{dial}: {today} became {found} ({between} would do)", today=today, between=between, **words)
