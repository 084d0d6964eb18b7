"""The types of fields, as far as the finished rules of a pack tell them: also those of facts, which no vocabulary lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from afterword.engine.language.patterns import Binding, EventSource, FactSource, ItemSource, PatternSource, RecordSource
from afterword.engine.language.rule import Literal, Pack, Ref, TimeExpr
from afterword.engine.language.shapes import AT, event_shape, member_type, record_shape
from afterword.engine.vocabulary import FieldType, Kind

Sources = Mapping[str, PatternSource]
"""What each alias stands for."""

Seen = tuple[tuple[str, str], ...]
"""Fields of facts that are being looked up: a fact may be made of itself."""


def sources_of(bindings: Iterable[Binding]) -> Sources:
    """What the aliases of `for_each` stand for."""
    return {binding.alias: binding.pattern.source for binding in bindings}


def type_in(pack: Pack, source: PatternSource, name: str, seen: Seen = ()) -> FieldType | None:
    """The type of a field of what a pattern finds; ``None`` where nothing tells."""
    match source:
        case EventSource(types):
            return event_shape(pack.vocabulary, types).fields.get(name)
        case RecordSource(entity):
            return record_shape(pack.vocabulary, entity).fields.get(name)
        case FactSource(fact):
            return AT if name == "at" else _type_in_fact(pack, fact, name, seen)
        case ItemSource():
            return None


def type_of(pack: Pack, sources: Sources, ref: Ref, seen: Seen = ()) -> FieldType | None:
    """The type of what a reference stands for; ``None`` where nothing tells."""
    source = sources[ref.alias]
    if isinstance(source, ItemSource):
        type_ = type_of(pack, sources, source.ref, seen)
        return None if type_ is None else member_type(type_)
    if ref.field is not None:
        return type_in(pack, source, ref.field, seen)
    return FieldType(Kind.ENTITY, entity=source.entity) if isinstance(source, RecordSource) else None


def _type_in_fact(pack: Pack, fact: str, field: str, seen: Seen) -> FieldType | None:
    """The type of a fact's field, from the first rule that tells."""
    if (fact, field) in seen:
        return None
    for rule in pack.rules:
        if rule.conclude is not None and rule.conclude.fact == fact and field in rule.conclude.fields:
            value = rule.conclude.fields[field]
            found = _type_of_value(pack, sources_of(rule.bindings), value, (*seen, (fact, field)))
            if found is not None:
                return found
    return None


def _type_of_value(pack: Pack, sources: Sources, value: Literal | Ref | TimeExpr, seen: Seen) -> FieldType | None:
    match value:
        case Ref():
            return type_of(pack, sources, value, seen)
        case TimeExpr():
            return AT
        case bool():
            return FieldType(Kind.BOOLEAN)
        case int():
            return FieldType(Kind.INTEGER)
        case str():
            return FieldType(Kind.TEXT)
