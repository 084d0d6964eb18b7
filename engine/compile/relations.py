"""Which relations and columns a pack needs: handed out on request while rules are lowered, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from afterword.engine.compile.program import (
    Column,
    EventRows,
    FactRows,
    FieldColumn,
    FlagColumn,
    Header,
    MemberRows,
    Part,
    RecordRows,
    Relation,
    RowSource,
)
from afterword.engine.language.patterns import Conclusion, EventSource, FactSource, ItemSource, PatternSource, RecordSource
from afterword.engine.language.rule import Ref, Rule, Test, TimeExpr
from afterword.engine.spans import NOWHERE
from afterword.engine.vocabulary import ENVELOPE, Kind, Vocabulary

FieldKind = tuple[Kind, bool]
"""The kind of a field, and whether it holds a list of such values."""

TIME_KINDS = (Kind.TIME, Kind.DATE)
ITEM: FieldKind = (Kind.TEXT, False)


@dataclass(slots=True)
class _Draft:
    source: RowSource
    kinds: Mapping[str, FieldKind]
    columns: list[Column] = field(default_factory=list)


class Relations:
    """The relations of a program in the making."""

    def __init__(self, vocabulary: Vocabulary, rules: Iterable[Rule]) -> None:
        """Fact relations get their columns at once, all fields in the order they are concluded in; the others grow."""
        self._vocabulary = vocabulary
        self._drafts: list[_Draft] = []
        self._places: dict[tuple[type[RowSource], RowSource], int] = {}
        self._fact_kinds = _fact_kinds(vocabulary, tuple(rules))
        for name, kinds in self._fact_kinds.items():
            place = self.place(FactRows(name))
            for fact_field in kinds:
                self.columns_of(place, fact_field)

    def place(self, source: RowSource) -> int:
        """The number of a relation."""
        key = (type(source), source)
        if key not in self._places:
            self._places[key] = len(self._drafts)
            self._drafts.append(_Draft(source, self._kinds(source)))
        return self._places[key]

    def of_pattern(self, source: PatternSource) -> int:
        """The relation that a pattern draws from."""
        match source:
            case EventSource(types):
                return self.place(EventRows(types))
            case FactSource(name):
                return self.place(FactRows(name))
            case RecordSource(entity):
                return self.place(RecordRows(entity))
            case ItemSource():
                return self.place(MemberRows())

    def fact_fields(self, name: str) -> tuple[str, ...]:
        """The fields of a fact, in the order of its columns."""
        return tuple(self._fact_kinds[name])

    def source(self, relation: int) -> RowSource:
        """What the rows of a relation are."""
        return self._drafts[relation].source

    def kind(self, relation: int, name: str) -> FieldKind:
        """The kind of a field."""
        return self._drafts[relation].kinds[name]

    def column(self, relation: int, name: str, part: Part = Part.VALUE) -> int:
        """The column of a field, or of one end of a time."""
        if name == "at":
            return Header.HI if part is Part.HI else Header.LO
        return self._column(relation, FieldColumn(name, part))

    def columns_of(self, relation: int, name: str) -> tuple[int, ...]:
        """All columns of a field: two for a time, else one."""
        kind, many = self.kind(relation, name)
        parts = (Part.LO, Part.HI) if kind in TIME_KINDS and not many else (Part.VALUE,)
        return tuple(self.column(relation, name, part) for part in parts)

    def flag(self, relation: int, tests: tuple[Test, ...]) -> int | None:
        """The column that says whether a row passes tests with literal operands; ``None`` where there are none."""
        placeless = {Test(test.field, test.op, test.value, NOWHERE) for test in tests}
        ordered = tuple(sorted(placeless, key=lambda test: (test.field, test.op.value, repr(test.value))))
        return self._column(relation, FlagColumn(ordered)) if ordered else None

    def finish(self) -> tuple[Relation, ...]:
        """All relations, as the program holds them."""
        return tuple(Relation(draft.source, tuple(draft.columns), dict(draft.kinds)) for draft in self._drafts)

    def _column(self, relation: int, column: Column) -> int:
        columns = self._drafts[relation].columns
        if column not in columns:
            columns.append(column)
        return len(Header) + columns.index(column)

    def _kinds(self, source: RowSource) -> Mapping[str, FieldKind]:
        match source:
            case EventRows(types):
                return event_kinds(self._vocabulary, types)
            case FactRows(name):
                return self._fact_kinds[name]
            case RecordRows(entity):
                return record_kinds(self._vocabulary, entity)
            case MemberRows():
                return {"list": ITEM, "value": ITEM}
            case _:
                return {}


def event_kinds(vocabulary: Vocabulary, types: tuple[str, ...]) -> Mapping[str, FieldKind]:
    """The fields that all of these event types share, envelope included."""
    kinds = {name: (one.type.kind, one.type.many) for name, one in ENVELOPE.items()}
    named = [vocabulary.events[name].fields for name in types] or [event.fields for event in vocabulary.events.values()]
    if named:
        shared = [name for name in named[0] if all(name in fields for fields in named)]
        kinds.update({name: (named[0][name].type.kind, named[0][name].type.many) for name in shared})
    return kinds


def record_kinds(vocabulary: Vocabulary, entity: str) -> Mapping[str, FieldKind]:
    """The fields of an entity, and its id."""
    fields = vocabulary.entities[entity].fields
    return {"id": ITEM, **{name: (one.type.kind, one.type.many) for name, one in fields.items()}}


def _fact_kinds(vocabulary: Vocabulary, rules: tuple[Rule, ...]) -> dict[str, dict[str, FieldKind]]:
    """The fields of every fact; rules that build on facts are looked at again until nothing more is learned."""
    concluding = [(rule, rule.conclude) for rule in rules if rule.conclude is not None]
    kinds: dict[str, dict[str, FieldKind]] = {conclusion.fact: dict.fromkeys(conclusion.fields, ITEM) for _, conclusion in concluding}
    for _ in range(len(concluding) + 1):
        before = {name: dict(fields) for name, fields in kinds.items()}
        for rule, conclusion in concluding:
            kinds[conclusion.fact].update(_conclusion_kinds(vocabulary, kinds, rule, conclusion))
        if kinds == before:
            break
    return kinds


def _conclusion_kinds(
    vocabulary: Vocabulary, facts: Mapping[str, Mapping[str, FieldKind]], rule: Rule, conclusion: Conclusion
) -> dict[str, FieldKind]:
    sources = {binding.alias: binding.pattern.source for binding in rule.bindings}
    kinds: dict[str, FieldKind] = {}
    for name, value in conclusion.fields.items():
        match value:
            case bool():
                kinds[name] = (Kind.BOOLEAN, False)
            case int():
                kinds[name] = (Kind.INTEGER, False)
            case str():
                kinds[name] = ITEM
            case TimeExpr():
                kinds[name] = (Kind.TIME, False)
            case Ref():
                kinds[name] = _ref_kind(vocabulary, facts, sources[value.alias], value.field)
    return kinds


def _ref_kind(vocabulary: Vocabulary, facts: Mapping[str, Mapping[str, FieldKind]], source: PatternSource, name: str | None) -> FieldKind:
    if name is None:
        return ITEM
    if name == "at":
        return (Kind.TIME, False)
    match source:
        case EventSource(types):
            return event_kinds(vocabulary, types)[name]
        case FactSource(fact):
            return facts.get(fact, {}).get(name, ITEM)
        case RecordSource(entity):
            return record_kinds(vocabulary, entity)[name]
        case ItemSource():
            return ITEM
