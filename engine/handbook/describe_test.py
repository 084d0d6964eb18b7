"""The tests of `where` and `require` in words."""

from __future__ import annotations

from typing import assert_never

from afterword.engine.handbook.describe_value import (
    describe_choices,
    describe_moment,
    describe_operand,
    describe_time,
    possessive,
)
from afterword.engine.handbook.prose import Phrase, say, say_list
from afterword.engine.handbook.wording import Wording
from afterword.engine.language.patterns import EventSource, PatternSource, RecordSource
from afterword.engine.language.rule import Criterion, Literal, Op, Ref, Test, TimeExpr
from afterword.engine.vocabulary import FieldType, Kind

_PREPOSITIONS = {"about", "by", "for", "from", "to", "via", "with"}
"""Names of fields that read as they stand: a letter `to` somebody."""

_PLAIN_TIMES = {Op.BEFORE: "before", Op.AFTER: "after", Op.NOT_BEFORE: "not before", Op.NOT_AFTER: "not after"}
_MOVED_TIMES = {Op.BEFORE: "earlier than", Op.AFTER: "later than", Op.NOT_BEFORE: "no earlier than", Op.NOT_AFTER: "no later than"}
_NUMBERS = {Op.AT_LEAST: "at least", Op.AT_MOST: "at most", Op.MORE_THAN: "more than", Op.LESS_THAN: "less than"}
_GIVEN = dict.fromkeys((Op.EMPTY, Op.NOT_CONTAINS, Op.NOT_MATCHES), "is given and ")
"""What a pattern asks beside these: they sound as if a field that is not given passed them."""


def describe_tests(tests: tuple[Test, ...], source: PatternSource, wording: Wording) -> tuple[Phrase, ...]:
    """What a pattern finds must be so: `for the same interview`, `to the person`, `after the letter`, `whose “channel” is email`.

    What is said of fields comes last, so that it takes nothing of what is said of the whole.
    """
    shared: dict[str, list[Test]] = {}
    times: list[Phrase] = []
    near: list[Phrase] = []
    fields: list[Phrase] = []
    for test in tests:
        alias = _shared_with(test, source, wording)
        if alias is not None:
            shared.setdefault(alias, []).append(test)
        elif test.field == "at" and isinstance(test.value, TimeExpr):
            times.append(_timing(test.op, test.value, wording))
        else:
            said = _describe_near(test, source, wording)
            (fields if said is None else near).append(said or say("whose ", _of_field(test, source, wording, _GIVEN.get(test.op, ""))))
    belongs = [_describe_shared(alias, group, source, wording) for alias, group in shared.items()]
    return (*belongs, *near, *([say_list(times)] if times else []), *fields)


def describe_criterion(criterion: Criterion, wording: Wording) -> Phrase:
    """What must be so of the case: `the letter's “channel” is email, post or by hand`."""
    test, alias = criterion.test, wording.alias(criterion.alias)
    source = wording.sources[criterion.alias]
    if test.field == "at" and isinstance(test.value, TimeExpr):
        return say(describe_moment(Ref(criterion.alias, "at", test.span), wording), " is ", _timing(test.op, test.value, wording))
    mark = _mark(test, source, wording)
    if mark is not None:
        return say(alias, " is ", mark)
    certain = say(", in any case") if test.op is Op.PRESENT and test.value else ()
    return say(possessive(alias), " ", _of_field(test, source, wording), certain)


def _describe_near(test: Test, source: PatternSource, wording: Wording) -> Phrase | None:
    """What can be said of the event without naming its field, or in few words; ``None`` for all the rest."""
    type_ = wording.type_in(source, test.field)
    match test.op, test.value:
        case Op.IS | Op.NOT, bool():
            return _mark(test, source, wording)
        case Op.IS | Op.NOT | Op.ONE_OF | Op.NOT_ONE_OF, value if test.field == "id" and isinstance(source, EventSource | RecordSource):
            return say("that is " if test.op in {Op.IS, Op.ONE_OF} else "other than ", _operand(value, type_, wording))
        case Op.IS | Op.NOT, Ref(alias, field) as ref if field == test.field:
            return _describe_kin(test.op, alias, ref, source, wording)
        case Op.IS, value if (entity := wording.key_of(source, test.field)) is not None:
            named = () if isinstance(value, Ref) else say("the ", wording.entity(entity), " ")
            return say("for ", named, _operand(value, type_, wording))
        case Op.IS, value if test.field in _PREPOSITIONS:
            return say(f"{test.field} ", _operand(value, type_, wording))
        case _:
            return None


def _describe_kin(op: Op, alias: str, ref: Ref, source: PatternSource, wording: Wording) -> Phrase:
    """A field compared with the field of the same name elsewhere."""
    if op is Op.IS:
        return say("with the same ", wording.field(source, ref.field or ""), " as ", wording.alias(alias))
    key = wording.key_of(source, ref.field or "")
    if key is None:
        return say("with another ", wording.field(source, ref.field or ""), " than ", wording.alias(alias))
    return say("for another ", wording.entity(key), *([" than ", possessive(wording.alias(alias))] if _has_rivals(key, wording) else []))


def _shared_with(test: Test, source: PatternSource, wording: Wording) -> str | None:
    """The alias that a test asks to belong to the same thing as, by the field that says so on both sides."""
    if test.op is not Op.IS or not isinstance(test.value, Ref) or test.value.field != test.field:
        return None
    return test.value.alias if wording.key_of(source, test.field) is not None else None


def _describe_shared(alias: str, tests: list[Test], source: PatternSource, wording: Wording) -> Phrase:
    """`for the same application and interview`; it says as what, where that could be in doubt."""
    keys = [wording.key_of(source, test.field) or "" for test in tests]
    if keys == [alias]:
        return say("for that ", wording.entity(alias))
    said = say("for the same ", say_list([say(wording.entity(key)) for key in keys]))
    return say(said, " as ", wording.alias(alias)) if any(_has_rivals(key, wording) for key in keys) else said


def _has_rivals(entity: str, wording: Wording) -> bool:
    """Whether several parts of the case name an entity of that kind."""
    key = wording.pack.vocabulary.entities[entity].key
    return sum(wording.key_of(source, key) == entity for source in wording.sources.values()) > 1


def _of_field(test: Test, source: PatternSource, wording: Wording, given: str = "") -> Phrase:
    """`“channel” is email or post`, `list “cc” is given and does not contain the person`."""
    type_ = wording.type_in(source, test.field)
    listed = "list " if type_ is not None and type_.many else ""
    return say(listed, wording.field(source, test.field), " ", given, _predicate(test, type_, wording))


def _mark(test: Test, source: PatternSource, wording: Wording) -> Phrase | None:
    """`marked “polite”`: a truth value that is written down."""
    if test.op not in {Op.IS, Op.NOT} or not isinstance(test.value, bool):
        return None
    return say("marked " if test.value is (test.op is Op.IS) else "marked not ", wording.field(source, test.field))


def _timing(op: Op, time: TimeExpr, wording: Wording) -> Phrase:
    """`after the interview`, `no later than 24 hours after the interview`."""
    return say((_PLAIN_TIMES if time.shift is None else _MOVED_TIMES)[op], " ", describe_time(time, wording))


def _operand(value: Literal | Ref | TimeExpr | tuple[Literal, ...], type_: FieldType | None, wording: Wording) -> Phrase:
    match value:
        case tuple():
            return describe_choices(value, type_)
        case TimeExpr():
            return describe_time(value, wording)
        case _:
            return describe_operand(value, type_, wording)


def _predicate(test: Test, type_: FieldType | None, wording: Wording) -> Phrase:  # noqa: C901, PLR0911 - one line a test
    """What is said of a field that is given: `is email, post or by hand`, `does not contain the person`."""
    value = _operand(test.value, type_, wording)
    match test.op:
        case Op.IS | Op.ONE_OF:
            return say("is ", value)
        case Op.NOT | Op.NOT_ONE_OF:
            return say("is other than ", value)
        case Op.AT_LEAST | Op.AT_MOST | Op.MORE_THAN | Op.LESS_THAN:
            return say(f"is {_NUMBERS[test.op]} ", value)
        case Op.PRESENT:
            return say("is given" if test.value else "is not given")
        case Op.EMPTY:
            return say("is empty" if test.value else "is not empty")
        case Op.CONTAINS | Op.NOT_CONTAINS:
            folded = ", capitals and spacing aside" if type_ is not None and type_.kind is Kind.TEXT else ""
            return say("contains " if test.op is Op.CONTAINS else "does not contain ", value, folded)
        case Op.MATCHES | Op.NOT_MATCHES:
            return say(f"{'matches' if test.op is Op.MATCHES else 'does not match'} the pattern “{test.value}”")
        case Op.SAME_TEXT:
            return say("is the same text as ", value, ", capitals and spacing aside")
        case Op.LAST_WORD_IN:
            return say("ends with a word of ", value, ", capitals aside")
        case Op.BEFORE | Op.AFTER | Op.NOT_BEFORE | Op.NOT_AFTER:
            return say("is ", _timing(test.op, test.value, wording) if isinstance(test.value, TimeExpr) else value)
        case _:
            assert_never(test.op)
