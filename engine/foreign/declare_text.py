"""Reads a `.decl` file: activities, their attributes, and constraints with conditions on data and time.

::

    activity Send Invoice
    bind Send Invoice: amount, org:group
    amount: float between 0.0 and 5000.0
    org:group: sales, accounts
    Response[Send Invoice, Pay] |A.amount > 100 |T.org:group is accounts and same customer |0,5,d
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from afterword.engine.diagnostics import Diagnostic, choices_hint, quote, sort_diagnostics
from afterword.engine.foreign.declare_condition import Party, parse_condition
from afterword.engine.foreign.declare_model import Attribute, Constraint, Model, Period, Side, Template, Word
from afterword.engine.language.pattern_reader import ANY
from afterword.engine.log.decimals import parse_decimal
from afterword.engine.spans import Source, Span
from afterword.engine.vocabulary import FieldType, Kind

_ACTIVITY = re.compile(r"\s*activity\s+(.*\S)\s*", re.IGNORECASE)
_BIND = re.compile(r"\s*bind\s+(.*\S)\s*", re.IGNORECASE)
_CONSTRAINT = re.compile(r"\s*([^\[\]|:]*[^\[\]|:\s])\s*\[([^\]]*)\]\s*(\|.*)?")
_NAME = re.compile(r"(.*?)\s*(\d{1,6})?")
_RANGE = re.compile(r"(integer|float)\s+between\s+(\S+)\s+(?:and|to)\s+(\S+)", re.IGNORECASE)
_PERIOD = re.compile(r"\s*([\d.]+)\s*,\s*([\d.]*)\s*,\s*(\w+)\s*")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_LONGEST = 36_525 * 86_400  # a century

_TEMPLATES = {re.sub("[^a-z]", "", one.value.lower()): one for one in Template}


def parse_declare(source: Source) -> tuple[Model, tuple[Diagnostic, ...]]:
    """The model of a file, as far as it can be read, and every mistake in it."""
    return _Parser(source).parse()


class _Parser:
    """What is known of a file so far. Activities may be declared after they are used, attributes too."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._mistakes: list[Diagnostic] = []
        self._activities: dict[str, list[str]] = {}
        self._types: dict[str, Attribute] = {}

    def parse(self) -> tuple[Model, tuple[Diagnostic, ...]]:
        lines = [(start, line) for start, line in self._source.lines() if line.strip() and not line.lstrip().startswith("#")]
        rest = [(start, line) for start, line in lines if not self._read_activity(start, line)]
        rest = [(start, line) for start, line in rest if not self._read_binding(start, line)]
        rest = [(start, line) for start, line in rest if _CONSTRAINT.fullmatch(line) or not self._read_types(start, line)]
        known = {name: {one: self._attribute(one) for one in bound} for name, bound in self._activities.items()}
        constraints = [self._read_constraint(start, line, known) for start, line in rest]
        return Model(known, tuple(one for one in constraints if one is not None)), sort_diagnostics(self._mistakes)

    def _attribute(self, name: str) -> Attribute:
        """An attribute of which the file says nothing more holds texts."""
        return self._types.get(name, Attribute(name, FieldType(Kind.TEXT)))

    # -- activities and attributes ---------------------------------------------------------------------------------------

    def _read_activity(self, start: int, line: str) -> bool:
        found = _ACTIVITY.fullmatch(line)
        if found and found[1] == ANY:
            hint = "give the activity another name before its logs are imported"
            self._note("reserved-name", "`any` stands for every type of event in rules", start + found.start(1), found[1], hint)
        elif found and found[1] in self._activities:
            self._note(
                "given-twice", f"the activity {quote(found[1])} is there twice", start + found.start(1), found[1], "leave one of them out"
            )
        elif found:
            self._activities[found[1]] = []
        return found is not None

    def _read_binding(self, start: int, line: str) -> bool:
        found = _BIND.fullmatch(line)
        if found is None:
            return False
        at = start + found.start(1)
        activity, colon, listed = _split_name(found[1], self._activities)
        if not colon:
            self._note("bad-declare-line", "this binds no attributes", at, found[1], "write it as in `bind Pay: amount, customer`")
        elif activity not in self._activities:
            self._note_activity(activity, at)
        else:
            bound = self._activities[activity]
            bound += [name for name in (one.strip() for one in listed.split(",")) if name and name not in bound]
        return True

    def _read_types(self, start: int, line: str) -> bool:
        """`x, y: integer between 1 and 5`: what the values of attributes are."""
        bound = {name for names in self._activities.values() for name in names}
        names, colon, written = _split_name(line.strip(), bound)
        if not colon or "[" in names:
            return False
        at = start + line.index(line.strip()) + len(names) + 1
        type_, range_ = self._read_type(written, at)
        for name in (one.strip() for one in names.split(",")):
            self._types[name] = Attribute(name, type_, range_)
        return True

    def _read_type(self, written: str, at: int) -> tuple[FieldType, str]:
        word = written.strip()
        if word.lower() in {"integer", "float"}:
            return FieldType(Kind.INTEGER if word.lower() == "integer" else Kind.DECIMAL), ""
        found = _RANGE.fullmatch(word)
        if found:
            if parse_decimal(found[2]) is None or parse_decimal(found[3]) is None:
                hint = "write both ends in digits, as in `integer between 1 and 5`"
                self._note("bad-declare-line", "this is no range of numbers", at + len(written) - len(written.lstrip()), word, hint)
            return FieldType(Kind.INTEGER if found[1].lower() == "integer" else Kind.DECIMAL), f"from {found[2]} to {found[3]}"
        choices = tuple(dict.fromkeys(one for piece in word.split(",") if (one := piece.strip())))
        if {one.lower() for one in choices} == {"true", "false"}:
            return FieldType(Kind.BOOLEAN), ""
        if not choices:
            self._note("bad-declare-line", "this says nothing of the values", at, written, "list them, or write `integer` or `float`")
        return FieldType(Kind.ENUM, choices), ""

    # -- constraints -----------------------------------------------------------------------------------------------------

    def _read_constraint(self, start: int, line: str, known: Mapping[str, Mapping[str, Attribute]]) -> Constraint | None:
        found = _CONSTRAINT.fullmatch(line)
        if found is None:
            hint = "a line is `activity …`, `bind …: …`, `attribute: values`, or a constraint such as `Response[A, B] | | |`"
            stripped = line.strip()
            self._note("bad-declare-line", "this line says nothing that is known", start + line.index(stripped), stripped, hint)
            return None
        template, number = self._read_template(found[1], start + found.start(1))
        if template is None:
            return None
        activities = self._read_activities(template, found[2], start + found.start(2), known)
        if activities is None:
            return None
        parts = _split_parts(found[3] or "", start + found.start(3))
        first, second, period = self._assign(template, parts)
        parties = _parties(template, activities, known)
        before = len(self._mistakes)
        constraint = Constraint(
            template,
            number,
            activities,
            parse_condition(self._source, first.start, first.text, parties[0], self._mistakes),
            parse_condition(self._source, second.start, second.text, parties[1], self._mistakes),
            self._read_period(period),
            Word(line.strip(), self._span(start, line)),
        )
        return constraint if len(self._mistakes) == before else None

    def _read_template(self, written: str, at: int) -> tuple[Template | None, int]:
        found = _NAME.fullmatch(written)
        name, number = (found[1], found[2]) if found else (written, None)
        template = _TEMPLATES.get(re.sub("[^a-z]", "", name.lower()))
        if template is None:
            hint = choices_hint(name, [one.value for one in Template]) or "see docs/declare.md for all of them"
            self._note("unknown-template", f"Declare has no template {quote(name)}", at, written, hint)
        elif number is not None and (not template.is_counted or int(number) == 0):
            self._note(
                "unknown-template", f"{quote(template.value)} does not go with the number {number}", at, written, "leave the number out"
            )
        return template, int(number or 1)

    def _read_activities(self, template: Template, written: str, at: int, known: Mapping[str, object]) -> tuple[str, ...] | None:
        wanted = 1 if template.is_unary else 2
        activities = _split_activities(written, known, wanted)
        if len(activities) != wanted:
            asked = "one activity" if wanted == 1 else "two activities"
            hint = f"write it as in `{template.value}[{'A' if wanted == 1 else 'A, B'}]`"
            self._note("bad-declare-line", f"{quote(template.value)} is about {asked}", at, written, hint)
            return None
        missing = [one for one in activities if one not in known]
        for one in dict.fromkeys(missing):
            self._note_activity(one, at + max(0, written.find(one)))
        return None if missing else activities

    def _assign(self, template: Template, parts: Sequence[_Part]) -> tuple[_Part, _Part, _Part]:
        """Which part is the activation condition, which the correlation, which the time. A time may stand where a correlation would."""
        first, *rest = (*parts, *[_NOTHING] * 3)
        timed = template.is_unary or (_PERIOD.fullmatch(rest[0].text) is not None and not rest[1].text.strip())
        second, period = (_NOTHING, rest[0]) if timed and rest[0].text.strip() else (rest[0], rest[1])
        used = (first, second, period)
        for part in parts:
            if part.text.strip() and part not in used:
                hint = "after `]` come the condition on the activation, that on the target, and the time, each behind a `|`"
                self._note("bad-declare-line", "this is one part too many", part.start, part.text, hint)
        return used

    def _read_period(self, part: _Part) -> Period | None:
        if not part.text.strip():
            return None
        found = _PERIOD.fullmatch(part.text)
        unit = _SECONDS.get(found[3].lower()) if found else None
        if found is None or unit is None:
            self._note_period(part, "this is no time", "write from when to when, and the unit (s, m, h or d), as in `0,5,d`")
            return None
        ends = [parse_decimal(one) if one else None for one in found.groups()[:2]]
        if ends[0] is None or (found[2] and ends[1] is None):
            self._note_period(part, "this is no time", "write the numbers in digits, as in `0,2.5,h`")
            return None
        least, most = (None if one is None else Fraction(one) * unit for one in ends)
        if least is None or any(one is not None and one.denominator != 1 for one in (least, most)):
            self._note_period(part, "this is not a number of whole seconds", "round it to seconds")
        elif most is not None and most < least:
            self._note_period(part, "this is over before it begins", "write the shorter time first")
        elif max(least, most or 0) > _LONGEST:
            self._note_period(part, "this is more than a century", "leave the end open where there is none, as in `1,,d`")
        else:
            return Period(int(least), None if most is None else int(most))
        return None

    # -- mistakes --------------------------------------------------------------------------------------------------------

    def _note(self, code: str, message: str, at: int, text: str, hint: str) -> None:
        self._mistakes.append(Diagnostic(code, message, self._span(at, text), hint))

    def _note_activity(self, name: str, at: int) -> None:
        hint = choices_hint(name, tuple(self._activities), most=20) or f"declare it: `activity {name}`"
        self._note("unknown-activity", f"there is no activity {quote(name)}", at, name, hint)

    def _note_period(self, part: _Part, message: str, hint: str) -> None:
        inner = part.text.strip()
        self._note("bad-period", message, part.start + part.text.index(inner), inner, hint)

    def _span(self, at: int, text: str) -> Span:
        return self._source.span(at, at + len(text))


class _Part:
    """A stretch of a line, and where it starts."""

    __slots__ = ("start", "text")

    def __init__(self, start: int, text: str) -> None:
        self.start = start
        self.text = text


_NOTHING = _Part(0, "")


def _split_parts(written: str, at: int) -> list[_Part]:
    """What stands between the `|`s."""
    parts = []
    for text in written.split("|"):
        parts.append(_Part(at, text))
        at += len(text) + 1
    return parts[1:]


def _split_name(written: str, known: Mapping[str, object] | set[str]) -> tuple[str, str, str]:
    """What stands before and after the `:` that ends a name; names may have a `:` of their own."""
    places = [place for place, sign in enumerate(written) if sign == ":"]
    for place in places:
        names = [one.strip() for one in written[:place].split(",")]
        if written[:place].strip() in known or all(one in known for one in names):
            return written[:place].strip(), ":", written[place + 1 :]
    place = next((place for place in places if written[place + 1 : place + 2].isspace()), places[0] if places else -1)
    return (written[:place].strip(), ":", written[place + 1 :]) if place >= 0 else (written, "", "")


def _split_activities(written: str, known: Mapping[str, object], wanted: int) -> tuple[str, ...]:
    """The activities between the brackets; their names may have commas."""
    pieces = written.split(",")
    whole = tuple(one.strip() for one in pieces)
    if wanted == 1:
        return (written.strip(),) if written.strip() in known or len(pieces) == 1 else whole
    splits = [(",".join(pieces[:cut]).strip(), ",".join(pieces[cut:]).strip()) for cut in range(1, len(pieces))]
    return next((split for split in splits if all(one in known for one in split)), whole)


def _parties(
    template: Template, activities: Sequence[str], known: Mapping[str, Mapping[str, Attribute]]
) -> tuple[dict[Side, Party], dict[Side, Party]]:
    """Whom the first and the second condition may speak of."""
    parties = [Party(one, known[one]) for one in activities]
    if template.is_unary:
        return {Side.ACTIVATION: parties[0]}, {}
    first, second = reversed(parties) if template.looks_back else parties
    if template.is_choice:
        return {Side.ACTIVATION: first}, {Side.TARGET: second}
    return {Side.ACTIVATION: first}, {Side.ACTIVATION: first, Side.TARGET: second}
