"""Writers of findings: a function is written for the cases of a rule in one state, which makes the line of JSON of each.

What does not change from case to case stands in the function as text; what does is taken from the case once. Cases that bind other kinds of
things than those the function was written for it leaves alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import inf
from typing import Any, NamedTuple, TypeAlias

from afterword.engine.language.rule import Pack, Ref, Rule, Slot
from afterword.engine.log.model import Event, Record
from afterword.engine.report.build_report import level_of, source_of, topic_of
from afterword.engine.report.messages import MISSING, phrase_parameter
from afterword.engine.report.quick_messages import Face, LogScene, Sayings, face_of
from afterword.engine.report.quick_moments import STYLES, past, say_length, say_moment, say_opening, write_length
from afterword.engine.report.quick_texts import NAME_LISTS, NUMBERS, QUOTED, QUOTED_LISTS, escape, quote
from afterword.engine.run.model import Bound, Fact, Item
from afterword.engine.times.model import SECOND
from afterword.engine.verdicts import Standing, State


class FindingCase(NamedTuple):
    """A case that makes a finding; see `Verdict`. ``bound`` has the values of the aliases ``names``."""

    rule: Rule
    state: State
    standing: Standing | None
    names: tuple[str, ...]
    bound: tuple[Bound, ...]
    since_hi: int | None
    opens: int | None
    due: int | None
    event: Event | None
    fields: tuple[str, ...]
    counted: int
    evidence: tuple[Event, ...]


Urgency: TypeAlias = tuple[int, float, float, int]
"""The loudest first, then the soonest due (seconds), then by step and by rule."""

Written: TypeAlias = tuple[Urgency, str, FindingCase]
"""What a finding is sorted by, its line with the break at its end, and the case that makes it."""

LineWriting: TypeAlias = Callable[[LogScene, FindingCase], Written | None]
"""The line of a case of the rule and state that it was written for; ``None`` where the case binds things of other kinds."""


def line_writer(case: FindingCase, pack: Pack, sayings: Sayings, number: int) -> LineWriting:
    """The function for cases like this one, which makes a finding; ``number`` is the rule's place in the pack."""
    function = _Function(case, pack, sayings)
    text = "\n".join(("def write(scene, case):", *("    " + line for line in function.lines(number))))
    exec(compile(text, f"<finding {case.rule.id}>", "exec", optimize=2), function.known)  # noqa: S102 (written here; of the pack, texts alone)
    writing: LineWriting = function.known["write"]
    return writing


class _Function:
    """One function being written. ``known`` are the objects that its names stand for."""

    def __init__(self, case: FindingCase, pack: Pack, sayings: Sayings) -> None:
        self._rule, self._state, self._names = case.rule, case.state, case.names
        self._pack = pack
        self._sayings = sayings
        self._things = {f"a{number}": face_of(one) for number, one in enumerate(case.bound)}
        self._event = None if case.event is None else face_of(case.event)
        self._about = {
            name: f"v{number}" for number, name in enumerate(dict.fromkeys((*pack.vocabulary.entities, "event", *case.rule.about)))
        }
        self.known: dict[str, Any] = {
            **_KNOWN,
            "NAMES": case.names,
            "EVENT": type(case.event),
            **{f"TYPE_{name}": face.type for name, face in self._things.items()},
        }

    def lines(self, number: int) -> Iterator[str]:
        """The body."""
        quiet, loud = (level_of(self._rule, self._state, standing) for standing in (None, Standing.VIOLATED))
        if quiet is None or loud is None:
            raise ValueError(f"{self._state} makes no finding")
        yield "_, _, standing, names, bound, since, opens, due, event, fields, counted, evidence = case"
        yield "if names != NAMES or type(event) is not EVENT: return None"
        yield from self._take()
        yield "moments = scene.moments; year = scene.year; records = scene.records"
        yield "since = None if since is None else moments[since]"
        yield "if due is None: at = inf; until = None"
        yield f"else: at = due / {SECOND}; until = moments[due]"
        late = self._late()
        if late:
            yield f"late = None if due is None else {late}"
        yield from self._find_about()
        said, message = self._message()
        yield from said
        yield f"rank = {-quiet.rank}; level = {quote(quiet.value)!r}"
        if loud is not quiet:
            yield f"if standing is LOST: rank = {-loud.rank}; level = {quote(loud.value)!r}"
        yield "began = 'null' if since is None else since[0]"
        yield "ends = 'null' if until is None else until[0]"
        yield f"if len(evidence) == 1: one, = evidence; shown = {_EVIDENCE}"
        yield f"else: shown = ','.join([{_EVIDENCE} for one in evidence])"
        yield "stands = 'null' if standing is None else QUOTED[standing._value_]"
        yield f"line = ({_put_together(self._pieces(message))})"
        yield f"return (rank, at, {'inf' if self._rule.step is None else self._rule.step}, {number}), line, case"

    def _take(self) -> Iterator[str]:
        """Take the things that the case binds, if they are what is expected."""
        if self._things:
            yield f"{', '.join(self._things)}, = bound"
            tests = [f"type({name}) is not TYPE_{name}" for name in self._things]
            tests += [f"{name}.entity != {face.kind!a}" for name, face in self._things.items() if face.type is Item]
            tests += [f"{name}.kind != {face.kind!a}" for name, face in self._things.items() if face.type is Record]
            yield f"if {' or '.join(tests)}: return None"

    def _late(self) -> str | None:
        """How long past its due time a case is, where there is one; see `lateness`."""
        if self._state is State.OVERDUE:
            return "past(scene.as_of, due)"
        return "past(event.when.lo, due)" if self._state is State.LATE and self._event else None

    def _pieces(self, message: list[str | _Value]) -> Iterator[str | _Value]:
        """The line."""
        rule, state = self._rule, self._state
        sources = [source_of(name, self._pack) for name in rule.sources]
        told = [f'{{"id":{quote(one.id)},"kind":{quote(one.kind)},"title":{quote(one.title)}}}' for one in sources]
        yield _Value("scene.head")
        yield f'"rule":{quote(rule.id)},"topic":{quote(topic_of(rule, state))},"level":'
        yield _Value("level")
        yield f',"state":{quote(state.value)},"step":{json.dumps(rule.step)},"title":{quote(rule.title)},"message":"'
        yield from message
        yield '","about":{'
        for number, (name, variable) in enumerate(self._about.items()):
            yield f"{',' if number else ''}{quote(name)}:"
            yield _Value(f"QUOTED[{variable}]")
        yield '},"since":'
        yield _Value("began")
        yield ',"due":'
        yield _Value("ends")
        yield ',"late_by":'
        yield _Value("write_length(late)") if self._late() else "null"
        yield ',"fields":'
        yield _Value("QUOTED_LISTS[fields]")
        yield ',"evidence":['
        yield _Value("shown")
        yield f'],"source":[{",".join(told)}],"outside":{json.dumps(rule.outside)},"verdict":'
        yield _Value("stands")
        yield "}\n"

    # -- what the case is about (see `about`) ------------------------------------------------------------------------------

    def _find_about(self) -> Iterator[str]:
        """A variable for each kind of entity, and for the event."""
        entities = self._pack.vocabulary.entities
        things = {**self._things, **({"event": self._event} if self._event else {})}
        with_fields = [name for name, face in things.items() if face.type is not Item]
        yield from (f"{name}_fields = {name}.fields" for name in with_fields)
        for name, entity in entities.items():
            own = (_id(one, face) for one, face in things.items() if face.type in {Item, Record} and face.kind == entity.name)
            yield f"{self._about[name]} = {next(own, None) or _first_text([f'{one}_fields' for one in with_fields], entity.key)}"
        yield f"{self._about['event']} = {'event.id' if self._event else None}"
        yield from (f"{self._about[name]} = {self._resolve(ref)}" for name, ref in self._rule.about.items())
        for name, entity in entities.items():
            owner = entities.get(entity.belongs_to or "")
            if owner:
                theirs = self._about[owner.name]
                yield f"if {theirs} is None:"
                yield f"    record = records.get({name!a}, EMPTY).get({self._about[name]} or '')"
                yield f"    if record is not None: {theirs} = {_first_text(['record.fields'], owner.key)}"

    def _resolve(self, ref: Ref) -> str:
        """The id that a reference of the rule names."""
        name, face = self._thing(ref.alias)
        if face is None:
            return "None"
        if face.type is not Item and ref.field is not None and ref.field != "id":
            return _first_text([f"{name}.fields"], ref.field)
        return "None" if face.type is Fact else _id(name, face)

    def _thing(self, alias: str) -> tuple[str, Face | None]:
        """The variable of what an alias names, and what that is; the event that decided the case is called `event`."""
        if alias in self._names:
            name = f"a{self._names.index(alias)}"
            return name, self._things[name]
        return "event", self._event if alias == "event" else None

    # -- the message (see `messages`) --------------------------------------------------------------------------------------

    def _message(self) -> tuple[list[str], list[str | _Value]]:
        """Lines that work it out, and its pieces."""
        lines: list[str] = []
        pieces: list[str | _Value] = []
        is_sure = False  # that it is not empty
        for number, part in enumerate(self._rule.say[self._state]):
            fallback = part if isinstance(part, str) else MISSING if part.fallback is None else part.fallback
            first = fallback
            if isinstance(part, Slot) and number == 0 and part.fallback is not None:
                first = fallback[:1].upper() + fallback[1:]
            said = None if isinstance(part, str) else self._slot(part)
            is_sure |= bool(fallback)
            if said is None:
                pieces.append(escape(first))
                continue
            lines.append(f"m{number} = {said} or {escape(first)!a}")
            if first != fallback:
                lines.append(f"if m{number} == {escape(fallback)!a}: m{number} = {escape(first)!a}")
            pieces.append(_Value(f"m{number}"))
        why = escape(self._rule.why)
        if why and is_sure:
            pieces.append(f" {why}")
        elif why:
            lines.append(f"message = ({_put_together(pieces)})")
            lines.append(f"message = message + {' ' + why!a} if message else {why!a}")
            pieces = [_Value("message")]
        return lines, pieces

    def _slot(self, slot: Slot) -> str | None:
        """What says what stands in a place; ``None`` where only its fallback can."""
        head, *fields = slot.path
        name, face = self._thing(head)
        if face is None:
            return self._outcome(head, slot.style)
        saying = self._sayings.of(face, tuple(fields), slot.style)
        return saying and f"{self._call(saying)}({name}, scene)"

    def _outcome(self, name: str, style: str) -> str | None:
        """The same for how the case stands, or for a parameter of the pack."""
        parameter = phrase_parameter(name, self._pack)
        plain = ascii(escape(parameter)) if parameter else None
        say = self._call(STYLES.get(style, say_moment))
        say_start = say if style else self._call(say_opening)
        said = {
            "since": f"({say}(since, year) if since is not None else {plain})",
            "due": f"({say}(until, year) if until is not None else {plain})",
            "opens": f"({say_start}(moments[opens], year) if opens is not None else {plain})",
            "left": f"(say_length(past(scene.as_of, due)) if due is not None and due >= scene.as_of else {plain})",
            "late_by": "(None if late is None else say_length(late))" if self._late() else None,
            "fields": "NAME_LISTS[fields]",
            "count": "str(counted)",
        }
        return said.get(name, plain)

    def _call(self, function: Callable[..., Any]) -> str:
        """A name for a function."""
        name = f"call{len(self.known)}"
        self.known[name] = function
        return name


_KNOWN: Mapping[str, Any] = {
    "LOST": Standing.VIOLATED,
    "EMPTY": {},
    "NUMBERS": NUMBERS,
    "QUOTED": QUOTED,
    "QUOTED_LISTS": QUOTED_LISTS,
    "NAME_LISTS": NAME_LISTS,
    "inf": inf,
    "past": past,
    "say_length": say_length,
    "write_length": write_length,
}
_EVIDENCE = """f'{{"event":{QUOTED[one.id]},"line":{NUMBERS[one.place and one.place.line]}}}'"""


class _Value(NamedTuple):
    """An expression that gives a piece of a line; other pieces are texts."""

    expression: str


def _put_together(pieces: Iterable[str | _Value]) -> str:
    """An expression for the text of pieces: literals that follow one another are one f-string."""
    return " ".join(f'f"{{{one.expression}}}"' if isinstance(one, _Value) else ascii(one) for one in pieces)


def _id(name: str, face: Face) -> str:
    return f"{name}.value" if face.type is Item else f"{name}.id"


def _first_text(mappings: list[str], key: str) -> str:
    """The first of them that has a text under a key gives it."""
    tests = [f"x if type(x := {one}.get({key!a})) is str else" for one in mappings]
    return " ".join((*tests, "None"))
