"""When children count, and how long they are followed."""

from dataclasses import dataclass

from simulate.plan import Booleans, Children


@dataclass(frozen=True)
class Window:
    """The three spans of a run, in days: before children count, while they count, and while they are followed."""

    warm_up: float
    observe: float
    follow_up: float

    @property
    def closes(self) -> float:
        """The day from which arriving children no longer count."""
        return self.warm_up + self.observe

    @property
    def end(self) -> float:
        """The day the clock stops."""
        return self.warm_up + self.observe + self.follow_up

    @property
    def horizon(self) -> float:
        """The days from arrival within which things are counted: the same for every child.

        It is the follow-up, which every counted child lives through. Without a follow-up it is the length of the
        observed window, and children who came late are then followed for less.
        """
        return self.follow_up or self.observe

    def counts(self, children: Children) -> Booleans:
        """Tell which children come in the observed window and count: (C,)."""
        inside = (children.arrival >= self.warm_up) & (children.arrival < self.closes)
        return inside & children.measured
