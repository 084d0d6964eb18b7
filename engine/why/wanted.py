"""What a rule looks for, in words: patterns, tests and times as a case fills them in."""

from __future__ import annotations

from collections.abc import Iterable

from afterword.engine.diagnostics import quote
from afterword.engine.language.patterns import EventSource, FactSource, ItemSource, Pattern, PatternSource, Pick, RecordSource
from afterword.engine.language.rule import Literal, Op, Ref, Test, TimeExpr
from afterword.engine.log.model import Event
from afterword.engine.report.phrasing import phrase_list
from afterword.engine.times.durations import describe_length
from afterword.engine.times.model import Duration
from afterword.engine.vocabulary import FieldType, Kind
from afterword.engine.why.readings import operand_of
from afterword.engine.why.rows import Concluded, Scope, event_of
from afterword.engine.why.words import TEXT, Words

ASKS = {
    Op.IS: "",
    Op.NOT: "anything but ",
    Op.ONE_OF: "one of ",
    Op.NOT_ONE_OF: "none of ",
    Op.AT_LEAST: "at least ",
    Op.AT_MOST: "at most ",
    Op.MORE_THAN: "more than ",
    Op.LESS_THAN: "less than ",
    Op.CONTAINS: "containing ",
    Op.NOT_CONTAINS: "without ",
    Op.MATCHES: "a text that fits ",
    Op.NOT_MATCHES: "a text that does not fit ",
    Op.SAME_TEXT: "the same text as ",
    Op.LAST_WORD_IN: "a text whose last word is in ",
    Op.BEFORE: "before ",
    Op.AFTER: "after ",
    Op.NOT_BEFORE: "not before ",
    Op.NOT_AFTER: "not after ",
}
"""What a test asks for, in front of the value it compares with."""


def pattern_words(words: Words, pattern: Pattern, scope: Scope) -> str:
    """What a pattern looks for: `thank_you_sent with interview i1, to p2, channel one of `email`, `post``."""
    per = f" of each {phrase_list(pattern.per)}" if pattern.per else ""
    return f"{source_words(pattern)}{per}{_tests_words(words, pattern, scope)}"


def none_of(words: Words, patterns: Iterable[Pattern], scope: Scope) -> str:
    """That there is nothing of what is looked for, be it the first, the last or any other."""
    told = (f"{_kind_words(one.source).removeprefix('any ')}{_tests_words(words, one, scope)}" for one in patterns)
    return f"no {' or '.join(told)}"


def _tests_words(words: Words, pattern: Pattern, scope: Scope) -> str:
    tests = [_asked(words, test, pattern, scope) for test in pattern.where if test.field != "at"]
    times = [_asked(words, test, pattern, scope) for test in pattern.where if test.field == "at"]
    fields = f" with {', '.join(tests)}" if tests else ""
    return f"{fields}{',' if tests and times else ''}{f' that came {phrase_list(times)}' if times else ''}"


def _asked(words: Words, test: Test, pattern: Pattern, scope: Scope) -> str:
    match test.op:
        case Op.PRESENT:
            wanted = "given" if test.value is True else "not given"
        case Op.EMPTY:
            wanted = "empty" if test.value is True else "not empty"
        case _:
            wanted = ASKS[test.op] + operand_words(words, test, scope, _type_sought(words, pattern, test.field))
    return wanted if test.field == "at" else f"{test.field} {wanted}"


def _type_sought(words: Words, pattern: Pattern, name: str) -> FieldType:
    """What a field of what a pattern looks for holds."""
    vocabulary = words.world.pack.vocabulary
    match pattern.source:
        case EventSource((first, *_)) if first in vocabulary.events and name in vocabulary.events[first].fields:
            return vocabulary.events[first].fields[name].type
        case RecordSource(kind) if name == "id":
            return FieldType(Kind.ENTITY, entity=kind)
        case RecordSource(kind) if name in vocabulary.entities[kind].fields:
            return vocabulary.entities[kind].fields[name].type
        case FactSource():
            return words.type_in_fact(name, None)
        case _:
            return TEXT


def operand_words(words: Words, test: Test, scope: Scope, type_: FieldType = TEXT) -> str:
    """What a test compares with, in this case: its value, or as it is written where it has none yet."""
    match test.value:
        case TimeExpr(ref=ref) if ref.alias in scope:
            return time_words(words, test.value, scope)
        case Ref(alias) if alias in scope:
            found = operand_of(test, scope, words.world.clock)
            return words.value(found, type_) if found is not None else f"{written(test.value)}, which is not given"
        case Ref() | TimeExpr():
            return written(test.value)
        case _:
            return words.value(test.value, type_)


def time_words(words: Words, expr: TimeExpr, scope: Scope) -> str:
    """A time that a rule writes down: `e09` for the moment of that event, or the time that it comes to."""
    row = scope[expr.ref.alias]
    if expr.shift is None and expr.ref.field == "at" and isinstance(row, Event | Concluded):
        return words.name(event_of(row))
    when = words.world.clock.read(expr, scope)
    return f"{written(expr)}, which is not given" if when is None else words.when(when)


def source_words(pattern: Pattern) -> str:
    """What a pattern takes, whatever its tests: `thank_you_sent`, `any event`, `the last timeline_given`."""
    if pattern.pick is Pick.ALL:
        return _kind_words(pattern.source)
    return f"the {pattern.pick.value} {_kind_words(pattern.source).removeprefix('any ')}"


def _kind_words(source: PatternSource) -> str:
    match source:
        case EventSource(types):
            return " or ".join(types) or "any event"
        case FactSource(name):
            return f"fact {quote(name)}"
        case RecordSource(kind):
            return kind
        case ItemSource(ref):
            return f"member of {written(ref)}"


def written(value: Ref | TimeExpr | Literal | tuple[Literal, ...]) -> str:
    """A reference as the rule has it: `$interview.at`."""
    match value:
        case Ref(alias, None):
            return f"${alias}"
        case Ref(alias, field):
            return f"${alias}.{field}"
        case TimeExpr(ref, None):
            return written(ref)
        case TimeExpr(ref, shift, sign) if shift is not None:
            return f"{length_words(shift)} {'after' if sign > 0 else 'before'} {written(ref)}"
        case _:
            return str(value)


def length_words(duration: Duration) -> str:
    """A duration as it was written, or in its unit."""
    if duration.text:
        return duration.text
    if duration.days:
        return f"{duration.days} days"
    if duration.business_days:
        return f"{duration.business_days} business days"
    return describe_length(duration.elapsed)
