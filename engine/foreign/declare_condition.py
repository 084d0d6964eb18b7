"""Reads one condition of a Declare constraint: `A.x > 3 and (A.y is Z or T.y not in (P, Q)) and same z`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, NoReturn

from afterword.engine.diagnostics import Diagnostic, choices_hint, quote
from afterword.engine.foreign.declare_model import Atom, Attribute, Condition, Joined, Link, Negated, Side, Sign, Value
from afterword.engine.log.decimals import parse_decimal
from afterword.engine.spans import Source, Span
from afterword.engine.vocabulary import Kind

_SPACE = re.compile(r"\s*")
_SIDE = re.compile(r"([AaTtBb])\.")
_NAME = re.compile(r"[^\s()<>=!,|]+")
_SIGN = re.compile(r"is\s+not\b|is\b|not\s+in\b|in\b|>=|<=|!=|<>|==|=|>|<", re.IGNORECASE)
_JOIN = re.compile(r"(and|or)\b", re.IGNORECASE)
_NOT = re.compile(r"not\b(?!\s+in\b)", re.IGNORECASE)
_PAIR = re.compile(r"(same|different)\s+", re.IGNORECASE)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_WORDS = re.compile(r"(?:(?!\s+(?:and|or)\b)[^()])+", re.IGNORECASE)
_LISTED = re.compile(r"\(([^()]*)\)")
_NUMBER = re.compile(r"[^\s()]+")
_SUM = re.compile(r"\s*[-+*/%]")
_SIGNS = {
    "is": Sign.IS,
    "=": Sign.IS,
    "==": Sign.IS,
    "is not": Sign.NOT,
    "!=": Sign.NOT,
    "<>": Sign.NOT,
    ">": Sign.MORE_THAN,
    ">=": Sign.AT_LEAST,
    "<": Sign.LESS_THAN,
    "<=": Sign.AT_MOST,
}
_SIZES = frozenset({Sign.MORE_THAN, Sign.AT_LEAST, Sign.LESS_THAN, Sign.AT_MOST})
_NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL})


class Party(NamedTuple):
    """An activity that a condition may speak of, with its attributes."""

    activity: str
    attributes: Mapping[str, Attribute]


class _Stopped(Exception):  # noqa: N818 - it is no error of ours
    """The rest of a condition cannot be read; why is noted."""


def parse_condition(source: Source, start: int, text: str, parties: Mapping[Side, Party], mistakes: list[Diagnostic]) -> Condition | None:
    """The condition in ``text``, which stands at ``start``; ``None`` where it is empty, or cannot be read, which is noted."""
    reader = _Reader(source, start, text, parties, mistakes)
    try:
        return reader.read() if text.strip() else None
    except _Stopped:
        return None


class _Reader:
    """Where the reading of one condition stands."""

    def __init__(self, source: Source, start: int, text: str, parties: Mapping[Side, Party], mistakes: list[Diagnostic]) -> None:
        self._source = source
        self._start = start
        self._text = text
        self._parties = parties
        self._mistakes = mistakes
        self._at = 0

    def read(self) -> Condition:
        condition = self._read_any()
        if self._at < len(self._text):
            self._stop_here("this belongs to nothing before it", "join conditions with `and` and `or`")
        return condition

    # -- grammar ---------------------------------------------------------------------------------------------------------

    def _read_any(self) -> Condition:
        parts = [self._read_all()]
        while self._take_join("or"):
            parts.append(self._read_all())
        return parts[0] if len(parts) == 1 else Joined(tuple(parts), all=False)

    def _read_all(self) -> Condition:
        parts = [self._read_one()]
        while self._take_join("and"):
            parts.append(self._read_one())
        return parts[0] if len(parts) == 1 else Joined(tuple(parts), all=True)

    def _read_one(self) -> Condition:
        self._skip()
        begin = self._at
        if self._take(_NOT):
            return Negated(self._read_one(), self._span(begin, begin + 3))
        if self._text.startswith("(", self._at):
            self._at += 1
            condition = self._read_any()
            self._skip()
            if not self._text.startswith(")", self._at):
                self._stop_here("here a `)` is missing", "close every `(`; what stands before this is whole")
            self._at += 1
            self._skip()
            return condition
        pair = self._take(_PAIR)
        return self._read_pair(begin, pair) if pair else self._read_test(begin)

    def _read_pair(self, begin: int, pair: re.Match[str]) -> Condition:
        """`same x`, `different x`."""
        word = self._at
        target = self._read_attribute(Side.TARGET)
        self._at = word
        activation = self._read_attribute(Side.ACTIVATION)
        span = self._span(begin, self._at)
        self._skip()
        return Link(target, Sign.IS if pair[1].lower() == "same" else Sign.NOT, activation, span)

    def _read_test(self, begin: int) -> Condition:
        side = self._read_side()
        attribute = self._read_attribute(side)
        self._skip()
        found = self._take(_SIGN)
        if found is None:
            self._stop_here("here a comparison is missing", "write one of `is`, `is not`, `in`, `not in`, `=`, `!=`, `<`, `<=`, `>`, `>=`")
        word = " ".join(found[0].lower().split())
        self._skip()
        if word in {"in", "not in"}:
            values = self._read_list(attribute)
            condition: Condition = Atom(side, attribute, Sign.IS if word == "in" else Sign.NOT, values, self._span(begin, self._at))
        elif _SIDE.match(self._text, self._at):
            condition = self._read_link(begin, side, attribute, _SIGNS[word])
        else:
            condition = self._read_value(begin, side, attribute, _SIGNS[word])
        if _SUM.match(self._text, self._at):
            hint = "rules compare values as they are; put the result into an attribute of its own before the logs are imported"
            self._stop_here("sums cannot be said in rules", hint, "beyond-rules")
        self._skip()
        return condition

    # -- parts -----------------------------------------------------------------------------------------------------------

    def _read_side(self) -> Side:
        found = self._take(_SIDE)
        if found is None:
            self._stop_here("here an attribute is missing", "name it as in `A.amount`, or `T.amount` for that of the target")
        side = Side.ACTIVATION if found[1] in "Aa" else Side.TARGET
        if side not in self._parties:
            self._at = found.start()
            self._stop_here(
                f"`{found[1]}.` cannot stand here: this condition is about the activation alone",
                "write what is about the target after the next `|`",
            )
        return side

    def _read_attribute(self, side: Side) -> Attribute:
        """The longest name of an attribute that stands here."""
        party = self._parties.get(side)
        if party is None:
            self._stop_here("`same` and `different` compare two events", "write them after the second `|`")
        known = [name for name in party.attributes if self._text.startswith(name, self._at) and self._ends(self._at + len(name))]
        if not known:
            found = _NAME.match(self._text, self._at)
            word = found[0] if found else ""
            hint = choices_hint(word, tuple(party.attributes), most=20) or f"add it to a line `bind {party.activity}: …`"
            message = f"{quote(party.activity)} has no attribute {quote(word)}"
            self._stop(self._at, self._at + len(word), "unknown-attribute", message, hint)
        name = max(known, key=len)
        self._at += len(name)
        return party.attributes[name]

    def _ends(self, at: int) -> bool:
        """Whether a name that stops here is whole."""
        return at >= len(self._text) or self._text[at] in " \t()<>=!,"

    def _read_link(self, begin: int, side: Side, attribute: Attribute, sign: Sign) -> Link:
        other_side = self._read_side()
        other = self._read_attribute(other_side)
        span = self._span(begin, self._at)
        if other_side is side:
            hint = "put what they come to into an attribute of its own before the logs are imported"
            self._stop(begin, self._at, "beyond-rules", "rules cannot compare two attributes of one event", hint)
        kinds = {attribute.type.kind, other.type.kind}
        fits = kinds <= _NUMERIC or (sign not in _SIZES and (len(kinds) == 1 or kinds <= {Kind.TEXT, Kind.ENUM}))
        if not fits:
            message = f"{quote(attribute.name)} and {quote(other.name)} cannot be compared like this"
            self._stop(begin, self._at, "bad-condition", message, "compare two numbers, or ask with `=` or `!=` of two attributes alike")
        if side is Side.TARGET:
            return Link(attribute, sign, other, span)
        return Link(other, sign.flipped, attribute, span)

    def _read_list(self, attribute: Attribute) -> tuple[Value, ...]:
        found = _LISTED.match(self._text, self._at)
        if found is None:
            self._stop_here("here a list is missing", "write it as in `in (one, other)`")
        at = found.start(1)
        values: list[Value] = []
        for piece in found[1].split(","):
            word = piece.strip()
            values.append(self._typed(attribute, word, at + len(piece) - len(piece.lstrip())))
            at += len(piece) + 1
        self._at = found.end()
        return tuple(dict.fromkeys(values))

    def _read_value(self, begin: int, side: Side, attribute: Attribute, sign: Sign) -> Atom:
        at = self._at
        kind = attribute.type.kind
        if sign in _SIZES and kind not in _NUMERIC:
            self._stop(begin, at, "bad-condition", f"{quote(attribute.name)} is no number: it has no size", "ask with `is` or `in`")
        quoted = _QUOTED.match(self._text, at)
        listed = [one for one in attribute.type.choices if self._text.startswith(one, at) and self._ends(at + len(one))]
        if quoted:
            word, end = quoted[1] if quoted[1] is not None else quoted[2], quoted.end()
        elif listed:
            word = max(listed, key=len)
            end = at + len(word)
        else:
            found = (_NUMBER if kind in _NUMERIC else _WORDS).match(self._text, at)
            word = found[0].strip() if found else ""
            end = at + len(word)
        self._at = end
        span = self._span(begin, end)
        if kind is Kind.INTEGER and (rounded := _round(word, sign)) is not None:
            return Atom(side, attribute, rounded[0], (rounded[1],), span)
        return Atom(side, attribute, sign, (self._typed(attribute, word, at),), span)

    def _typed(self, attribute: Attribute, word: str, at: int) -> Value:
        """A value of the attribute's type."""
        end = at + len(word)
        kind, choices = attribute.type.kind, attribute.type.choices
        if not word:
            self._stop(at, at, "bad-condition", "here a value is missing", "write what to compare with")
        if kind in _NUMERIC:
            number = parse_decimal(word)
            if number is None or (kind is Kind.INTEGER and "." in number):
                wanted = "a whole number" if kind is Kind.INTEGER else "a number"
                message = f"{quote(attribute.name)} is {wanted}, which {quote(word)} is not"
                self._stop(at, end, "bad-condition", message, "write it in digits, or change what the file says of its values")
            return int(number) if kind is Kind.INTEGER else number
        if kind is Kind.BOOLEAN:
            if word.lower() not in {"true", "false"}:
                message = f"{quote(attribute.name)} is `true` or `false`, not {quote(word)}"
                self._stop(at, end, "bad-condition", message, "write one of the two")
            return word.lower() == "true"
        if choices and word not in choices:
            hint = choices_hint(word, choices, most=30) or f"add it to the values of `{attribute.name}`"
            self._stop(at, end, "unknown-choice", f"{quote(attribute.name)} is never {quote(word)}", hint)
        return word

    # -- places ----------------------------------------------------------------------------------------------------------

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _take(self, form: re.Pattern[str]) -> re.Match[str] | None:
        found = form.match(self._text, self._at)
        if found:
            self._at = found.end()
        return found

    def _take_join(self, word: str) -> bool:
        found = _JOIN.match(self._text, self._at)
        if found is None or found[1].lower() != word:
            return False
        self._at = found.end()
        return True

    def _span(self, begin: int, end: int) -> Span:
        return self._source.span(self._start + begin, self._start + end)

    def _stop_here(self, message: str, hint: str, code: str = "bad-condition") -> NoReturn:
        """Note a mistake at the place where reading stands."""
        found = _NAME.match(self._text, self._at)
        self._stop(self._at, found.end() if found else min(self._at + 1, len(self._text)), code, message, hint)

    def _stop(self, begin: int, end: int, code: str, message: str, hint: str) -> NoReturn:
        self._mistakes.append(Diagnostic(code, message, self._span(begin, max(end, begin)), hint))
        raise _Stopped


def _round(word: str, sign: Sign) -> tuple[Sign, int] | None:
    """What the size of a whole number may be, where it is compared with one that is not: more than 2.5 is at least 3."""
    number = parse_decimal(word)
    if number is None or "." not in number or sign not in _SIZES:
        return None
    below = int(number.partition(".")[0]) - (1 if number.startswith("-") else 0)
    return (Sign.AT_LEAST, below + 1) if sign in {Sign.MORE_THAN, Sign.AT_LEAST} else (Sign.AT_MOST, below)
