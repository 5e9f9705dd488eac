"""What the features of organisations are called for people: the keys are for the file."""

from simulate.language import mark, said
from simulate.scenario.coalitions import Feature

_NAMES = {
    "door": mark("one shared door"),
    "notices": mark("how often other needs are noticed"),
    "passes_on": mark("when other needs are passed on"),
    "handover": mark("how long handing over takes"),
    "refused": mark("how often handovers are refused"),
    "retelling": mark("how often the story is told anew"),
    "assessment": mark("assessing jointly"),
    "decision": mark("one planning meeting"),
    "decision_holds": mark("whether supports wait for the meeting"),
    "coordination": mark("time for working together"),
    "generalist": mark("less specialised staff"),
    "consent": mark("asking for consent, and reach"),
    "participation": mark("children who take part in planning"),
    "order": mark("who is called first"),
    "keeps_places_after": mark("places kept for joint visits"),
    "development": mark("time for finding better ways"),
    "start_up": mark("the first time of the organisation"),
    "units": mark("other staff in units"),
    "steps": mark("who does which step"),
    "staff": mark("posts that follow the work"),
    "phases": mark("changes in time"),
}


def name_of(feature: Feature) -> str:
    """Give what a feature is called; its key where it has no other name."""
    return said(_NAMES[feature.key]) if feature.key in _NAMES else feature.key
