"""What a message can count on: which values are there in every case, as long as the log has all that its vocabulary requires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from afterword.engine.language.patterns import EventSource, FactSource, ItemSource, Pattern, Quantifier, RecordSource
from afterword.engine.language.rule import Op, Ref, Rule, TimeExpr
from afterword.engine.vocabulary import Field, FieldType, Vocabulary

_OWN = frozenset(("at", "id", "type"))
"""Fields that are always there."""


def settled_fields(rule: Rule) -> frozenset[tuple[str, str]]:
    """Fields, each after its alias, without which the rule has no case: a test against what is absent fails."""
    needed = [one.pattern for one in rule.bindings]
    needed += [pattern for one in rule.when if one.quantifier is Quantifier.SOME and len(one.patterns) == 1 for pattern in one.patterns]
    refs = [value.ref if isinstance(value, TimeExpr) else value for one in needed for value in (test.value for test in one.where)]
    refs += [one.source.ref for one in needed if isinstance(one.source, ItemSource)]
    return frozenset((ref.alias, ref.field) for ref in refs if isinstance(ref, Ref) and ref.field is not None)


class Certainty:
    """Answers for the rules of one pack."""

    def __init__(self, vocabulary: Vocabulary, rules: Sequence[Rule]) -> None:
        """``rules`` are those that may conclude facts."""
        self._vocabulary = vocabulary
        self._concluding: dict[str, list[Rule]] = {}
        for rule in rules:
            if rule.conclude is not None:
                self._concluding.setdefault(rule.conclude.fact, []).append(rule)
        self._facts: dict[tuple[str, str], bool] = {}
        self._types: dict[tuple[str, str], FieldType | None] = {}

    def has_field(self, pattern: Pattern, name: str) -> bool:
        """Whether whatever the pattern takes has something in the field."""
        tested = [test for test in pattern.where if test.field == name]
        if any(test.op in {Op.PRESENT, Op.EMPTY} and test.value is (test.op is Op.EMPTY) for test in tested):
            return False
        type_ = self._type(pattern, name)
        if type_ is not None and type_.many:
            return any(test.op in {Op.CONTAINS, Op.EMPTY} for test in tested)
        return name in _OWN or bool(tested) or name in pattern.per or self._must_have(pattern, name)

    def _must_have(self, pattern: Pattern, name: str) -> bool:
        """Whether a field is there without being tested."""
        source = pattern.source
        if isinstance(source, FactSource):
            return self._fact_has(source.name, name)
        if isinstance(source, RecordSource):
            return self._always_told(source.entity, self._vocabulary.entities[source.entity].fields.get(name))
        return all(field is not None and field.required for field in self._fields(pattern, name))

    def names(self, pattern: Pattern, path: Sequence[str], aliases: Mapping[str, Pattern], *, settled: bool = False) -> bool:
        """Whether a message can write down what ``path`` leads to, from what the pattern takes: fields, the last of them to be written.

        ``settled`` tells that the first of the fields is known to be there.
        """
        match pattern.source:
            case ItemSource(ref):
                many = self._type(aliases[ref.alias], ref.field or "")
                return self._reads(many._replace(many=False) if many is not None else None, path)
            case RecordSource(entity) if not path:
                label = self._vocabulary.entities[entity].label
                return label is None or self.has_field(pattern, label)
            case _:
                there = bool(path) and (settled or self.has_field(pattern, path[0]))
                return there and self._reads(self._type(pattern, path[0]), path[1:])

    def _reads(self, type_: FieldType | None, rest: Sequence[str]) -> bool:
        """Whether a value of that type, which is there, can be written; of an entity its label, or the fields in ``rest``."""
        if type_ is None or type_.entity is None or (type_.many and not rest):  # in a list, an id stands for what has no label
            return True
        entity = self._vocabulary.entities[type_.entity]
        if not rest:
            return entity.label is None or self._always_told(entity.name, entity.fields.get(entity.label))
        if rest[0] == "id":
            return True
        field = entity.fields.get(rest[0])
        return field is not None and self._always_told(entity.name, field) and self._reads(field.type, rest[1:])

    def _always_told(self, entity: str, field: Field | None) -> bool:
        """Whether each entity of a kind has the field: it is required where one is listed, and none is known by events alone."""
        return field is not None and field.required and not self._vocabulary.entities[entity].introduced_by

    def _fields(self, pattern: Pattern, name: str) -> list[Field | None]:
        """What the types of event that a pattern takes say of a field."""
        events = self._vocabulary.events
        types = pattern.source.types if isinstance(pattern.source, EventSource) else ()
        return [events[one].fields.get(name) for one in types or events]

    def _type(self, pattern: Pattern, name: str) -> FieldType | None:
        """The type of a field, as far as it can be known."""
        source = pattern.source
        if isinstance(source, FactSource):
            return self._fact_type(source.name, name)
        if isinstance(source, RecordSource):
            field = self._vocabulary.entities[source.entity].fields.get(name)
        else:
            field = next((field for field in self._fields(pattern, name) if field is not None), None)
        return field.type if field is not None else None

    def _fact_type(self, fact: str, name: str) -> FieldType | None:
        """The type of what the rules that conclude a fact put into a field; the first that can tell does."""
        key = (fact, name)
        if key not in self._types:
            self._types[key] = None  # for a fact that is made from itself
            types = (self._concluded(rule, name) for rule in self._concluding.get(fact, ()))
            self._types[key] = next((type_ for type_ in types if type_ is not None), None)
        return self._types[key]

    def _concluded(self, rule: Rule, name: str) -> FieldType | None:
        value = rule.conclude.fields.get(name) if rule.conclude is not None else None
        bound = {one.alias: one.pattern for one in rule.bindings}
        if not isinstance(value, Ref):
            return None
        source = bound[value.alias].source
        if isinstance(source, ItemSource):
            many = self._type(bound[source.ref.alias], source.ref.field or "")
            return many._replace(many=False) if many is not None else None
        return self._type(bound[value.alias], value.field or "")

    def _fact_has(self, fact: str, name: str) -> bool:
        """Whether every rule that concludes the fact gives the field a value; a fact made from itself adds nothing new."""
        key = (fact, name)
        if key not in self._facts:
            self._facts[key] = True
            self._facts[key] = all(self._gives(rule, name) for rule in self._concluding.get(fact, ()))
        return self._facts[key]

    def _gives(self, rule: Rule, name: str) -> bool:
        value = rule.conclude.fields.get(name) if rule.conclude is not None else None
        ref = value.ref if isinstance(value, TimeExpr) else value
        if not isinstance(ref, Ref):
            return True
        pattern = next(one.pattern for one in rule.bindings if one.alias == ref.alias)
        return ref.field is None or (ref.alias, ref.field) in settled_fields(rule) or self.has_field(pattern, ref.field)
