"""What the readers of one log share: where they are, what they have met, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic, Related, choices_hint, quote
from afterword.engine.reading.nodes import Items, Node, Place, Scalar, Table
from afterword.engine.spans import Source
from afterword.engine.times.model import TimeProblem

_MOST_HINTS = 100  # the search for the nearest word is slow, and so many mistakes are one that repeats
_NULLS = frozenset({"", "~", "null"})


class Mention(NamedTuple):
    """An id that names an entity of that kind, or an event where ``kind`` is ``None``."""

    kind: str | None
    id: str
    place: Place


class Belonging(NamedTuple):
    """An entity that is said to belong to another one."""

    kind: str
    id: str
    owner: str
    place: Place


class Context:
    """Collects what a log mentions and what is wrong with it.

    ``zone`` is that of the event being read, ``None`` where none is known. ``events`` has the type and place of each event by its id,
    ``retractions`` the ids of events that others void, ``unknown`` the kinds and ids that nothing has.
    """

    __slots__ = ("_hints_left", "_homeless", "belongings", "events", "mentions", "problems", "retractions", "source", "unknown", "zone")

    def __init__(self, source: Source) -> None:
        """Start with nothing met."""
        self.source = source
        self.zone: str | None = None
        self.problems: list[Diagnostic] = []
        self.mentions: list[Mention] = []
        self.belongings: list[Belonging] = []
        self.retractions: list[Mention] = []
        self.unknown: set[tuple[str | None, str]] = set()
        self.events: dict[str, tuple[str, Place]] = {}
        self._homeless: list[tuple[Place, TimeProblem]] = []
        self._hints_left = _MOST_HINTS

    def report(self, code: str, message: str, place: Place, hint: str | None = None, related: Sequence[Related] = ()) -> None:
        """Add a mistake."""
        self.problems.append(Diagnostic(code, message, place.span(self.source), hint, tuple(related)))

    def report_time(self, problem: TimeProblem, place: Place) -> None:
        """Add what is wrong with a time. That no zone is known is one mistake, however often it shows."""
        if problem.code == "zone-needed":
            self._homeless.append((place, problem))
        else:
            self.report(problem.code, problem.message, place, problem.hint)

    def report_homeless(self) -> None:
        """Add, once, that the log needs a time zone."""
        if self._homeless:
            place, problem = min(self._homeless, key=lambda one: one[0])
            others = f" ({len(self._homeless) - 1} more like it)" if len(self._homeless) > 1 else ""
            hint = "add a line such as `timezone: Europe/London` to the top of the log"
            self.report(problem.code, problem.message + others, place, hint)

    def wrong_type(self, wanted: str, node: Node, hint: str | None = None) -> None:
        """Add that a value is of another type."""
        self.report("wrong-type", f"expected {wanted}, found {describe(node)}", node.place, hint)

    def near(self, word: str, choices: Iterable[str], most: int = 12) -> str | None:
        """The nearest choice, or all of them where they are ``most`` or fewer; nothing once many have been looked for."""
        return choices_hint(word, tuple(choices), most) if self.may_hint() else None

    def may_hint(self) -> bool:
        """Whether to look for what was meant, this once."""
        self._hints_left -= 1
        return self._hints_left >= 0


def is_null(node: Node) -> bool:
    """Whether a value is left out: an empty one, `~` or `null`, unquoted."""
    return type(node) is Scalar and not node.quoted and node.text in _NULLS


def describe(node: Node) -> str:
    """A value in the words of a message."""
    match node:
        case Scalar():
            return "nothing" if is_null(node) else f"the text {quote(node.text)}" if node.quoted else quote(node.text)
        case Items():
            return "a list"
        case Table():
            return "a mapping of keys to values"
