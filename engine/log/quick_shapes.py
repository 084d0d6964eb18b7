"""Readers of events and entities by shape: a function is written for the keys that one has, in their order, and used for all alike.

Logs that programs write repeat a few shapes over and over. A function for one takes all its values at once and tests each as its field
asks, with no look at any field or type. Where one of the tests fails it says `None`, and `QuickFields` is asked, which knows what is left
out (null) from what is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from afterword.engine.log.model import Value
from afterword.engine.log.quick_fields import LARGEST, Mentions, QuickFields, quick_fields
from afterword.engine.log.quick_times import quick_day, quick_time_or_day
from afterword.engine.times.zones import find_zone
from afterword.engine.vocabulary import Field, Kind

ShapeReading: TypeAlias = Callable[[dict[str, Any], str | None, Mentions], dict[str, Value] | None]
"""Gives the fields of something in a zone; `None` where they are not all plainly there."""

MOST_SHAPES = 2_000
"""So many shapes of one type are learnt; a log that makes up more is read in the usual way."""


def shape_reader(names: Sequence[str], apart: Sequence[str], fields: Mapping[str, Field], quick: QuickFields) -> ShapeReading | None:
    """The reader of what has the keys ``names``, those ``apart`` left out.

    ``None`` where one is not known, or one that must be there is not.
    """
    given = [(number, name) for number, name in enumerate(names) if name not in apart]
    kept = [name for _, name in given]
    if not set(kept) <= fields.keys() or not (quick.required <= set(kept) or (quick.may_lack and "source" in kept)):
        return None
    known: dict[str, Any] = {"quick_day": quick_day, "quick_time_or_day": quick_time_or_day, "find_zone": find_zone}
    tests, lines, values = ["True"], [], []
    for number, name in given:
        kind = fields[name].type
        known |= {f"r{number}": quick.readers[name], f"c{number}": frozenset(kind.choices)}
        parts = _MANY if kind.many else _ONE[kind.kind]
        test, line, value = (part.format(v=f"v{number}", n=number, entity=repr(kind.entity)) for part in parts)
        tests.append(test)
        lines += [f"    {line}"] if line else []
        values.append(f"{name!r}: {value}")
    text = [
        "def read(given, zone, mentions):",
        f"    [{', '.join(f'v{number}' for number in range(len(names)))}] = given.values()",
        f"    if not ({' and '.join(tests)}): return None",
        *lines,
        f"    return {{{', '.join(values)}}}",
    ]
    exec("\n".join(text), known)  # noqa: S102 (written here; of a log, nothing is in it but names that the vocabulary has)
    reading: ShapeReading = known["read"]
    return reading


_READ = "r{n}({v}, zone, mentions)"
_MANY = ("type({v}) is list", "", _READ)
_ONE: Mapping[Kind, tuple[str, str, str]] = {
    Kind.TEXT: ("type({v}) is str", "", "{v}"),
    Kind.BOOLEAN: ("type({v}) is bool", "", "{v}"),
    Kind.INTEGER: (f"type({{v}}) is int and -{LARGEST} < {{v}} < {LARGEST}", "", "{v}"),
    Kind.DECIMAL: ("type({v}) is int", "", _READ),
    Kind.ENUM: ("type({v}) is str and {v} in c{n}", "", "{v}"),
    Kind.DATE: ("type({v}) is str", "", "quick_day({v}, zone)"),
    Kind.TIME: ("type({v}) is str", "", "quick_time_or_day({v}, zone)"),
    Kind.ZONE: ("type({v}) is str and find_zone({v}) is not None", "", "{v}"),
    Kind.ENTITY: ("type({v}) is str", "mentions[{entity}].append({v})", "{v}"),
    Kind.EVENT: ("type({v}) is str", "mentions[None].append({v})", "{v}"),
}
"""What must hold for a value, a line to run when all hold, and what the value becomes."""


class Shapes:
    """The readers of one type of event, or kind of entity, by shape; ``known`` are those that were met, ``None`` for what is none."""

    __slots__ = ("_apart", "_fields", "_quick", "known")

    def __init__(self, fields: Mapping[str, Field], *, may_lack: bool, apart: Sequence[str] = ()) -> None:
        """Begin with none. The keys ``apart`` are no fields; for ``may_lack`` see `QuickFields`."""
        self._fields = fields
        self._quick = quick_fields(fields, may_lack=may_lack)
        self._apart = apart
        self.known: dict[tuple[str, ...], ShapeReading | None] = {}

    def read(self, given: dict[str, Any], zone: str | None, mentions: Mentions) -> dict[str, Value]:
        """The fields of ``given``, which may be used up.

        Raises:
            Doubt: One of them is not plainly right, or one is missing.
        """
        names = tuple(given)
        try:
            reading = self.known[names]
        except KeyError:
            reading = shape_reader(names, self._apart, self._fields, self._quick) if len(self.known) < MOST_SHAPES else None
            if len(self.known) < MOST_SHAPES:
                self.known[names] = reading
        values = None if reading is None else reading(given, zone, mentions)
        if values is not None:
            return values
        for name in self._apart:
            given.pop(name, None)
        return self._quick.read(given, zone, mentions)
