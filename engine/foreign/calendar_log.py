"""Calendar entries to one log in the words of a pack: what they name is listed, each with an id made of its name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from typing import NamedTuple, TypeAlias

from afterword.engine.diagnostics import Diagnostic, Outcome, sort_diagnostics
from afterword.engine.foreign.calendar_entries import Entry, When
from afterword.engine.foreign.entry_map import EntryMap, FieldFill
from afterword.engine.foreign.spelled import free_name, scalar, slug
from afterword.engine.vocabulary import Entity, FieldType, Kind, Vocabulary

Value: TypeAlias = str | int | bool | list[str]
Event: TypeAlias = dict[str, Value]

_ID_LENGTH = 8
_MOST_DIGITS = 15


class CalendarLog(NamedTuple):
    """A log: what stands above its events, in order, and these."""

    head: dict[str, str | dict[str, Event]]
    events: tuple[Event, ...]


class LogMaker:
    """Makes the log of calendars; ``zone`` is that of the log."""

    def __init__(self, zone: str | None, vocabulary: Vocabulary) -> None:
        """Begin with nothing known."""
        self._zone = zone
        self._vocabulary = vocabulary
        self._records: dict[str, dict[str, Event]] = {}
        self._made: dict[tuple[str, str], str] = {}  # ids that entries brought up, by entity and entry
        self._mistakes: list[Diagnostic] = []

    def make(
        self, entries: Sequence[Entry], maps: Iterable[EntryMap], fills: Iterable[FieldFill], candidate: str | None
    ) -> Outcome[CalendarLog]:
        """The log of the entries that a map fits; an entry may be several events."""
        events: dict[str, Event] = {}
        for entry in entries:
            for one in maps:
                found = one.pattern.search(entry.summary)
                if found:
                    groups = {name: text.strip() for name, text in found.groupdict().items() if text}
                    event = self._event(entry, one, groups, tuple(fills))
                    event["id"] = free_name(str(event["id"]), events, "-")
                    events[str(event["id"])] = event
        head: dict[str, str | dict[str, Event]] = {}
        if candidate:
            head["candidate"] = candidate
        if self._zone:
            head["timezone"] = self._zone
        log = CalendarLog({**head, **self._records}, tuple(events.values()))
        return Outcome(None if self._mistakes else log, sort_diagnostics(self._mistakes))

    def _event(self, entry: Entry, one: EntryMap, groups: dict[str, str], fills: Sequence[FieldFill]) -> Event:
        when = {"start": entry.start, "end": entry.end, "created": entry.created}[one.moment]
        if when is None:
            self._report(entry, "bad-calendar", "this entry does not say when it was made", "map it to its `start` or its `end`")
            when = entry.end
        name = sha256(entry.key.encode("utf-8", "replace")).hexdigest()[:_ID_LENGTH]
        event: Event = {"id": f"{slug(one.type.name, '-')}-{name}", "type": one.type.name}
        event["at" if isinstance(when, datetime) else "day"] = self._spell_time(when, entry)
        texts = {fill.field: _texts(entry, fill.source) for fill in fills} | {group: [text] for group, text in groups.items()}
        for entity in self._vocabulary.entities.values():
            field = one.type.fields.get(entity.key)
            if entity.key not in texts and field and field.type.entity == entity.name and one.type.name in entity.introduced_by:
                event[entity.key] = self._own_id(entity, entry)
        for field_name, found in texts.items():
            if found and field_name in one.type.fields:
                event[field_name] = self._value(found, one.type.fields[field_name].type)
        event["note"] = texts.get("note", [entry.summary])[0]
        event["source"] = f"{PurePath(entry.place.source.name).name}:{entry.place.line}"
        return event

    def _value(self, texts: list[str], type_: FieldType) -> Value:
        """What texts mean for a field; of several, a field that is no list takes the first."""
        if type_.entity is not None:
            ids = [self._record(self._vocabulary.entities[type_.entity], text) for text in texts]
            return list(dict.fromkeys(ids)) if type_.many else ids[0]
        if type_.many:
            return texts
        return _plain_value(texts[0], type_)

    def _record(self, entity: Entity, name: str) -> str:
        """The id of something that a text names; it is listed with its name the first time."""
        id_ = slug(name, "-") or "x"
        known: Event = {entity.label: name} if entity.label else {}
        self._records.setdefault(entity.section, {}).setdefault(id_, known)
        return id_

    def _own_id(self, entity: Entity, entry: Entry) -> str:
        """The id of something that an entry brings up by taking place: the same for all the events that the entry is."""
        wanted = f"{slug(entity.name, '-')}-{entry.start.isoformat()[: len('2025-09-09')]}"
        taken = [id_ for (kind, _), id_ in self._made.items() if kind == entity.name]
        return self._made.setdefault((entity.name, entry.key), free_name(wanted, taken, "-"))

    def _spell_time(self, when: When, entry: Entry) -> str:
        if (not isinstance(when, datetime) or when.tzinfo is None) and not self._zone:
            hint = "say where it was, as in `--timezone Europe/London`"
            self._report(entry, "zone-needed", "this entry is local, and no time zone says where", hint)
        return when.isoformat().replace("+00:00", "Z")

    def _report(self, entry: Entry, code: str, message: str, hint: str) -> None:
        self._mistakes.append(Diagnostic(code, message, entry.place, hint))


def _plain_value(text: str, type_: FieldType) -> Value:
    """What a text means; where it cannot mean what is wanted, it stays, and the log is refused."""
    match type_.kind:
        case Kind.INTEGER if text.isdecimal() and len(text) <= _MOST_DIGITS:
            return int(text)
        case Kind.BOOLEAN if text.lower() in {"true", "false"}:
            return text.lower() == "true"
        case Kind.DATE:
            return text[: len("2025-09-09")]
        case Kind.ENUM if slug(text, "_") in type_.choices:
            return slug(text, "_")
        case _:
            return text


def _texts(entry: Entry, source: str) -> list[str]:
    """What an entry says there; nothing where it says nothing."""
    match source:
        case "attendees":
            return [one.name for one in entry.attendees]
        case "organizer":
            return [one.name for one in entry.organizer]
        case "start" | "end":
            return [(entry.start if source == "start" else entry.end).isoformat().replace("+00:00", "Z")]
        case _:
            return [entry.texts[source]] if source in entry.texts else []


def render_json_line(log: CalendarLog, *, spread: bool = False) -> str:
    """The log as a line of JSON; or ``spread``, each event in a line of its own, the first in the second."""
    head = "".join(f"{json.dumps(key)}: {_json(value)}, " for key, value in log.head.items())
    start, between = ("\n", ",\n") if spread else ("", ", ")
    return f'{{{head}"events": [{start}{between.join(map(_json, log.events))}]}}\n'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def render_yaml(log: CalendarLog) -> str:
    """The log as YAML, to go on writing by hand."""
    lines = []
    for key, value in log.head.items():
        if isinstance(value, str):
            lines.append(f"{key}: {scalar(value)}")
        else:
            lines += [f"{key}:", *(f"  {scalar(id_)}: {_flow(record)}" for id_, record in value.items())]
    return "\n".join([*lines, "events:" if log.events else "events: []", *(f"  - {_flow(event)}" for event in log.events)]) + "\n"


def _flow(table: Event) -> str:
    """A mapping in one line of YAML."""
    return "{" + ", ".join(f"{key}: {_spell(value)}" for key, value in table.items()) + "}"


def _spell(value: Value) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return scalar(value)
        case list():
            return f"[{', '.join(map(scalar, value))}]"
