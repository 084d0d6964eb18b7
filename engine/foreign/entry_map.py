"""What calendar entries mean: which words of a title stand for which type of event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic, Outcome, choices_hint, quote
from afterword.engine.spans import Source
from afterword.engine.vocabulary import ENVELOPE, EventType, Vocabulary

MOMENTS = ("end", "start", "created")
"""The moments of an entry that an event may happen at."""

PROPERTIES = ("attendees", "organizer", "start", "end", "summary", "description", "location", "url")
"""What of an entry may fill a field."""


class EntryMap(NamedTuple):
    """Entries whose title has ``pattern`` in it are events of a type, at a moment of `MOMENTS`; its named groups are fields."""

    pattern: re.Pattern[str]
    type: EventType
    moment: str


class FieldFill(NamedTuple):
    """A field that one of `PROPERTIES` fills, wherever the type has it."""

    field: str
    source: str


def parse_maps(given: Iterable[str], vocabulary: Vocabulary) -> Outcome[tuple[EntryMap, ...]]:
    """`words=>type`, or `words=>type@moment`: regular expressions whose letters may be large or small. Without a moment, it is the end."""
    mistakes: list[Diagnostic] = []
    maps = [_parse_map(Source("--map", text), vocabulary, mistakes) for text in given]
    return Outcome(None if mistakes else tuple(one for one in maps if one is not None), tuple(mistakes))


def _parse_map(source: Source, vocabulary: Vocabulary, mistakes: list[Diagnostic]) -> EntryMap | None:
    """One map; what is wrong with it is added to ``mistakes``."""
    words, arrow, rest = source.text.rpartition("=>")
    written, at, last = rest.partition("@")
    name, moment, begin = written.strip(), last.strip() or MOMENTS[0], len(words) + len(arrow)
    if not arrow:
        message, hint = f"{quote(source.text)} does not say what such an entry is", "write it as in `words of a title=>event_type`"
        mistakes.append(Diagnostic("bad-map", message, source.span(0, len(source.text)), hint))
        return None
    if moment not in MOMENTS:
        place = source.span(begin + len(written) + len(at), len(source.text))
        mistakes.append(Diagnostic("bad-map", f"an entry has no moment {quote(moment)}", place, choices_hint(moment, MOMENTS)))
    type_ = vocabulary.events.get(name)
    if type_ is None:
        near = choices_hint(name, tuple(vocabulary.events)) or "types are those of the pack's vocabulary"
        place = source.span(begin, begin + len(written))
        mistakes.append(Diagnostic("unknown-event-type", f"there is no type of event {quote(name)}", place, near))
    try:
        pattern = re.compile(words.strip(), re.IGNORECASE)
    except re.error as error:
        message, hint = f"{quote(words)} is no regular expression: {error}", "put a backslash before signs such as `(`, `+` and `?`"
        mistakes.append(Diagnostic("bad-regex", message, source.span(0, len(words)), hint))
        return None
    if type_ is None:
        return None
    mistakes += [_no_field(source, group, type_) for group in pattern.groupindex if group not in _fields(type_)]
    return EntryMap(pattern, type_, moment)


def parse_fills(given: Iterable[str], maps: Iterable[EntryMap]) -> Outcome[tuple[FieldFill, ...]]:
    """`field=property`, for a field that at least one of the types has."""
    known = {name: None for one in maps for name in _fields(one.type)}
    fills, mistakes = [], []
    for text in given:
        source = Source("--field", text)
        name, equals, what = (part.strip() for part in text.partition("="))
        if not equals or what not in PROPERTIES:
            message = f"{quote(what)} is nothing that an entry says" if equals else f"{quote(text)} does not say what fills the field"
            hint = choices_hint(what, PROPERTIES) if equals else "write it as in `field=attendees`"
            mistakes.append(Diagnostic("bad-map", message, source.span(0, len(text)), hint))
        elif name not in known:
            message = f"none of these types of event has a field {quote(name)}"
            mistakes.append(Diagnostic("unknown-field", message, source.span(0, len(name)), _near(name, known)))
        else:
            fills.append(FieldFill(name, what))
    return Outcome(None if mistakes else tuple(fills), tuple(mistakes))


def _fields(type_: EventType) -> Mapping[str, object]:
    return {**type_.fields, "note": ENVELOPE["note"]}


def _no_field(source: Source, group: str, type_: EventType) -> Diagnostic:
    start = source.text.find(f"<{group}>") + 1
    message = f"`{type_.name}` has no field {quote(group)}"
    return Diagnostic("unknown-field", message, source.span(start, start + len(group)), _near(group, _fields(type_)))


def _near(name: str, known: Iterable[str]) -> str:
    return choices_hint(name, tuple(known), most=30) or "fields are those of the pack's vocabulary"
