"""What may be typed in a log: event types, fields, and the ids that the log knows."""

from __future__ import annotations

from collections.abc import Iterator

from afterword.engine.language.rule import Pack
from afterword.engine.language.scope import as_table, as_tables, text_of
from afterword.engine.language.shapes import describe_type
from afterword.engine.reading.nodes import Table
from afterword.engine.vocabulary import ENVELOPE, Field
from afterword.engine.vocabulary import Kind as FieldKind
from afterword.language_server.complete_pack import values_of
from afterword.language_server.completion import Completion, Kind, offer
from afterword.language_server.cursor import Cursor

TOP_KEYS = {
    "candidate": "whose log this is",
    "timezone": "the zone of times without an offset, as Europe/London",
    "holidays": "days that are no business days: a list of days, or a country or region such as GB",
    "ended": "from when on nothing more will happen",
    "events": "what happened",
    "waivers": "duties that the candidate was excused from",
}
"""The keys of every log; the sections of its pack come with them."""

_WAIVER_KEYS = {"rule": "the rule, by its id", "about": "which of its cases", "reason": "why", "until": "up to when"}


def complete_log(cursor: Cursor, pack: Pack) -> tuple[Completion, ...]:
    """What may stand at the cursor, in the words of a pack."""
    return _complete_key(cursor, pack) if cursor.at_key else _complete_value(cursor, pack)


def field_at(cursor: Cursor, pack: Pack, name: str) -> Field | None:
    """The field of that name of the event or thing that the cursor stands in."""
    return _fields(cursor, pack).get(name)


def ids_of(root: object, section: str) -> dict[str, Table | None]:
    """The things that a log lists under a section."""
    table = as_table(root.get(section)) if isinstance(root, Table) else None
    return {entry.key.text: as_table(entry.value) for entry in table.entries} if table is not None else {}


def _complete_key(cursor: Cursor, pack: Pack) -> tuple[Completion, ...]:
    table = cursor.table()
    there = {entry.key.text for entry in table.entries if entry.key is not cursor.scalar} if table is not None else set()
    if not cursor.steps:
        keys = TOP_KEYS | {one.section: one.about for one in pack.vocabulary.entities.values()}
    elif cursor.steps[0] == "waivers":
        keys = {one.key: one.about for one in pack.vocabulary.entities.values()} if cursor.key == "about" else _WAIVER_KEYS
    else:
        keys = {name: _field_text(field) for name, field in _fields(cursor, pack).items()}
    return offer({key: meaning for key, meaning in keys.items() if key not in there}, Kind.KEY, cursor.before)


def _complete_value(cursor: Cursor, pack: Pack) -> tuple[Completion, ...]:
    typed, key = cursor.before, cursor.key
    if cursor.under("events", "type"):
        return offer({name: one.about for name, one in pack.vocabulary.events.items()}, Kind.EVENT, typed)
    if cursor.under("waivers", "rule"):
        return offer({rule.id: rule.title for rule in pack.rules}, Kind.NAME, typed)
    field = field_at(cursor, pack, key)
    if field is None:
        return ()
    root = cursor.nodes[0]
    if field.type.kind is FieldKind.EVENT and isinstance(root, Table):
        return offer(dict(_events(root)), Kind.NAME, typed)
    if field.type.entity is not None:
        entity = pack.vocabulary.entities[field.type.entity]
        known = ids_of(root, entity.section)
        return offer({name: text_of(one.get(entity.label or "")) if one else "" for name, one in known.items()}, Kind.NAME, typed)
    return offer(values_of(field.type), Kind.WORD, typed)


def _events(root: Table) -> Iterator[tuple[str, str]]:
    for event in as_tables(root.get("events")):
        if text_of(event.get("id")):
            yield text_of(event.get("id")), text_of(event.get("type"))


def _fields(cursor: Cursor, pack: Pack) -> dict[str, Field]:
    """The fields that the innermost event or thing may have."""
    if cursor.steps[:1] == ("events",):
        table = cursor.table()
        type_ = pack.vocabulary.events.get(text_of(table.get("type")) if table is not None else "")
        return {**ENVELOPE, **(type_.fields if type_ is not None else {})}
    section = next((one for one in pack.vocabulary.entities.values() if cursor.steps[:1] == (one.section,)), None)
    return dict(section.fields) if section is not None and len(cursor.steps) > 1 else {}


def _field_text(field: Field) -> str:
    return ": ".join(filter(None, (describe_type(field.type) + (", required" if field.required else ""), field.about)))
