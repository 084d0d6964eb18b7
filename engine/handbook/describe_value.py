"""Values, times and lengths of time in words."""

from __future__ import annotations

from collections.abc import Iterable

from afterword.engine.handbook.prose import Phrase, say, say_list
from afterword.engine.handbook.wording import Wording, spell
from afterword.engine.language.patterns import EventSource, FactSource, RecordSource
from afterword.engine.language.rule import Literal, Ref, TimeExpr
from afterword.engine.times.model import HOUR, MINUTE, SECOND, Duration
from afterword.engine.vocabulary import FieldType, Kind

_WEEK = 7


def describe_duration(duration: Duration) -> str:
    """`24 hours`, `1 day`, `2 weeks`, `2 business days`: in the unit it was written in, where that tells weeks from days."""
    if duration.business_days:
        return _count(duration.business_days, "business day")
    if duration.days:
        weeks = duration.days % _WEEK == 0 and "w" in duration.text
        return _count(duration.days // _WEEK, "week") if weeks else _count(duration.days, "day")
    unit = next((unit for unit in ("hour", "minute", "second") if unit[0] == duration.text.lstrip("0123456789 ")[:1].lower()), "hour")
    sizes = {"hour": HOUR, "minute": MINUTE, "second": SECOND}
    if duration.elapsed % sizes[unit]:
        unit = next(unit for unit, size in sizes.items() if duration.elapsed % size == 0 or size == SECOND)
    return _count(duration.elapsed // sizes[unit], unit)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def describe_literal(value: Literal, type_: FieldType | None) -> Phrase:
    """A value written down in the rule: free text in quotation marks, a choice in its own words."""
    match value:
        case bool():
            return say("yes" if value else "no")
        case int():
            return say(str(value))
        case str() if type_ is not None and type_.kind is Kind.ENUM:
            return say(spell(value))
        case str() if type_ is not None and type_.kind is Kind.DECIMAL:
            return say(value)
        case str():
            return say(f"“{value}”")


def describe_choices(values: Iterable[Literal], type_: FieldType | None) -> Phrase:
    """`email, post or by hand`."""
    return say_list([describe_literal(value, type_) for value in values], "or")


def describe_ref(ref: Ref, wording: Wording) -> Phrase:
    """`the person`, `the letter's “channel”`, `the interview's application`; an event by its id is the event itself."""
    alias = wording.alias(ref.alias)
    source = wording.sources.get(ref.alias)
    if ref.field is None or source is None or (ref.field == "id" and isinstance(source, EventSource | RecordSource)):
        return say(alias)
    if wording.key_of(source, ref.field) == ref.alias:
        return say(alias)
    return say(possessive(alias), " ", wording.field(source, ref.field))


def possessive(words: str) -> str:
    """`the letter's`, `the notes'`."""
    return f"{words}'" if words.endswith("s") else f"{words}'s"


def describe_moment(ref: Ref, wording: Wording) -> Phrase:
    """A time of the case: `the interview`, `the moment of the window`, `the frame's “decision by”`."""
    source = wording.sources.get(ref.alias)
    if ref.field not in {"at", None}:
        return describe_ref(ref, wording)
    alias = wording.alias(ref.alias)
    return say(f"the moment of {alias}" if isinstance(source, FactSource) else alias)


def describe_time(time: TimeExpr, wording: Wording) -> Phrase:
    """`24 hours after the interview`, `the window's “due”`."""
    moment = describe_moment(time.ref, wording)
    if time.shift is None:
        return moment
    return say(describe_duration(time.shift), " after " if time.sign > 0 else " before ", moment)


def describe_operand(value: Literal | Ref, type_: FieldType | None, wording: Wording) -> Phrase:
    """What a test compares with."""
    return describe_ref(value, wording) if isinstance(value, Ref) else describe_literal(value, type_)
