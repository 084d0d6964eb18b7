"""Writers of findings: a function is written for the cases of a rule that are alike, which makes the line of JSON of each.

What does not change from case to case stands in the function as text. What does is a part of the case, or of a thing that the case binds;
the function names the parts that it needs, and is given a row of them for each case. Where they come from it does not know: from verdicts,
or from the columns of a batch.

For very many cases there is a script in place of the function: who puts lines together by it writes the texts and all that can be read off
the case (its moments, its evidence) by itself, and needs a function only for what is left, the texts of slots.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import Any, NamedTuple, TypeAlias

from afterword.engine.language.rule import Pack, Ref, Rule, Slot
from afterword.engine.log.model import Record
from afterword.engine.report.build_report import level_of, source_of, topic_of
from afterword.engine.report.line_script import MOMENTS, Op, Step
from afterword.engine.report.messages import MISSING, phrase_parameter
from afterword.engine.report.quick_messages import Face, Label, Saying, Sayings
from afterword.engine.report.quick_moments import say_day, say_length, say_moment, say_opening, say_time, write_length
from afterword.engine.report.quick_texts import NAME_LISTS, QUOTED, QUOTED_LISTS, TIDY, escape, quote
from afterword.engine.run.model import Fact, Item
from afterword.engine.verdicts import Standing, State

CASE, EVENT = -1, -2
ZONE = "zone of it"  # no field is called like this


class Part(NamedTuple):
    """A part of a thing: of what the case binds, by the place of its alias; of the ``EVENT`` that decided it; or of the ``CASE`` itself.

    Things have their fields and their ``ZONE``, all but facts an `id` (members of lists: what they name), events `type` and `at`, facts
    `at`. A case has `scene`; the moments `since`, `opens` and `due`, told or None; `late`, how long it is past its due time, and `left`,
    how long it is before it (microseconds, or None); `fields`, the names of those that failed; `count`; and as JSON its `evidence` and
    its `standing`.
    """

    thing: int
    name: str
    label: Label | None = None
    """Not the part itself is wanted, but the text of what it is the id of, or None."""


class Kin(NamedTuple):
    """Cases that are alike: of one rule, in one state, which makes a finding, and with things of the same faces."""

    rule: Rule
    state: State
    things: tuple[tuple[str, Face], ...]
    event: Face | None


Row: TypeAlias = tuple[Any, ...]


class LineWriter(NamedTuple):
    """Writes the lines of cases that are alike, from rows of ``parts``.

    ``write`` gives the line of each; where there is a ``script``, the texts of its slots, those of one case after another.
    """

    parts: tuple[Part, ...]
    write: Callable[[Iterable[Row]], list[str]]
    script: tuple[Step, ...]
    ranks: tuple[int, int]
    """How loud they are, the lower the louder: those that cannot be done any more, and the others."""
    step: float
    number: int


def line_writer(kin: Kin, pack: Pack, sayings: Sayings, number: int, *, by_script: bool) -> LineWriter:
    """The writer for such cases; ``number`` is the rule's place in the pack."""
    function = _Function(kin, pack, sayings, by_script=by_script)
    levels = tuple(level_of(kin.rule, kin.state, standing) for standing in (Standing.VIOLATED, None))
    pieces = function.pieces([quote(level.value) for level in levels if level])
    script = _script(pieces) if by_script else ()
    text = function.text(pieces)
    exec(compile(text, f"<finding {kin.rule.id}>", "exec", optimize=2), function.known)  # noqa: S102 (written here; of the pack, texts alone)
    lost, other = (-level.rank for level in levels if level)
    step = inf if kin.rule.step is None else kin.rule.step
    return LineWriter(tuple(function.parts), function.known["write"], script, (lost, other), step, number)


class _Value(NamedTuple):
    """The name of what gives a piece of a line."""

    name: str


_Piece: TypeAlias = str | _Value | Step


class _Function:
    """One function being written. ``parts`` are those that it needs, with their names in it; ``known`` the objects that names stand for."""

    def __init__(self, kin: Kin, pack: Pack, sayings: Sayings, *, by_script: bool) -> None:
        self._by_script = by_script
        self._rule, self._state = kin.rule, kin.state
        self._things = {place: face for place, (_, face) in enumerate(kin.things)} | ({EVENT: kin.event} if kin.event else {})
        self._names = {alias: place for place, (alias, _) in enumerate(kin.things)}
        self._pack = pack
        self._sayings = sayings
        self._lines: list[str] = []
        self.parts: dict[Part, str] = {}
        self.known: dict[str, Any] = dict(_KNOWN)

    def pieces(self, levels: Sequence[str]) -> list[_Piece]:
        """The line; ``levels`` are what stands for the level of what is lost, and of all else."""
        about = self._find_about()
        message = list(self._message())
        return list(self._pieces(levels, about, message))

    def text(self, pieces: Sequence[_Piece]) -> str:
        """The whole function."""
        if self._by_script:
            body = [*self._lines, f"lines += ({''.join(f'{one.name}, ' for one in pieces if isinstance(one, _Value))})"]
        else:
            body = [*self._lines, f"lines.append({_put_together(pieces)})"]
        names = ", ".join(self.parts.values()) or "*_"
        return "\n".join(
            ("def write(rows):", "    lines = []", f"    for {names}, in rows:", *("        " + one for one in body), "    return lines")
        )

    def _part(self, thing: int, name: str, label: Label | None = None) -> str:
        """The name of a part."""
        return self.parts.setdefault(Part(thing, name, label), f"p{len(self.parts)}")

    def _pieces(self, levels: Sequence[str], about: Mapping[str, str | None], message: Iterable[_Piece]) -> Iterator[_Piece]:
        """The line."""
        rule, state = self._rule, self._state
        lost, other = levels
        sources = [source_of(name, self._pack) for name in rule.sources]
        told = [f'{{"id":{quote(one.id)},"kind":{quote(one.kind)},"title":{quote(one.title)}}}' for one in sources]
        yield self._read_off(Step(Op.HEAD), "scene", "{}.head")
        yield f'"rule":{quote(rule.id)},"topic":{quote(topic_of(rule, state))},"level":'
        if lost == other:
            yield other
        else:
            violated = quote(Standing.VIOLATED.value)
            yield self._read_off(Step(Op.LEVEL, lost, other), "standing", f"{lost!a} if {{}} == {violated!a} else {other!a}")
        yield f',"state":{quote(state.value)},"step":{json.dumps(rule.step)},"title":{quote(rule.title)},"message":"'
        yield from message
        yield '","about":{'
        for number, (name, variable) in enumerate(about.items()):
            yield f"{',' if number else ''}{quote(name)}:"
            yield self._let(f"QUOTED[{variable}]") if variable else "null"
        for name in ("since", "due"):
            yield f'{"}" if name == "since" else ""},"{name}":'
            yield self._read_off(Step(Op.MOMENT, which=MOMENTS.index(name)), name, "'null' if {0} is None else {0}[0]")
        yield ',"late_by":'
        yield self._let(f"write_length({self._part(CASE, 'late')})") if self._may_be_late() else "null"
        yield ',"fields":'
        yield self._let(f"QUOTED_LISTS[{self._part(CASE, 'fields')}]")
        yield ',"evidence":['
        yield self._read_off(Step(Op.EVIDENCE), "evidence", "{}")
        yield f'],"source":[{",".join(told)}],"outside":{json.dumps(rule.outside)},"verdict":'
        yield self._read_off(Step(Op.STANDING), "standing", "{}")
        yield "}\n"

    def _read_off(self, step: Step, name: str, expression: str) -> _Piece:
        """What is read off a part of the case: by a step of the script, or else by an expression."""
        return step if self._by_script else self._let(expression.format(self._part(CASE, name)))

    def _may_be_late(self) -> bool:
        """Whether such cases may be past their due time; see `lateness`."""
        return self._state is State.OVERDUE or (self._state is State.LATE and EVENT in self._things)

    # -- what the case is about (see `about`) ------------------------------------------------------------------------------

    def _find_about(self) -> dict[str, str | None]:
        """For each kind of entity, and for the event, a variable with an id or with None; nothing where there is none for sure."""
        entities = self._pack.vocabulary.entities
        about: dict[str, str | None] = {}
        for name, entity in entities.items():
            own = (place for place, face in self._things.items() if face.type in {Item, Record} and face.kind == entity.name)
            named = next(own, None)
            about[name] = self._first_text(name, entity.key) if named is None else self._part(named, "id")
        about["event"] = self._part(EVENT, "id") if EVENT in self._things else None
        for name, ref in self._rule.about.items():
            about[name] = self._resolve(name, ref)
        for name, entity in entities.items():
            owner = entities.get(entity.belongs_to or "")
            if owner and about[name]:
                variable = f"about_{owner.name}"
                self._lines += [
                    f"{variable} = {about[owner.name]}",
                    f"if {variable} is None and {about[name]} is not None:",
                    f"    owner = {self._part(CASE, 'scene')}.known.value({name!a}, {about[name]}, {owner.key!a})",
                    f"    if type(owner) is str: {variable} = owner",
                ]
                about[owner.name] = variable
        return about

    def _first_text(self, name: str, key: str) -> str | None:
        """The first of all things that has a text under a key gives it."""
        holders = [place for place, face in self._things.items() if face.type is not Item and self._sayings.holds_text(face, key)]
        if not holders:
            return None
        parts = [self._part(place, key) for place in holders]
        self._lines.append(f"about_{name} = {' '.join((*(f'{one} if type({one}) is str else' for one in parts), 'None'))}")
        return f"about_{name}"

    def _resolve(self, name: str, ref: Ref) -> str | None:
        """The id that a reference of the rule names."""
        place = self._place(ref.alias)
        if place is None:
            return None
        face = self._things[place]
        if face.type is not Item and ref.field is not None and ref.field != "id":
            if not self._sayings.holds_text(face, ref.field):
                return None
            part = self._part(place, ref.field)
            self._lines.append(f"about_{name} = {part} if type({part}) is str else None")
            return f"about_{name}"
        return None if face.type is Fact else self._part(place, "id")

    def _place(self, alias: str) -> int | None:
        """The thing that an alias names; the event that decided the case is called `event`."""
        return self._names.get(alias, EVENT if alias == "event" and EVENT in self._things else None)

    # -- the message (see `messages`) --------------------------------------------------------------------------------------

    def _message(self) -> Iterator[_Piece]:
        """Its pieces."""
        pieces: list[_Piece] = []
        is_sure = False  # that it is not empty
        for number, part in enumerate(self._rule.say[self._state]):
            fallback = part if isinstance(part, str) else MISSING if part.fallback is None else part.fallback
            first = fallback
            if isinstance(part, Slot) and number == 0 and part.fallback is not None:
                first = fallback[:1].upper() + fallback[1:]
            is_sure |= bool(fallback)
            if isinstance(part, Slot) and self._by_script and first == fallback and self._tells_moment(part):
                pieces.append(self._say_moment(part, fallback))
                continue
            said = None if isinstance(part, str) else self._slot(part)
            if said is None:
                pieces.append(escape(first))
            elif first == fallback:
                pieces.append(self._let(f"{said} or {escape(first)!a}"))
            else:
                pieces.append(begun := self._let(f"{said} or {escape(first)!a}"))
                self._lines.append(f"if {begun.name} == {escape(fallback)!a}: {begun.name} = {escape(first)!a}")
        why = escape(self._rule.why)
        if why and is_sure:
            pieces.append(f" {why}")
        elif why and self._by_script:
            pieces = [Step(Op.MARK), *pieces, Step(Op.SPACE), why]
        elif why:
            message = self._let(_put_together(pieces))
            self._lines.append(f"{message.name} = {message.name} + {' ' + why!a} if {message.name} else {why!a}")
            pieces = [message]
        yield from pieces

    def _slot(self, slot: Slot) -> str | None:
        """What says what stands in a place; ``None`` where only its fallback can."""
        head, *fields = slot.path
        place = self._place(head)
        if place is None:
            return self._outcome(head, slot.style)
        saying = self._sayings.of(self._things[place], tuple(fields), slot.style)
        return saying and self._said(place, saying)

    def _tells_moment(self, slot: Slot) -> bool:
        """Whether a moment of the case stands in a place."""
        return slot.path[0] in MOMENTS and self._place(slot.path[0]) is None

    def _say_moment(self, slot: Slot, fallback: str) -> Step:
        """The step that says it."""
        name = slot.path[0]
        return Step(_way_to_say(name, slot.style), escape(phrase_parameter(name, self._pack) or fallback), which=MOMENTS.index(name))

    def _said(self, place: int, saying: Saying) -> str:
        part, scene = self._part(place, saying.part), self._part(CASE, "scene")
        zone = self._part(place, ZONE) if saying.in_zone else "None"
        said = f"({self._call(saying.say)}({part}, {zone}, {scene}) if {part} is not None else None)"
        if not self._by_script or saying.label is None:
            return said
        label = self._part(place, saying.part, saying.label)
        return f"(TIDY[{label}] if {label} is not None else {said})"

    def _outcome(self, name: str, style: str) -> str | None:
        """The same for how the case stands, or for a parameter of the pack."""
        parameter = phrase_parameter(name, self._pack)
        plain = ascii(escape(parameter)) if parameter else None
        if name in MOMENTS:
            say = _SAYINGS[_way_to_say(name, style)]
            moment, scene = self._part(CASE, name), self._part(CASE, "scene")
            return f"({self._call(say)}({moment}, {scene}.year) if {moment} is not None else {plain})"
        if name == "left" or (name == "late_by" and self._may_be_late()):
            length = self._part(CASE, "left" if name == "left" else "late")
            return f"({self._call(say_length)}({length}) if {length} is not None else {plain if name == 'left' else None})"
        match name:
            case "late_by":
                return None
            case "fields":
                return f"NAME_LISTS[{self._part(CASE, 'fields')}]"
            case "count":
                return f"str({self._part(CASE, 'count')})"
            case _:
                return plain

    def _let(self, expression: str) -> _Value:
        """A name for a value."""
        name = f"v{len(self._lines)}"
        self._lines.append(f"{name} = {expression}")
        return _Value(name)

    def _call(self, function: Callable[..., Any]) -> str:
        """A name for a function."""
        name = f"call{len(self.known)}"
        self.known[name] = function
        return name


_KNOWN: Mapping[str, Any] = {
    "QUOTED": QUOTED,
    "QUOTED_LISTS": QUOTED_LISTS,
    "NAME_LISTS": NAME_LISTS,
    "TIDY": TIDY,
    "write_length": write_length,
}


_SAYINGS = {Op.SAY: say_moment, Op.SAY_DAY: say_day, Op.SAY_TIME: say_time, Op.SAY_OPENING: say_opening}


def _way_to_say(moment: str, style: str) -> Op:
    """How a moment of a case is said by the style of its place."""
    if style in {"day", "time"}:
        return Op.SAY_DAY if style == "day" else Op.SAY_TIME
    return Op.SAY_OPENING if moment == "opens" and not style else Op.SAY


def _put_together(pieces: Iterable[_Piece]) -> str:
    """An expression for the text of pieces: literals that follow one another are one f-string."""
    return " ".join(f'f"{{{one.name}}}"' if isinstance(one, _Value) else ascii(one) for one in pieces) or "''"


def _script(pieces: Iterable[_Piece]) -> tuple[Step, ...]:
    """The steps that write pieces: texts that follow one another are one."""
    steps: list[Step] = []
    for piece in pieces:
        step = Step(Op.TEXT, piece) if isinstance(piece, str) else Step(Op.SLOT) if isinstance(piece, _Value) else piece
        if step.op is Op.TEXT and steps and steps[-1].op is Op.TEXT:
            step = Step(Op.TEXT, steps.pop().text + step.text)
        steps.append(step)
    return tuple(steps)
