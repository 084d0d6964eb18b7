"""Reads one rule: its parts in the order in which they may refer to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from afterword.engine.diagnostics import quote
from afterword.engine.language.kinds import DEMANDS, check_demands
from afterword.engine.language.pattern_reader import Room, read_bindings, read_pattern
from afterword.engine.language.patterns import Conclusion, Condition, Quantifier, Target
from afterword.engine.language.rule import Criterion, Literal, Ref, Rule, RuleKind, Severity, Template, TimeExpr
from afterword.engine.language.scope import Mistakes, Scope, Words, as_scalar, as_scalars, as_table, as_tables, is_null, text_of
from afterword.engine.language.shapes import AT, EVENT, Shape
from afterword.engine.language.states import reachable_states
from afterword.engine.language.target_reader import TARGETS, read_alternatives, read_target, read_window
from afterword.engine.language.template_reader import read_template
from afterword.engine.language.values import (
    NUMBER,
    TEXT,
    TRUTH,
    is_reference,
    look_up,
    meant_reference,
    read_number,
    read_operand,
    read_time,
    read_truth,
    type_of,
)
from afterword.engine.language.where_reader import read_tests
from afterword.engine.reading.nodes import Node, Scalar, Table
from afterword.engine.verdicts import FINDING_STATES, State
from afterword.engine.vocabulary import FieldType, Kind

_KINDS = {kind.value: kind for kind in RuleKind}
_SEVERITIES = {severity.value: severity for severity in Severity}
_QUANTIFIERS = {quantifier.value: quantifier for quantifier in Quantifier}

OUTSIDE = "outside"
"""The kind of source that is not the guide the pack follows."""


def read_rule(node: Table, defaults: Table | None, words: Words, mistakes: Mistakes) -> tuple[Rule | None, bool]:
    """The rule, and whether it is switched on; ``None`` where it is too broken to be one."""
    scope = Scope(words, mistakes)
    identity, kind = as_scalar(node.get("id")), _KINDS.get(text_of(node.get("kind")))
    enabled = read_truth(_get(node, defaults, "enabled"), scope) is not False
    if kind is not None:
        check_demands(node, kind, mistakes)
    bindings = read_bindings(as_table(node.get("for_each")), scope)
    target, found = _read_target(node, kind, scope)
    show = as_table(node.get("show"))
    conclude = as_table(node.get("conclude"))
    sources = read_sources(_get(node, defaults, "source"), scope)
    rule = Rule(
        id=identity.text if identity is not None else "",
        kind=kind or RuleKind.MUST,
        span=mistakes.span(identity if identity is not None else node),
        title=text_of(node.get("title")),
        step=_read_step(as_scalar(_get(node, defaults, "step")), scope),
        sources=sources,
        outside=bool(sources) and all(words.sources[one].kind == OUTSIDE for one in sources),
        severity=_SEVERITIES.get(text_of(_get(node, defaults, "severity")), Severity.WARNING),
        tags=tuple(tag.text for tag in as_scalars(_get(node, defaults, "tags"))),
        why=text_of(node.get("why")),
        bindings=bindings,
        when=_read_conditions(node.get("when"), scope),
        unless=tuple(pattern for one in as_tables(node.get("unless")) if (pattern := read_pattern(one, scope, Room.TIMED)[0]) is not None),
        target=target,
        criteria=_read_criteria(as_table(node.get("require")), scope),
        conclude=read_conclusion(conclude, scope) if conclude is not None else None,
        about=_read_about(as_table(node.get("about")), scope),
    )
    rule = replace(rule, show=read_window(show, scope)) if show is not None else rule
    broken = mistakes.blames(node)  # then nobody can tell which states it would come to
    if not broken:
        _check_examples(node.get("examples"), rule, scope)
    topics, say = _read_words(node, rule, scope, found, broken=broken)
    return (replace(rule, topics=topics, say=say) if identity is not None and kind is not None else None), enabled


def _get(node: Table, defaults: Table | None, key: str) -> Node | None:
    """What a rule says under ``key``, or else what its file says for all its rules."""
    own = node.get(key)
    return own if own is not None or defaults is None else defaults.get(key)


def _read_target(node: Table, kind: RuleKind | None, scope: Scope) -> tuple[Target | None, tuple[Shape, ...]]:
    """The first target of the rule, and the shapes of what it may find."""
    own = DEMANDS[kind] if kind is not None else tuple(TARGETS)
    for key in TARGETS:
        table = as_table(node.get(key))
        if table is not None and key in own:
            return read_target(key, table, scope, forbids=kind is RuleKind.MUST_NOT)
    return None, ()


def _read_step(node: Scalar | None, scope: Scope) -> int | None:
    number = read_number(node, scope)
    if number is not None and node is not None and number not in scope.words.steps:
        scope.mistakes.add_unknown("unknown-step", "step", node, [str(step) for step in scope.words.steps])
    return number


def read_sources(node: Node | None, scope: Scope) -> tuple[str, ...]:
    """The ids of `source`, as far as the pack declares them."""
    known = scope.words.sources
    for one in as_scalars(node):
        if one.text not in known:
            scope.mistakes.add_unknown("unknown-source", "source", one, known)
    return tuple(one.text for one in as_scalars(node) if one.text in known)


def _read_conditions(node: Node | None, scope: Scope) -> tuple[Condition, ...]:
    conditions = []
    for table in as_tables(node):
        for entry in table.entries:
            asked = as_table(entry.value)
            quantifier = _QUANTIFIERS.get(entry.key.text)
            if quantifier is None or asked is None:
                continue
            alternatives = read_alternatives(asked, scope)[1]
            patterns = tuple(pattern for one in alternatives if (pattern := read_pattern(one, scope, Room.CONDITION)[0]) is not None)
            least = read_number(asked.get("at_least"), scope, least=1)
            span = scope.mistakes.span(entry.key)
            conditions.append(Condition(quantifier, patterns, span, 1 if least is None else least))
    return tuple(conditions)


def _read_criteria(node: Table | None, scope: Scope) -> tuple[Criterion, ...]:
    criteria = []
    for entry in node.entries if node is not None else ():
        key = entry.key
        ref = look_up(key, scope) if is_reference(key) else None
        if isinstance(ref, Ref) and ref.field is not None:
            criteria += [Criterion(ref.alias, test) for test in read_tests(ref.field, entry, type_of(ref, scope), scope)]
        elif ref is not None or not is_reference(key):
            hint = meant_reference(key, scope) or "name it as in `$alias.field`"
            scope.mistakes.add("bad-reference", f"{quote(key.text)} is no field of the case", key, hint)
    return tuple(criteria)


def read_conclusion(node: Table, scope: Scope) -> Conclusion | None:
    """The fact that a rule concludes."""
    name = as_scalar(node.get("fact"))
    fields: dict[str, Literal | Ref | TimeExpr] = {}
    for entry in node.entries:
        if entry.key.text == "fact":
            continue
        if entry.key.text == "at":
            hint = "every fact has the time of the latest event it rests on; name this one otherwise"
            scope.mistakes.add("reserved-name", "`at` is a field of every fact", entry.key, hint)
        timed = isinstance(entry.value, Table)
        value = read_time(entry.value, scope) if timed else read_operand(entry.value, None, scope)
        if value is not None:
            fields[entry.key.text] = value
    return Conclusion(name.text, fields, scope.mistakes.span(node)) if name is not None else None


def conclusion_types(conclusion: Conclusion, scope: Scope) -> dict[str, FieldType | None]:
    """The types of a fact's fields, as this rule concludes them."""
    types: dict[str, FieldType | None] = {}
    for name, value in conclusion.fields.items():
        match value:
            case Ref():
                types[name] = type_of(value, scope)
            case TimeExpr():
                types[name] = AT
            case bool():
                types[name] = TRUTH
            case int():
                types[name] = NUMBER
            case str():
                types[name] = TEXT
            case _:
                assert_never(value)
    return types


def _read_about(node: Table | None, scope: Scope) -> Mapping[str, Ref]:
    """What findings are about: a kind of entity, or `event`, and the value that names it."""
    entities = scope.words.vocabulary.entities
    about = {}
    for entry in node.entries if node is not None else ():
        word = entry.key.text
        if word != EVENT.kind.value and word not in entities:
            scope.mistakes.add_unknown("unknown-entity", "kind of thing", entry.key, (*entities, EVENT.kind.value))
            continue
        wanted = FieldType(Kind.ENTITY, entity=word) if word in entities else EVENT
        value = as_scalar(entry.value)
        if value is not None and not is_reference(value):
            hint = meant_reference(value, scope) or "name it as in `$alias.field`"
            scope.mistakes.add("bad-reference", f"{quote(value.text)} is no value of the case", value, hint)
            continue
        ref = read_operand(value, wanted, scope)
        if isinstance(ref, Ref):
            about[word] = ref
    return about


def _read_words(
    node: Table, rule: Rule, scope: Scope, found: tuple[Shape, ...], *, broken: bool
) -> tuple[dict[State, str], dict[State, Template]]:
    """The topics and messages of the states that the rule can come to."""
    states = [state for state in reachable_states(rule) if state in FINDING_STATES]
    if not broken:
        for words in (as_table(node.get("topic")), as_table(node.get("say"))):
            _check_states([entry.key for entry in words.entries] if words is not None else (), rule, states, scope)
    topics = _by_state(node.get("topic"), states)
    for topic in dict.fromkeys((*topics.values(), *_rest(node.get("topic")))):
        if topic.text not in scope.words.topics:
            scope.mistakes.add_unknown("unknown-topic", "topic", topic, scope.words.topics)
    event = _union(found or tuple(shape for shape in scope.shapes.values() if shape.timed))
    written = _by_state(node.get("say"), states)
    templates = {message: read_template(message, scope, event) for message in dict.fromkeys((*written.values(), *_rest(node.get("say"))))}
    topic_node = as_table(node.get("topic"))
    lacking = [f"`{state.value}`" for state in written if state not in topics]
    if topic_node is not None and lacking:
        message = f"findings that are {' or '.join(lacking)} have a message but no topic"
        scope.mistakes.add("no-topic", message, topic_node, "name a topic for each, or write one topic for all states")
    return {state: topic.text for state, topic in topics.items()}, {state: templates[one] for state, one in written.items()}


def _check_examples(node: Node | None, rule: Rule, scope: Scope) -> None:
    """An example expects states that the rule's cases can come to."""
    reachable = reachable_states(rule)
    for example in as_tables(node) if reachable else ():
        _check_states(as_scalars(example.get("expect")), rule, reachable, scope)


def _check_states(named: Sequence[Scalar], rule: Rule, reachable: Sequence[State], scope: Scope) -> None:
    """Each state that is named is one that the rule can come to."""
    states = {state.value: state for state in State}
    for one in named:
        if one.text in states and states[one.text] not in reachable:
            hint = f"it can be {', '.join(f'`{state.value}`' for state in reachable)}"
            scope.mistakes.add("state-out-of-reach", f"a case of {quote(rule.id)} is never `{one.text}`", one, hint)


def _by_state(node: Node | None, states: Sequence[State]) -> dict[State, Scalar]:
    """One value for all states, or a value for each state named."""
    if isinstance(node, Scalar):
        return {} if is_null(node) else dict.fromkeys(states, node)
    chosen: dict[State, Scalar | None] = dict.fromkeys(states, _spoken(node.get("other"))) if isinstance(node, Table) else {}
    for entry in node.entries if isinstance(node, Table) else ():
        state = next((state for state in states if state.value == entry.key.text), None)
        if state is not None:
            chosen[state] = _spoken(entry.value)
    return {state: value for state, value in chosen.items() if value is not None}


def _rest(node: Node | None) -> tuple[Scalar, ...]:
    """What is said for the states that are not named, should there be any."""
    rest = _spoken(node.get("other")) if isinstance(node, Table) else None
    return () if rest is None else (rest,)


def _spoken(node: Node | None) -> Scalar | None:
    """A value that is not left out."""
    scalar = as_scalar(node)
    return None if scalar is None or is_null(scalar) else scalar


def _union(shapes: tuple[Shape, ...]) -> Shape:
    """The fields that any of ``shapes`` has."""
    fields: dict[str, FieldType | None] = {}
    for shape in shapes:
        for name, type_ in shape.fields.items():
            fields[name] = type_ if fields.get(name, type_) == type_ else None
    return Shape("the event that decides it has no field", fields, EVENT, timed=True, open=any(shape.open for shape in shapes))
