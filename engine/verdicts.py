"""The words of the outcome: the states a case can be in, how it stands, and the levels a finding can have."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """Where a case of a rule stands at the moment of asking."""

    UPCOMING = "upcoming"  # the window has not opened yet
    OPEN = "open"  # not done, deadline not passed (or none)
    OVERDUE = "overdue"  # not done, deadline passed
    LATE = "late"  # done after the deadline
    VIOLATED = "violated"  # forbidden, out of order, below quality
    DONE = "done"  # in time
    LAPSED = "lapsed"  # the duty ended before it was done
    WAIVED = "waived"  # excused by the log, with a reason
    CLEAR = "clear"  # nothing forbidden happened

    __hash__ = object.__hash__  # that of enumerations takes long, and members are what they are anyway


class Standing(Enum):
    """Whether a case is kept or broken, for good or only as things stand (the four values of RV-LTL)."""

    SATISFIED = "satisfied"  # kept, whatever happens
    VIOLATED = "violated"  # broken, whatever happens
    CURRENTLY_SATISFIED = "currently_satisfied"  # kept if nothing more happens
    CURRENTLY_VIOLATED = "currently_violated"  # broken if nothing more happens


class Level(Enum):
    """How loud a finding is, from quiet to loud."""

    ADVICE = "advice"
    WARNING = "warning"
    OVERDUE = "overdue"

    __hash__ = object.__hash__

    @property
    def rank(self) -> int:
        """0 for the quietest."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}


FINDING_STATES = (State.UPCOMING, State.OPEN, State.OVERDUE, State.LATE, State.VIOLATED)
"""The states that make a finding; the others stand in the checklist alone."""
