"""Why a rule says what it says, as renderers are given it: plain values, frozen, in a defined order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from typing import NamedTuple, TypeAlias

from afterword.engine.verdicts import Standing, State

Plain: TypeAlias = str | int | bool | date | tuple[str | int | bool, ...] | tuple[datetime, datetime]
"""A value of a log: a time is an aware `datetime`, a day a `date`, a time between two moments (or a choice of two) a pair of times."""


class ReasonKind(Enum):
    """What a reason tells of. The value is the word of the JSON form."""

    BINDING = "for_each"  # what a name of the case stands for
    CONDITION = "when"
    UNLESS = "unless"
    TARGET = "target"  # what is asked for, or forbidden
    PATTERN = "pattern"  # one of several things looked for
    MATCH = "match"  # what fits a pattern
    MISS = "miss"  # what came near, and does not fit
    TEST = "test"  # one test of one field
    ORDER = "order"  # before or after the case's event
    WINDOW = "window"  # in time, too early or too late
    BARRIER = "barrier"  # what came between
    PICK = "pick"  # the first or the last of its kind
    SELF = "self"  # a part of the case, which never matches itself
    IGNORED = "ignored"  # an event of the log that does not count
    COUNT = "count"  # how many there are
    CLOCK = "clock"  # the moment of asking
    FACT = "fact"  # the rule that concluded a fact
    ABOUT = "about"  # who or what was asked about
    WAIVER = "waiver"  # what the log is excused from


class Subject(NamedTuple):
    """What a reason looks at.

    ``kind`` is `event`, `fact`, `record` or `item`; ``type`` the event type, the name of the fact, or the kind of entity (empty for a plain
    text); ``id`` that of an event or record, or the member of a list. ``line`` is where it stands in the log: a fact stands where the
    latest event stands that it rests on, a member of a list where its list does.
    """

    kind: str
    type: str
    id: str | None = None
    line: int | None = None
    at: Plain | None = None


class Tested(NamedTuple):
    """A test with the values it met: ``test`` is a word of the rule language; ``met`` is ``None`` where the field is absent.

    ``off`` is by how much a time or a number misses the mark.
    """

    field: str
    test: str
    wanted: Plain | None
    met: Plain | None
    off: timedelta | int | None = None


class Reason(NamedTuple):
    """One part of a rule with what it met, in words and as values.

    ``passed`` says whether it holds as the rule puts it (an `unless`: whether it came; what is forbidden: whether it stayed away), and is
    ``None`` where nobody can tell yet. ``doubt`` says why it could be read either way, where that decided. ``left_out`` counts what was
    looked at and is not among the ``children``.
    """

    kind: ReasonKind
    passed: bool | None
    text: str
    subject: Subject | None = None
    tested: Tested | None = None
    doubt: str = ""
    children: tuple[Reason, ...] = ()
    left_out: int = 0

    @property
    def sentence(self) -> str:
        """The text with what its tests met: all of them where it fits, else those that it failed."""
        failed = [one for one in self.tests if not one.passed]
        shown = failed or [one for one in self.tests if one.doubt or one.kind is not ReasonKind.ORDER]
        told = "; ".join(f"{one.text} ({one.doubt})" if one.doubt else one.text for one in shown)
        return f"{self.text}: {'would fit, but ' if self.nearly_fits else ''}{told}" if told else self.text

    @property
    def tests(self) -> tuple[Reason, ...]:
        """What it passed or failed by itself."""
        return tuple(one for one in self.children if one.kind in _TESTS)

    @property
    def nearly_fits(self) -> bool:
        """Whether a single test keeps it from fitting, and it has more in common with what is wanted than to be there at another time."""
        failed = [one for one in self.tests if not one.passed]
        only_timed = [one.kind is ReasonKind.TEST and one.tested is not None and one.tested.field == "at" for one in failed]
        return only_timed == [False] or (len(failed) == 1 and any(one.passed and one.kind is ReasonKind.TEST for one in self.tests))


_TESTS = {
    ReasonKind.TEST,
    ReasonKind.ORDER,
    ReasonKind.WINDOW,
    ReasonKind.BARRIER,
    ReasonKind.PICK,
    ReasonKind.SELF,
    ReasonKind.IGNORED,
}
"""What a thing that was looked at passes or fails."""


class Explanation(NamedTuple):
    """One case of a rule, or one fact that it concluded (``state`` is ``None`` then, and ``fact`` holds its fields).

    ``about`` is as in reports, ``title`` says it in words, ``text`` what became of it. Times are aware, in the log's zone. ``event`` is the
    one that decided the case. ``verdict`` is as in reports.
    """

    rule: str
    state: State | None
    about: Mapping[str, str | None]
    title: str
    text: str
    since: datetime | None = None
    opens: datetime | None = None
    due: datetime | None = None
    event: Subject | None = None
    verdict: Standing | None = None
    fact: Mapping[str, Plain] | None = None
    children: tuple[Reason, ...] = ()


class RuleExplanation(NamedTuple):
    """What became of one rule.

    ``place`` is its file and line. ``switched_off`` says by what it is off. ``counts`` are its cases by state (facts: under `fact`), of
    which ``left_out`` are not among ``cases``. ``why_not`` tells step by step how far it came where there is no case to show.
    """

    rule: str
    kind: str
    title: str
    place: tuple[str, int] | None
    switched_off: str = ""
    counts: Mapping[str, int] = {}
    cases: tuple[Explanation, ...] = ()
    left_out: int = 0
    why_not: tuple[Reason, ...] = ()


class Why(NamedTuple):
    """The answer to one question about one log: the rule that was ``asked`` for, or each rule that concludes the fact of that name.

    ``engine`` names the executor that found the verdicts.
    """

    asked: str
    about: Mapping[str, str]
    log: str
    as_of: datetime
    pack_id: str
    pack_title: str
    pack_version: str
    engine: str
    rules: tuple[RuleExplanation, ...]
