"""The events of a log, each typed by the vocabulary.

An event with mistakes is made as far as it goes, so that what refers to it is not blamed as well.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from afterword.engine.diagnostics import Related, quote
from afterword.engine.log.context import Belonging, Context, Mention, is_null
from afterword.engine.log.fields import FieldTable, field_table, read_day, read_fields, read_text, read_zone
from afterword.engine.log.model import Event, Record
from afterword.engine.reading.nodes import Entry, Items, Node, Place, Scalar, Table
from afterword.engine.times.instants import parse_time, written_zone
from afterword.engine.times.model import Interval
from afterword.engine.vocabulary import ENVELOPE, Entity, EventType, Vocabulary

_APART = ("id", "type", "at", "day", "tz")  # what stands in the event itself, and not among its fields
_KEPT = {name: field for name, field in ENVELOPE.items() if name not in _APART}
_UNSAID = "UTC"
_WHEN = frozenset({"on", "date", "time", "when", "timestamp", "datetime"})
_SOME_TIME = Interval(0, 0)


class _EventTable(NamedTuple):
    """What it takes to read events of one type.

    ``imported`` has the same fields, none of them required. ``introduces`` has the entities that such an event makes known, with the
    fields it gives them; ``belongs`` those that it says belong to another: kind, key, and key of the owner. ``retracts`` is the field that
    names a void event.
    """

    fields: FieldTable
    imported: FieldTable
    introduces: tuple[tuple[Entity, tuple[str, ...]], ...]
    belongs: tuple[tuple[str, str, str], ...]
    retracts: str | None


class EventReader:
    """Reads events of one vocabulary; the table of a type is made when the first event of it comes."""

    def __init__(self, vocabulary: Vocabulary, *, example: bool) -> None:
        """Events of an ``example`` may have no id."""
        self._vocabulary = vocabulary
        self._example = example
        self._tables: dict[str, _EventTable] = {}

    def read(self, node: Node | None, records: Mapping[str, dict[str, Record]], context: Context) -> tuple[Event, ...]:
        """The events, in the order of the file; entities that they make known are added to ``records``."""
        if node is None:
            return ()
        if type(node) is not Items:
            context.wrong_type("a list of events", node, "begin each one with a dash, as in `- {id: e1, type: …, at: …}`")
            return ()
        zone = context.zone
        events: list[Event] = []
        for position, one in enumerate(node.nodes):
            if type(one) is Table:
                events.append(self._read_event(one, position, records, context))
                context.zone = zone
            else:
                context.wrong_type("an event", one, "write it as in `{id: e1, type: …, at: …}`")
        return tuple(events)

    def _read_event(self, node: Table, position: int, records: Mapping[str, dict[str, Record]], context: Context) -> Event:
        given = {entry.key.text: entry for entry in node.entries}
        apart = {name: given.pop(name).value for name in _APART if name in given}
        apart = {name: value for name, value in apart.items() if not is_null(value)}
        place = apart["type"].place if "type" in apart else node.place
        type_ = self._read_type(apart.get("type"), place, context)
        id_ = self._read_id(apart.get("id"), type_, position, place, context)
        if "tz" in apart:
            context.zone = read_zone(apart["tz"], context) or _UNSAID
        table = self._table(type_)
        when, zone = _read_when(apart, context)
        if not ("at" in apart or "day" in apart):
            _miss_when(given, table.fields.readers if table else (), place, context)
        if table is None:
            _introduce_all(given, self._vocabulary, records)
            return Event(id_, type_, when, "day" in apart, zone, position, {}, node.place)
        source = given.get("source")
        imported = source is not None and not is_null(source.value)
        values = read_fields(given, table.imported if imported else table.fields, place, context)
        for entity, names in table.introduces:
            one = values.get(entity.key)
            if isinstance(one, str) and one not in records[entity.name]:
                records[entity.name][one] = Record(entity.name, one, {name: values[name] for name in names if name in values})
        for kind, key, owner in table.belongs:
            one, belongs_to = values.get(key), values.get(owner)
            if isinstance(one, str) and isinstance(belongs_to, str):
                context.belongings.append(Belonging(kind, one, belongs_to, given[key].value.place))
        void = values.get(table.retracts) if table.retracts else None
        if table.retracts and isinstance(void, str):
            context.retractions.append(Mention(None, void, given[table.retracts].value.place))
        return Event(id_, type_, when, "day" in apart, zone, position, values, node.place)

    def _read_type(self, node: Node | None, place: Place, context: Context) -> str:
        """The type, known or not; empty where there is none."""
        type_ = read_text(node, context) if node is not None else None
        if node is None:
            context.report("missing-field", "an event needs `type`", place, "say what happened: `type: …`")
        elif type_ is not None and type_ not in self._vocabulary.events:
            hint = context.near(type_, self._vocabulary.events) or "take one that the vocabulary of the pack has"
            context.report("unknown-event-type", f"there is no type of event {quote(type_)}", node.place, hint)
        return type_ or ""

    def _read_id(self, node: Node | None, type_: str, position: int, place: Place, context: Context) -> str:
        """The id, once in the log."""
        if node is None and self._example:
            return f"#{position + 1}"
        id_ = read_text(node, context) if node is not None else ""
        if node is None or id_ == "":
            context.report(
                "missing-field", "an event needs an `id` of its own", place, f"add one that no other event has, as in `id: e{position + 1}`"
            )
        elif id_ is not None:
            first = context.events.setdefault(id_, (type_, node.place))[1]
            if first is not node.place:
                related = [Related("the first one", first.span(context.source))]
                context.report(
                    "duplicate-id", f"two events have the id {quote(id_)}", node.place, "give this one an id of its own", related
                )
        return id_ or ""

    def _table(self, type_: str) -> _EventTable | None:
        """The table of a type; ``None`` for one that is not known."""
        if type_ not in self._tables:
            if type_ not in self._vocabulary.events:
                return None
            self._tables[type_] = self._make_table(self._vocabulary.events[type_])
        return self._tables[type_]

    def _make_table(self, event: EventType) -> _EventTable:
        entities = self._vocabulary.entities
        retraction = self._vocabulary.retraction
        fields = field_table(f"`{event.name}`", {**event.fields, **_KEPT})
        owners = [(one, entities[one.belongs_to].key) for one in entities.values() if one.belongs_to]
        return _EventTable(
            fields,
            fields._replace(required=frozenset()),
            tuple(
                (one, tuple(name for name, field in one.fields.items() if name in event.fields and event.fields[name].type == field.type))
                for one in entities.values()
                if event.name in one.introduced_by
            ),
            tuple((one.name, one.key, key) for one, key in owners if one.key in event.fields and key in event.fields),
            retraction.field if retraction and retraction.event == event.name else None,
        )


def _read_when(apart: Mapping[str, Node], context: Context) -> tuple[Interval, str]:
    """When it happened, and the zone whose calendar counts for it."""
    zone = context.zone or _UNSAID
    at, day = apart.get("at"), apart.get("day")
    if at is None:
        return (read_day(day, context) if day is not None else None) or _SOME_TIME, zone
    if day is not None:
        context.report("at-or-day", "an event has either `at` or `day`, not both", day.place, "keep `at` where the time is known")
        return _SOME_TIME, zone
    text = read_text(at, context, "a time")
    if text is None:
        return _SOME_TIME, zone
    time = parse_time(text, context.zone)
    if isinstance(time, Interval):
        return time, context.zone or written_zone(text) or zone
    if time.code == "time-is-day":
        time = time._replace(hint=f"{time.hint}; where only the day is known, write `day: {text.strip()}`")
    context.report_time(time, at.place)
    return _SOME_TIME, zone


def _miss_when(given: dict[str, Entry], known: Collection[str], place: Place, context: Context) -> None:
    """Report that an event does not say when it happened, and take away the field that says so by another name."""
    other = next((name for name in given if name in _WHEN and name not in known), None)
    if other is None:
        hint = "add `at:` with the time, or `day:` where only the day is known"
        context.report("at-or-day", "an event needs `at` or `day`", place, hint)
    else:
        key = given.pop(other).key
        context.report("at-or-day", "an event needs `at` or `day`", key.place, f"write `at` or `day` instead of `{other}`")


def _introduce_all(given: Mapping[str, Entry], vocabulary: Vocabulary, records: Mapping[str, dict[str, Record]]) -> None:
    """Take everything that an event of an unknown type names as known: its type is the mistake, and that is reported."""
    for entity in vocabulary.entities.values():
        node = given[entity.key].value if entity.key in given else None
        if type(node) is Scalar:
            records[entity.name].setdefault(node.text, Record(entity.name, node.text, {}))
