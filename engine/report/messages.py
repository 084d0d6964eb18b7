"""Fills the places of a message with what a case is about. Values are looked up by name in the model, never as attributes of objects."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from afterword.engine.language.rule import Pack, Slot, Template
from afterword.engine.log.model import Event, Log, Record, Value
from afterword.engine.report.about import Records
from afterword.engine.report.phrasing import (
    ends_day,
    phrase_day,
    phrase_list,
    phrase_moment,
    phrase_name,
    phrase_time,
    phrase_truth,
    starts_day,
    tidy,
)
from afterword.engine.run.model import Bound, Fact, Item, Verdict
from afterword.engine.times.durations import describe_length
from afterword.engine.times.instants import to_datetime
from afterword.engine.times.model import SECOND, Duration, Interval
from afterword.engine.verdicts import State
from afterword.engine.vocabulary import ENVELOPE, Field, FieldType, Kind

MISSING = "?"
"""What stands where a value is missing and the message has no other word for it."""

_TEXT = FieldType(Kind.TEXT)


class Scene(NamedTuple):
    """What all cases of one report have in common; ``records`` are the log's with what its events told of them."""

    pack: Pack
    log: Log
    records: Records
    as_of: int

    @property
    def year(self) -> int:
        """The year that goes without saying."""
        return to_datetime(self.as_of, self.log.zone).year


class _Typed(NamedTuple):
    """The value of a field, with what the vocabulary says of it and the zone that its days are of."""

    value: Value
    type: FieldType
    zone: str


_Thing: TypeAlias = Bound | _Typed


def fill_message(template: Template, verdict: Verdict, scene: Scene) -> str:
    """The message for one case. A sentence that begins with a fallback is given its capital letter."""
    parts = [part if isinstance(part, str) else _fill(part, verdict, scene) for part in template]
    if template and isinstance(template[0], Slot) and parts[0] == template[0].fallback:
        parts[0] = parts[0][:1].upper() + parts[0][1:]
    return "".join(parts)


def past_due(moment: int, due: int) -> int:
    """How long after ``due`` a moment is. Either, where it is the last microsecond of a second, is taken to be the second's end."""
    return moment + (moment % SECOND == SECOND - 1) - due - (due % SECOND == SECOND - 1)


def _fill(slot: Slot, verdict: Verdict, scene: Scene) -> str:
    head, *fields = slot.path
    text: str | None
    if head in verdict.bound or (head == "event" and verdict.event):
        thing: _Thing | None = verdict.bound.get(head, verdict.event)
        for name in fields:
            thing = _field(thing, name, scene)
        text = _say(thing, slot.style, scene)
    else:
        text = _outcome(head, slot.style, verdict, scene)
    return text or (MISSING if slot.fallback is None else slot.fallback)


def _outcome(name: str, style: str, verdict: Verdict, scene: Scene) -> str | None:
    """A word for how the case stands, or for a parameter of the pack; ``None`` where there is nothing to say."""
    since, due, opens = verdict.since, verdict.due, verdict.opens
    if name == "due" and due is not None:
        return _moment(due, style, scene)
    if name == "since" and since is not None:
        return _moment(since.hi, style, scene)
    if name == "opens" and opens is not None:
        return _opening(opens, style, scene)
    if name == "left" and due is not None and due >= scene.as_of:
        return describe_length(past_due(scene.as_of, due))
    match name:
        case "late_by":
            late = lateness(verdict, scene.as_of)
            text = None if late is None else describe_length(late)
        case "fields":
            text = phrase_list([phrase_name(field) for field in verdict.fields])
        case "count":
            text = str(verdict.count)
        case _:
            text = phrase_parameter(name, scene.pack)
    return text


def lateness(verdict: Verdict, as_of: int) -> int | None:
    """How long past its due time a case was done at the least, or is by now; ``None`` where it is not late."""
    if verdict.due is None:
        return None
    if verdict.state is State.OVERDUE:
        return past_due(as_of, verdict.due)
    if verdict.state is State.LATE and verdict.event is not None:
        return past_due(verdict.event.when.lo, verdict.due)
    return None


def phrase_parameter(name: str, pack: Pack) -> str | None:
    """The value in force of a parameter of a pack; ``None`` where there is none of that name."""
    parameter = pack.parameters.get(name)
    match parameter.value if parameter else None:
        case None:
            return None
        case Duration(text=text):
            return text
        case bool() as truth:
            return phrase_truth(truth)
        case str() | int() as plain:
            return str(plain)


def _field(thing: _Thing | None, name: str, scene: Scene) -> _Typed | None:
    """A field of a thing, or of what the thing names."""
    one = _meant(thing, scene)
    if one is None:
        return None
    value: Value | None
    field: Field | None
    if isinstance(one, Event):
        known = scene.pack.vocabulary.events.get(one.type)
        value = (one.when if name == "at" else one.id if name == "id" else one.type if name == "type" else None) or one.fields.get(name)
        field = (known.fields.get(name) if known else None) or ENVELOPE.get(name)
        zone = one.zone
    elif isinstance(one, Record):
        entity = scene.pack.vocabulary.entities.get(one.kind)
        value = one.id if name == "id" else one.fields.get(name)
        field = entity.fields.get(name) if entity else None
        zone = scene.log.zone
    else:
        value = one.when if name == "at" else one.fields.get(name)
        return None if value is None else _Typed(value, _type_in_fact(name, value, scene), one.zone)
    return None if value is None else _Typed(value, field.type if field else _TEXT, zone)


def _meant(thing: _Thing | None, scene: Scene) -> Event | Fact | Record | None:
    """The thing itself, or the entity that it names."""
    if isinstance(thing, Item):
        return scene.records.get(thing.entity, {}).get(thing.value) if thing.entity else None
    if isinstance(thing, _Typed):
        kind, value = thing.type.entity, thing.value
        named = kind is not None and thing.type.kind is Kind.ENTITY and isinstance(value, str)
        return scene.records.get(kind, {}).get(value) if named else None  # type: ignore[arg-type]
    return thing


def _type_in_fact(name: str, value: Value, scene: Scene) -> FieldType:
    """The type of a fact's field: an entity where it is called like the key of one, or where it holds the id of one."""
    for entity in scene.pack.vocabulary.entities.values():
        if entity.key == name or value in scene.records.get(entity.name, {}):
            return FieldType(Kind.ENTITY, entity=entity.name)
    return _TEXT


def _say(thing: _Thing | None, style: str, scene: Scene) -> str | None:
    """How a thing reads; ``None`` where there is nothing to say."""
    if isinstance(thing, _Typed):
        value, kind, zone = thing
        if isinstance(value, tuple) and not isinstance(value, Interval):
            said = [(_say_value(member, kind, zone, style, scene), member) for member in value]
            return phrase_list([one or tidy(str(member)) for one, member in said])
        return _say_value(value, kind, zone, style, scene)
    if isinstance(thing, Item):
        return _label(thing.entity, thing.value, scene) if thing.entity else tidy(thing.value)
    return _label(thing.kind, thing.id, scene) if isinstance(thing, Record) else None


def _say_value(value: Value, kind: FieldType, zone: str, style: str, scene: Scene) -> str | None:
    if isinstance(value, Interval):
        return _interval(value, zone, style, scene)
    if isinstance(value, bool):
        return phrase_truth(value)
    if isinstance(value, str):
        if kind.kind is Kind.ENTITY and kind.entity:
            return _label(kind.entity, value, scene)
        if kind.kind is Kind.ENUM:
            return phrase_name(value)
    return tidy(str(value))


def _label(kind: str, name: str, scene: Scene) -> str | None:
    """What a person calls an entity: its label where its kind has one, else its id."""
    entity = scene.pack.vocabulary.entities.get(kind)
    if entity is None or entity.label is None:
        return name
    record = scene.records.get(kind, {}).get(name)
    label = record.fields.get(entity.label) if record else None
    return tidy(label) if isinstance(label, str) else None


def _interval(when: Interval, zone: str, style: str, scene: Scene) -> str:
    """A day in the zone it is a day of, a moment in the log's."""
    end = to_datetime(when.hi, zone)
    if when.lo != when.hi and ends_day(end) and style != "time":
        return phrase_day(end, scene.year)
    return _moment(when.hi, style, scene)


def _opening(micros: int, style: str, scene: Scene) -> str:
    """A window that opens with a day opens on that day."""
    return _moment(micros, style or ("day" if starts_day(to_datetime(micros, scene.log.zone)) else ""), scene)


def _moment(micros: int, style: str, scene: Scene) -> str:
    moment = to_datetime(micros, scene.log.zone)
    match style:
        case "day":
            return phrase_day(moment, scene.year)
        case "time":
            return phrase_time(moment)
        case _:
            return phrase_moment(moment, scene.year)
